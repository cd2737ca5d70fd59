"""Acts on a response that is being written: begin a draft, save it, put it forward."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands import responses
from db.commands.scope import place_where
from db.queries.responses import words_of
from db.rules.refusals import EditedMeanwhile, Refusal
from db.rules.responses import (
    LABELS,
    TEXT_PARTS,
    ResponseWords,
    as_text,
    check_agreeable,
    check_opening,
    check_saved,
)
from db.rules.words import ResponseState
from db.rules.writing import optional_text
from db.tables.responses import Response


def draft(
    session: Session,
    viewer: Viewer,
    *,
    problem_id: int,
    place_id: int,
    words: ResponseWords | None = None,
    at: datetime,
) -> int:
    """Begin the next version at a place and return its key.

    Without `words` it begins with those that hold there now; at a country or an office that
    makes a local variant of the text above. One version is written at a time.
    """
    place = place_where(session, viewer, Permission.RESPONSE_WRITE, place_id=place_id)
    problem = responses.problem_known_at(session, place, problem_id)
    being_written = _being_written(session, problem.id, place.id)
    if being_written is not None:
        raise Refusal(
            f"Version {being_written.number} is already being written at {place.name}. Edit it."
        )
    former = responses.in_force(session, problem.id, place)
    given = words or (words_of(former) if former else ResponseWords())
    response = Response(
        problem_id=problem.id,
        place_id=place.id,
        number=responses.next_number(session, problem.id, place.id),
        state=ResponseState.DRAFT,
        created_at=at,
        created_by_id=viewer.person_id,
        updated_at=at,
        **asdict(_checked(given)),
    )
    session.add(response)
    session.flush()
    _tell(session, viewer, "response drafted", response, at)
    return response.id


def edit(
    session: Session,
    viewer: Viewer,
    *,
    response_id: int,
    version: int,
    words: ResponseWords,
    at: datetime,
) -> int:
    """Save words and return the key of the version that has them now.

    `version` is the row's version that the person looked at; raises `EditedMeanwhile`, which
    carries the stored text, when somebody saved since. A proposed version becomes a draft again.
    An agreed one stays as it is, and the words begin the next draft. Changed words are verified
    anew.
    """
    response = _locked(session, viewer, response_id)
    if response.version != version:
        raise EditedMeanwhile(
            "Somebody saved this response meanwhile. Both texts are below; nothing is lost.",
            theirs=as_text(words_of(response)),
        )
    if response.state in {ResponseState.AGREED, ResponseState.SUPERSEDED}:
        return draft(
            session, viewer, problem_id=response.problem_id, place_id=response.place_id,
            words=words, at=at,
        )  # fmt: skip
    for part, text in asdict(_checked(words)).items():
        setattr(response, part, text)
    response.state, response.updated_at = ResponseState.DRAFT, at
    response.verified_at = response.verified_by_id = response.verified_until = None
    session.flush()
    _tell(session, viewer, "response edited", response, at)
    return response.id


def put_forward(
    session: Session, viewer: Viewer, *, response_id: int, version: int, at: datetime
) -> None:
    """Propose a draft, once it is complete: opening words, something we can still do, and a
    whole “no” if it says no.
    """
    response = _locked(session, viewer, response_id)
    if response.state is ResponseState.PROPOSED:
        return
    if response.state is not ResponseState.DRAFT:
        raise Refusal("This version was agreed already. Edit it to begin the next one.")
    words = words_of(response)
    if response.version != version:
        raise EditedMeanwhile(
            "Somebody saved this response meanwhile. Read it again, then propose it.",
            theirs=as_text(words),
        )
    check_opening(words)
    check_agreeable(words)
    response.state, response.updated_at = ResponseState.PROPOSED, at
    session.flush()
    _tell(session, viewer, "response proposed", response, at)


def _locked(session: Session, viewer: Viewer, response_id: int) -> Response:
    response = session.get(Response, response_id, with_for_update=True, populate_existing=True)
    if response is None:
        raise Refusal("There is no such response. Choose one from the playbook.")
    place_where(session, viewer, Permission.RESPONSE_WRITE, place_id=response.place_id)
    return response


def _checked(words: ResponseWords) -> ResponseWords:
    given = {
        part: optional_text(getattr(words, part), f"part “{LABELS[part]}”") for part in TEXT_PARTS
    }
    checked = ResponseWords(**given, no_reason=words.no_reason)
    check_saved(checked)
    return checked


def _being_written(session: Session, problem_id: int, place_id: int) -> Response | None:
    question = (
        select(Response)
        .where(
            Response.problem_id == problem_id,
            Response.place_id == place_id,
            Response.state == ResponseState.DRAFT,
        )
        .limit(1)
    )
    return session.scalar(question)


def _tell(session: Session, viewer: Viewer, act: str, response: Response, at: datetime) -> None:
    detail = {"problem": response.problem_id, "number": response.number}
    subject = Subject("response", response.id, response.place_id)
    audit.record(session, viewer, act, subject, at=at, detail=detail)
