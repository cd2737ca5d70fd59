"""What administrators, managers and regional managers see of the set-up, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from db.commands import contacts, ladder_steps, limits, places
from db.commands.ladder_steps import Step
from db.queries import contacts as at_hand
from db.queries import limit_matrix, place_tree, roles, rota, trail
from db.queries.places import place
from db.rules.limit_sets import LimitLine
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import ContactKind, LimitKind
from tests.databases import Database
from tests.world import NOW, world

TODAY = date(2026, 11, 18)


class TestTrail:
    def test_shows_only_what_happened_at_the_viewers_places(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for office in ("Nairobi", "Singapore"):
                contacts.add_calm_place(
                    session, made.viewers[f"{office} manager"], place_id=made.places[office],
                    name=f"Lounge of {office}", at=NOW,
                )  # fmt: skip
            seen = {
                name: [row.place_name for row in trail.trail(
                    session, made.viewers[name], words="", limit=9, offset=0)[0]]
                for name in ("Administrator", "Africa regional", "Asia regional", "Nairobi manager")
            }  # fmt: skip
            assert seen == {
                "Administrator": ["Singapore", "Nairobi"],
                "Africa regional": ["Nairobi"],
                "Asia regional": ["Singapore"],
                "Nairobi manager": [],
            }

    def test_is_searched_by_actor_act_and_detail(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            contacts.add_calm_place(
                session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                name="Lounge B", at=NOW,
            )  # fmt: skip
            for words, total in (("LOUNGE nairobi", 1), ("calm", 1), ("100%", 0), ("refund", 0)):
                rows, found = trail.trail(
                    session, made.viewers["Africa regional"], words=words, limit=5, offset=0
                )
                assert (found, len(rows)) == (total, total)
            assert trail.flaws(session) == []


class TestRota:
    def test_shows_the_week_of_one_place_on_its_clock(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Nairobi manager"]
            nairobi = place(session, viewer, place_id=made.places["Nairobi"])
            rows = rota.shifts_of_week(session, viewer, place=nairobi, monday=rota.monday_of(TODAY))
            assert [row.name for row in rows] == [
                "Nairobi duty", "Nairobi manager", "Nairobi senior", "Nairobi staff",
            ]  # fmt: skip
            assert f"{rows[0].starts_at:%H:%M}" == "08:30"
            after = rota.shifts_of_week(
                session, viewer, place=nairobi, monday=rota.monday_of(TODAY) + timedelta(days=7)
            )
            assert after == []
            with pytest.raises(NotPermitted):
                rota.shifts_of_week(
                    session, made.viewers["Mombasa manager"], place=nairobi, monday=TODAY
                )


class TestPlaceTree:
    def test_puts_each_place_below_its_own(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            rows = place_tree.tree(session, made.viewers["Africa regional"])
            assert [(row.place.name, row.depth, row.people) for row in rows] == [
                ("Africa", 0, 1), ("Kenya", 1, 0), ("Mombasa", 2, 4), ("Nairobi", 2, 4),
            ]  # fmt: skip

    def test_reads_hours_closures_and_ladder_of_own_places_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, office = made.viewers["Nairobi manager"], made.places["Nairobi"]
            ladder_steps.set_ladder(
                session, manager, place_id=office, at=NOW,
                steps=[Step(60, made.people["Nairobi duty"]),
                       Step(90, None, made.grades["regional manager"])],
            )  # fmt: skip
            places.close_on_purpose(
                session, manager, place_id=office, closed_on=TODAY, reason="Feast", at=NOW
            )
            steps = place_tree.ladder(session, manager, place_id=office)
            assert [(step.number, step.who) for step in steps] == [
                (1, "Nairobi duty"), (2, "regional manager and above"),
            ]  # fmt: skip
            known = place_tree.closures(session, manager, place_id=office, since=TODAY)
            assert [each.reason for each in known] == ["Feast"]
            assert len(place_tree.opening_hours(session, manager, place_id=office)) == 7
            other = made.viewers["Mombasa manager"]
            assert place_tree.ladder(session, other, place_id=office) == []
            assert place_tree.closures(session, other, place_id=office, since=TODAY) == []
            assert place_tree.opening_hours(session, other, place_id=office) == []


class TestAtHand:
    def test_numbers_hold_below_and_fade_past_their_date(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Africa regional"]
            key = contacts.add_help_contact(
                session, viewer, place_id=made.places["Kenya"], kind=ContactKind.EMERGENCY,
                name="Emergency", phone="999", at=NOW,
            )  # fmt: skip
            nairobi = place(session, viewer, place_id=made.places["Nairobi"])

            def good(days: int) -> list[bool]:
                later = NOW + timedelta(days=days)
                rows = at_hand.help_contacts(session, viewer, place=nairobi, now=later)
                return [row.is_good for row in rows]

            assert good(0) == [False]
            contacts.verify_help_contact(
                session, viewer, help_contact_id=key, until=TODAY + timedelta(days=30), at=NOW
            )
            assert (good(30), good(31)) == ([True], [False])

    def test_unknown_days_are_not_zero(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            contacts.record_contacts_served(
                session, manager, place_id=made.places["Nairobi"], served_on=TODAY, contacts=0,
                at=NOW,
            )  # fmt: skip
            nairobi = place(session, manager, place_id=made.places["Nairobi"])
            days = at_hand.days_served(session, manager, place=nairobi, until=TODAY, days=2)
            assert days == [(TODAY, 0), (TODAY - timedelta(days=1), None)]


class TestMatrix:
    def test_names_the_rule_and_its_place_for_each_cell(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            regional = made.viewers["Africa regional"]
            line = LimitLine(
                made.grades["agent"], LimitKind.UP_TO, made.remedies["Meal voucher"],
                made.problems["Bag delayed"], Decimal(500), "KES",
            )  # fmt: skip
            limits.publish(
                session, regional, place_id=made.places["Nairobi"], lines=[line],
                note="Less for bags", in_force_from=NOW, submit_key="one", at=NOW,
            )  # fmt: skip
            nairobi = place(session, regional, place_id=made.places["Nairobi"])
            for problem, words in (("Bag delayed", "500"), ("Missed connection", "10,000")):
                rows = limit_matrix.matrix(
                    session, regional, place=nairobi, problem_id=made.problems[problem], at=NOW
                )
                cells = {row.remedy.name: row.cells[0] for row in rows}
                assert cells["Meal voucher"].words == f"up to KES\u00a0{words}"
                assert cells["Hotel night"].words == "no rule"
                assert cells["Refund"].place_name == "Kenya"
            before = limit_matrix.matrix(
                session, regional, place=nairobi, problem_id=made.problems["Bag delayed"],
                at=NOW - timedelta(seconds=1),
            )  # fmt: skip
            meal = next(row for row in before if row.remedy.name == "Meal voucher")
            assert meal.cells[0].words == "up to KES\u00a010,000"

    def test_lists_what_was_published_around_a_place(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            rows, total = limit_matrix.published_sets(
                session, manager, path=made.paths["Nairobi"], limit=5, offset=0
            )
            assert (total, rows[0].note, rows[0].lines) == (1, "First limits", 36)
            with pytest.raises(NotPermitted):
                limit_matrix.published_sets(
                    session, manager, path=made.paths["Mombasa"], limit=5, offset=0
                )


class TestRoles:
    def test_are_shown_to_administrators_of_the_home(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = made.people["Nairobi manager"]
            view = roles.person(session, made.viewers["Administrator"], person_id=key)
            assert [(held.role.value, held.place_name) for held in view.roles] == [
                ("manager", "Nairobi")
            ]
            for name in ("Nairobi manager", "Africa regional"):
                with pytest.raises(Refusal, match="no such person for you"):
                    roles.person(session, made.viewers[name], person_id=key)
