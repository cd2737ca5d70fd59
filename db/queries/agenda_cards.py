"""The cards that close a huddle: one to imagine, one to rehearse, one to thank."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import access
from db.queries.offices import places_inside
from db.rules.agenda import ProposedItem, pick
from db.rules.asks import counted
from db.rules.words import ItemKind, Origin, ResponseState
from db.starter.packs import Pack, load_pack, pack_names
from db.tables.huddles import Huddle
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem, ProblemMention
from db.tables.remedies import Grant
from db.tables.responses import Rehearsal, Response

MINUTED_WITHIN = timedelta(days=60)
REHEARSED_WITHIN = timedelta(days=180)
ASK_YOURSELVES = "What would the customer need first, who can help, and what could we still do?"


def cards(
    session: Session,
    *,
    place: Place,
    desk_path: str,
    span: tuple[datetime, datetime],
    seed: str,
) -> tuple[ProposedItem, ...]:
    """One card of each kind for a huddle at the place, the same ones for the same `seed`.

    `span` is the time that the huddle looks back on: from the first moment up to the second.
    """
    known = _known_problems(session, desk_path)
    pack = _pack_like([problem.title for problem in known])
    return (
        _imagine(session, place, known, pack, before=span[1], seed=seed),
        *_drill(session, place, desk_path, known, pack, before=span[1], seed=seed),
        _recognition(session, desk_path, span),
    )


def _known_problems(session: Session, path: str) -> list[Problem]:
    question = (
        select(Problem)
        .join(Place, Place.id == Problem.place_id)
        .where(Place.path.in_(access.ancestors(path)), Problem.deactivated_at.is_(None))
        .order_by(Problem.id)
    )
    return list(session.scalars(question))


def _pack_like(titles: Sequence[str]) -> Pack:
    """The starter pack of the same trade: the one that shares most problems with the playbook."""
    here = set(titles)
    packs = [load_pack(name) for name in pack_names()]
    return max(packs, key=lambda pack: len(here & {each.title for each in pack.problems}))


def _imagine(
    session: Session,
    place: Place,
    known: Sequence[Problem],
    pack: Pack,
    *,
    before: datetime,
    seed: str,
) -> ProposedItem:
    """An imagined problem of our own that no huddle here minuted in 60 days; else a card."""
    minuted = set(session.scalars(_minuted(place, before)))
    waiting = {
        str(problem.id): problem
        for problem in known
        if problem.origin is Origin.IMAGINED and problem.id not in minuted
    }
    chosen = pick(waiting, seed=seed)
    if chosen is not None:
        problem = waiting[chosen]
        title = f"Imagine: “{problem.title}”. What do we say first?"
        facts = f"Not minuted here in {MINUTED_WITHIN.days} days. {ASK_YOURSELVES}"
        key = f"imagine:{problem.id}"
        return ProposedItem(ItemKind.IMAGINE, title, facts, Origin.IMAGINED, problem.id, key)
    card = pick((each.text for each in pack.imagines), seed=seed)
    title = card or "What has never happened here, and could tomorrow?"
    return ProposedItem(
        ItemKind.IMAGINE, title, ASK_YOURSELVES, Origin.IMAGINED, source_key="imagine"
    )


def _minuted(place: Place, before: datetime) -> Select[int]:
    return (
        select(ProblemMention.problem_id)
        .join(Huddle, Huddle.id == ProblemMention.huddle_id)
        .where(Huddle.place_id == place.id, ProblemMention.at >= before - MINUTED_WITHIN)
    )


def _drill(
    session: Session,
    place: Place,
    desk_path: str,
    known: Sequence[Problem],
    pack: Pack,
    *,
    before: datetime,
    seed: str,
) -> list[ProposedItem]:
    """An answered problem that nobody here rehearsed in half a year; none when all were."""
    answered = set(session.scalars(_answered(desk_path)))
    rehearsed = set(session.scalars(_rehearsed(place, before)))
    waiting = {
        str(problem.id): problem
        for problem in known
        if problem.id in answered and problem.id not in rehearsed
    }
    chosen = pick(waiting, seed=seed)
    if chosen is None:
        return []
    problem = waiting[chosen]
    return [
        ProposedItem(
            ItemKind.DRILL,
            f"Drill: “{problem.title}”. Who has the first words?",
            f"{_prompt(problem.title, pack)} Sixty seconds, each in turn.",
            problem.origin,
            problem.id,
            f"drill:{problem.id}",
        )
    ]


def _prompt(title: str, pack: Pack) -> str:
    keys = {problem.key for problem in pack.problems if problem.title == title}
    prompts = [drill.prompt for drill in pack.drills if drill.problem in keys]
    return prompts[0] if prompts else "One plays the customer, one answers."


def _answered(path: str) -> Select[int]:
    return (
        select(Response.problem_id)
        .join(Place, Place.id == Response.place_id)
        .where(Response.state == ResponseState.AGREED, Place.path.in_(access.ancestors(path)))
    )


def _rehearsed(place: Place, before: datetime) -> Select[int]:
    return select(Rehearsal.problem_id).where(
        Rehearsal.place_id == place.id, Rehearsal.at >= before - REHEARSED_WITHIN
    )


def _recognition(session: Session, path: str, span: tuple[datetime, datetime]) -> ProposedItem:
    """Whoever settled most at the desk without sending the customer on."""
    settled = func.count(Grant.id)
    question = (
        select(Person.name, settled)
        .join(Person, Person.id == Grant.person_id)
        .where(
            Grant.place_id.in_(places_inside(session, path)),
            Grant.escalation_id.is_(None),
            Grant.given_at >= span[0],
            Grant.given_at < span[1],
            Person.deactivated_at.is_(None),
        )
        .group_by(Person.id, Person.name)
        .order_by(settled.desc(), Person.id)
        .limit(1)
    )
    found = session.execute(question).one_or_none()
    if found is None:
        title, facts = "Whom do we thank today?", "Name one thing that somebody did well."
    else:
        title = f"Thank you, {found[0]}"
        facts = f"{counted(found[1], 'customer').capitalize()} settled at the desk, not sent on."
    return ProposedItem(ItemKind.RECOGNITION, title, facts, source_key="recognition")
