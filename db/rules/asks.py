"""Yesterday's asks in words: what a huddle reads about the customers who were sent on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from db.rules.money import PIECES, show_money
from db.rules.words import EscalationClass, LimitKind

WORDS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
QUESTIONS: dict[EscalationClass, str] = {
    EscalationClass.SAFETY: "Is everyone well, and what helps next time?",
    EscalationClass.LIABILITY: "What may we promise?",
    EscalationClass.NO_RESPONSE: "What do we say?",
    EscalationClass.NO_RULE: "Who may give what?",
    EscalationClass.STALE_RESPONSE: "Is our answer still right?",
    EscalationClass.ABOVE: "What may the desk give?",
    EscalationClass.JUST_ABOVE: "What may the desk give?",
    EscalationClass.CUSTOMER_INSISTED: "How do we say it so that it is heard?",
    EscalationClass.WITHIN_LIMIT: "What kept us from deciding it?",
}
CLASSES: dict[EscalationClass, str] = {
    EscalationClass.SAFETY: "about safety",
    EscalationClass.LIABILITY: "unsure of liability",
    EscalationClass.NO_RESPONSE: "without an agreed response",
    EscalationClass.NO_RULE: "without a rule",
    EscalationClass.STALE_RESPONSE: "with an expired response",
    EscalationClass.ABOVE: "above the limit",
    EscalationClass.JUST_ABOVE: "just above the limit",
    EscalationClass.CUSTOMER_INSISTED: "because the customer insisted",
    EscalationClass.WITHIN_LIMIT: "within the desk's own limit",
}
SEVERITY = tuple(QUESTIONS)
MOST_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Ask:
    """One escalation as a huddle looks at it. `waited` is in minutes, None when nobody came."""

    escalation_class: EscalationClass
    words: str
    amount: Decimal | None
    currency: str
    limit_kind: LimitKind | None
    limit_amount: Decimal | None
    waited: Decimal | None
    has_left: bool


@dataclass(frozen=True, slots=True)
class AskGroup:
    """The asks about one problem; all that were unanticipated make one group without a key of a
    problem.
    """

    problem_id: int | None
    title: str
    asks: tuple[Ask, ...]

    @property
    def key(self) -> str:
        """What names this group within one huddle."""
        return str(self.problem_id or "unanticipated")

    @property
    def main_class(self) -> EscalationClass:
        """The commonest class; of equals, the gravest."""
        counts = Counter(ask.escalation_class for ask in self.asks)
        return max(counts, key=lambda each: (counts[each], -SEVERITY.index(each)))


def counted(number: int, noun: str) -> str:
    """`one ask`, `four asks`, `13 asks`: a count and its noun, in words up to twelve."""
    said = WORDS[number] if number < len(WORDS) else f"{number:,}"
    return f"{said} {noun}" if number == 1 else f"{said} {noun}s"


def heading(group: AskGroup) -> str:
    """The finding and the question: the item's first line."""
    many = len(group.asks)
    were = "was" if many == 1 else "were"
    if group.problem_id is None:
        start = f"{counted(many, 'customer').capitalize()} brought something new."
        return f"{start} What do we say?"
    start = f"{counted(many, 'customer').capitalize()} {were} sent on about “{group.title}”."
    return f"{start} {QUESTIONS[group.main_class]}"


def facts(group: AskGroup) -> str:
    """Amounts against limits, classes, waits, and who left, in plain sentences."""
    parts = [_quotes(group), _amounts(group.asks), _classes(group.asks), _waits(group.asks)]
    return " ".join(part for part in parts if part)


def heading_of_rest(groups: Sequence[AskGroup]) -> str:
    """The one item for all that were asked about less often."""
    many = sum(len(group.asks) for group in groups)
    start = counted(many, "more ask").capitalize()
    return f"{start} about {counted(len(groups), 'other problem')}. Which needs an answer?"


def facts_of_rest(groups: Sequence[AskGroup]) -> str:
    """The other problems with their counts."""
    return (
        "; ".join(f"{group.title or 'Unanticipated'}, {len(group.asks)}" for group in groups) + "."
    )


