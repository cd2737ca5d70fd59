"""How a team hands a customer over when a manager comes (P50): who speaks first, what is said,
and where it happens; agreed in a huddle, and confirmed again.

An agreement is due on the day that lies so many days after it, or as soon as half of the team is
another: of those who were in the team then so many left, or of those who are in it now so many
were not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from db.rules.agenda import ProposedItem
from db.rules.must_haves import SOON, MustHave, Standing, day
from db.rules.refusals import Refusal
from db.rules.words import ItemKind
from db.rules.writing import given_name, given_text

NAME = "Hand-off agreement"
# By which an agenda, and the form of its item, knows what it asks for.
SOURCE_KEY = "hand-off"
TITLE = "When a manager comes: who speaks first, and where?"
HOLDS_DAYS, SHORTEST_DAYS, LONGEST_DAYS = 90, 7, 365
HALF = 0.5
LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class HandOff:
    """What a team agrees: who speaks first, what is said, where it happens, and after how many
    days it is confirmed again.
    """

    speaks_first: str
    said: str
    where: str
    holds_days: int = HOLDS_DAYS

    @property
    def line(self) -> str:
        """What happens now, as it stands beside an ask and in the minutes."""
        first = f"{self.speaks_first[0].upper()}{self.speaks_first[1:]} speaks first"
        return f"{first}: “{self.said.rstrip('.')}.” Then: {self.where.rstrip('.')}."


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement as it stands today: its day, who took part, and the team then and now."""

    words: HandOff
    agreed_on: date
    took_part: int
    team_then: frozenset[int]
    team_now: frozenset[int]

    @property
    def due_on(self) -> date:
        """The day on which it wants to be confirmed again."""
        return self.agreed_on + timedelta(days=self.words.holds_days)

    @property
    def new(self) -> int:
        """How many are in the team now and were not then."""
        return len(self.team_now - self.team_then)

    @property
    def left(self) -> int:
        """How many were in the team then and are not now."""
        return len(self.team_then - self.team_now)

    @property
    def has_changed(self) -> bool:
        """Whether half of the team is another."""
        shares = [
            part / len(whole)
            for part, whole in ((self.left, self.team_then), (self.new, self.team_now))
            if whole
        ]
        return max(shares, default=0.0) >= HALF


def checked(words: HandOff) -> HandOff:
    """The words as they are kept; a `Refusal` names what is missing or cannot be meant."""
    said = given_text(words.said, "part that is said")
    if len(said) > LONGEST_WORDS:
        raise Refusal(f"What is said has {len(said)} characters. Use at most {LONGEST_WORDS}.")
    if not SHORTEST_DAYS <= words.holds_days <= LONGEST_DAYS:
        raise Refusal(f"Confirm it again after {SHORTEST_DAYS} to {LONGEST_DAYS} days.")
    return HandOff(
        given_name(words.speaks_first, "part on who speaks first"), said,
        given_name(words.where, "part on where it happens"), words.holds_days,
    )  # fmt: skip


def why_due(agreed: Agreed | None, *, today: date) -> str | None:
    """Why a huddle should agree it, in words; None as long as it holds."""
    if agreed is None:
        return "Nobody has agreed yet who speaks first, what is said, and where it happens."
    if agreed.has_changed:
        return f"It was agreed on {day(agreed.agreed_on)}, and since then {_change(agreed)}."
    if today >= agreed.due_on:
        return f"It was agreed on {day(agreed.agreed_on)} and wants to be confirmed again."
    return None


def proposed(why: str | None) -> list[ProposedItem]:
    """The item of an agenda where it is due, and why; none while it holds."""
    if why is None:
        return []
    return [ProposedItem(ItemKind.EXPIRING_RESPONSE, TITLE, why, source_key=SOURCE_KEY)]


def must_have(agreed: Agreed | None, *, today: date) -> MustHave:
    """The line beside readiness."""
    if agreed is None:
        sentence = "No hand-off agreement: who speaks first, what is said, and where"
        return MustHave(NAME, Standing.MISSING, "missing", sentence)
    of = f"{NAME} of {day(agreed.agreed_on)}"
    if agreed.has_changed:
        return MustHave(NAME, Standing.EXPIRED, "team changed", f"{of}: {_change(agreed)}")
    if today >= agreed.due_on:
        since = f"due since {day(agreed.due_on)}"
        return MustHave(NAME, Standing.EXPIRED, since, f"{of}: confirm it again")
    if agreed.due_on <= today + SOON:
        return MustHave(NAME, Standing.EXPIRING, f"due {day(agreed.due_on)}", of)
    people = "one person" if agreed.took_part == 1 else f"{agreed.took_part} people"
    return MustHave(NAME, Standing.IN_PLACE, "in place", f"{of}, {people} took part")


def _change(agreed: Agreed) -> str:
    """How the team changed, by whichever is more of it."""
    now, then = len(agreed.team_now), len(agreed.team_then)
    if now and agreed.new / now >= (agreed.left / then if then else 0):
        return f"{agreed.new} of {now} in the team are new"
    return f"{agreed.left} of {then} have left the team"
