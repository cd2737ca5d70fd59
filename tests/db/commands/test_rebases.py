"""A new usual range: begun with its reason, taken back by another act, kept for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.commands import rebases as commands
from db.queries.rebases import rebases
from db.rules.refusals import Conflict, Refusal
from db.tables.audit import AuditEntry
from db.tables.rebases import Rebase, RebaseEnd
from tests.rebase_cases import rebase
from tests.world import NOW, World, world

# NOW is a Wednesday; the week that runs began on the 16th.
MONDAY, THIS_WEEK = date(2026, 11, 9), date(2026, 11, 16)


@pytest.fixture
def made(session: Session) -> World:
    made = world(session)
    rebase(session, made, starts_on=MONDAY, office="Mombasa", reason="Noise")
    return made


def _start(session: Session, made: World, **changes: object) -> int:
    plain: dict[str, object] = {
        "place_id": made.places["Nairobi"], "starts_on": MONDAY, "reason": " New  limits ",
        "submit_key": "one", "at": NOW,
    }  # fmt: skip
    return commands.start(session, made.viewers["Nairobi manager"], **(plain | changes))  # type: ignore[arg-type]  # the fields of one act


class TestStartingARange:
    def test_keeps_who_when_from_which_week_and_why(self, session: Session, made: World) -> None:
        key = _start(session, made)
        [row] = rebases(
            session, made.viewers["Africa regional"], place_id=made.places["Nairobi"], as_of=NOW
        )
        assert (row.id, row.starts_on, row.reason) == (key, MONDAY, "New limits")
        assert (row.set_by, row.set_at) == ("Nairobi manager", NOW)

    def test_is_written_into_the_audit_trail(self, session: Session, made: World) -> None:
        key = _start(session, made)
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
        assert entry is not None
        assert (entry.act, entry.subject_id, entry.place_id) == (
            "usual range begun", str(key), made.places["Nairobi"],
        )  # fmt: skip
        assert "New limits" in entry.detail

    def test_twice_by_one_submit_is_one(self, session: Session, made: World) -> None:
        assert _start(session, made) == _start(session, made, reason="Again")

    def test_takes_the_running_week_and_none_ahead(self, session: Session, made: World) -> None:
        _start(session, made, starts_on=THIS_WEEK)
        with pytest.raises(Refusal, match="lies ahead"):
            _start(session, made, starts_on=THIS_WEEK + timedelta(days=7), submit_key="two")

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"reason": "  "}, "The reason is empty"),
            ({"reason": "x" * 121}, "has 121 characters"),
            ({"starts_on": date(2026, 11, 10)}, "begins on a Monday"),
        ],
    )
    def test_is_refused_without_sense(
        self, session: Session, made: World, changes: dict[str, object], sentence: str
    ) -> None:
        with pytest.raises(Refusal, match=sentence):
            _start(session, made, **changes)

    def test_belongs_to_an_office(self, session: Session, made: World) -> None:
        with pytest.raises(Refusal, match="belongs to an office"):
            commands.start(
                session, made.viewers["Africa regional"], place_id=made.places["Kenya"],
                starts_on=MONDAY, reason="New limits", submit_key="one", at=NOW,
            )  # fmt: skip

    def test_from_a_week_that_has_one_is_refused(self, session: Session, made: World) -> None:
        _start(session, made)
        with pytest.raises(Conflict, match="has a new range from 9 Nov 2026 on already"):
            _start(session, made, submit_key="two")


class TestTakingARangeBack:
    def _end(self, session: Session, made: World, key: int, reason: str = "By mistake") -> None:
        commands.take_back(
            session, made.viewers["Nairobi duty"], rebase_id=key, reason=reason,
            at=NOW + timedelta(hours=1),
        )  # fmt: skip

    def test_leaves_what_was_begun_on_record(self, session: Session, made: World) -> None:
        key, viewer = _start(session, made), made.viewers["Nairobi manager"]
        self._end(session, made, key)
        place_id = made.places["Nairobi"]
        for hours, expected in ((0, [key]), (1, [])):
            at = NOW + timedelta(hours=hours)
            found = rebases(session, viewer, place_id=place_id, as_of=at)
            assert [row.id for row in found] == expected
        assert rebases(session, viewer, place_id=place_id, as_of=NOW - timedelta(1)) == ()
        ended = session.get_one(RebaseEnd, key)
        assert (ended.reason, ended.ended_by_id) == ("By mistake", made.people["Nairobi duty"])

    def test_lets_the_same_week_begin_one_again(self, session: Session, made: World) -> None:
        self._end(session, made, _start(session, made))
        assert _start(session, made, submit_key="two")

    def test_is_done_once_and_with_a_reason(self, session: Session, made: World) -> None:
        key = _start(session, made)
        with pytest.raises(Refusal, match="The reason is empty"):
            self._end(session, made, key, " ")
        self._end(session, made, key)
        with pytest.raises(Conflict, match="took this range back already"):
            self._end(session, made, key)
        with pytest.raises(Refusal, match="no such range"):
            self._end(session, made, 0)


class TestTheRecordOfRanges:
    @pytest.mark.parametrize(
        "act",
        [
            delete(Rebase), update(Rebase).values(reason="Nothing"),
            delete(RebaseEnd), update(RebaseEnd).values(reason="Nothing"),
        ],
    )  # fmt: skip
    def test_is_evidence(self, session: Session, made: World, act: object) -> None:
        key = _start(session, made)
        commands.take_back(
            session, made.viewers["Nairobi manager"], rebase_id=key, reason="By mistake", at=NOW
        )
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(act)  # type: ignore[call-overload]  # each statement in turn.

    @pytest.mark.parametrize("who", ["Nairobi staff", "Mombasa manager", "Asia regional"])
    def test_is_closed_to_others(self, session: Session, made: World, who: str) -> None:
        _start(session, made)
        with pytest.raises(Refusal, match="no such office for you"):
            rebases(session, made.viewers[who], place_id=made.places["Nairobi"], as_of=NOW)
