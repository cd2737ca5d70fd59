"""When huddles of an office spoke of a problem that people brought: topics, and customers' words.

What a huddle imagined or rehearsed was brought by nobody, and is not heard.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, or_, select

from db.rules.hearing import Heard, HeardAs
from db.rules.huddles import days_to_cover
from db.rules.spans import DAY, midnight
from db.rules.words import ItemKind
from db.tables.escalations import Escalation
from db.tables.huddles import AgendaItem, Huddle, Topic
from db.tables.places import Place
from db.tables.problems import ProblemMention

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.tables.huddles import Huddle as Held

Pair = tuple[int, int]
UNANTICIPATED = "asks:unanticipated"
_BROUGHT = or_(AgendaItem.kind == ItemKind.TOPIC, AgendaItem.source_key == UNANTICIPATED)
# A day more on both sides, so that no zone of the world falls out of the span.
_ITEMS = (
    select(AgendaItem.problem_id, AgendaItem.source_key, Huddle, Place.zone)
    .join(Huddle, Huddle.id == AgendaItem.huddle_id)
    .join(Place, Place.id == Huddle.place_id)
    .where(
        Huddle.place_id.in_(bindparam("places", expanding=True)),
        Huddle.held_on >= bindparam("first"),
        Huddle.held_on <= bindparam("last"),
        AgendaItem.problem_id.is_not(None),
        _BROUGHT,
    )
)


def topics_between(
    session: Session, home: Mapping[int, int], span: tuple[datetime, datetime]
) -> Iterator[tuple[Pair, Heard]]:
    """What was brought to the huddles that these places held about then, by office and problem."""
    asked = {
        "places": sorted(home), "first": span[0].date() - DAY, "last": span[1].date() + DAY * 8,
    }  # fmt: skip
    for problem_id, key, huddle, zone in session.execute(_ITEMS, asked).all():
        heard = _heard(session, key, huddle, zone, home)
        if heard is not None:
            yield (home[huddle.place_id], problem_id or 0), heard


def _heard(
    session: Session, key: str, huddle: Held, zone: str, home: Mapping[int, int]
) -> Heard | None:
    """When somebody raised it, when customers said it, or when the huddle spoke of it."""
    kind, _, number = key.partition(":")
    if kind == "topic" and number.isdigit():
        raised_at = session.scalar(select(Topic.raised_at).where(Topic.id == int(number)))
        if raised_at is not None:
            return Heard(raised_at, HeardAs.TOPIC)
    if key == UNANTICIPATED:
        said_at = session.scalar(_said(session, huddle, zone, home))
        return Heard(said_at, HeardAs.WORDS) if said_at else None
    return Heard(huddle.started_at or huddle.created_at, HeardAs.TOPIC)


def _said(
    session: Session, huddle: Held, zone: str, home: Mapping[int, int]
) -> Select[datetime | None]:
    """The first unanticipated ask of those that the huddle looked back on."""
    last: date | None = session.scalar(
        select(func.max(Huddle.held_on)).where(
            Huddle.place_id == huddle.place_id, Huddle.held_on < huddle.held_on,
            Huddle.started_at.is_not(None),
        )
    )  # fmt: skip
    first, until = days_to_cover(huddle.held_on, last)
    office_id = home[huddle.place_id]
    inside = [place_id for place_id, each in home.items() if each == office_id]
    return select(func.min(Escalation.asked_at)).where(
        Escalation.place_id.in_(inside),
        Escalation.problem_id.is_(None),
        Escalation.asked_at >= midnight(first, ZoneInfo(zone)),
        Escalation.asked_at < midnight(until + DAY, ZoneInfo(zone)),
    )


def earlier_topics(
    session: Session, home: Mapping[int, int], pairs: Collection[Pair], *, before: datetime
) -> set[Pair]:
    """Which of these problems a huddle of the office spoke of before, because somebody brought it.

    Found by the mentions that huddles leave, which an index knows by problem.
    """
    question = (
        select(Huddle.place_id, ProblemMention.problem_id)
        .join(Huddle, Huddle.id == ProblemMention.huddle_id)
        .join(AgendaItem, AgendaItem.huddle_id == Huddle.id)
        .where(
            ProblemMention.problem_id.in_({problem_id for _, problem_id in pairs}),
            AgendaItem.problem_id == ProblemMention.problem_id,
            Huddle.place_id.in_(list(home)),
            ProblemMention.at < before,
            _BROUGHT,
        )
        .distinct()
    )
    found = {(home[place_id], key) for place_id, key in session.execute(question)}
    return found & set(pairs)
