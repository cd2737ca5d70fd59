"""The playbook's screens, run as their scripts."""

from __future__ import annotations

from datetime import date

import pytest

from db.commands import drafting, drafts
from db.queries.drafts import drafts_under
from db.queries.problems import problems
from db.queries.responses import versions
from db.rules.responses import ResponseWords
from db.rules.words import ResponseState
from db.tables.responses import Response
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

PROBLEMS, PROBLEM = "playbook/problems.py", "playbook/problem.py"
ASH = "Ash cloud closes the airport"
WORDS = ResponseWords(opening_words="The ash keeps us here.", what_we_can_still_do="We call you.")


def _seed(database: Database) -> World:
    with database.doors.writing() as session:
        return world(session)


def _draft(database: Database, made: World) -> int:
    with database.doors.writing() as session:
        return drafting.draft(
            session, made.viewers["Nairobi manager"], problem_id=made.problems[ASH],
            place_id=made.places["Nairobi"], words=WORDS, at=NOW,
        )  # fmt: skip


class TestProblemsScreen:
    def test_says_how_many_lack_a_response(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Nairobi staff"], PROBLEMS)
        assert not screen.exception
        assert "1 of 4 problems lack a response" in words_of(screen)
        # Staff look things up; recording is for those who manage.
        assert "new-record" not in {button.key for button in screen.button}

    def test_refuses_a_title_that_is_known_and_keeps_what_was_typed(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], PROBLEMS)
        assert "new-title" not in {field.key for field in screen.text_input}
        screen.session_state["record"] = True
        screen.run()
        screen.text_input(key="new-title").set_value("bag DELAYED").run()
        screen.button(key="new-record").click().run()
        assert "is already in the playbook" in words_of(screen)
        assert screen.text_input(key="new-title").value == "bag DELAYED"
        with embedded.doors.reading() as session:
            assert problems(session, made.viewers["Nairobi manager"], now=NOW)[1] == 4


class TestProblemScreen:
    @pytest.mark.parametrize("name", ["", "x", "999999"])
    def test_asks_which_problem_when_there_is_none(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        made = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Nairobi staff"], PROBLEM, {"problem": name})
        assert not screen.exception
        assert "Which problem?" in words_of(screen)

    def test_shows_the_card_and_degrades_it_past_its_date(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        query = {"problem": str(made.problems["Bag delayed"])}
        viewer = made.viewers["Nairobi staff"]
        assert "agreed and checked" in words_of(run_screen(monkeypatch, viewer, PROBLEM, query))
        with embedded.doors.writing() as session:
            response = session.get_one(Response, made.responses["Bag delayed"])
            response.verified_until = date(2026, 11, 17)
        screen = run_screen(monkeypatch, viewer, PROBLEM, query)
        assert "check expired" in words_of(screen)
        assert [each.value for each in screen.warning] == [
            "These words are not checked for today. Ask before you lean on them."
        ]

    @pytest.mark.parametrize("part", ["Card", "Write", "History", "Problem"])
    def test_shows_each_part_with_and_without_words(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch, part: str
    ) -> None:
        made = _seed(embedded)
        for name in made.problems.values():
            query = {"problem": str(name), "part": part}
            for who in ("Nairobi staff", "Nairobi manager", "Administrator"):
                assert not run_screen(monkeypatch, made.viewers[who], PROBLEM, query).exception

    def test_gives_the_desk_to_those_who_manage(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        query = {"problem": str(made.problems[ASH]), "part": "Write"}
        staff = run_screen(monkeypatch, made.viewers["Nairobi staff"], PROBLEM, query)
        assert not [button for button in staff.button if button.label == "Save draft"]
        manager = run_screen(monkeypatch, made.viewers["Nairobi manager"], PROBLEM, query)
        assert not manager.exception
        assert [button for button in manager.button if button.label == "Save draft"]

    def test_proposes_and_agrees_a_draft(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        _draft(embedded, made)
        query = {"problem": str(made.problems[ASH]), "part": "Write"}
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], PROBLEM, query)
        for label in ("Propose", "Agree"):
            next(button for button in screen.button if button.label == label).click().run()
            assert not screen.exception
        with embedded.doors.reading() as session:
            found = versions(
                session, made.viewers["Nairobi manager"], problem_id=made.problems[ASH], now=NOW
            )
            assert [each.state for each in found] == [ResponseState.AGREED]

    def test_shows_both_texts_when_somebody_saved_meanwhile(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        key, manager = _draft(embedded, made), made.viewers["Nairobi manager"]
        subject = f"response-{made.problems[ASH]}-{made.places['Nairobi']}-"
        with embedded.doors.writing() as session:
            row = session.get_one(Response, key)
            began_on = f"{row.id} {row.version}"
            for part, text in (("on", began_on), ("empathy", "Mine")):
                drafts.keep(session, manager, subject=f"{subject}{part}", text=text, at=NOW)
            theirs = ResponseWords(opening_words="Theirs", what_we_can_still_do="We call you.")
            drafting.edit(
                session, made.viewers["Nairobi duty"], response_id=key, version=row.version,
                words=theirs, at=NOW,
            )  # fmt: skip
        query = {"problem": str(made.problems[ASH]), "part": "Write"}
        screen = run_screen(monkeypatch, manager, PROBLEM, query)
        assert [each.value for each in screen.warning if "since you began" in each.value]
        assert "Opening words: Theirs" in screen.text[0].value
        next(button for button in screen.button if button.label == "Keep mine").click().run()
        assert not screen.exception
        assert not screen.warning
        with embedded.doors.reading() as session:
            assert drafts_under(session, manager, subject=subject)[f"{subject}empathy"] == "Mine"
