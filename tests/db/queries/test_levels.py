"""Answered at this level: by the first person offered, in whole weeks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db.commands.escalations import pass_on, take
from db.commands.resolutions import Resolution, resolve
from db.queries.levels import levels
from db.rules.refusals import NotPermitted
from db.rules.words import Outcome, PassOnReason
from tests.counter_cases import LATER, asked
from tests.databases import Database
from tests.world import NOW, World, world

NEXT_WEEK = NOW + timedelta(days=7)
SETTLED = Resolution(Outcome.SETTLED, is_complete=True)


def _resolved(session: Session, made: World, who: str, key: int) -> None:
    take(session, made.viewers[who], escalation_id=key, at=LATER)
    resolve(session, made.viewers[who], escalation_id=key, how=SETTLED, at=LATER)


class TestLevels:
    def test_tell_the_first_offered_from_the_next(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            _resolved(session, made, "Nairobi manager", asked(session, made, key="first"))
            _resolved(session, made, "Nairobi duty", asked(session, made, key="not offered"))
            key = asked(session, made, key="passed on")
            busy = PassOnReason.IN_A_MEETING
            pass_on(session, manager, escalation_id=key, reason=busy, at=LATER)
            _resolved(session, made, "Nairobi duty", key)
            asked(session, made, key="still open")
            asked(session, made, who="Mombasa staff", place="Mombasa", key="noise")
            session.flush()
            found = levels(
                session, manager, place_id=made.places["Nairobi"], weeks=1, now=NEXT_WEEK
            )
            assert (found.asks, found.resolved, found.by_the_first) == (4, 3, 1)
            assert (found.hand_offs, found.hand_offs_each) == (1, 0.25)
            assert found.share == pytest.approx(1 / 3)

    def test_are_nothing_rather_than_a_division_by_zero(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            asked(session, made)
            found = levels(
                session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                weeks=4, now=NOW,
            )  # fmt: skip
            assert (found.asks, found.share, found.hand_offs_each) == (0, None, None)

    def test_are_for_those_who_may_see_the_office(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                levels(
                    session, made.viewers["Mombasa manager"], place_id=made.places["Nairobi"],
                    weeks=4, now=NOW,
                )  # fmt: skip
