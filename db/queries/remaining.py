"""What is left for somebody at the counter: of each cap, and beside what the customer has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db.queries import caps
from db.queries.closed_cases import ClosedCase, closed_case
from db.queries.explanations import RuleRow, rule_row
from db.queries.grants import received_by
from db.rules.references import customer_hash
from db.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.cover import DutyRow
    from db.queries.deciders import Matter
    from db.queries.places import PlaceRow
    from db.rules.caps import Left


@dataclass(frozen=True, slots=True)
class Remaining:
    """What each cap leaves the viewer, the tightest first; what this customer was given already;
    whether a cap waits for the customer's reference; the rules that did not decide; and whether a
    manager ended it with this customer.
    """

    left: tuple[Left, ...]
    received: tuple[str, ...]
    wants_reference: bool
    losers: tuple[RuleRow, ...]
    ended: ClosedCase | None = None


def counted(
    session: Session,
    viewer: Viewer,
    matter: Matter,
    *,
    place: PlaceRow,
    duty: Sequence[DutyRow],
    reference: str,
) -> Matter:
    """The matter with every cap, counted for the viewer, for those on duty and the customer."""
    if not matter.question.remedy_id:
        return matter
    people = {viewer.person_id, *(each.person_id for each in duty)}
    found = caps.windows(
        session, matter.question, zone=place.zone, people=people, customer=_customer(reference)
    )
    return replace(matter, windows=found)


def remaining(
    session: Session, viewer: Viewer, matter: Matter, names: Mapping[str, str], reference: str
) -> Remaining:
    """What is left for the viewer; `names` are those of the places by their paths."""
    rank, currency = viewer.grade_rank, matter.asked.currency if matter.asked else None
    return Remaining(
        matter.windows.left(rank=rank, person_id=viewer.person_id, currency=currency),
        received(session, reference),
        matter.windows.wants_reference(rank=rank, currency=currency),
        tuple(rule_row(each.limit, names, each.why) for each in matter.lost(rank)),
        closed_case(
            session, customer_hash=_customer(reference), problem_id=matter.question.problem_id
        ),
    )


def received(session: Session, reference: str) -> tuple[str, ...]:
    """What the customer behind a reference was given already, from any office, newest first."""
    return tuple(received_by(session, customer_hash=_customer(reference)))


def _customer(reference: str) -> str | None:
    """The hash; the key lies in a file, which is not read for a customer whom nobody named."""
    return customer_hash(reference, read_settings().secret()) if reference.strip() else None
