"""The regional manager's reading: which signed minutes to read first, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Viewer
from db.queries.minutes import chain
from db.rules import audit_checks
from db.rules.audit_checks import DAYS_TO_IMAGINE, Candidate, Reason
from db.rules.minutes import verify_chain
from db.rules.minutes_text import MinutesContent, read_canonical
from db.rules.words import Origin
from db.tables.minutes import Minutes, ReadReceipt
from db.tables.places import Place

READ_BACK = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class SignedMinutes:
    """One signed set below the viewer, with the reasons to read it while it is unread."""

    id: int
    huddle_id: int
    place_id: int
    place_name: str
    place_path: str
    zone: str
    signed_at: datetime
    read_at: datetime | None
    content: MinutesContent
    reasons: tuple[Reason, ...]

    @property
    def held_on(self) -> date:
        """The day of the huddle, on the office's calendar."""
        return self.content.held_on

    @property
    def risk(self) -> int:
        """The sum of the reasons' weights."""
        return audit_checks.risk(self.reasons)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader looks for, at a place and below; an empty field asks for nothing."""

    place_path: str = ""
    origin: Origin | None = None
    only_unanswered: bool = False
    words: str = ""

    def passes(self, minutes: SignedMinutes) -> bool:
        """Whether the minutes hold an item that is looked for, at a place that is looked for."""
        if not minutes.place_path.startswith(self.place_path):
            return False
        items = [
            item
            for item in minutes.content.items
            if (self.origin is None or item.origin is self.origin)
            and (not self.only_unanswered or audit_checks.is_unanswered(item))
        ]
        if not items and (self.origin is not None or self.only_unanswered):
            return False
        said = " ".join(
            [minutes.place_name, minutes.content.name]
            + [f"{item.title} {item.problem} {item.text} {item.owner}" for item in items]
        ).casefold()
        return all(word in said for word in self.words.casefold().split())


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Opened:
    """One set as it is read: what is wrong with its place's chain (nothing: empty), and how many
    items of each origin the place minuted in the 60 days up to it.
    """

    minutes: SignedMinutes
    chain_flaws: tuple[str, ...]
    mix: dict[Origin, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What there is to read: the unread, riskiest first, and the read, latest first.

    `offices` are the offices with a signed set in the time that is looked at (`since` on),
    `last_read_at` is when the viewer last marked one as read, and `everything` is what there was
    before it was narrowed.
    """

    to_read: tuple[SignedMinutes, ...]
    read: tuple[SignedMinutes, ...]
    offices: tuple[tuple[int, str], ...]
    since: datetime
    last_read_at: datetime | None
    everything: tuple[SignedMinutes, ...]


def reading_queue(
    session: Session, viewer: Viewer, *, wanted: Filter = EVERYTHING, now: datetime
) -> Reading:
    """The newest version of each set signed below the viewer in the last 120 days."""
    since = now - READ_BACK
    everything = _checked(_signed(session, viewer, since))
    found = [each for each in everything if wanted.passes(each)]
    unread = [each for each in found if each.read_at is None]
    read = [each for each in found if each.read_at is not None]
    offices = {each.place_id: each.place_name for each in everything}
    moments = [each.read_at for each in everything if each.read_at is not None]
    return Reading(
        to_read=tuple(sorted(unread, key=_riskiest_first)),
        read=tuple(sorted(read, key=_latest_first, reverse=True)),
        offices=tuple(sorted(offices.items(), key=lambda office: (office[1], office[0]))),
        since=since,
        last_read_at=max(moments, default=None),
        everything=tuple(everything),
    )


def _riskiest_first(minutes: SignedMinutes) -> tuple[int, int, int]:
    return -minutes.risk, -minutes.held_on.toordinal(), minutes.id


def _latest_first(minutes: SignedMinutes) -> tuple[date, int]:
    return minutes.held_on, minutes.id


def minutes_beside(
    session: Session, viewer: Viewer, reading: Reading, *, minutes_ids: Sequence[int]
) -> list[Opened]:
    """The sets of the reading with these keys, in this order, to be read side by side, whatever
    it was narrowed to; what the viewer does not audit, or what is older, is left out.
    """
    known = {each.id: each for each in reading.everything}
    return [
        _opened(session, viewer, known[key], reading.everything)
        for key in dict.fromkeys(minutes_ids)
        if key in known
    ]


def _opened(
    session: Session, viewer: Viewer, minutes: SignedMinutes, everything: Sequence[SignedMinutes]
) -> Opened:
    flaws = verify_chain(chain(session, viewer, place_id=minutes.place_id))
    first_day = minutes.held_on - timedelta(days=DAYS_TO_IMAGINE)
    mix = audit_checks.origins(
        each.content
        for each in everything
        if each.place_id == minutes.place_id and first_day <= each.held_on <= minutes.held_on
    )
    return Opened(minutes, flaws, mix)


def _signed(
    session: Session, viewer: Viewer, since: datetime
) -> list[tuple[Minutes, Place, datetime | None]]:
    """Newest versions of the places that the viewer audits, with the viewer's own receipts."""
    later = aliased(Minutes)
    newer = select(later.id).where(
        later.huddle_id == Minutes.huddle_id, later.number > Minutes.number
    )
    audited = access.audited_places(viewer).with_only_columns(Place.id)
    own = and_(ReadReceipt.minutes_id == Minutes.id, ReadReceipt.person_id == viewer.person_id)
    question = (
        select(Minutes, Place, ReadReceipt.read_at)
        .join(Place, Place.id == Minutes.place_id)
        .outerjoin(ReadReceipt, own)
        .where(Minutes.place_id.in_(audited), ~newer.exists(), Minutes.signed_at >= since)
        .order_by(Minutes.id)
    )
    return [(minutes, place, at) for minutes, place, at in session.execute(question)]


def _checked(rows: list[tuple[Minutes, Place, datetime | None]]) -> list[SignedMinutes]:
    candidates = {minutes.id: _candidate(minutes) for minutes, _, _ in rows}
    unread = {minutes.id for minutes, _, read_at in rows if read_at is None}
    reasons = audit_checks.reasons_of_all(candidates.values(), unread=unread)
    return [
        SignedMinutes(
            id=minutes.id,
            huddle_id=minutes.huddle_id,
            place_id=place.id,
            place_name=place.name,
            place_path=place.path,
            zone=place.zone,
            signed_at=minutes.signed_at,
            read_at=read_at,
            content=candidates[minutes.id].content,
            reasons=reasons.get(minutes.id, ()),
        )
        for minutes, place, read_at in rows
    ]


def _candidate(minutes: Minutes) -> Candidate:
    return Candidate(
        id=minutes.id,
        place_id=minutes.place_id,
        hash=minutes.hash,
        signed_by_id=minutes.signed_by_id,
        signed_at=minutes.signed_at,
        content=_content(minutes.canonical_text),
    )


@lru_cache(maxsize=8192)
def _content(text: str) -> MinutesContent:
    """What was signed never changes, so that it is read once in a process."""
    return read_canonical(text)
