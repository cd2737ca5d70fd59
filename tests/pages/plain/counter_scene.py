"""The world as the plain pages of the counter need it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from db.rules.words import ContactKind
from db.tables.contacts import HelpContact
from db.tables.problems import Problem
from tests.world import World, world


def world_with_guards(session: Session, *, legal_sentence: str) -> World:
    """The world, with a number for Security and a bag that may be worth a lawyer."""
    made = world(session)
    bag = session.get_one(Problem, made.problems["Bag delayed"])
    bag.legal_threshold, bag.legal_currency = Decimal(40_000), "KES"
    bag.legal_sentence = legal_sentence
    session.add(
        HelpContact(
            place_id=made.places["Nairobi"], kind=ContactKind.SECURITY, name="Guards",
            phone="+254 20 112", hours="24 hours", what_for="Any threat",
        )
    )  # fmt: skip
    return made
