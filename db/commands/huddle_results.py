"""What a huddle leaves behind when it closes: people who were told, problems thought of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.rules.words import ItemOutcome, Origin
from db.tables.huddles import AgendaItem, Huddle
from db.tables.problems import ProblemMention
from db.tables.responses import Briefing, Response


def brief_those_present(
    session: Session, huddle: Huddle, present: Sequence[int], *, at: datetime
) -> int:
    """Everybody present was told of every response agreed here; how many briefings are new."""
    agreed = list(
        session.scalars(
            select(Response.id).where(Response.agreed_huddle_id == huddle.id).order_by(Response.id)
        )
    )
    question = select(Briefing.person_id, Briefing.response_id).where(
        Briefing.response_id.in_(agreed)
    )
    known = {(person_id, response_id) for person_id, response_id in session.execute(question)}
    new = [
        Briefing(person_id=person_id, response_id=response_id, at=at, huddle_id=huddle.id)
        for response_id in agreed
        for person_id in present
        if (person_id, response_id) not in known
    ]
    session.add_all(new)
    session.flush()
    return len(new)


def mention_problems(session: Session, huddle: Huddle, *, at: datetime) -> int:
    """Every problem that was talked about counts as thought of: the proof of anticipation.

    One mention per problem: answered when any of its items was. What was dropped was not talked
    about.
    """
    question = (
        select(AgendaItem)
        .where(
            AgendaItem.huddle_id == huddle.id,
            AgendaItem.problem_id.is_not(None),
            AgendaItem.outcome != ItemOutcome.DROPPED,
        )
        .order_by(AgendaItem.position)
    )
    mentions: dict[int, ProblemMention] = {}
    for item in session.scalars(question):
        key = item.problem_id or 0
        if key not in mentions:
            mentions[key] = ProblemMention(
                problem_id=key,
                huddle_id=huddle.id,
                origin=item.origin or Origin.REAL,
                is_answered=False,
                at=at,
            )
        mentions[key].is_answered |= bool(item.is_answered)
    session.add_all(mentions.values())
    session.flush()
    return len(mentions)
