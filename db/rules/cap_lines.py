"""What a window cap must say before it can be published."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from db.rules.money import check_amount
from db.rules.refusals import Refusal
from db.rules.words import CapHolder, CapPeriod

MOST_TIMES = 1_000


@dataclass(frozen=True, slots=True)
class CapLine:
    """A cap as somebody writes it. A grade, remedy or problem left out means any; the holder and
    the period may be missing here only so that their lack can be refused.
    """

    holder: CapHolder | None
    period: CapPeriod | None
    grade_id: int | None = None
    remedy_id: int | None = None
    problem_id: int | None = None
    most_times: int | None = None
    amount: Decimal | None = None
    currency: str | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes a cap of a place one cap, whatever its value."""
        by_times = self.most_times is not None
        return self.grade_id, self.remedy_id, self.problem_id, self.holder, self.period, by_times


def check_cap(line: CapLine, *, name: str, currency: str) -> tuple[CapHolder, CapPeriod]:
    """Whose window and how long, once the cap is whole; a `Refusal` with one sentence otherwise.
    `name` says what the cap is about, and `currency` what its worth must be counted in.
    """
    if line.holder is None:
        raise Refusal(f"{name}: say whose window it is, each customer's or each person's.")
    if line.period is None:
        raise Refusal(f"{name}: a cap needs a period. Choose a day, a week or a month.")
    if line.most_times is None and line.amount is None:
        raise Refusal(f"{name}: say how many times or how much. A blank is not a cap.")
    if line.most_times is not None and (line.amount is not None or line.currency is not None):
        raise Refusal(f"{name}: a cap counts times or worth. Make two caps for both.")
    if line.most_times is not None:
        _check_times(line.most_times, name)
    elif line.amount is not None:
        if line.currency != currency:
            said = line.currency or "no currency"
            raise Refusal(f"{name}: the cap is in {said}. Here it must be {currency}.")
        check_amount(line.amount, currency)
    return line.holder, line.period


def _check_times(times: int, name: str) -> None:
    if times < 1:
        raise Refusal(
            f"{name}: a cap allows once at least. For none at all, set the limit to NONE."
        )
    if times > MOST_TIMES:
        raise Refusal(f"{name}: above {MOST_TIMES:,} times a cap stops nobody. Check the number.")
