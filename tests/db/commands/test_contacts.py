"""Contacts served, help contacts, calm places, situations, and the catalogue of remedies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands import contacts, remedies
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import ContactKind, CountedIn, RemedyKind
from db.tables.contacts import ContactsServed, HelpContact, Situation
from tests.databases import Database
from tests.world import NOW, World, world

TODAY = date(2026, 11, 18)


def _served(session: Session, made: World, on: date, count: int, office: str = "Nairobi") -> int:
    return contacts.record_contacts_served(
        session, made.viewers["Nairobi manager"], place_id=made.places[office], served_on=on,
        contacts=count, at=NOW,
    )  # fmt: skip


def _contact(session: Session, made: World, phone: str = "+254 20 555 0100") -> int:
    return contacts.add_help_contact(
        session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
        kind=ContactKind.SECURITY, name="Airport security", phone=phone, at=NOW,
    )  # fmt: skip


class TestContactsServed:
    def test_are_corrected_by_saying_them_again(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            first = _served(session, made, TODAY, 120)
            assert _served(session, made, TODAY, 130) == first
            assert session.scalars(select(ContactsServed.contacts)).all() == [130]

    @pytest.mark.parametrize(
        ("on", "count", "office", "sentence"),
        [
            (date(2026, 11, 19), 5, "Nairobi", "has not come yet at Nairobi"),
            (TODAY, -1, "Nairobi", "a count from 0"),
            (TODAY, 10**9, "Nairobi", "a count from 0"),
            (TODAY, 5, "Mombasa", "may not set calm places"),
        ],
    )
    def test_refuse_what_cannot_be(
        self, embedded: Database, on: date, count: int, office: str, sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match=sentence):
                _served(session, made, on, count, office)


class TestHelpContacts:
    def test_are_verified_by_calling(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _contact(session, made)
            contact = session.get_one(HelpContact, key)
            assert contact.verified_at is None
            manager = made.viewers["Nairobi manager"]
            contacts.verify_help_contact(
                session, manager, help_contact_id=key, until=date(2027, 5, 1), at=NOW
            )
            assert contact.verified_until == date(2027, 5, 1)
            contacts.verify_help_contact(
                session, manager, help_contact_id=key, until=None, answered=False, at=NOW
            )
            assert contact.deactivated_at == NOW

    @pytest.mark.parametrize(
        "phone", ["", "ring the bell", "=1+1", "+", "12345678901234567890" * 3]
    )
    def test_need_a_number(self, embedded: Database, phone: str) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="is not a telephone number"):
                _contact(session, made, phone)

    def test_are_not_good_for_ever(self, embedded: Database) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            key = _contact(session, made, "112")
            for until in (None, TODAY, date(2030, 1, 1)):
                with pytest.raises(Refusal, match="within the coming year"):
                    contacts.verify_help_contact(
                        session, made.viewers["Nairobi manager"], help_contact_id=key,
                        until=until, at=NOW,
                    )  # fmt: skip


class TestCalmPlaces:
    def test_have_one_name_each(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, office = made.viewers["Nairobi manager"], made.places["Nairobi"]
            contacts.add_calm_place(session, manager, place_id=office, name="Lounge B", at=NOW)
            with pytest.raises(Refusal, match="already has a calm place called Lounge B"):
                contacts.add_calm_place(session, manager, place_id=office, name="Lounge B", at=NOW)


class TestSituations:
    def test_are_approved_from_above(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            key = contacts.add_situation(
                session, manager, place_id=made.places["Nairobi"], title="Belt stands still",
                cause="The belt's motor failed.", cannot="We cannot take bags by belt.",
                doing_in_numbers="2 teams of 6 carry bags.", at=NOW,
            )  # fmt: skip
            with pytest.raises(NotPermitted):
                contacts.approve_situation(session, manager, situation_id=key, at=NOW)
            regional = made.viewers["Africa regional"]
            contacts.approve_situation(session, regional, situation_id=key, at=NOW)
            assert session.get_one(Situation, key).approved_by_id == regional.person_id
            with pytest.raises(Refusal, match="already approved"):
                contacts.approve_situation(session, regional, situation_id=key, at=NOW)


class TestRemedies:
    @pytest.mark.parametrize(
        ("cost", "currency", "counted", "sentence"),
        [
            (None, None, "pieces", "needs what one piece costs"),
            (Decimal(5), "XQX", "pieces", "is not a currency"),
            (Decimal(5), "SGD", "money", "has no unit cost"),
            (Decimal(-5), "SGD", "pieces", "above zero"),
        ],
    )
    def test_say_what_a_piece_costs(
        self, embedded: Database, cost: Decimal | None, currency: str | None, counted: str,
        sentence: str,
    ) -> None:  # fmt: skip
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match=sentence):
                remedies.add_remedy(
                    session, made.viewers["Administrator"], code="kit", name="Kit",
                    kind=RemedyKind.GIFT, counted_in=CountedIn(counted), unit_cost=cost,
                    unit_cost_currency=currency, at=NOW,
                )  # fmt: skip

    def test_leave_the_catalogue_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            meal = made.remedies["Meal voucher"]
            with pytest.raises(NotPermitted):
                remedies.deactivate_remedy(
                    session, made.viewers["Africa regional"], remedy_id=meal, at=NOW
                )
            administrator = made.viewers["Administrator"]
            remedies.deactivate_remedy(session, administrator, remedy_id=meal, at=NOW)
            with pytest.raises(Refusal, match="already out of the catalogue"):
                remedies.deactivate_remedy(session, administrator, remedy_id=meal, at=NOW)
