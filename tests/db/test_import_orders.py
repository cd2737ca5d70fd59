"""Imports that are ordered: who may, how far they are, stopped, interrupted, carried on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db.commands import import_orders as commands
from db.queries.import_orders import OrderRow, import_orders
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import ImportState
from tests.databases import Database
from tests.world import NOW, World, world

KEY = "0" * 32
LATER = NOW + timedelta(seconds=31)


def ordered(session: Session, made: World, *, key: str = KEY, who: str = "Africa regional") -> int:
    """An order of somebody."""
    return commands.order(
        session, made.viewers[who], file_name="desk.csv", mapping="x", submit_key=key, at=NOW
    )


def seen(session: Session, made: World, who: str = "Africa regional") -> list[OrderRow]:
    """What they see."""
    return import_orders(session, made.viewers[who], now=LATER)


class TestOrder:
    def test_is_one_however_often_it_is_sent(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert ordered(session, made) == ordered(session, made)
            assert len(seen(session, made)) == 1

    def test_is_shown_to_whoever_gave_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ordered(session, made)
            assert seen(session, made, "Administrator") == []

    def test_is_claimed_once_and_the_oldest_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            first, second = ordered(session, made), ordered(session, made, key="1" * 32)
            claimed = [commands.claim_next(session, now=NOW) for _ in range(3)]
            assert claimed == [first, second, None]


class TestRunning:
    def test_says_how_far_it_is(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            order_id = ordered(session, made)
            commands.claim_next(session, now=NOW)
            commands.tell(session, order_id=order_id, now=NOW + timedelta(seconds=2),
                          total=100, read=100, kept=30, refused=20)  # fmt: skip
            (row,) = seen(session, made)
            assert row.progress.state is ImportState.WRITING
            assert row.progress.share == pytest.approx(0.6)
            assert row.progress.rate == pytest.approx(25)
            assert row.progress.left == timedelta(seconds=1)

    def test_is_interrupted_when_nothing_is_heard_of_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            order_id = ordered(session, made)
            commands.claim_next(session, now=NOW)
            assert seen(session, made)[0].is_interrupted
            commands.tell(session, order_id=order_id, now=NOW + timedelta(seconds=1))
            assert not seen(session, made)[0].is_interrupted

    def test_hears_that_it_should_stop(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            order_id = ordered(session, made)
            commands.claim_next(session, now=NOW)
            assert not commands.tell(session, order_id=order_id, now=NOW)
            commands.stop(session, made.viewers["Africa regional"], order_id=order_id, at=NOW)
            assert commands.tell(session, order_id=order_id, now=NOW)
            assert seen(session, made)[0].is_stopping

    def test_carries_on_only_after_a_stop_or_an_interruption(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Africa regional"]
            order_id = ordered(session, made)
            commands.claim_next(session, now=NOW)
            with pytest.raises(Refusal, match="neither stopped nor interrupted"):
                commands.carry_on(session, viewer, order_id=order_id, at=NOW)
            commands.carry_on(session, viewer, order_id=order_id, at=LATER)
            assert commands.claim_next(session, now=LATER) == order_id

    def test_one_that_waits_is_stopped_at_once_and_one_that_ended_is_over(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Africa regional"]
            order_id = ordered(session, made)
            commands.stop(session, viewer, order_id=order_id, at=NOW)
            assert commands.claim_next(session, now=NOW) is None
            with pytest.raises(Refusal, match="is over"):
                commands.stop(session, viewer, order_id=order_id, at=NOW)

    @pytest.mark.parametrize("who", ["Administrator", "Nairobi staff"])
    def test_is_nobody_elses_to_stop_or_carry_on(self, database: Database, who: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            order_id = ordered(session, made)
            for act in (commands.stop, commands.carry_on):
                with pytest.raises(NotPermitted):
                    act(session, made.viewers[who], order_id=order_id, at=LATER)
