"""How a customer is handed over here, by what the team agreed; and whether that is due again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from db import access
from db.rules.hand_offs import SOURCE_KEY, Agreed, HandOff, why_due
from db.rules.words import ItemOutcome, PlaceKind
from db.session import rows_of
from db.tables.hand_offs import HandOffAgreement
from db.tables.huddles import AgendaItem, Attendance, Huddle
from db.tables.people import Person
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, timedelta

    from sqlalchemy.orm import Session

# Where people work; further up nobody hands anybody over.
TEAMS = (PlaceKind.OFFICE, PlaceKind.TEAM)


def lines_at(session: Session, paths: Collection[str]) -> dict[str, str]:
    """What happens now, in one line, at each of these places where something is agreed: by the
    place itself, else by the office that it lies in. Whoever asks was shown something there.
    """
    above = sorted({each for path in paths for each in access.ancestors(path)})
    if not above:
        return {}
    agreed: dict[str, HandOff] = {}
    for row in rows_of(session, _WORDS, {"paths": above}):
        agreed.setdefault(row.path, HandOff(*row[1:]))
    found = {}
    for path in paths:
        nearest = next((each for each in access.ancestors(path)[::-1] if each in agreed), None)
        if nearest is not None:
            found[path] = agreed[nearest].line
    return found


# It stands beside what is drawn anew at each event of an ask: built once. The newest comes first.
_WORDS = (
    select(
        Place.path, HandOffAgreement.speaks_first, HandOffAgreement.said,
        HandOffAgreement.happens_at, HandOffAgreement.holds_days,
    )
    .join(Place, Place.id == HandOffAgreement.place_id)
    .where(Place.path.in_(bindparam("paths", expanding=True)), Place.kind.in_(TEAMS))
    .order_by(HandOffAgreement.agreed_at.desc(), HandOffAgreement.id.desc())
)  # fmt: skip


def words_at(session: Session, *, place_id: int) -> HandOff | None:
    """What a place itself agreed last."""
    found = _newest(session, place_id)
    return None if found is None else _words(found)


def agreed_at(session: Session, *, place_id: int, path: str) -> Agreed | None:
    """What a place itself agreed last, with the team then and now. In the team then was whoever
    the huddle expected; a chair from elsewhere is none of it.
    """
    found = _newest(session, place_id)
    if found is None:
        return None
    there = session.execute(
        select(Attendance.person_id, Attendance.is_present, Huddle.chair_id)
        .join(Huddle, Huddle.id == Attendance.huddle_id)
        .where(Attendance.huddle_id == found.huddle_id)
    ).all()
    now = select(Person.id).join(Place, Place.id == Person.home_place_id)
    team = frozenset(
        session.scalars(
            now.where(Place.path.startswith(path, autoescape=True), Person.deactivated_at.is_(None))
        )
    )
    return Agreed(
        _words(found),
        found.agreed_on,
        sum(is_present for _, is_present, _ in there),
        frozenset(each for each, _, chair in there if each != chair or each in team),
        team,
    )


def due_at(session: Session, *, place: Place, held_on: date, again_after: timedelta) -> str | None:
    """Why a huddle of the place should agree it; None while it holds, and when it stood on an
    agenda of the last days already: what is asked every morning is not heard.
    """
    if place.kind not in TEAMS:
        return None
    why = why_due(agreed_at(session, place_id=place.id, path=place.path), today=held_on)
    lately = (
        select(AgendaItem.id)
        .join(Huddle, Huddle.id == AgendaItem.huddle_id)
        .where(
            Huddle.place_id == place.id,
            Huddle.held_on > held_on - again_after,
            Huddle.held_on < held_on,
            AgendaItem.source_key == SOURCE_KEY,
            AgendaItem.outcome.is_distinct_from(ItemOutcome.CARRIED_OVER),
        )
    )
    if why is None or session.scalar(lately.limit(1)) is not None:
        return None
    return why


def _newest(session: Session, place_id: int) -> HandOffAgreement | None:
    question = (
        select(HandOffAgreement)
        .where(HandOffAgreement.place_id == place_id)
        .order_by(HandOffAgreement.agreed_at.desc(), HandOffAgreement.id.desc())
    )
    return session.scalar(question.limit(1))


def _words(row: HandOffAgreement) -> HandOff:
    return HandOff(row.speaks_first, row.said, row.happens_at, row.holds_days)
