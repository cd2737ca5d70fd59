"""What the counter card is about, and what stands in its fields at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.queries.card_facts import CardFacts
from db.queries.counter import Prepared, RemedyRow
from db.queries.places import PlaceRow
from db.rules.money import Money
from pages.components.counter_card import Customer, customer_in_hand
from pages.components.searching import Chosen, remedy_field
from pages.components.worth import remedy_in_hand, worth_in_hand

# A customer may stand there for long: what was agreed to say is asked again after this.
HOLDS = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Matter:
    """What the card is about as long as one customer stands there: where, which problem, what is
    known of it since when, the key of the customer's fields, and in words what a promise about it
    depends on.
    """

    place: PlaceRow
    chosen: Chosen
    found: Prepared
    served: str
    asked_at: datetime
    depends_on: str = ""

    @property
    def title(self) -> str:
        """What the problem is called, or the customer's words for one that nobody thought of."""
        problem = self.found.facts.problem
        return problem.title if problem else self.chosen.words

    @property
    def is_safety(self) -> bool:
        """Whether it is a matter of safety (P75)."""
        return self.found.facts.is_safety

    def facts(self, moment: datetime) -> CardFacts | None:
        """What is known of the problem, as long as it is young enough to be leaned on."""
        return self.found.facts if moment - self.asked_at < HOLDS else None


@dataclass(frozen=True, slots=True)
class InHand:
    """The chosen remedy and its worth, why what was typed is no amount, and the customer."""

    remedy: RemedyRow | None
    currency: str
    worth: Money | None
    refused: str
    customer: Customer

    @property
    def name(self) -> str:
        """What is asked for, in words."""
        return self.remedy.name if self.remedy else "Help"

    @property
    def given(self) -> str:
        """Remedy and worth in words; empty without a worth."""
        return f"{self.name} {self.worth}" if self.worth else ""


def in_hand(matter: Matter) -> InHand:
    """What stands in the fields now: for the answer, and for whatever is tapped beside it."""
    customer = customer_in_hand(key=matter.served)
    remedy = remedy_in_hand(matter.found.remedies, key=remedy_field(matter.chosen.problem_id))
    if remedy is None:
        return InHand(None, matter.place.currency, None, "", customer)
    worth, refused = worth_in_hand(remedy.currency, key="worth")
    return InHand(remedy, remedy.currency, worth, refused, customer)
