"""Rolling back: the values before, as a set of its own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.commands import limit_drafts, limit_rollbacks
from db.queries.authority import explain
from db.rules.authority import Question
from db.rules.refusals import NotPermitted
from db.tables.limits import AuthorityLimit
from tests.databases import Database
from tests.limit_cases import REGION, a_draft, approved, seen
from tests.world import NOW, world

LATER = NOW + timedelta(days=2)


class TestRollingBack:
    def test_publishes_the_values_before_and_keeps_the_history(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers[REGION]
            set_id = approved(
                session, made,
                a_draft(session, made, ("Meal voucher", "agent", "12000"), ("Refund", "agent", "5"),
                        ("Hotel night", "agent", "none")),
            )  # fmt: skip
            draft_id = limit_rollbacks.begin(
                session, viewer, limit_set_id=set_id, submit_key="back", at=LATER
            )
            view = seen(session, made, draft_id, at=LATER)
            assert [line.amount for line in view.drawn.changed.lines] == [
                Decimal(10_000), Decimal(10_000)
            ]  # fmt: skip
            # Where no rule was before, none shall be.
            assert view.drawn.changed.ended == (
                (made.grades["agent"], made.remedies["Hotel night"], None),
            )
            limit_drafts.approve(
                session, viewer, draft_id=draft_id, version=view.row.version, at=LATER
            )
            for remedy, at, amount in (
                ("Meal voucher", NOW, 12_000), ("Meal voucher", LATER, 10_000),
                ("Refund", NOW, 5), ("Refund", LATER, 10_000),
            ):  # fmt: skip
                question = Question(made.paths["Nairobi"], None, made.remedies[remedy], at)
                winner = explain(session, question, grade_rank=1).winner
                assert winner is not None
                assert winner.amount == amount
            hotel = Question(made.paths["Nairobi"], None, made.remedies["Hotel night"], LATER)
            assert explain(session, hotel, grade_rank=1).winner is None

    def test_of_an_ended_rule_brings_it_back(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers[REGION]
            approved(session, made, a_draft(session, made, ("Refund", "agent", "500"),
                                            place="Nairobi"))  # fmt: skip
            ends = a_draft(session, made, ("Refund", "agent", "no rule"), place="Nairobi",
                           key="ends", starts_on=date(2026, 11, 19))  # fmt: skip
            set_id = approved(session, made, ends)
            draft_id = limit_rollbacks.begin(
                session, viewer, limit_set_id=set_id, submit_key="back", at=LATER
            )
            version = seen(session, made, draft_id, at=LATER).row.version
            limit_drafts.approve(session, viewer, draft_id=draft_id, version=version, at=LATER)
            rows = session.scalars(
                select(AuthorityLimit)
                .where(AuthorityLimit.place_id == made.places["Nairobi"])
                .order_by(AuthorityLimit.version_number)
            ).all()
            assert [(row.amount, row.version_number) for row in rows] == [
                (Decimal(500), 1), (Decimal(500), 2)
            ]  # fmt: skip

    def test_is_for_those_who_manage_the_place(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            set_id = approved(session, made, a_draft(session, made, ("Refund", "agent", "5")))
            with pytest.raises(NotPermitted):
                limit_rollbacks.begin(
                    session, made.viewers["Nairobi manager"], limit_set_id=set_id,
                    submit_key="back", at=NOW,
                )  # fmt: skip
