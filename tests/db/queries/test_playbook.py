"""The playbook as people look it up, on both databases, among noise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db.commands import drafting, problems, responses
from db.queries import problems as questions
from db.queries import responses as answers
from db.queries.problem_lists import Wanted
from db.rules.refusals import Refusal
from db.rules.responses import ResponseWords, Standing
from db.rules.words import CauseClass, Fault, Origin, ResponseState
from tests.databases import Database
from tests.world import NOW, World, world

ASH = "Ash cloud closes the airport"


def _titles(session: Session, made: World, wanted: Wanted, who: str = "Nairobi staff") -> list[str]:
    rows, total = questions.problems(session, made.viewers[who], wanted=wanted, now=NOW)
    assert len(rows) == total
    return [row.title for row in rows]


class TestProblems:
    def test_are_found_by_misspelt_words_origin_cause_and_gap(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert _titles(session, made, Wanted("lugage dleayed"))[0] == "Bag delayed"
            assert _titles(session, made, Wanted(origin=Origin.BRAINSTORMED)) == [
                "Passport expired"
            ]
            assert _titles(session, made, Wanted(cause_class=CauseClass.WEATHER)) == [ASH]
            assert _titles(session, made, Wanted(without_response=True)) == [ASH]
            assert _titles(session, made, Wanted("bag", origin=Origin.IMAGINED)) == []

    def test_of_another_region_are_not_seen(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            local = problems.record(
                session, made.viewers["Singapore manager"], place_id=made.places["Singapore"],
                title="Durian in the lounge", origin=Origin.IMAGINED, likelihood=5, impact=5,
                cause_class=CauseClass.CUSTOMER_ACTION, fault=Fault.CUSTOMER, at=NOW,
            )  # fmt: skip
            assert "Durian in the lounge" not in _titles(session, made, Wanted())
            assert _titles(session, made, Wanted(), "Singapore staff")[0] == "Durian in the lounge"
            assert "Durian in the lounge" in _titles(session, made, Wanted(), "Asia regional")
            with pytest.raises(Refusal, match="not in your playbook"):
                questions.problem(session, made.viewers["Nairobi staff"], problem_id=local)

    def test_come_page_by_page_in_one_order(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Nairobi staff"]
            pages = [
                questions.problems(session, viewer, limit=3, offset=offset, now=NOW)[0]
                for offset in (0, 3)
            ]
            assert [row.title for page in pages for row in page] == sorted(made.problems)

    def test_show_their_facts_whole(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            view = questions.problem(
                session, made.viewers["Nairobi staff"], problem_id=made.problems["Bag delayed"]
            )
            assert view.facts.title == "Bag delayed"
            assert [name for _, name in view.remedies] == ["Meal voucher", "Refund", "Hotel night"]


class TestResponseAt:
    def test_is_the_nearest_with_the_global_text_beside_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, bag = made.viewers["Nairobi manager"], made.problems["Bag delayed"]
            key = drafting.draft(
                session, manager, problem_id=bag, place_id=made.places["Nairobi"], at=NOW
            )
            responses.agree(session, manager, response_id=key, huddle_id=None, at=NOW)
            for office, is_variant in (("Nairobi", True), ("Mombasa", False)):
                holding = answers.response_at(
                    session, made.viewers["Africa regional"], problem_id=bag,
                    place_path=made.paths[office], now=NOW,
                )  # fmt: skip
                assert holding.nearest is not None
                assert holding.is_variant is is_variant
                assert (holding.nearest.id == key) is is_variant

    @pytest.mark.parametrize(("days", "expected"), [(224, Standing.GOOD), (225, Standing.EXPIRED)])
    def test_degrades_past_its_date(
        self, database: Database, days: int, expected: Standing
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            # Checked until 30 June 2027, that day included, on the calendar of the place.
            holding = answers.response_at(
                session, made.viewers["Nairobi staff"], problem_id=made.problems["Bag delayed"],
                place_path=made.paths["Nairobi"], now=NOW + timedelta(days=days),
            )  # fmt: skip
            assert holding.nearest is not None
            assert holding.nearest.standing is expected

    def test_is_nothing_where_nothing_is_agreed(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            holding = answers.response_at(
                session, made.viewers["Nairobi staff"], problem_id=made.problems[ASH],
                place_path=made.paths["Nairobi"], now=NOW,
            )  # fmt: skip
            assert (holding.nearest, holding.above) == (None, None)


class TestHistory:
    def test_tells_what_each_version_changed(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            head, bag = made.viewers["Administrator"], made.problems["Bag delayed"]
            place_id = made.places["Merbau"]
            first = answers.versions(session, head, problem_id=bag, now=NOW)[0]
            drafting.edit(
                session, head, response_id=first.id, version=first.row_version, at=NOW,
                words=replace(first.words, why="", empathy="I see how tired you are."),
            )  # fmt: skip
            steps = answers.history(session, head, problem_id=bag, place_id=place_id, now=NOW)
            assert [step.version.number for step in steps] == [2, 1]
            assert steps[0].changes == (
                ("Show that you care", "", "I see how tired you are."),
                ("Why we do it this way", "Customers want the solution first.", ""),
            )
            assert len(steps[1].changes) == 5

    def test_is_empty_where_a_place_has_no_words_of_its_own(self, embedded: Database) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            steps = answers.history(
                session, made.viewers["Nairobi manager"], problem_id=made.problems["Bag delayed"],
                place_id=made.places["Nairobi"], now=NOW,
            )  # fmt: skip
            assert steps == []

    def test_of_another_region_is_not_seen(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            drafting.draft(
                session, made.viewers["Singapore manager"], problem_id=made.problems["Bag delayed"],
                place_id=made.places["Singapore"], words=ResponseWords(opening_words="Lah"), at=NOW,
            )  # fmt: skip
            seen = answers.versions(
                session, made.viewers["Nairobi manager"], problem_id=made.problems["Bag delayed"],
                now=NOW,
            )  # fmt: skip
            assert [each.state for each in seen] == [ResponseState.AGREED]
