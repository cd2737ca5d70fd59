"""What was given, counted by a cap: one cap after the other over the same gifts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from db.rules.caps import ZERO, Cap, Tally, Window


@dataclass(frozen=True, slots=True)
class Gift:
    """One gift, as far as caps count it."""

    at: datetime
    amount: Decimal
    currency: str
    remedy_id: int
    problem_id: int | None
    person_id: int | None
    customer_hash: str | None


def tally(cap: Cap, within: Window, gifts: Iterable[Gift]) -> Tally:
    """How many of these gifts, of one holder, the cap counts, and their worth in its currency."""
    counted = [
        each
        for each in gifts
        if within.starts_at <= each.at < within.ends_at
        and cap.remedy_id in {None, each.remedy_id}
        and cap.problem_id in {None, each.problem_id}
    ]
    in_its_currency = (each.amount for each in counted if each.currency == cap.currency)
    return Tally(len(counted), sum(in_its_currency, ZERO))
