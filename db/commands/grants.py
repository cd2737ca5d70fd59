"""Acts on what is given to customers within one's own authority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import access, audit
from db.access import Permission
from db.audit import Subject
from db.queries import authority
from db.rules.authority import Question, covers, decide, value_in_words
from db.rules.money import Money, check_amount
from db.rules.references import customer_hash
from db.rules.refusals import Refusal
from db.settings import read_settings
from db.tables.places import Place
from db.tables.remedies import Grant, Remedy

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True)
class Given:
    """What is given: the remedy, what it is worth, for which problem (None: unanticipated)."""

    remedy_id: int
    worth: Money
    problem_id: int | None
    customer_reference: str = ""
    evidence: str = ""


def record(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    given: Given,
    submit_key: str,
    at: datetime,
) -> int:
    """Record something given at the counter; refused unless the viewer's own limit covers it.
    The same `submit_key` twice is one grant.
    """
    place = session.get_one(Place, place_id)
    access.require(viewer, Permission.GRANT_RECORD, place.path)
    known = session.scalar(select(Grant.id).where(Grant.submit_key == submit_key))
    if known is not None:
        return known
    check_amount(given.worth.amount, given.worth.currency)
    _check_evidence(session, given)
    question = Question(place.path, given.problem_id, given.remedy_id, at)
    limits = authority.limits_for(session, question)
    own = decide(limits, question, grade_rank=viewer.grade_rank).winner
    if not covers(own, given.worth):
        sentence = f"This is above what you may give: {value_in_words(own)}. Get a manager."
        raise Refusal(sentence)
    grant = keep(
        session,
        viewer,
        place=place,
        given=given,
        limit_id=own.id if own else None,
        submit_key=submit_key,
        at=at,
    )
    audit.record(
        session,
        viewer,
        "remedy given",
        Subject("grant", grant.id, place.id),
        at=at,
        detail={"remedy": given.remedy_id, "worth": str(given.worth), "limit": grant.limit_id},
    )
    return grant.id


def keep(
    session: Session,
    viewer: Viewer,
    *,
    place: Place,
    given: Given,
    limit_id: int | None,
    submit_key: str,
    at: datetime,
    escalation_id: int | None = None,
    customer: str | None = None,
) -> Grant:
    """Write the row of a grant whose authority was checked by the caller."""
    grant = Grant(
        place_id=place.id,
        person_id=viewer.person_id,
        problem_id=given.problem_id,
        remedy_id=given.remedy_id,
        amount=given.worth.amount,
        currency=given.worth.currency,
        limit_id=limit_id,
        escalation_id=escalation_id,
        customer_hash=customer or customer_hash(given.customer_reference, read_settings().secret()),
        evidence=given.evidence.strip(),
        given_at=at,
        submit_key=submit_key,
    )
    session.add(grant)
    session.flush()
    return grant


def _check_evidence(session: Session, given: Given) -> None:
    remedy = session.get(Remedy, given.remedy_id)
    if remedy is None or remedy.deactivated_at is not None:
        sentence = "This remedy is no longer given. Choose another one."
        raise Refusal(sentence)
    if remedy.needs_evidence and not given.evidence.strip():
        sentence = f"{remedy.name} needs evidence: write what you saw, such as a tag or a receipt."
        raise Refusal(sentence)
