"""Acts on responses: propose the next version, agree it, and let the former one step back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import place_where
from db.queries.responses import words_of
from db.rules import writing
from db.rules.refusals import Refusal
from db.rules.responses import TEXT_PARTS, ResponseWords, check_agreeable
from db.rules.words import ResponseState
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.responses import Response

PARTS = TEXT_PARTS
LONGEST_VERIFIED = timedelta(days=366)
# Half a year: what nobody has looked at for longer is shown as expired.
VERIFIED_FOR = timedelta(days=180)


def propose(
    session: Session,
    viewer: Viewer,
    *,
    problem_id: int,
    place_id: int,
    words: Mapping[str, str],
    at: datetime,
) -> int:
    """Write the next version at a place and return its key.

    `words` holds parts by their column name (`PARTS`); a part that is not given keeps the words
    that hold at the place now. Raises `Refusal` when nothing would be left that we can still do.
    """
    place = place_where(session, viewer, Permission.RESPONSE_WRITE, place_id=place_id)
    problem = problem_known_at(session, place, problem_id)
    former = in_force(session, problem_id, place)
    kept = {part: getattr(former, part) if former else "" for part in PARTS}
    given = {
        part: writing.optional_text(words[part], "response") for part in PARTS if part in words
    }
    parts = {**kept, **given}
    no_reason = former.no_reason if former else None
    check_agreeable(ResponseWords(**parts, no_reason=no_reason))
    response = Response(
        problem_id=problem.id,
        place_id=place.id,
        number=next_number(session, problem.id, place.id),
        state=ResponseState.PROPOSED,
        no_reason=no_reason,
        created_at=at,
        created_by_id=viewer.person_id,
        updated_at=at,
        **parts,
    )
    session.add(response)
    session.flush()
    _tell(session, viewer, "response proposed", response, at)
    return response.id


def agree(
    session: Session, viewer: Viewer, *, response_id: int, huddle_id: int | None, at: datetime
) -> int:
    """Agree a version, which verifies its words as well, and supersede the former one.

    Agreeing the agreed version again changes nothing. Raises `Refusal` for a superseded version
    and for one that leaves nothing that we can still do.
    """
    response = session.get(Response, response_id, with_for_update=True, populate_existing=True)
    if response is None:
        raise Refusal("There is no such response. Choose one from the playbook.")
    place_where(session, viewer, Permission.RESPONSE_AGREE, place_id=response.place_id)
    if response.state is ResponseState.AGREED:
        return response.id
    if response.state is ResponseState.SUPERSEDED:
        raise Refusal("A later version was agreed already. Propose a new one to change it.")
    check_agreeable(words_of(response))
    _supersede(session, response)
    response.state = ResponseState.AGREED
    response.agreed_at = response.verified_at = response.updated_at = at
    response.agreed_by_id = response.verified_by_id = viewer.person_id
    response.agreed_huddle_id = huddle_id
    response.verified_until = (at + VERIFIED_FOR).date()
    session.flush()
    _tell(session, viewer, "response agreed", response, at)
    return response.id


def verify(
    session: Session, viewer: Viewer, *, response_id: int, until: date, at: datetime
) -> None:
    """Say that the agreed words still hold, until a day within the coming year."""
    response = session.get(Response, response_id, with_for_update=True, populate_existing=True)
    if response is None or response.state is not ResponseState.AGREED:
        raise Refusal("Only agreed words can be verified. Agree them first.")
    place = place_where(session, viewer, Permission.RESPONSE_AGREE, place_id=response.place_id)
    today = at.astimezone(ZoneInfo(place.zone)).date()
    if not today < until <= today + LONGEST_VERIFIED:
        raise Refusal("Words are verified until a day within the coming year. Choose one.")
    response.verified_at, response.verified_by_id = at, viewer.person_id
    response.verified_until = until
    session.flush()
    _tell(session, viewer, "response verified", response, at)


def _supersede(session: Session, response: Response) -> None:
    """First, and flushed: one agreed version per problem and place is a rule of the database."""
    former = session.scalar(
        select(Response)
        .where(
            Response.problem_id == response.problem_id,
            Response.place_id == response.place_id,
            Response.state == ResponseState.AGREED,
        )
        .with_for_update()
    )
    if former is not None:
        former.state = ResponseState.SUPERSEDED
        session.flush()


def problem_known_at(session: Session, place: Place, problem_id: int) -> Problem:
    """The active problem, if it is known at the place or above it; a `Refusal` otherwise."""
    problem = session.get(Problem, problem_id)
    if problem is not None and problem.deactivated_at is None:
        home = session.get_one(Place, problem.place_id)
        if place.path.startswith(home.path):
            return problem
    raise Refusal("This problem is not in the playbook here. Choose one from the list.")


def in_force(session: Session, problem_id: int, place: Place) -> Response | None:
    """The agreed version that holds at the place: the nearest one."""
    question = (
        select(Response)
        .join(Place, Place.id == Response.place_id)
        .where(
            Response.problem_id == problem_id,
            Response.state == ResponseState.AGREED,
            Place.path.in_(access.ancestors(place.path)),
        )
        .order_by(func.length(Place.path).desc())
        .limit(1)
    )
    return session.scalar(question)


def next_number(session: Session, problem_id: int, place_id: int) -> int:
    """The number of the version that would come next at the place."""
    question = select(func.max(Response.number)).where(
        Response.problem_id == problem_id, Response.place_id == place_id
    )
    return (session.scalar(question) or 0) + 1


def _tell(session: Session, viewer: Viewer, act: str, response: Response, at: datetime) -> None:
    detail = {"problem": response.problem_id, "number": response.number}
    subject = Subject("response", response.id, response.place_id)
    audit.record(session, viewer, act, subject, at=at, detail=detail)
