"""A problem by what people call it."""

from __future__ import annotations

from difflib import get_close_matches

from sqlalchemy.orm import Session

from db import access
from db.access import Viewer
from db.rules.refusals import Refusal
from db.tables.problems import Problem


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
