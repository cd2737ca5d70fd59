"""Questions about what people are better at than most (P48)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.tables.people import Person, PersonSkill


def skills_of(session: Session, person_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The skills of each of these people who has any."""
    question = select(PersonSkill).where(PersonSkill.person_id.in_(person_ids))
    found: dict[int, set[str]] = defaultdict(set)
    for each in session.scalars(question):
        found[each.person_id].add(each.skill)
    return {person_id: frozenset(skills) for person_id, skills in found.items()}


def recorded_skills(session: Session) -> list[str]:
    """Every skill that somebody who still works here has, in order."""
    question = (
        select(PersonSkill.skill)
        .join(Person, Person.id == PersonSkill.person_id)
        .where(Person.deactivated_at.is_(None))
        .distinct()
        .order_by(PersonSkill.skill)
    )
    return list(session.scalars(question))
