"""Who may give how much: a full matrix for every country, in its own currency."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from db.commands import caps, limits, starting
from db.demonstration import limit_sets
from db.demonstration.cast import AGENT, DIRECTOR, HEAD, SENIOR
from db.demonstration.geography import AREAS, STEP, Area
from db.demonstration.stage import Stage, in_the_morning
from db.rules.cap_lines import CapLine
from db.rules.limit_sets import LimitLine
from db.rules.money import PIECES
from db.rules.words import CapHolder, CapPeriod, CountedIn, LimitKind, PlaceKind
from db.starter.parts import Limit

CAPPED = "Singapore"
A_YEAR = timedelta(days=365)
# Kenya began with half of what agents elsewhere may give, and has raised it since.
TIGHT_COUNTRY, TIGHT_SHARE = "Kenya", Decimal("0.5")
RAISED_ABOUT = 56 / 98
RAISED_BY = "Wanjiku Mbogo"
RAISED = ("meal", "expenses", "travel_credit", "refund", "fee_waiver", "shopping_voucher")
# What no rule speaks about in a country, so that nobody there knows whether they may.
UNRULED = {("Germany", "tour_voucher"), ("Kenya", "upgrade"), ("Indonesia", "tour_voucher")}


def publish_first(stage: Stage) -> None:
    """Head office has no upper limit for a year; every country has its own matrix below it."""
    director = stage.viewers[DIRECTOR]
    at = stage.founded_at + timedelta(days=2, hours=3)
    _publish(stage, director.name, "", _unlimited(stage, at), note="Head office answers", at=at)
    for area in AREAS:
        if area.kind is PlaceKind.COUNTRY:
            at += timedelta(hours=2)
            lines = _matrix(stage, area, is_tight=area.name == TIGHT_COUNTRY)
            _publish(stage, director.name, area.name, lines, note="First limits", at=at)


def plan_raise(stage: Stage) -> None:
    """Plan what the region changes after weeks of asks just above the limit."""
    stage.timeline.plan(raised_at(stage), lambda at: raise_in_kenya(stage, at))


def plan_cap(stage: Stage) -> None:
    """Plan what head office publishes last: nobody gives away a day's takings unasked."""

    def publish(at: datetime) -> None:
        line = CapLine(CapHolder.PERSON, CapPeriod.DAY, amount=Decimal(1_500), currency="SGD")
        caps.publish(
            stage.session, stage.viewers[DIRECTOR], place_id=stage.places[CAPPED], line=line,
            note="Above this in one day, somebody else should look too", in_force_from=at,
            submit_key="demonstration cap", at=at,
        )  # fmt: skip

    stage.timeline.plan(stage.at - timedelta(seconds=30), publish)


def raised_at(stage: Stage) -> datetime:
    """When agents in Kenya were given more: in the morning."""
    return in_the_morning(stage.ago(RAISED_ABOUT)) + timedelta(hours=5)


def raise_in_kenya(stage: Stage, at: datetime) -> None:
    """After weeks of asks just above what agents may give, the region gives them more."""
    area = next(each for each in AREAS if each.name == TIGHT_COUNTRY)
    both = zip(_matrix(stage, area, is_tight=False), _rules(stage, area), strict=True)
    lines = [line for line, limit in both if _is_raised(limit)]
    note = "Agents settle everyday cases themselves: half of all asks lay just above their limit"
    set_id = _publish(stage, RAISED_BY, area.name, lines, note=note, at=at)
    limit_sets.plan_reading(stage, set_id, at)


def _publish(
    stage: Stage, name: str, place: str, lines: list[LimitLine], *, note: str, at: datetime
) -> int:
    return limits.publish(
        stage.session, stage.viewers[name], place_id=stage.places[place], lines=lines, note=note,
        in_force_from=at, submit_key=f"demonstration {place} {at:%Y-%m-%d}", at=at,
    )  # fmt: skip


def _unlimited(stage: Stage, at: datetime) -> list[LimitLine]:
    return [
        LimitLine(
            grade_id=stage.keys.grades[HEAD], kind=LimitKind.UNLIMITED,
            remedy_id=stage.keys.remedies[remedy.key], unlimited_until=at + A_YEAR,
        )
        for remedy in stage.pack.remedies
    ]  # fmt: skip


def _rules(stage: Stage, area: Area) -> list[Limit]:
    """What the pack says that holds in the country; head office is spoken of once, above."""
    return [
        limit
        for limit in stage.pack.limits
        if limit.kind is not LimitKind.UNLIMITED and (area.name, limit.remedy) not in UNRULED
    ]


def _matrix(stage: Stage, area: Area, *, is_tight: bool) -> list[LimitLine]:
    return [
        LimitLine(
            grade_id=stage.keys.grades[limit.grade],
            remedy_id=stage.keys.remedies[limit.remedy],
            problem_id=stage.keys.problems[limit.problem] if limit.problem else None,
            kind=limit.kind,
            amount=_amount(stage, area, limit, is_tight=is_tight and _is_raised(limit)),
            currency=_currency(stage, area, limit),
        )
        for limit in _rules(stage, area)
    ]


def _is_raised(limit: Limit) -> bool:
    of_staff = limit.grade in {AGENT, SENIOR} and limit.kind is LimitKind.UP_TO
    return of_staff and limit.remedy in RAISED


def _amount(stage: Stage, area: Area, limit: Limit, *, is_tight: bool) -> Decimal | None:
    if limit.amount is None or _in_pieces(stage, limit):
        return limit.amount
    amount = starting.in_currency(limit.amount, area.currency) or limit.amount
    return rounded(amount * TIGHT_SHARE, area.currency) if is_tight else amount


def _currency(stage: Stage, area: Area, limit: Limit) -> str | None:
    if limit.kind is not LimitKind.UP_TO:
        return None
    return PIECES if _in_pieces(stage, limit) else area.currency


def _in_pieces(stage: Stage, limit: Limit) -> bool:
    remedy = next(each for each in stage.pack.remedies if each.key == limit.remedy)
    return remedy.counted_in is CountedIn.PIECES


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount as people at a desk say it: in whole steps, and at least one."""
    step = STEP[currency]
    return Decimal(max(1, round(amount / step)) * step)
