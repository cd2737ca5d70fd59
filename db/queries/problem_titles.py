"""A problem by what people call it."""

from __future__ import annotations

from difflib import get_close_matches

from sqlalchemy import case, func, literal
from sqlalchemy.orm import Session

from db import access
from db.access import Viewer
from db.rules.refusals import Refusal
from db.rules.safety import WORDS
from db.rules.words import EscalationClass
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.problems import Problem

# Of a matter of safety everybody reads only where to come.
TITLE = case(
    (
        Escalation.escalation_class == EscalationClass.SAFETY,
        literal(f"{WORDS} at ") + Place.name + literal(", come"),
    ),
    else_=func.coalesce(Problem.title, Escalation.unanticipated_words),
)
# What somebody typed who asked about a problem that nobody thought of.
TYPED = case(
    (Escalation.escalation_class == EscalationClass.SAFETY, literal(WORDS)),
    else_=Escalation.unanticipated_words,
)


def problem_titles(session: Session, viewer: Viewer) -> dict[int, str]:
    """Every problem of the viewer's playbook by its key, in the order of their titles."""
    known = access.visible_problems(viewer).order_by(Problem.title, Problem.id)
    columns = known.with_only_columns(Problem.id, Problem.title)
    return {each.id: each.title for each in session.execute(columns)}


def problem_named(session: Session, viewer: Viewer, *, title: str) -> int:
    """The key of the problem with this title, whatever its case.

    Raises:
        Refusal: no problem is called so, or several are.
    """
    known = list(session.scalars(access.visible_problems(viewer)))
    found = [each.id for each in known if each.title.casefold() == title.strip().casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(f"{len(found)} places have a problem “{title}”: name the place as well.")
    near = get_close_matches(title, [each.title for each in known], n=1)
    hint = f"did you mean “{near[0]}”?" if near else "look at its spelling."
    raise Refusal(f"There is no problem “{title}”; {hint}")
