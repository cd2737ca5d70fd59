"""Actions: done by their owner, seen to work by somebody who leads, and passed on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from db.commands import actions, decisions, huddles
from db.commands.decisions import Decided
from db.queries.actions import open_actions
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import ActionKind, ItemOutcome
from db.tables.huddles import Action
from tests.databases import Database
from tests.huddle_cases import TODAY, a_running_huddle, decide_all, item_of_kind, seen
from tests.world import NOW, World, world


def _an_action(
    session: Session, made: World, *, office: str = "Nairobi", text: str = "Call the hotel.",
    due_on: date = TODAY,
) -> int:  # fmt: skip
    action = Action(
        place_id=made.places[office], kind=ActionKind.FIX, text=text,
        owner_id=made.people[f"{office} staff"], due_on=due_on, created_at=NOW,
    )  # fmt: skip
    session.add(action)
    session.flush()
    return action.id


class TestActions:
    def test_are_done_by_their_owner_and_verified_by_who_leads(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _an_action(session, made)
            staff, manager = made.viewers["Nairobi staff"], made.viewers["Nairobi manager"]
            with pytest.raises(Refusal, match="not done yet"):
                actions.verify_effective(session, manager, action_id=key, at=NOW)
            for _ in range(2):
                actions.mark_done(session, staff, action_id=key, at=NOW)
            with pytest.raises(NotPermitted):
                actions.verify_effective(session, staff, action_id=key, at=NOW)
            for _ in range(2):
                actions.verify_effective(session, manager, action_id=key, at=NOW)
            row = session.get_one(Action, key)
            assert (row.done_by_id, row.verified_by_id) == (staff.person_id, manager.person_id)
            assert open_actions(session, manager, now=NOW) == ([], 0)
            with pytest.raises(Refusal, match="seen to work"):
                actions.take_up_again(session, manager, action_id=key, due_on=TODAY, at=NOW)

    def test_of_others_are_left_alone(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _an_action(session, made)
            with pytest.raises(Refusal, match="somebody else's"):
                actions.mark_done(session, made.viewers["Nairobi senior"], action_id=key, at=NOW)
            for who in ("Mombasa manager", "Jakarta staff", "Asia regional"):
                with pytest.raises(NotPermitted):
                    actions.mark_done(session, made.viewers[who], action_id=key, at=NOW)

    def test_that_did_not_work_are_open_again(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _an_action(session, made)
            manager = made.viewers["Nairobi manager"]
            actions.mark_done(session, manager, action_id=key, at=NOW)
            later = TODAY + timedelta(days=7)
            actions.take_up_again(session, manager, action_id=key, due_on=later, at=NOW)
            assert session.get_one(Action, key).done_at is None

    def test_are_passed_on_to_people_of_the_place(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _an_action(session, made)
            manager = made.viewers["Nairobi manager"]
            options = {"action_id": key, "due_on": TODAY, "at": NOW}
            with pytest.raises(Refusal, match="does not work here"):
                actions.reassign(session, manager, owner_id=made.people["Jakarta staff"], **options)  # type: ignore[arg-type]  # the options fit the act.
            actions.reassign(session, manager, owner_id=made.people["Africa regional"], **options)  # type: ignore[arg-type]  # see above.
            assert session.get_one(Action, key).owner_id == made.people["Africa regional"]
            with pytest.raises(Refusal, match="due date is over"):
                actions.reassign(
                    session, manager, action_id=key, owner_id=made.people["Nairobi staff"],
                    due_on=TODAY - timedelta(days=1), at=NOW,
                )  # fmt: skip


class TestOpenActions:
    def test_come_in_order_and_from_here_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            late = TODAY - timedelta(days=1)
            keys = [
                _an_action(session, made, text="Today"),
                _an_action(session, made, text="Late", due_on=late),
                _an_action(session, made, text="Done first", due_on=late),
            ]
            _an_action(session, made, office="Mombasa", text="The neighbours'")
            staff = made.viewers["Nairobi staff"]
            actions.mark_done(session, staff, action_id=keys[2], at=NOW)
            rows, total = open_actions(session, staff, now=NOW)
            assert [row.text for row in rows] == ["Late", "Today", "Done first"]
            assert [row.is_overdue for row in rows] == [True, False, False]
            assert total == 3
            page, total = open_actions(session, staff, now=NOW, limit=1, offset=1)
            assert ([row.text for row in page], total) == (["Today"], 3)
            assert open_actions(session, staff, now=NOW, words="NAIROBI late")[1] == 1
            assert open_actions(session, made.viewers["Africa regional"], now=NOW)[1] == 4


class TestFollowingUp:
    def test_passes_the_old_action_on_instead_of_a_second(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _an_action(session, made, due_on=TODAY - timedelta(days=2))
            huddle = a_running_huddle(session, made)
            manager = made.viewers["Nairobi manager"]
            item = item_of_kind(seen(session, made, huddle), "overdue_action")
            assert item.action_id == key
            again = Decided(
                ItemOutcome.ACTION, "Amina calls.", made.people["Nairobi senior"],
                TODAY + timedelta(days=1),
            )  # fmt: skip
            followed = decisions.decide(
                session, manager, item_id=item.id, decided=again, version=item.version, at=NOW
            )
            assert followed == key
            row = session.get_one(Action, key)
            assert (row.owner_id, row.due_on) == (again.owner_id, again.due_on)
            decide_all(session, made, huddle)
            huddles.close(session, manager, huddle_id=huddle, at=NOW)
            assert open_actions(session, manager, now=NOW)[1] == 1
