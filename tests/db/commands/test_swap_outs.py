"""Take over from me: asked once, taken by one, and nobody is asked why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.commands import swap_outs
from db.queries.happenings import Mark, happened_since, newest_happening
from db.queries.swap_outs import STANDS
from db.queries.swap_outs import swap_outs as standing
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.tables.safety import SwapOut, SwapOutEnding
from tests.databases import Database
from tests.world import NOW, World, world

STAFF, SENIOR, MANAGER = "Nairobi staff", "Nairobi senior", "Nairobi manager"


def asked_over(session: Session, made: World, key: str = "swap") -> int:
    place_id = made.places["Nairobi"]
    return swap_outs.ask(session, made.viewers[STAFF], place_id=place_id, submit_key=key, at=NOW)


def seen_by(session: Session, made: World, who: str, later: timedelta = timedelta(0)) -> list[int]:
    session.flush()
    return [each.id for each in standing(session, made.viewers[who], now=NOW + later)]


class TestSwapOuts:
    def test_stand_with_everybody_who_works_there_for_half_an_hour(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked_over(session, made)
            assert asked_over(session, made) == key
            for who in (STAFF, SENIOR, MANAGER, "Africa regional"):
                assert seen_by(session, made, who) == [key]
            assert seen_by(session, made, "Mombasa staff") == []
            assert seen_by(session, made, SENIOR, STANDS) == []
            assert newest_happening(session).swap_outs == key
            [news] = happened_since(session, made.viewers[MANAGER], after=Mark())
            assert (news.kind, news.asker_id) == (None, made.people[STAFF])

    def test_are_taken_by_one_and_the_second_is_told(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked_over(session, made)
            with pytest.raises(Refusal, match="Somebody else takes over"):
                swap_outs.take_over(session, made.viewers[STAFF], swap_out_id=key, at=NOW)
            with pytest.raises(NotPermitted):
                swap_outs.take_over(session, made.viewers["Mombasa staff"], swap_out_id=key, at=NOW)
            for _ in range(2):
                swap_outs.take_over(session, made.viewers[SENIOR], swap_out_id=key, at=NOW)
            with pytest.raises(Conflict, match="Nairobi senior took over already"):
                swap_outs.take_over(session, made.viewers[MANAGER], swap_out_id=key, at=NOW)
            with pytest.raises(Conflict, match="took over already"):
                swap_outs.not_needed(session, made.viewers[STAFF], swap_out_id=key, at=NOW)
            assert seen_by(session, made, MANAGER) == []
            [own] = standing(session, made.viewers[STAFF], now=NOW)
            assert own.taken_by == SENIOR

    def test_end_when_the_asker_goes_on_alone(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked_over(session, made)
            with pytest.raises(NotPermitted, match="Somebody else asked"):
                swap_outs.not_needed(session, made.viewers[SENIOR], swap_out_id=key, at=NOW)
            swap_outs.not_needed(session, made.viewers[STAFF], swap_out_id=key, at=NOW)
            assert seen_by(session, made, STAFF) == seen_by(session, made, SENIOR) == []
        for change in (
            update(SwapOutEnding).values(at=NOW), delete(SwapOutEnding),
            update(SwapOut).values(asked_at=NOW), delete(SwapOut),
        ):  # fmt: skip
            with pytest.raises(DBAPIError), database.doors.writing() as session:
                session.execute(change)
