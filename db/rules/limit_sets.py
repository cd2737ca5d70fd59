"""What a set of authority limits may hold before it can be published.

A value is one of three, said explicitly: NONE, UP TO an amount that is itself included, or
UNLIMITED until a moment. A blank is refused, and so are ties, inversions and a wrong currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from db.rules.authority import Limit, value_in_words
from db.rules.money import check_amount
from db.rules.refusals import Refusal
from db.rules.words import LimitKind

INFINITE = Decimal("Infinity")
RuleKey = tuple[int, int | None, int | None]
"""Grade, remedy (None: any) and problem (None: any): what makes a rule of a place one rule."""


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One line of a set: who (`grade_id`) may give what (`remedy_id`, None: any) for which
    problem (`problem_id`, None: any), and the value.

    `approved_by_id` is heeded only when the system publishes: an unlimited value carries the
    name of a person, which otherwise is the publisher.
    """

    grade_id: int
    kind: LimitKind
    remedy_id: int | None = None
    problem_id: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    unlimited_until: datetime | None = None
    approved_by_id: int | None = None

    @property
    def key(self) -> RuleKey:
        """What the line is about."""
        return self.grade_id, self.remedy_id, self.problem_id


def check_value(line: LimitLine, *, name: str, currency: str, from_moment: datetime) -> None:
    """Refuse a value that is not one of the three, whole. `name` says whose line it is and
    `currency` what it must be counted in.
    """
    if line.kind is LimitKind.UP_TO:
        if line.amount is None:
            raise Refusal(f"{name}: “up to” needs an amount. A blank is not a limit.")
        if line.currency != currency:
            raise Refusal(f"{name}: the limit is in {line.currency}. Here it must be {currency}.")
        check_amount(line.amount, currency)
    elif line.amount is not None or line.currency is not None:
        raise Refusal(f"{name}: {line.kind.label} has no amount. Choose “up to” for one.")
    if line.kind is not LimitKind.UNLIMITED and line.unlimited_until is not None:
        raise Refusal(f"{name}: only an unlimited value has an end date. Leave it out.")
    if line.kind is LimitKind.UNLIMITED:
        if line.unlimited_until is None:
            raise Refusal(f"{name}: unlimited needs a date on which it ends.")
        if line.unlimited_until <= from_moment:
            raise Refusal(f"{name}: unlimited would end before it starts. Choose a later date.")


def check_ties(lines: Sequence[LimitLine], names: Mapping[RuleKey, str]) -> None:
    """Refuse a set that says two things about one rule."""
    seen: set[RuleKey] = set()
    for line in lines:
        if line.key in seen:
            raise Refusal(f"{names[line.key]} stands twice in this set. Keep one of the two.")
        seen.add(line.key)


def worth(kind: LimitKind, amount: Decimal | None) -> Decimal:
    """A value as a number to compare: 0, the amount, or infinity."""
    if kind is LimitKind.UNLIMITED:
        return INFINITE
    return amount if kind is LimitKind.UP_TO and amount is not None else Decimal(0)


def inversion(limits: Iterable[Limit]) -> tuple[Limit, Limit] | None:
    """A lower and a higher grade of which the lower may give more; None when all is in order.

    `limits` are those of one place, remedy and problem. Two are compared when there is a moment
    at which both hold, and never across currencies.
    """
    ordered = sorted(limits, key=lambda limit: (limit.grade_rank, limit.id))
    for index, lower in enumerate(ordered):
        for higher in ordered[index + 1 :]:
            if _comparable(lower, higher) and _worth(lower) > _worth(higher):
                return lower, higher
    return None


def check_held(line: LimitLine, own: Limit | None, *, name: str) -> None:
    """Refuse a line that gives more than the approver's own limit `own` (None: no rule)."""
    asked = worth(line.kind, line.amount)
    if asked == 0:
        return
    held = Decimal(0) if own is None else _worth(own)
    if held not in {Decimal(0), INFINITE} and own is not None and own.currency != line.currency:
        if line.kind is not LimitKind.UNLIMITED:
            raise Refusal(
                f"{name}: your own limit is in {own.currency} and cannot be compared with "
                f"{line.currency}. Ask somebody whose limit is in {line.currency}."
            )
        held = Decimal(0)
    if asked > held:
        raise Refusal(
            f"{name}: nobody approves more than they hold, and you hold {value_in_words(own)}. "
            "Ask somebody above you."
        )


def _worth(limit: Limit) -> Decimal:
    return worth(limit.kind, limit.amount)


def _comparable(one: Limit, other: Limit) -> bool:
    currencies = {limit.currency for limit in (one, other) if limit.currency is not None}
    return len(currencies) <= 1 and one.grade_rank != other.grade_rank and _meet(one, other)


def _meet(one: Limit, other: Limit) -> bool:
    """Whether there is a moment at which both hold."""
    return _starts_before_end(one, other) and _starts_before_end(other, one)


def _starts_before_end(one: Limit, other: Limit) -> bool:
    return other.in_force_until is None or one.in_force_from < other.in_force_until
