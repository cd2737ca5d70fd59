"""Window caps: how often, or how much, within the office's day, week or month.

Every cap that matches binds, and the tightest decides: what may be given is the smallest of the
limit and of what each cap leaves. What one customer received counts from any office; amounts
are added in the cap's own currency only. A window begins when its first day begins on the
office's clock, which on some days is not midnight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from db.rules.authority import Limit, Question
from db.rules.money import PIECES, Money, show_money
from db.rules.words import CapHolder, CapPeriod, LimitKind

ZERO = Decimal(0)
WHEN = {CapPeriod.DAY: "today", CapPeriod.WEEK: "this week", CapPeriod.MONTH: "this month"}


@dataclass(frozen=True, slots=True)
class Cap:
    """One version of one cap. None stands for any grade, remedy or problem; either `most_times`
    is said, or `amount` with its currency.
    """

    id: int
    cap_number: int
    version_number: int
    place_path: str
    grade_rank: int | None
    remedy_id: int | None
    problem_id: int | None
    holder: CapHolder
    period: CapPeriod
    most_times: int | None
    amount: Decimal | None
    currency: str | None
    in_force_from: datetime
    in_force_until: datetime | None


@dataclass(frozen=True, slots=True)
class Window:
    """From the first moment of a period up to, but not including, that of the next."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What was given within a window: how often, and how much in the cap's currency."""

    times: int = 0
    worth: Decimal = ZERO


def window(period: CapPeriod, at: datetime, zone: tzinfo) -> Window:
    """The day, ISO week or month around a moment, on the clock of the zone."""
    day = at.astimezone(zone).date()
    if period is CapPeriod.DAY:
        first, following = day, day + timedelta(days=1)
    elif period is CapPeriod.WEEK:
        first = day - timedelta(days=day.weekday())
        following = first + timedelta(days=7)
    else:
        first = day.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
    return Window(_beginning(first, zone), _beginning(following, zone))


def _beginning(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day. Where clocks skip midnight this is the moment of the skip; where
    they show it twice, the first time.
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)


def holds(cap: Cap, question: Question) -> bool:
    """Whether the cap stands at the place, for the problem and remedy, at the moment."""
    return (
        question.place_path.startswith(cap.place_path)
        and cap.problem_id in {None, question.problem_id}
        and cap.remedy_id in {None, question.remedy_id}
        and cap.in_force_from <= question.at
        and (cap.in_force_until is None or question.at < cap.in_force_until)
    )


def counts(cap: Cap, currency: str | None) -> bool:
    """Whether the cap counts what is given in this currency: a cap in money leaves pieces alone,
    and the other way round. Another money is counted, and then never covered.
    """
    if cap.currency is None or currency is None:
        return True
    return (cap.currency == PIECES) == (currency == PIECES)


@dataclass(frozen=True, slots=True)
class Left:
    """A cap that binds, what was given within its window, and so what is left of it."""

    cap: Cap
    tally: Tally
    window: Window

    @property
    def times(self) -> int | None:
        """How many more times; None when the cap counts worth."""
        if self.cap.most_times is None:
            return None
        return max(0, self.cap.most_times - self.tally.times)

    @property
    def worth(self) -> Money | None:
        """How much more; None when the cap counts times."""
        if self.cap.amount is None or self.cap.currency is None:
            return None
        return Money(max(ZERO, self.cap.amount - self.tally.worth), self.cap.currency)

    @property
    def is_spent(self) -> bool:
        """Whether nothing at all is left."""
        return self.times == 0 or (self.worth is not None and self.worth.amount == 0)

    def covers(self, asked: Money | None) -> bool:
        """Whether one more gift of this worth fits; the last of a cap is included. Worth in
        another currency is never compared: not covered.
        """
        worth = self.worth
        if worth is None or asked is None:
            return not self.is_spent
        return asked.currency == worth.currency and asked.amount <= worth.amount

    @property
    def words(self) -> str:
        """`KES 4,000 left today`, `1 more time this week for this customer`."""
        when = WHEN[self.cap.period]
        whom = " for this customer" if self.cap.holder is CapHolder.CUSTOMER else ""
        if self.is_spent:
            return f"nothing left {when}{whom}"
        if self.worth is not None:
            return f"{self.worth} left {when}{whom}"
        return f"{self.times} more {'time' if self.times == 1 else 'times'} {when}{whom}"


@dataclass(frozen=True, slots=True)
class Windows:
    """Every cap that holds for a question, of any grade, with what was given so far.

    `tallies` has what a person gave by cap and person, and what the customer received by cap
    and None. `knows_customer` says whether there was a reference to count by.
    """

    caps: tuple[Cap, ...] = ()
    tallies: Mapping[tuple[int, int | None], Tally] = field(default_factory=dict)
    periods: Mapping[CapPeriod, Window] = field(default_factory=dict)
    knows_customer: bool = False

    def left(self, *, rank: int, person_id: int | None, currency: str | None) -> tuple[Left, ...]:
        """What each cap leaves that binds somebody of the grade, the tightest first."""
        found = [
            Left(cap, self.tallies.get(_key(cap, person_id), Tally()), self.periods[cap.period])
            for cap in self.caps
            if cap.grade_rank in {None, rank} and counts(cap, currency)
        ]
        return tuple(sorted(found, key=_tightness))

    def covers(self, asked: Money | None, *, rank: int, person_id: int | None) -> bool:
        """Whether every cap that binds leaves room for this."""
        return self.why_not(asked, rank=rank, person_id=person_id) is None

    def why_not(self, asked: Money | None, *, rank: int, person_id: int | None) -> str | None:
        """The sentence of the tightest cap that leaves no room for this; None when all do."""
        currency = asked.currency if asked else None
        for each in self.left(rank=rank, person_id=person_id, currency=currency):
            if not each.covers(asked):
                return f"{each.words[0].upper()}{each.words[1:]}: {cap_in_words(each.cap)}."
        return None

    def wants_reference(self, *, rank: int, currency: str | None) -> bool:
        """Whether a cap for each customer binds, and nobody said which customer it is."""
        return not self.knows_customer and any(
            cap.holder is CapHolder.CUSTOMER
            and cap.grade_rank in {None, rank}
            and counts(cap, currency)
            for cap in self.caps
        )


NO_CAPS = Windows()


def _key(cap: Cap, person_id: int | None) -> tuple[int, int | None]:
    return cap.id, person_id if cap.holder is CapHolder.PERSON else None


def _tightness(left: Left) -> tuple[bool, bool, Decimal, int]:
    worth = left.worth
    amount = worth.amount if worth else Decimal(left.times or 0)
    return not left.is_spent, worth is None, amount, left.cap.id


def may_give(limit: Limit | None, left: Iterable[Left]) -> Money | None:
    """The most that one gift may be worth: the smallest of the limit and of what is left. None
    where there is no rule, or no upper limit and no cap of worth.
    """
    if limit is None or limit.kind is LimitKind.NONE:
        return None
    worths = [each.worth for each in left if each.worth is not None]
    if limit.amount is not None and limit.currency is not None:
        worths = [each for each in worths if each.currency == limit.currency]
        worths.append(Money(limit.amount, limit.currency))
    return min(worths, key=lambda each: each.amount, default=None)


def cap_in_words(cap: Cap) -> str:
    """`at most KES 20,000 a day for each person`, `at most 2 times a week for each customer`."""
    if cap.amount is not None and cap.currency is not None:
        most = show_money(cap.amount, cap.currency)
    else:
        most = "once" if cap.most_times == 1 else f"{cap.most_times} times"
    return f"at most {most} a {cap.period.label} for each {cap.holder.label}"
