"""P26: the best wording of real cases is written down, promoted, and said again by others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.commands import exemplars as commands
from db.queries.exemplars import (
    exemplars_to_decide,
    may_write_down,
    promoted_exemplars,
    what_worked,
)
from db.queries.huddle_items import items_of
from db.queries.responses import versions
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import EscalationReason, ResponseState
from db.tables.exemplars import Exemplar
from tests.at_once import at_once
from tests.counter_cases import asked
from tests.databases import Database
from tests.huddle_cases import a_huddle
from tests.reopening_cases import resolved
from tests.world import NOW, World, world

WORDS = "I stay with you until we have found it."
STAFF, MANAGER = "Nairobi staff", "Nairobi manager"


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


def _case(session: Session, made: World, key: str = "case") -> int:
    return resolved(session, made, at=NOW - timedelta(hours=3), key=key)


def _written(
    session: Session, made: World, *, who: str = STAFF, words: str = WORDS, named: bool = True,
    key: str = "case",
) -> int:  # fmt: skip
    return commands.write_down(
        session, made.viewers[who], escalation_id=_case(session, made, key), words=words,
        is_named=named, at=NOW,
    )  # fmt: skip


def _promoted(
    session: Session, made: World, exemplar_id: int, *, to: str = "Nairobi", who: str = MANAGER
) -> None:
    version = session.get_one(Exemplar, exemplar_id).version
    commands.promote(session, made.viewers[who], exemplar_id=exemplar_id,
                     place_id=made.places[to], version=version, at=NOW)  # fmt: skip


def _said(session: Session, made: World, office: str = "Nairobi") -> list[tuple[str, str]]:
    found = what_worked(session, problem_id=made.problems["Bag delayed"], path=made.paths[office])
    return [(each.words, each.by) for each in found]


class TestWriteDown:
    def test_is_for_whoever_handled_the_case_and_once(self, session: Session, made: World) -> None:
        case = _case(session, made)
        for who in (STAFF, MANAGER):
            viewer = made.viewers[who]
            assert may_write_down(session, viewer, escalation_id=case)
            key = commands.write_down(session, viewer, escalation_id=case, words=f"  {WORDS} ",
                                      is_named=True, at=NOW)  # fmt: skip
            again = commands.write_down(session, viewer, escalation_id=case, words=WORDS,
                                        is_named=True, at=NOW)  # fmt: skip
            assert (again, session.get_one(Exemplar, key).words) == (key, WORDS)
            assert not may_write_down(session, viewer, escalation_id=case)
            with pytest.raises(Conflict, match="They stay as they are"):
                commands.write_down(session, viewer, escalation_id=case, words="Others.",
                                    is_named=True, at=NOW)  # fmt: skip
        for who in ("Nairobi senior", "Nairobi duty", "Mombasa manager"):
            assert not may_write_down(session, made.viewers[who], escalation_id=case)
            with pytest.raises(NotPermitted):
                commands.write_down(session, made.viewers[who], escalation_id=case, words=WORDS,
                                    is_named=True, at=NOW)  # fmt: skip

    def test_wants_a_case_that_is_resolved_and_about_a_problem(
        self, session: Session, made: World
    ) -> None:
        staff = made.viewers[STAFF]
        for case in (
            asked(session, made, key="open"),
            asked(session, made, None, key="safety", remedy_id=None,
                  reason=EscalationReason.SAFETY),
        ):  # fmt: skip
            assert not may_write_down(session, staff, escalation_id=case)
            with pytest.raises(Refusal, match="of a resolved case"):
                commands.write_down(session, staff, escalation_id=case, words=WORDS,
                                    is_named=True, at=NOW)  # fmt: skip

    @pytest.mark.parametrize(
        "words", ["", "You should have asked.", "Not my department.", "Ring +254 700 123 456."]
    )
    def test_refuses_what_others_must_not_say(
        self, session: Session, made: World, words: str
    ) -> None:
        """P26: the checks of wording; nothing of the customer is in it."""
        with pytest.raises(Refusal):
            _written(session, made, words=words)

    def test_keeps_one_of_two_at_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            case = _case(session, made)

        def act(session: Session) -> None:
            commands.write_down(session, made.viewers[STAFF], escalation_id=case, words=WORDS,
                                is_named=True, at=NOW)  # fmt: skip

        assert at_once(database.url, [act] * 3) == [None] * 3

    @pytest.mark.parametrize(
        "act",
        [delete(Exemplar), update(Exemplar).values(words="Others."),
         update(Exemplar).values(is_named=False)],
    )  # fmt: skip
    def test_freezes_what_was_said(self, session: Session, made: World, act: object) -> None:
        _written(session, made)
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(act)  # type: ignore[call-overload]  # each statement in turn.


class TestPromote:
    def test_lets_the_words_hold_at_the_office_with_from_whom(
        self, session: Session, made: World
    ) -> None:
        key = _written(session, made)
        assert _said(session, made) == []
        assert [row.id for row in exemplars_to_decide(session, made.viewers[MANAGER])] == [key]
        _promoted(session, made, key)
        assert _said(session, made) == [(WORDS, "Nairobi staff, Nairobi")]
        assert _said(session, made, "Mombasa") == []
        assert exemplars_to_decide(session, made.viewers[MANAGER]) == []

    def test_names_nobody_who_does_not_want_it(self, session: Session, made: World) -> None:
        """P26: with from whom, unless they do not want to be named; no manager reads it either."""
        key = _written(session, made, named=False)
        (row,) = exemplars_to_decide(session, made.viewers[MANAGER])
        assert (row.by, row.place_name) == ("", "Nairobi")
        _promoted(session, made, key)
        assert _said(session, made) == [(WORDS, "Nairobi")]

    def test_reaches_as_far_as_whoever_promotes_answers(
        self, session: Session, made: World
    ) -> None:
        key = _written(session, made)
        with pytest.raises(NotPermitted):
            _promoted(session, made, key, to="Kenya")
        _promoted(session, made, key, to="Kenya", who="Africa regional")
        assert _said(session, made, "Mombasa") == [(WORDS, "Nairobi staff, Nairobi")]
        assert _said(session, made, "Singapore") == []
        with pytest.raises(Refusal, match="where they were said, or above it"):
            _promoted(session, made, key, to="Mombasa", who="Africa regional")

    def test_shows_three_the_nearest_first(self, session: Session, made: World) -> None:
        for number in range(5):
            key = _written(session, made, words=f"Number {number} helps.", key=str(number))
            to, who = ("Kenya", "Africa regional") if number < 2 else ("Nairobi", MANAGER)
            _promoted(session, made, key, to=to, who=who)
        assert [words for words, _ in _said(session, made)] == [
            "Number 2 helps.", "Number 3 helps.", "Number 4 helps.",
        ]  # fmt: skip

    def test_is_told_that_somebody_was_quicker(self, session: Session, made: World) -> None:
        key = _written(session, made)
        _promoted(session, made, key)
        with pytest.raises(Conflict, match="Somebody decided"):
            commands.promote(session, made.viewers[MANAGER], exemplar_id=key,
                             place_id=made.places["Nairobi"], version=1, at=NOW)  # fmt: skip


class TestSetAside:
    def test_takes_the_words_from_the_card(self, session: Session, made: World) -> None:
        key, manager = _written(session, made), made.viewers[MANAGER]
        _promoted(session, made, key)
        assert len(promoted_exemplars(session, manager, problem_id=made.problems["Bag delayed"]))
        for _ in range(2):
            commands.set_aside(session, manager, exemplar_id=key, version=2, at=NOW)
        assert _said(session, made) == []
        assert exemplars_to_decide(session, manager) == []
        with pytest.raises(Conflict):
            _promoted(session, made, key)


class TestDraftFrom:
    def test_begins_a_draft_with_the_words_and_all_other_parts(
        self, session: Session, made: World
    ) -> None:
        """P26: in one click a new draft of the response."""
        key, manager = _written(session, made), made.viewers[MANAGER]
        with pytest.raises(Refusal, match="Promote them first"):
            commands.draft_from(session, manager, exemplar_id=key,
                                place_id=made.places["Nairobi"], at=NOW)  # fmt: skip
        _promoted(session, made, key)
        made_id = commands.draft_from(session, manager, exemplar_id=key,
                                      place_id=made.places["Nairobi"], at=NOW)  # fmt: skip
        (draft,) = [each for each in versions(session, manager, now=NOW,
                                              problem_id=made.problems["Bag delayed"])
                    if each.state is ResponseState.DRAFT]  # fmt: skip
        assert (draft.id, draft.place_name, draft.words.opening_words) == (
            made_id, "Nairobi", WORDS,
        )  # fmt: skip
        assert draft.words.what_we_can_still_do == "We can always call you back."
        with pytest.raises(Refusal, match="is already being written"):
            commands.draft_from(session, manager, exemplar_id=key,
                                place_id=made.places["Nairobi"], at=NOW)  # fmt: skip

    def test_is_for_places_where_the_words_hold(self, session: Session, made: World) -> None:
        key = _written(session, made)
        _promoted(session, made, key)
        with pytest.raises(Refusal, match="hold at Nairobi and below"):
            commands.draft_from(session, made.viewers["Africa regional"], exemplar_id=key,
                                place_id=made.places["Mombasa"], at=NOW)  # fmt: skip


class TestHuddles:
    def test_read_what_worked_beside_the_card(self, session: Session, made: World) -> None:
        """P26: in the huddle, where its problem is talked about."""
        _promoted(session, made, _written(session, made))
        asked(session, made, key="yesterday", at=NOW - timedelta(days=1))
        huddle_id = a_huddle(session, made)
        found = [item for item in items_of(session, huddle_id=huddle_id,
                                           path=made.paths["Nairobi"])
                 if item.problem_id == made.problems["Bag delayed"]]  # fmt: skip
        assert found
        assert all([each.words for each in item.worked] == [WORDS] for item in found)
