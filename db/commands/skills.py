"""What a person is better at than most, as their manager records it (P48)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer, require
from db.audit import Subject
from db.commands.scope import active_person
from db.rules.refusals import Refusal
from db.rules.writing import given_name
from db.tables.people import PersonSkill
from db.tables.places import Place

MOST_SKILLS = 12


def set_skills(
    session: Session, viewer: Viewer, *, person_id: int, skills: Sequence[str], at: datetime
) -> None:
    """Record the skills of a person, in place of those recorded before."""
    person = active_person(session, person_id)
    home = session.get_one(Place, person.home_place_id)
    require(viewer, Permission.COVER_CHANGE, home.path)
    named = sorted({given_name(skill, "skill").lower() for skill in skills})
    if len(named) > MOST_SKILLS:
        raise Refusal(f"{len(named)} skills say nothing. Record at most {MOST_SKILLS}.")
    session.execute(delete(PersonSkill).where(PersonSkill.person_id == person.id))
    session.add_all(PersonSkill(person_id=person.id, skill=skill) for skill in named)
    session.flush()
    audit.record(session, viewer, "skills recorded", Subject("person", person.id, home.id), at=at,
                 detail={"skills": named})  # fmt: skip
