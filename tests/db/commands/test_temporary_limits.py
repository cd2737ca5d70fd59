"""Limits for a time: they win while they last, and end without anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import audit
from db.access import system
from db.commands import limit_readers, limit_rollbacks, limits, temporary_limits
from db.queries import authority
from db.queries.limit_readings import changes_to_read
from db.rules.authority import Question, value_in_words
from db.rules.limit_sets import LimitLine
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import LimitKind
from db.tables.limits import AuthorityLimit, LimitSet
from tests.databases import Database
from tests.world import NOW, World, world

A_DAY, A_MOMENT = timedelta(days=1), timedelta(microseconds=1)
END = NOW + 3 * A_DAY


def line(made: World, amount: str = "15000", *, grade: str = "agent") -> LimitLine:
    """A refund by an agent, for any problem."""
    return LimitLine(
        made.grades[grade], LimitKind.UP_TO, made.remedies["Refund"],
        amount=Decimal(amount), currency="KES",
    )  # fmt: skip


def raised(
    session: Session,
    made: World,
    *lines: LimitLine,
    who: str = "Africa regional",
    start: datetime = NOW,
    end: datetime = END,
    key: str = "raise",
    at: datetime = NOW,
) -> int:
    """Raise the agents of Kenya, who have KES 10,000, for three days."""
    return temporary_limits.publish(
        session, made.viewers[who], place_id=made.places["Kenya"], lines=lines or (line(made),),
        note="A storm is coming.", in_force_from=start, ends_at=end, submit_key=key, at=at,
    )  # fmt: skip


def held(session: Session, made: World, at: datetime, rank: int = 1) -> str:
    """What an agent in Nairobi holds at a moment."""
    question = Question(made.paths["Nairobi"], None, made.remedies["Refund"], at)
    winner = authority.explain(session, question, grade_rank=rank).winner
    return value_in_words(winner).replace("\u00a0", " ")


class TestATemporaryLimit:
    def test_holds_until_its_end_and_then_the_standing_one_again(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert raised(session, made) == raised(session, made)
            moments = (NOW - A_MOMENT, NOW, END - A_MOMENT, END)
            assert [held(session, made, at) for at in moments] == [
                "up to KES 10,000", "up to KES 15,000", "up to KES 15,000", "up to KES 10,000",
            ]  # fmt: skip
            question = Question(made.paths["Nairobi"], None, made.remedies["Refund"], NOW)
            losers = authority.explain(session, question, grade_rank=1).losers
            assert [each.why for each in losers] == [
                "gives way to a temporary rule while that lasts"
            ]
            assert audit.verify(session) == []

    def test_lets_the_standing_one_change_beneath_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            raised(session, made)
            limits.publish(
                session, made.viewers["Africa regional"], place_id=made.places["Kenya"],
                lines=[line(made, "12000")], note="For good.", in_force_from=NOW + A_DAY,
                submit_key="standing", at=NOW,
            )  # fmt: skip
            assert held(session, made, NOW + A_DAY) == "up to KES 15,000"
            assert held(session, made, END) == "up to KES 12,000"

    def test_can_follow_another_and_not_overlap_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            raised(session, made)
            more = line(made, "18000")
            with pytest.raises(Refusal, match="Choose a time outside of it"):
                raised(session, made, more, start=END - A_MOMENT, end=END + A_DAY, key="two")
            raised(session, made, more, start=END, end=END + A_DAY, key="two")
            assert held(session, made, END) == "up to KES 18,000"

    def test_never_lets_a_lower_grade_exceed_a_higher_one(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="senior agent only up to KES"):
                raised(session, made, line(made, "20000.01"))
            senior = line(made, "30000", grade="senior agent")
            raised(session, made, line(made, "30000"), senior)
            assert held(session, made, NOW, rank=2) == "up to KES 30,000"

    @pytest.mark.parametrize(
        ("start", "end", "why"),
        [
            (NOW - A_MOMENT, END, "cannot start in the past"),
            (NOW, NOW, "would end before it starts"),
            (END, NOW, "would end before it starts"),
        ],
    )
    def test_has_a_time_that_can_be_meant(
        self, database: Database, start: datetime, end: datetime, why: str
    ) -> None:
        with database.doors.writing() as session:
            with pytest.raises(Refusal, match=why):
                raised(session, world(session), start=start, end=end)
            assert session.scalar(
                select(func.count()).where(AuthorityLimit.is_temporary.is_(True))
            ) == 0  # fmt: skip

    def test_refuses_what_no_limit_may_be(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for bad, why in (
                (replace(line(made), amount=None), "A blank is not a limit"),
                (replace(line(made), currency="SGD"), "Here it must be KES"),
                (line(made, "400000", grade="head office"), "nobody approves more than they hold"),
            ):
                with pytest.raises(Refusal, match=why):
                    raised(session, made, bad)
            with pytest.raises(NotPermitted):
                raised(session, made, who="Nairobi manager")

    def test_stays_temporary_in_the_record(self, database: Database) -> None:
        with pytest.raises(DBAPIError, match="never edited"):
            self._make_standing(database)

    @staticmethod
    def _make_standing(database: Database) -> None:
        with database.doors.writing() as session:
            raised(session, world(session))
            session.execute(update(AuthorityLimit).values(is_temporary=False))


class TestEnd:
    def test_ends_it_before_its_time_and_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            raised(session, made)
            row = session.scalars(
                select(AuthorityLimit).where(AuthorityLimit.is_temporary.is_(True))
            ).one()
            viewer = made.viewers["Africa regional"]
            with pytest.raises(Refusal, match="has not begun"):
                temporary_limits.end(session, viewer, limit_id=row.id, at=NOW)
            with pytest.raises(Refusal, match="no such temporary limit"):
                temporary_limits.end(
                    session, viewer, limit_id=made.limits["Kenya", "agent", "Refund"], at=END
                )
            temporary_limits.end(session, viewer, limit_id=row.id, at=NOW + A_DAY)
            assert held(session, made, NOW + A_DAY) == "up to KES 10,000"
            assert held(session, made, NOW + A_DAY - A_MOMENT) == "up to KES 15,000"
            with pytest.raises(Conflict, match="already ended"):
                temporary_limits.end(session, viewer, limit_id=row.id, at=NOW + A_DAY)


def _to_read(session: Session, made: World, who: str = "Nairobi staff") -> list[tuple[str, str]]:
    """What somebody has to read, old and new."""
    return [
        (each.old.replace("\u00a0", " "), each.new.replace("\u00a0", " "))
        for waiting in changes_to_read(session, made.viewers[who])
        for each in waiting.changes
    ]


def _confirmed(session: Session, made: World, who: str = "Nairobi staff") -> None:
    sets = [each.limit_set_id for each in changes_to_read(session, made.viewers[who])]
    limit_readers.confirm(session, made.viewers[who], limit_set_ids=sets, at=NOW)


UP, DOWN = ("up to KES 10,000", "up to KES 15,000"), ("up to KES 15,000", "up to KES 10,000")


class TestWhoseAmountsItChanges:
    def test_reads_that_it_begins_and_reads_that_it_ended(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            raised(session, made)
            assert _to_read(session, made) == [UP]
            _confirmed(session, made)
            told = [
                temporary_limits.tell_ended(session, system(), at=at)
                for at in (END - A_MOMENT, END, END)
            ]
            assert told == [0, 1, 0]
            assert _to_read(session, made) == [DOWN]
            assert _to_read(session, made, "Nairobi senior") == []
            assert audit.verify(session) == []

    def test_reads_of_a_sooner_end_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            raised(session, made)
            _confirmed(session, made)
            row = session.scalars(
                select(AuthorityLimit).where(AuthorityLimit.is_temporary.is_(True))
            ).one()
            viewer = made.viewers["Africa regional"]
            temporary_limits.end(session, viewer, limit_id=row.id, at=NOW + A_DAY)
            assert temporary_limits.tell_ended(session, system(), at=END) == 0
            assert _to_read(session, made) == [DOWN]

    def test_reads_nothing_where_the_standing_limit_rose_meanwhile(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            raised(session, made)
            limits.publish(
                session, made.viewers["Africa regional"], place_id=made.places["Kenya"],
                lines=[line(made)], note="For good.", in_force_from=NOW + A_DAY,
                submit_key="standing", at=NOW,
            )  # fmt: skip
            _confirmed(session, made)
            assert temporary_limits.tell_ended(session, system(), at=END) == 1
            assert _to_read(session, made) == []

    def test_hears_no_old_news(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            raised(session, made)
            late = END + temporary_limits.OLD_NEWS
            assert temporary_limits.tell_ended(session, system(), at=late) == 0

    def test_cannot_roll_the_end_back(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            raised(session, made)
            temporary_limits.tell_ended(session, system(), at=END)
            over = session.scalars(select(LimitSet).order_by(LimitSet.id.desc())).first()
            assert over is not None
            assert over.note == "Over: A storm is coming."
            with pytest.raises(Refusal, match="ends by itself"):
                limit_rollbacks.begin(
                    session, made.viewers["Africa regional"], limit_set_id=over.id,
                    submit_key="back", at=END,
                )  # fmt: skip
