"""Whether a manager ended it with this customer about this problem as not satisfiable (P70)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from db.access import Permission, may
from db.rules.words import Outcome
from db.session import rows_of
from db.tables.escalations import Escalation
from db.tables.people import Person
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.escalations import EscalationRow


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """By whom, where and when it was ended; until a manager decides anew."""

    at: datetime
    by: str
    place: str

    @property
    def first(self) -> str:
        """What was decided."""
        who = f" by {self.by}" if self.by else ""
        return f"Ended as not satisfiable on {self.at:%-d %b}{who}, {self.place}."

    @property
    def sentence(self) -> str:
        """The same, and what follows from it."""
        return f"{self.first} Nothing more is offered without a manager's new decision."


def closed_case(
    session: Session, *, customer_hash: str | None, problem_id: int | None
) -> ClosedCase | None:
    """The last ask of this customer about this problem, if it ended so; None where it ended
    otherwise since, and where nobody knows the customer or the problem.
    """
    if customer_hash is None or problem_id is None:
        return None
    given = {"customer_hash": customer_hash, "problem_id": problem_id}
    found = rows_of(session, _LAST, given).first()
    if found is None or found.outcome is not Outcome.NOT_SATISFIABLE:
        return None
    return ClosedCase(found.resolved_at, found.by or "", found.place)


def closed_cases(session: Session, rows: Sequence[EscalationRow]) -> dict[int, ClosedCase]:
    """The same of many asks at once, by their keys; nothing is asked where none knows its
    customer.
    """
    about = {row.id: (row.customer_hash, row.problem_id) for row in rows}
    customers = sorted({who for who, what in about.values() if who and what})
    if not customers:
        return {}
    last = {
        (each.customer_hash, each.problem_id): each
        for each in rows_of(session, _EACH, {"customers": customers})
    }
    found = {key: last.get(case) for key, case in about.items()}
    return {
        key: ClosedCase(each.resolved_at, each.by or "", each.place)
        for key, each in found.items()
        if each is not None and each.outcome is Outcome.NOT_SATISFIABLE
    }


def binds(viewer: Viewer, path: str, ended: ClosedCase | None) -> bool:
    """Whether it keeps the viewer from giving more: a manager of the place decides anew by giving,
    everybody else asks for one.
    """
    return ended is not None and not may(viewer, Permission.ESCALATION_TAKE, path)


# Asked at every run of a card that knows the customer, therefore built once.
_RESOLVED = (
    select(
        Escalation.outcome, Escalation.resolved_at, Person.name.label("by"),
        Place.name.label("place"), Escalation.customer_hash, Escalation.problem_id,
    )
    .join(Place, Place.id == Escalation.place_id)
    .outerjoin(Person, Person.id == Escalation.holder_id)
    .where(Escalation.outcome.is_not(None), Escalation.resolved_at.is_not(None))
)  # fmt: skip
_LAST = (
    _RESOLVED.where(
        Escalation.customer_hash == bindparam("customer_hash"),
        Escalation.problem_id == bindparam("problem_id"),
    )
    .order_by(Escalation.resolved_at.desc(), Escalation.id.desc())
    .limit(1)
)
_EACH = _RESOLVED.where(
    Escalation.customer_hash.in_(bindparam("customers", expanding=True))
).order_by(Escalation.resolved_at, Escalation.id)