def _quotes(group: AskGroup) -> str:
    if group.problem_id is not None:
        return ""
    words = list(dict.fromkeys(ask.words for ask in group.asks if ask.words))
    quoted = ", ".join(f"“{each}”" for each in words[:MOST_QUOTED])
    more = f" and {len(words) - MOST_QUOTED} more" if len(words) > MOST_QUOTED else ""
    return f"In the customers' words: {quoted}{more}." if quoted else ""


def _amounts(asks: Sequence[Ask]) -> str:
    currencies = sorted({ask.currency for ask in asks if ask.amount is not None})
    ranges = [_range(asks, currency) for currency in currencies]
    if not ranges:
        return ""
    with_amount = sum(ask.amount is not None for ask in asks)
    who = "Each asked" if with_amount == len(asks) > 1 else "Asked"
    return f"{who} for {' and '.join(ranges)}; {_held(asks)}."


def _range(asks: Sequence[Ask], currency: str) -> str:
    amounts = sorted(a.amount for a in asks if a.amount is not None and a.currency == currency)
    return _from_to(amounts[0], amounts[-1], currency)


def _from_to(low: Decimal, high: Decimal, currency: str) -> str:
    shown = show_money(low, currency)
    if low == high:
        return shown
    if currency == PIECES:
        return f"{low.normalize():f} to {show_money(high, currency)}"
    # The code is said once: KES 15,000 to 22,000.
    return f"{shown} to {show_money(high, currency).split(maxsplit=1)[-1]}"


def _held(asks: Sequence[Ask]) -> str:
    kinds = {ask.limit_kind for ask in asks if ask.amount is not None}
    limits = sorted(
        ask.limit_amount
        for ask in asks
        if ask.limit_kind is LimitKind.UP_TO and ask.limit_amount is not None
    )
    currencies = {ask.currency for ask in asks if ask.limit_kind is LimitKind.UP_TO}
    if kinds == {LimitKind.UP_TO} and limits and len(currencies) == 1:
        return f"the desk holds {_from_to(limits[0], limits[-1], currencies.pop())}"
    if kinds == {None}:
        return "no rule says what the desk holds"
    if kinds == {LimitKind.NONE}:
        return "the desk holds nothing for it"
    return "their limits differed"


def _classes(asks: Sequence[Ask]) -> str:
    counts = Counter(ask.escalation_class for ask in asks)
    ranked = sorted(counts, key=lambda each: (-counts[each], SEVERITY.index(each)))
    if len(ranked) == 1:
        words = CLASSES[ranked[0]]
        return f"{'All ' + words if len(asks) > 1 else words[0].upper() + words[1:]}."
    return ", ".join(f"{counts[each]} {CLASSES[each]}" for each in ranked) + "."


def _waits(asks: Sequence[Ask]) -> str:
    waits = [ask.waited for ask in asks if ask.waited is not None]
    left = sum(ask.has_left for ask in asks)
    sentence = waited(waits, of=len(asks)).capitalize()
    return sentence + (f"; {counted(left, 'customer')} left." if left else ".")


def waited(waits: Sequence[Decimal], *, of: int) -> str:
    """`half waited 11 minutes or longer`, by the order statistic of rank n/2 + 1 (the upper
    median), when all `of` were acknowledged; otherwise only how many were. A half that leaves
    out those who still wait would flatter.
    """
    if of == 0 or len(waits) < of:
        return f"{len(waits)} of {of} acknowledged"
    if of == 1:
        return f"acknowledged after {_minutes(waits[0])}"
    return f"half waited {_minutes(sorted(waits)[of // 2])} or longer"


def _minutes(value: Decimal) -> str:
    places = Decimal("0.1") if value < 10 else Decimal(1)  # noqa: PLR2004 - two figures are enough.
    rounded = value.quantize(places, ROUND_HALF_UP)
    shown = f"{rounded.normalize():f}"
    return f"{shown} minute" if shown == "1" else f"{shown} minutes"
