"""Acts on what is given to customers within one's own authority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import audit
from db.access import Permission
from db.audit import Subject
from db.commands.scope import in_turn, place_where
from db.queries import caps
from db.queries.closed_cases import binds, closed_case
from db.queries.deciders import matter_of, problem_for
from db.queries.safety import open_matter
from db.rules.authority import Question, value_in_words
from db.rules.money import Money, check_amount
from db.rules.references import customer_hash
from db.rules.refusals import Refusal
from db.rules.writing import optional_text
from db.settings import read_settings
from db.tables.remedies import Grant, Remedy

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.authority import Limit
    from db.tables.places import Place


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
    place = place_where(session, viewer, Permission.GRANT_RECORD, place_id=place_id)
    in_turn(session, submit_key)
    known = session.scalar(select(Grant.id).where(Grant.submit_key == submit_key))
    if known is not None:
        return known
    check_amount(given.worth.amount, given.worth.currency)
    _check_evidence(session, given)
    _check_not_ended(session, viewer, place, given)
    own = _own_limit(session, viewer, place, given, at=at)
    check_caps(session, viewer, place, given, customer=hash_of(given), at=at)
    grant = keep(
        session,
        viewer,
        place=place,
        given=given,
        limit_id=own.id,
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
        customer_hash=customer or hash_of(given),
        evidence=optional_text(given.evidence, "evidence"),
        given_at=at,
        submit_key=submit_key,
    )
    session.add(grant)
    session.flush()
    return grant


def _own_limit(
    session: Session, viewer: Viewer, place: Place, given: Given, *, at: datetime
) -> Limit:
    """The limit that lets the viewer give this: what the counter card calls green."""
    problem = problem_for(session, viewer, given.problem_id)
    if (problem is not None and problem.is_safety) or open_matter(session, viewer):
        raise Refusal("Safety first: no compensation here. Call Security now.")
    matter = matter_of(
        session, path=place.path, problem=problem, remedy_id=given.remedy_id, asked=given.worth,
        now=at,
    )  # fmt: skip
    if viewer.grade_rank < matter.minimum_rank:
        raise Refusal("This one is not for your grade. Get a manager.")
    own = matter.held(viewer.grade_rank)
    if own is None:
        raise Refusal("No rule lets you give this. Get a manager.")
    if not matter.is_covered(viewer.grade_rank):
        raise Refusal(f"This is above what you may give: {value_in_words(own)}. Get a manager.")
    return own


def _check_not_ended(session: Session, viewer: Viewer, place: Place, given: Given) -> None:
    """Refuse to bid on where a manager ended it as not satisfiable (P70)."""
    ended = closed_case(session, customer_hash=hash_of(given), problem_id=given.problem_id)
    if ended is not None and binds(viewer, place.path, ended):
        raise Refusal(ended.sentence)


def check_caps(
    session: Session, viewer: Viewer, place: Place, given: Given, *, customer: str | None,
    at: datetime,
) -> None:  # fmt: skip
    """Refuse what a window cap leaves no room for. Those who would take the last of one window,
    the giver's own or the customer's, pass one by one and count what came before them.
    """
    in_turn(session, f"gifts of person {viewer.person_id}")
    if customer is not None:
        in_turn(session, f"gifts to customer {customer}")
    found = caps.windows(
        session,
        Question(place.path, given.problem_id, given.remedy_id, at),
        zone=place.zone,
        people=(viewer.person_id,),
        customer=customer,
    )
    if found.wants_reference(rank=viewer.grade_rank, currency=given.worth.currency):
        raise Refusal("A cap for each customer holds here. Write the customer's reference first.")
    why = found.why_not(given.worth, rank=viewer.grade_rank, person_id=viewer.person_id)
    if why is not None:
        raise Refusal(why)


def hash_of(given: Given) -> str | None:
    """The customer as the record knows them: a keyed hash, or None without a reference."""
    return customer_hash(given.customer_reference, read_settings().secret())


def remedy_in_use(session: Session, remedy_id: int) -> Remedy:
    """The remedy, while it may be given; a `Refusal` otherwise."""
    remedy = session.get(Remedy, remedy_id)
    if remedy is None or remedy.deactivated_at is not None:
        sentence = "This remedy is no longer given. Choose another one."
        raise Refusal(sentence)
    return remedy


def _check_evidence(session: Session, given: Given) -> None:
    remedy = remedy_in_use(session, given.remedy_id)
    if remedy.needs_evidence and not given.evidence.strip():
        sentence = f"{remedy.name} needs evidence: write what you saw, such as a tag or a receipt."
        raise Refusal(sentence)
