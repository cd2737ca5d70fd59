"""P47: the manager-bother signal of an office, from its events; and on its agenda once a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db.commands.escalations import pass_on
from db.queries.bother import AGAIN_AFTER, bother, bother_to_talk_about
from db.rules.bother import SOURCE_KEY
from db.rules.refusals import NotPermitted
from db.rules.words import HuddleState, ItemKind, PassOnReason
from db.tables.huddles import AgendaItem, Huddle
from db.tables.places import Place
from tests.counter_cases import LATER, asked
from tests.databases import Database
from tests.db.commands.test_near_escalations import noted
from tests.huddle_cases import TODAY
from tests.world import NOW, World, world

NEXT_WEEK = NOW + timedelta(days=7)
BUSY = PassOnReason.IN_A_MEETING


def declined(session: Session, made: World, key: str, place: str = "Nairobi") -> None:
    """An ask that the first manager declined."""
    escalation_id = asked(session, made, who=f"{place} staff", place=place, key=key)
    viewer = made.viewers[f"{place} manager"]
    pass_on(session, viewer, escalation_id=escalation_id, reason=BUSY, at=LATER)


class TestBother:
    def test_counts_one_office_and_whole_weeks_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            declined(session, made, "one")
            asked(session, made, key="taken by nobody yet")
            declined(session, made, "noise", "Mombasa")
            noted(session, made)
            noted(session, made, key="noise too", who="Mombasa staff", place="Mombasa")
            session.flush()
            viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
            found = bother(session, viewer, place_id=place_id, weeks=1, now=NEXT_WEEK)
            assert (found.asks, found.passed_on, found.reasons) == (2, 1, ((BUSY, 1),))
            assert (found.near.total, found.near.reasons) == (1, ())
            this_week = bother(session, viewer, place_id=place_id, weeks=1, now=NOW)
            assert (this_week.asks, this_week.near.total) == (0, 0)

    def test_is_for_those_who_may_see_the_office(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for who in ("Nairobi staff", "Mombasa manager"):
                with pytest.raises(NotPermitted):
                    bother(
                        session, made.viewers[who], place_id=made.places["Nairobi"], weeks=4,
                        now=NOW,
                    )  # fmt: skip


class TestTheAgenda:
    @pytest.mark.parametrize("days", [1, 7, 8])
    def test_is_told_once_a_week(self, database: Database, days: int) -> None:
        with database.doors.writing() as session:
            made = world(session)
            declined(session, made, "one")
            place = session.get_one(Place, made.places["Nairobi"])
            huddle = Huddle(
                place_id=place.id, name="Morning", held_on=TODAY - timedelta(days=days),
                budget_minutes=10, chair_id=made.people["Nairobi manager"],
                state=HuddleState.SIGNED, created_at=NOW,
            )  # fmt: skip
            session.add(huddle)
            session.flush()
            session.add(
                AgendaItem(
                    huddle_id=huddle.id, position=1, kind=ItemKind.ESCALATIONS, title="Hard?",
                    source_key=SOURCE_KEY,
                )
            )  # fmt: skip
            session.flush()
            found = bother_to_talk_about(
                session, place=place, path=place.path, held_on=TODAY, until=NEXT_WEEK
            )
            assert (found is None) is (timedelta(days=days) <= AGAIN_AFTER)
