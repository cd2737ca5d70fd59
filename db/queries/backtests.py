"""Escalations over a limit, asked for a back-test: what held for the asker is kept with the ask."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select

from db import access
from db.access import Permission
from db.queries.places import PlaceRow, place
from db.rules.next_limits import Kind, NextLimit, next_limits
from db.rules.over_limits import OverLimit, Past, past_of
from db.rules.words import EscalationReason, LimitKind
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True, eq=False)
class OverLimits:
    """The cases of a place and below in its currency, whole and by kind.

    Left out and counted: `in_other_currencies`, and `without_amounts`, where nobody kept what
    was asked or what the limit was.
    """

    place: PlaceRow
    past: Past
    by_kind: dict[Kind, Past]
    in_other_currencies: int
    without_amounts: int

    @property
    def cases(self) -> int:
        """How many can be counted again."""
        return int(self.past.asked.size)

    def best_next(self) -> tuple[NextLimit, ...]:
        """The kinds of case whose limit is most worth raising."""
        return next_limits(self.by_kind)


def over_limits(
    session: Session, viewer: Viewer, *, place_id: int, since: datetime, until: datetime
) -> OverLimits:
    """Every escalation whose reason was *over my limit*, asked in the period at a place or below.

    Raises:
        Refusal: the place is not there for the viewer.
        NotPermitted: the viewer may not see measures there.
    """
    here = place(session, viewer, place_id=place_id)
    access.require(viewer, Permission.MEASURES_SEE, here.path)
    cases: list[OverLimit] = []
    kinds: defaultdict[Kind, list[OverLimit]] = defaultdict(list)
    others = without = 0
    zone = ZoneInfo(here.zone)
    for row in session.execute(_question(viewer, here, since, until)):
        limit = Decimal(0) if row.limit_kind is LimitKind.NONE else row.limit_amount
        if row.amount_asked is None or limit is None:
            without += 1
        elif row.asked_currency != here.currency:
            others += 1
        else:
            case = _case(row, limit, zone)
            cases.append(case)
            kinds[row.title or "", row.name or ""].append(case)
    by_kind = {kind: past_of(found) for kind, found in sorted(kinds.items())}
    return OverLimits(here, past_of(cases), by_kind, others, without)


def _question(
    viewer: Viewer, here: PlaceRow, since: datetime, until: datetime
) -> Select[*tuple[Any, ...]]:
    return (
        access.visible_escalations(viewer)
        .outerjoin(Problem, Problem.id == Escalation.problem_id)
        .outerjoin(Remedy, Remedy.id == Escalation.remedy_id)
        .with_only_columns(
            Escalation.asked_at, Escalation.amount_asked, Escalation.asked_currency,
            Escalation.limit_kind, Escalation.limit_amount, Escalation.amount_granted,
            Escalation.granted_currency, Escalation.acknowledged_at, Escalation.with_customer_at,
            Escalation.resolved_at, Escalation.left_at, Problem.title, Remedy.name,
        )
        .where(
            Escalation.reason == EscalationReason.OVER_MY_LIMIT,
            Escalation.asked_at >= since,
            Escalation.asked_at < until,
            access.below(Place.path, (here.path,)),
        )
        .order_by(Escalation.asked_at, Escalation.id)
    )  # fmt: skip


def _case(row: Any, limit: Decimal, zone: ZoneInfo) -> OverLimit:
    reached = row.with_customer_at or row.resolved_at or row.left_at
    same = row.granted_currency == row.asked_currency
    return OverLimit(
        asked_on=row.asked_at.astimezone(zone).date(),
        limit=limit,
        asked=row.amount_asked,
        granted=row.amount_granted if same else None,
        customer_seconds=_between(row.asked_at, reached),
        manager_seconds=_between(row.acknowledged_at, row.resolved_at),
        has_left=row.left_at is not None,
    )


def _between(start: datetime | None, end: datetime | None) -> int | None:
    return None if start is None or end is None else int((end - start).total_seconds())
