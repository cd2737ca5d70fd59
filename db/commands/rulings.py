"""Acts on rulings: ask the superior, answer, take back. Each is an event beside the row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import access, audit
from db.access import Permission
from db.audit import Subject
from db.commands.scope import in_turn, place_where
from db.queries.deciders import problem_for
from db.rules.refusals import NotPermitted, Refusal
from db.rules.rulings import CLOCK, state_after
from db.rules.words import RulingEventKind, RulingState
from db.rules.writing import given_text
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.rulings import Ruling, RulingEvent

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.words import Verdict


def ask(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    problem_id: int | None,
    question: str,
    submit_key: str,
    at: datetime,
) -> int:
    """Ask the superiors of a place; the clock begins to run. The same `submit_key` twice is one
    question.
    """
    place = place_where(session, viewer, Permission.RULING_ASK, place_id=place_id)
    in_turn(session, submit_key)
    known = session.scalar(select(Ruling.id).where(Ruling.submit_key == submit_key))
    if known is not None:
        return known
    problem = problem_for(session, viewer, problem_id)
    ruling = Ruling(
        place_id=place.id,
        problem_id=problem.id if problem else None,
        question=given_text(question, "question"),
        asker_id=viewer.person_id,
        asked_at=at,
        due_at=at + CLOCK,
        state=RulingState.WAITING,
        submit_key=submit_key,
    )
    session.add(ruling)
    session.flush()
    _tell(session, viewer, ruling, RulingEventKind.ASKED, at=at, words=ruling.question)
    return ruling.id


def answer(
    session: Session,
    viewer: Viewer,
    *,
    ruling_id: int,
    verdict: Verdict,
    words: str,
    at: datetime,
) -> None:
    """Answer a question of somebody of a lower grade; the answer is kept and can be found."""
    ruling, _ = _locked(session, viewer, Permission.RULING_ANSWER, ruling_id)
    _check_superior(session, viewer, ruling)
    ruling.state = state_after(ruling.state, RulingEventKind.ANSWERED)
    ruling.verdict, ruling.answer = verdict, given_text(words, "answer")
    ruling.answered_at, ruling.answered_by_id = at, viewer.person_id
    _tell(
        session, viewer, ruling, RulingEventKind.ANSWERED, at=at, words=ruling.answer,
        verdict=verdict,
    )  # fmt: skip


def take_back(
    session: Session, viewer: Viewer, *, ruling_id: int, words: str, at: datetime
) -> None:
    """The asker takes back the question; whoever may answer takes back an answer that was wrong,
    and the question is open again. The events keep both.
    """
    ruling, place = _locked(session, viewer, Permission.RULING_ASK, ruling_id)
    if ruling.state is RulingState.ANSWERED:
        access.require(viewer, Permission.RULING_ANSWER, place.path)
        _check_superior(session, viewer, ruling)
    elif ruling.asker_id != viewer.person_id:
        raise NotPermitted("Only whoever asked takes the question back. You may answer it.")
    ruling.state = state_after(ruling.state, RulingEventKind.TAKEN_BACK)
    ruling.verdict, ruling.answer = None, ""
    ruling.answered_at = ruling.answered_by_id = None
    kept = given_text(words, "reason")
    _tell(session, viewer, ruling, RulingEventKind.TAKEN_BACK, at=at, words=kept)


def _locked(
    session: Session, viewer: Viewer, permission: Permission, ruling_id: int
) -> tuple[Ruling, Place]:
    ruling = session.scalar(select(Ruling).where(Ruling.id == ruling_id).with_for_update())
    if ruling is None:
        raise Refusal("There is no such question. Choose one from the list.")
    place = session.get_one(Place, ruling.place_id)
    access.require(viewer, permission, place.path)
    return ruling, place


def _check_superior(session: Session, viewer: Viewer, ruling: Ruling) -> None:
    """The superior answers: somebody of a higher grade than the one who asks."""
    question = (
        select(Grade.rank)
        .join(Person, Person.grade_id == Grade.id)
        .where(Person.id == ruling.asker_id)
    )
    rank = session.scalar(question)
    if rank is not None and viewer.grade_rank <= rank:
        raise NotPermitted("A superior answers this: somebody of a higher grade than the asker.")


def _tell(
    session: Session,
    viewer: Viewer,
    ruling: Ruling,
    kind: RulingEventKind,
    *,
    at: datetime,
    words: str,
    verdict: Verdict | None = None,
) -> None:
    """Append the event, and write the audit trail."""
    last = select(func.max(RulingEvent.sequence)).where(RulingEvent.ruling_id == ruling.id)
    session.add(
        RulingEvent(
            ruling_id=ruling.id,
            sequence=(session.scalar(last) or 0) + 1,
            kind=kind,
            at=at,
            person_id=viewer.person_id,
            verdict=verdict,
            words=words,
        )
    )
    session.flush()
    detail = {"verdict": verdict.value} if verdict else {}
    subject = Subject("ruling", ruling.id, ruling.place_id)
    audit.record(session, viewer, f"ruling {kind.label}", subject, at=at, detail=detail)
