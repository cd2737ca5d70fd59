"""The parts of a starter pack, each a frozen record that refuses what it cannot mean.

Money is written as text in US dollars, a unit that whoever loads the pack converts into the
currency of an office; pieces are plain counts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from db.rules.words import (
    CauseClass,
    ContactKind,
    CountedIn,
    Fault,
    LimitKind,
    NoReason,
    Origin,
    RemedyKind,
)

MOST_OPENING_WORDS = 30
"""What a person can say in two breaths, and what a phone shows without scrolling."""

# Stand-ins of a realistic length, so that a placeholder counts as the words that replace it.
_SPOKEN = {"{amount}": "USD 100", "{remedy}": "one hotel night"}


def spoken(words: str) -> list[str]:
    """The words of a sentence as they are said, each placeholder counted at full length."""
    for placeholder, example in _SPOKEN.items():
        words = words.replace(placeholder, example)
    return words.split()


def _short_enough_to_say(words: str) -> str:
    if len(spoken(words)) > MOST_OPENING_WORDS:
        message = f"{len(spoken(words))} opening words are too many: {words!r}"
        raise ValueError(message)
    return words


def _written_as_text(amount: object) -> object:
    if not isinstance(amount, str):
        message = f"An amount is written as text, for example '60', never as {amount!r}."
        raise ValueError(message)  # noqa: TRY004 - pydantic reports a ValueError, not a TypeError.
    return amount


Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Key: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Amount: TypeAlias = Annotated[Decimal, BeforeValidator(_written_as_text), Field(ge=0)]
OneToFive: TypeAlias = Annotated[int, Field(ge=1, le=5)]
OpeningWords: TypeAlias = Annotated[Text, AfterValidator(_short_enough_to_say)]


class Written(BaseModel):
    """A part of a pack: it never changes once read, and a misspelt field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Grade(Written):
    """A rung of the authority ladder; rank 1 is the lowest."""

    key: Key
    name: Text
    rank: Annotated[int, Field(ge=1)]


class Remedy(Written):
    """Something that can be given. `unit_cost` is what one piece costs us, in US dollars."""

    key: Key
    name: Text
    kind: RemedyKind
    counted_in: CountedIn
    unit_cost: Amount | None = None
    needs_evidence: bool

    @model_validator(mode="after")
    def _a_piece_has_a_cost(self) -> Self:
        if (self.counted_in is CountedIn.PIECES) != (self.unit_cost is not None):
            message = f"{self.key}: pieces have a unit cost, money has none."
            raise ValueError(message)
        return self


class Response(Written):
    """What was agreed to say and do. Opening words with a placeholder need a granted remedy."""

    opening_words: OpeningWords
    acknowledgement: Text
    empathy: Text
    ours: Text
    not_ours: Text
    cause: Text
    what_we_do_now: Text
    what_we_can_still_do: Text
    who_else_can_help: Text
    prevention: Text
    never_say: Text
    why: Text
    no_reason: NoReason | None = None
    no_words: Text | None = None
    partial_solution: Text | None = None
    referral: Text | None = None

    @property
    def is_a_no(self) -> bool:
        """Whether this response tells a customer that what they ask cannot be done."""
        return self.no_reason is not None

    @model_validator(mode="after")
    def _a_no_is_whole(self) -> Self:
        parts = (self.no_reason, self.no_words, self.partial_solution, self.referral)
        if len({part is None for part in parts}) > 1:
            message = f"A 'no' needs a reason, words, a partial solution and a referral: {parts}"
            raise ValueError(message)
        return self


class Problem(Written):
    """Something that can go wrong for a customer. `typical_amount` is what is usually asked."""

    key: Key
    title: Annotated[Text, StringConstraints(max_length=48)]
    keywords: Annotated[tuple[Text, ...], Field(min_length=3)]
    origin: Origin
    promise_broken: Text
    cause_class: CauseClass
    fault: Fault
    likelihood: OneToFive
    impact: OneToFive
    powerless: bool = False
    minimum_grade: Key | None = None
    legal_threshold: Amount | None = None
    legal_sentence: Text | None = None
    safety: bool = False
    remedies: tuple[Key, ...]
    typical_amount: Amount
    response: Response

    @model_validator(mode="after")
    def _a_legal_flag_is_whole(self) -> Self:
        if (self.legal_threshold is None) != (self.legal_sentence is None):
            message = f"{self.key}: a legal threshold and its sentence come together."
            raise ValueError(message)
        return self


class Limit(Written):
    """What a grade may give of a remedy: dollars or pieces, as the remedy is counted."""

    grade: Key
    remedy: Key
    problem: Key | None = None
    kind: LimitKind
    amount: Amount | None = None

    @model_validator(mode="after")
    def _an_amount_only_up_to(self) -> Self:
        if (self.kind is LimitKind.UP_TO) != bool(self.amount):
            message = f"{self.grade}, {self.remedy}: only 'up to' has an amount, and more than 0."
            raise ValueError(message)
        return self


class HelpContact(Written):
    """Somebody outside the team who can help; each office adds and verifies its own number."""

    name: Text
    kind: ContactKind
    what_for: Text


class Situation(Written):
    """A strategy for a live failure, dormant until it is switched on; hours of restoration."""

    problem: Key
    title: Text
    cause: Text
    cannot: Text
    doing_in_numbers: Text
    restoration_low_hours: Annotated[int, Field(ge=1)]
    restoration_high_hours: Annotated[int, Field(ge=1)]
    outside_help: Text

    @model_validator(mode="after")
    def _a_range_runs_upwards(self) -> Self:
        if self.restoration_low_hours >= self.restoration_high_hours:
            message = f"{self.title}: restoration is a range from low to high."
            raise ValueError(message)
        return self


class Imagine(Written):
    """A card that asks a huddle to think of something that has not happened yet."""

    text: Text


class Drill(Written):
    """A rehearsal of sixty seconds: what a customer says, and words that would be good."""

    problem: Key
    prompt: Text
    expected_words: Text
