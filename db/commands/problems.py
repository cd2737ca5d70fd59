"""Acts on the problems of the playbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import place_where
from db.rules import writing
from db.rules.problems import NO_FLAGS, UNRATED, Facts, Flags, check_flags, check_ratings
from db.rules.refusals import EditedMeanwhile, Refusal
from db.rules.words import CauseClass, Fault, Origin, ResponseState
from db.tables.people import Grade
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import ProblemRemedy, Remedy
from db.tables.responses import Response


def record(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    title: str,
    origin: Origin,
    cause_class: CauseClass,
    fault: Fault,
    at: datetime,
    likelihood: int = UNRATED,
    impact: int = UNRATED,
    promise_broken: str = "",
    keywords: str = "",
    flags: Flags = NO_FLAGS,
    remedy_ids: Sequence[int] = (),
) -> int:
    """Record a problem at a place, with the remedies that fit it, best first; return its key.

    The same person recording the same title here again, as a double click does, gets the first
    one back. Raises `Refusal` for a title that this place or one above it knows already, for a
    likelihood or an impact outside 1 to 5, and for a legal flag that is not whole.
    """
    place = place_where(session, viewer, Permission.PROBLEM_RECORD, place_id=place_id)
    facts = Facts(
        writing.given_name(title, "title of the problem"), origin, cause_class, fault, likelihood,
        impact, promise_broken, keywords, flags, tuple(remedy_ids),
    )  # fmt: skip
    known = _known(session, place, facts.title)
    if known is not None:
        if (known.place_id, known.created_by_id) == (place.id, viewer.person_id):
            return known.id
        raise Refusal(f"“{known.title}” is already in the playbook. Choose it there.")
    problem = Problem(place_id=place.id, created_at=at, created_by_id=viewer.person_id)
    _set_facts(session, problem, facts)
    session.add(problem)
    session.flush()
    _set_remedies(session, problem.id, facts.remedy_ids)
    _tell(session, viewer, "problem recorded", problem, at)
    return problem.id


def change(
    session: Session, viewer: Viewer, *, problem_id: int, version: int, facts: Facts, at: datetime
) -> None:
    """Change what a problem says. `version` is the one that the person looked at.

    Raises `EditedMeanwhile` when somebody changed it since. A changed legal threshold un-verifies
    what was agreed to say about it.
    """
    problem = _open(session, viewer, problem_id)
    if problem.version != version:
        raise EditedMeanwhile(
            f"Somebody changed “{problem.title}” meanwhile. Look at it again, then save.",
            theirs=f"{problem.title}\n{problem.promise_broken}\n{problem.keywords}",
        )
    name = writing.given_name(facts.title, "title of the problem")
    known = _known(session, session.get_one(Place, problem.place_id), name)
    if known is not None and known.id != problem.id:
        raise Refusal(f"“{known.title}” is already in the playbook. Choose another title.")
    if facts.flags.legal_threshold != problem.legal_threshold:
        _unverify(session, problem.id)
    _set_facts(session, problem, replace(facts, title=name))
    session.flush()
    _set_remedies(session, problem.id, facts.remedy_ids)
    _tell(session, viewer, "problem changed", problem, at)


def deactivate(session: Session, viewer: Viewer, *, problem_id: int, at: datetime) -> None:
    """Take a problem out of the playbook; what happened under its name stays."""
    problem = _open(session, viewer, problem_id)
    problem.deactivated_at = at
    session.flush()
    _tell(session, viewer, "problem deactivated", problem, at)


def _open(session: Session, viewer: Viewer, problem_id: int) -> Problem:
    problem = session.get(Problem, problem_id, with_for_update=True, populate_existing=True)
    if problem is None or problem.deactivated_at is not None:
        raise Refusal("This problem is no longer in the playbook. Choose one from the list.")
    place_where(session, viewer, Permission.PROBLEM_RECORD, place_id=problem.place_id)
    return problem


def _set_facts(session: Session, problem: Problem, facts: Facts) -> None:
    check_ratings(facts.likelihood, facts.impact)
    problem.title, problem.origin = facts.title, facts.origin
    problem.cause_class, problem.fault = facts.cause_class, facts.fault
    problem.likelihood, problem.impact = facts.likelihood, facts.impact
    problem.promise_broken = writing.optional_text(facts.promise_broken, "promise")
    problem.keywords = writing.optional_text(facts.keywords, "list of keywords")
    _set_flags(session, problem, facts.flags)


def _set_flags(session: Session, problem: Problem, flags: Flags) -> None:
    check_flags(flags)
    if flags.minimum_grade_id is not None and session.get(Grade, flags.minimum_grade_id) is None:
        raise Refusal("There is no such grade. Choose one from the list.")
    problem.is_powerless, problem.is_safety = flags.is_powerless, flags.is_safety
    problem.minimum_grade_id = flags.minimum_grade_id
    problem.skill = writing.given_name(flags.skill, "skill").lower() if flags.skill else None
    problem.legal_threshold = flags.legal_threshold
    problem.legal_currency = flags.legal_currency or None
    problem.legal_sentence = writing.optional_text(flags.legal_sentence, "legal sentence")


def _set_remedies(session: Session, problem_id: int, remedy_ids: Sequence[int]) -> None:
    """Replace the remedies that fit, best first."""
    wanted = list(dict.fromkeys(remedy_ids))
    known = select(Remedy.id).where(Remedy.id.in_(wanted), Remedy.deactivated_at.is_(None))
    if wanted and set(session.scalars(known)) != set(wanted):
        raise Refusal("A remedy is not in the catalogue any more. Choose the remedies again.")
    session.execute(delete(ProblemRemedy).where(ProblemRemedy.problem_id == problem_id))
    session.add_all(
        ProblemRemedy(problem_id=problem_id, remedy_id=remedy_id, position=position)
        for position, remedy_id in enumerate(wanted)
    )
    session.flush()


def _unverify(session: Session, problem_id: int) -> None:
    question = select(Response).where(
        Response.problem_id == problem_id,
        Response.state == ResponseState.AGREED,
        Response.verified_until.is_not(None),
    )
    for response in session.scalars(question):
        response.verified_at = response.verified_by_id = response.verified_until = None


def _tell(session: Session, viewer: Viewer, act: str, problem: Problem, at: datetime) -> None:
    subject = Subject("problem", problem.id, problem.place_id)
    detail = {"title": problem.title, "origin": problem.origin.value}
    audit.record(session, viewer, act, subject, at=at, detail=detail)


def _known(session: Session, place: Place, title: str) -> Problem | None:
    """The active problem of this title, here or above."""
    question = (
        select(Problem)
        .join(Place, Place.id == Problem.place_id)
        .where(
            func.lower(Problem.title) == title.lower(),
            Place.path.in_(access.ancestors(place.path)),
            Problem.deactivated_at.is_(None),
        )
        .order_by(Problem.id)
        .limit(1)
    )
    return session.scalar(question)
