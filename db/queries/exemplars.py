"""Words that worked: what waits to be promoted, what was promoted, and what one may write down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from db import access
from db.rules.words import EscalationClass, EscalationState
from db.session import rows_of
from db.tables.escalations import Escalation
from db.tables.exemplars import Exemplar
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer

# So many stand on a card: the nearest place first, then the newest.
MOST_ON_A_CARD = 3
SaidAt, HoldsAt = aliased(Place), aliased(Place)
PROMOTED = select(Exemplar.id).where(
    Exemplar.promoted_to_id.is_not(None), Exemplar.set_aside_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Worked:
    """Words that worked, and from whom; a colleague who is not named is from their office."""

    words: str
    by: str


@dataclass(frozen=True, slots=True)
class ExemplarRow:
    """An exemplar as managers decide about it; it holds at a place once it is promoted."""

    id: int
    problem_id: int
    problem: str
    words: str
    by: str
    place_name: str
    place_path: str
    written_at: datetime
    holds_at_id: int | None
    holds_at: str
    version: int


def what_worked(session: Session, *, problem_id: int | None, path: str) -> list[Worked]:
    """The promoted words for a problem that hold at a place. Whoever serves there may read them:
    they are part of the playbook.
    """
    if problem_id is None:
        return []
    return worked_by_problem(session, problem_ids=[problem_id], path=path).get(problem_id, [])


def worked_by_problem(
    session: Session, *, problem_ids: Collection[int], path: str
) -> dict[int, list[Worked]]:
    """The same for several problems at once."""
    asked = {"problems": sorted(problem_ids), "paths": access.ancestors(path)}
    found: dict[int, list[Worked]] = {}
    for problem_id, words, is_named, name, place in rows_of(session, _WORKED, asked):
        kept = found.setdefault(problem_id, [])
        if len(kept) < MOST_ON_A_CARD:
            kept.append(Worked(words, f"{name}, {place}" if is_named else place))
    return found


_WORKED = (
    select(Exemplar.problem_id, Exemplar.words, Exemplar.is_named, Person.name, SaidAt.name)
    .join(HoldsAt, HoldsAt.id == Exemplar.promoted_to_id)
    .join(SaidAt, SaidAt.id == Exemplar.place_id)
    .join(Person, Person.id == Exemplar.written_by_id)
    .where(
        Exemplar.problem_id.in_(bindparam("problems", expanding=True)),
        Exemplar.set_aside_at.is_(None),
        HoldsAt.path.in_(bindparam("paths", expanding=True)),
    )
    .order_by(func.length(HoldsAt.path).desc(), Exemplar.promoted_at.desc(), Exemplar.id)
)


def exemplars_to_decide(
    session: Session, viewer: Viewer, *, problem_id: int | None = None
) -> list[ExemplarRow]:
    """What was written where the viewer manages and nobody decided yet, the oldest first; of one
    problem where it is given.
    """
    question = _rows(viewer).where(Exemplar.promoted_at.is_(None), Exemplar.set_aside_at.is_(None))
    if problem_id is not None:
        question = question.where(Exemplar.problem_id == problem_id)
    found = session.execute(question.order_by(Exemplar.written_at, Exemplar.id))
    return [ExemplarRow(*each) for each in found]


def promoted_exemplars(session: Session, viewer: Viewer, *, problem_id: int) -> list[ExemplarRow]:
    """What was promoted from where the viewer manages, the newest first."""
    question = _rows(viewer).where(
        Exemplar.problem_id == problem_id,
        Exemplar.promoted_at.is_not(None),
        Exemplar.set_aside_at.is_(None),
    )
    found = session.execute(question.order_by(Exemplar.promoted_at.desc(), Exemplar.id))
    return [ExemplarRow(*each) for each in found]


def _rows(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    managed = access.managed_places(viewer).with_only_columns(Place.id)
    return (
        select(
            Exemplar.id, Exemplar.problem_id, Problem.title, Exemplar.words,
            func.coalesce(Person.name, ""), SaidAt.name, SaidAt.path, Exemplar.written_at,
            HoldsAt.id, func.coalesce(HoldsAt.name, ""), Exemplar.version,
        )
        .join(Problem, Problem.id == Exemplar.problem_id)
        .join(SaidAt, SaidAt.id == Exemplar.place_id)
        .outerjoin(Person, (Person.id == Exemplar.written_by_id) & Exemplar.is_named)
        .outerjoin(HoldsAt, HoldsAt.id == Exemplar.promoted_to_id)
        .where(Exemplar.place_id.in_(managed))
    )  # fmt: skip


def may_write_down(session: Session, viewer: Viewer, *, escalation_id: int) -> bool:
    """Whether the viewer handled this case, it is resolved, and they wrote nothing down of it."""
    own = select(Exemplar.id).where(
        Exemplar.escalation_id == escalation_id, Exemplar.written_by_id == viewer.person_id
    )
    if viewer.person_id is None or session.scalar(own) is not None:
        return False
    question = access.visible_escalations(viewer).where(Escalation.id == escalation_id)
    return handled(session.scalar(question), viewer.person_id)


def handled(escalation: Escalation | None, person_id: int | None) -> bool:
    """Whether this person asked or held it, and it is resolved and about a problem; not a matter
    of safety.
    """
    return (
        escalation is not None
        and escalation.state is EscalationState.RESOLVED
        and escalation.problem_id is not None
        and escalation.escalation_class is not EscalationClass.SAFETY
        and person_id in {escalation.asker_id, escalation.holder_id}
    )
