"""The skills that stand in a rota: added to those that a person has, never taken away."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Viewer
from db.audit import Subject
from db.tables.people import Person, PersonSkill


def add_skills(
    session: Session, viewer: Viewer, wanted: Mapping[int, AbstractSet[str]], *, at: datetime
) -> None:
    """Record the skills that are new, one entry in the trail for each person."""
    question = select(PersonSkill.person_id, PersonSkill.skill).where(
        PersonSkill.person_id.in_(wanted)
    )
    known = {(person, skill) for person, skill in session.execute(question)}
    for person_id in sorted(wanted):
        new = sorted(skill for skill in wanted[person_id] if (person_id, skill) not in known)
        if not new:
            continue
        session.add_all(PersonSkill(person_id=person_id, skill=skill) for skill in new)
        session.flush()
        home = session.get_one(Person, person_id).home_place_id
        audit.record(session, viewer, "skills recorded", Subject("person", person_id, home), at=at,
                     detail={"added": new})  # fmt: skip
