"""The way of a set of limits from a draft to being in force, and back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from db import audit
from db.commands import limit_drafts
from db.rules.refusals import EditedMeanwhile, NotPermitted, Refusal
from db.rules.words import LimitDraftEventKind, LimitDraftState
from db.tables.limit_drafts import LimitDraft, LimitDraftEvent, LimitEnding
from db.tables.limits import AuthorityLimit
from tests.databases import Database
from tests.limit_cases import MANAGER, REGION, TOP, a_draft, approved, grid_at, seen, with_cells
from tests.world import NOW, world

MEAL = ("Meal voucher", "agent", "12000")


class TestApprove:
    def test_puts_the_changed_cells_in_force_and_no_others(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            draft_id = a_draft(session, made, MEAL)
            set_id = approved(session, made, draft_id)
            rows = session.scalars(
                select(AuthorityLimit).where(AuthorityLimit.limit_set_id == set_id)
            ).all()
            assert [(row.amount, row.currency, row.in_force_from) for row in rows] == [
                (Decimal(12_000), "KES", NOW)
            ]
            assert session.get_one(LimitDraft, draft_id).state is LimitDraftState.APPROVED
            assert approved(session, made, draft_id) == set_id
            assert audit.verify(session) == []

    def test_holds_from_midnight_of_its_day_at_the_place(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            set_id = approved(
                session, made, a_draft(session, made, MEAL, starts_on=date(2026, 12, 1))
            )
            question = select(AuthorityLimit).where(AuthorityLimit.limit_set_id == set_id)
            # Midnight in Nairobi is 21:00 in UTC, on the day before.
            assert session.scalars(question).one().in_force_from.isoformat() == (
                "2026-11-30T21:00:00+00:00"
            )

    def test_leaves_alone_what_somebody_published_meanwhile(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            first = a_draft(session, made, MEAL)
            second = a_draft(session, made, ("Refund", "agent", "9000"), key="other")
            approved(session, made, second)
            view = seen(session, made, first)
            assert view.overtaken == ("Refund, agent: now up to 9000 KES; the set leaves it.",)
            set_id = approved(session, made, first)
            question = select(AuthorityLimit).where(AuthorityLimit.limit_set_id == set_id)
            assert [row.amount for row in session.scalars(question)] == [Decimal(12_000)]

    def test_is_refused_to_whoever_holds_less_and_allowed_to_who_holds_enough(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            high = "160001"
            cells = [(("Refund"), grade, high) for grade in ("regional manager", "head office")]
            draft_id = a_draft(session, made, *cells)
            with pytest.raises(Refusal, match="nobody approves more than they hold"):
                approved(session, made, draft_id)
            view = seen(session, made, draft_id)
            assert view.wrong_cells == ()
            assert view.above_own[0].startswith("Refund, regional manager: nobody approves more")
            limit_drafts.send(
                session, made.viewers[REGION], draft_id=draft_id, version=view.row.version, at=NOW
            )
            approved(session, made, draft_id, TOP)

    def test_ends_a_rule_whose_cell_says_no_rule(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            office = a_draft(session, made, ("Refund", "agent", "500"), place="Nairobi")
            approved(session, made, office)
            back = a_draft(
                session, made, ("Refund", "agent", "no rule"), place="Nairobi", key="back",
                starts_on=date(2026, 11, 20),
            )  # fmt: skip
            set_id = approved(session, made, back)
            ended = session.scalars(select(LimitEnding)).one()
            row = session.get_one(AuthorityLimit, ended.limit_id)
            assert (ended.limit_set_id, row.amount) == (set_id, Decimal(500))
            assert row.in_force_until is not None


class TestTheWayOfASet:
    def test_leads_from_a_rejection_back_to_being_sent_and_loses_nothing(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, region = made.viewers[MANAGER], made.viewers[REGION]
            draft_id = a_draft(session, made, ("Refund", "agent", "800"), who=MANAGER,
                               place="Nairobi")  # fmt: skip
            version = seen(session, made, draft_id, MANAGER).row.version
            with pytest.raises(NotPermitted):
                approved(session, made, draft_id, MANAGER)
            limit_drafts.send(session, manager, draft_id=draft_id, version=version, at=NOW)
            version = seen(session, made, draft_id).row.version
            with pytest.raises(Refusal, match="reason is empty"):
                limit_drafts.reject(
                    session, region, draft_id=draft_id, version=version, why=" ", at=NOW
                )
            limit_drafts.reject(
                session, region, draft_id=draft_id, version=version, why="Too much", at=NOW
            )
            limit_drafts.revise(session, manager, draft_id=draft_id, at=NOW)
            row = seen(session, made, draft_id, MANAGER).row
            assert (row.state, row.round) == (LimitDraftState.DRAFT, 2)
            grid = with_cells(grid_at(session, made, "Nairobi"), ("Refund", "agent", "600"))
            version = limit_drafts.edit(
                session, manager, draft_id=draft_id, version=row.version, cells=grid,
                note="Less then", starts_on=None, at=NOW,
            )  # fmt: skip
            limit_drafts.send(session, manager, draft_id=draft_id, version=version, at=NOW)
            approved(session, made, draft_id)
            told = session.scalars(select(LimitDraftEvent).order_by(LimitDraftEvent.id)).all()
            kind = LimitDraftEventKind
            assert [each.kind for each in told] == [
                kind.BEGUN, kind.SENT, kind.REJECTED, kind.REVISED, kind.SENT, kind.APPROVED
            ]  # fmt: skip
            assert "800" in told[1].cells
            assert told[2].words == "Too much"
            assert "600" in told[4].cells

    def test_shows_both_texts_to_whoever_comes_second(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            draft_id = a_draft(session, made, MEAL)
            other = with_cells(grid_at(session, made), ("Meal voucher", "agent", "13000"))
            with pytest.raises(EditedMeanwhile) as refused:
                limit_drafts.edit(
                    session, made.viewers[TOP], draft_id=draft_id, version=1, cells=other,
                    note="", starts_on=None, at=NOW,
                )  # fmt: skip
            assert refused.value.theirs == "Meal voucher, agent: 12000 (yours: 13000)"

    def test_is_closed_to_another_region_and_to_staff(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            draft_id = a_draft(session, made, MEAL)
            with pytest.raises(Refusal, match="no such set for you"):
                seen(session, made, draft_id, "Asia regional")
            with pytest.raises(NotPermitted):
                limit_drafts.set_aside(
                    session, made.viewers["Asia regional"], draft_id=draft_id, at=NOW
                )
            with pytest.raises(NotPermitted):
                a_draft(session, made, MEAL, who="Nairobi staff", place="Nairobi", key="staff")

    def test_keeps_cells_that_are_wrong_and_does_not_send_them(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            draft_id = a_draft(session, made, ("Refund", "agent", "plenty"), MEAL)
            view = seen(session, made, draft_id)
            assert view.wrong_cells[0].startswith("Refund, agent: “plenty” is no value.")
            assert [line.amount for line in view.drawn.changed.lines] == [Decimal(12_000)]
            with pytest.raises(Refusal, match="Refund, agent: “plenty”"):
                limit_drafts.send(
                    session, made.viewers[REGION], draft_id=draft_id, version=view.row.version,
                    at=NOW,
                )  # fmt: skip

    def test_is_begun_once_for_one_submit(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            place_id, viewer = made.places["Kenya"], made.viewers[REGION]
            keys = {
                limit_drafts.begin(session, viewer, place_id=place_id, submit_key="x", at=NOW)
                for _ in range(2)
            }
            assert len(keys) == 1

    def test_cannot_be_deleted_nor_its_story_edited(self, database: Database) -> None:
        with database.doors.writing() as session:
            a_draft(session, world(session), MEAL)
        for statement in (
            delete(LimitDraft), delete(LimitDraftEvent), update(LimitDraftEvent).values(words="x"),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), database.doors.writing() as session:
                session.execute(statement)


class TestWrongCells:
    @pytest.mark.parametrize(
        ("cells", "sentence"),
        [
            (("Refund", "agent", ""), "Refund, agent: the cell is blank"),
            (("Refund", "agent", "80 EUR"), "Refund, agent: EUR is not used at Kenya"),
            (("Refund", "agent", "0.001"), "Refund, agent: KES has 2 decimals"),
            (("Refund", "agent", "-5"), "Refund, agent: an amount must be above zero"),
            (("Refund", "agent", "unlimited"), "Refund, agent: unlimited needs a date"),
            (
                ("Refund", "agent", "unlimited until 2026-01-01"),
                "Refund, agent: unlimited would end before it starts",
            ),
            (("Refund", "agent", "30000"), "Refund, agent: up to KES\u00a030,000, and senior"),
            (("Refnud", "agent", "5"), "Row 4: “Refnud” is not a remedy known here"),
        ],
    )
    def test_are_named_each_in_one_sentence(
        self, embedded: Database, cells: tuple[str, str, str], sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            view = seen(session, made, a_draft(session, made, cells))
            assert any(each.startswith(sentence) for each in view.wrong_cells), view.wrong_cells

    def test_name_a_version_that_was_published_for_later(self, embedded: Database) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            later = a_draft(session, made, MEAL, starts_on=date(2026, 12, 1), key="later")
            approved(session, made, later)
            view = seen(session, made, a_draft(session, made, ("Meal voucher", "agent", "11000")))
            said = (
                "Meal voucher, agent: up to KES\u00a012,000 was published from 1 Dec 2026 on, and"
            )
            assert view.wrong_cells == (f"{said} the two would overlap. Choose a later day.",)
            after = a_draft(
                session, made, ("Meal voucher", "agent", "11000"), key="after",
                starts_on=date(2026, 12, 2),
            )  # fmt: skip
            assert seen(session, made, after, at=NOW + timedelta(days=1)).wrong_cells == ()
