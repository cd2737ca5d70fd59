"""Which problem an imported row is about: looked up by title, made only if the mapping says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.imports.mapping import ProblemPart
from db.rules.refusals import Refusal
from db.rules.words import Origin
from db.tables.places import Place
from db.tables.problems import Problem


class Playbook:
    """The problems known at a place and above it, by title. `made` names the new ones."""

    def __init__(
        self, session: Session, viewer: Viewer, part: ProblemPart, *, place: Place, at: datetime
    ) -> None:
        """Read the titles once; `place` is where a new problem is recorded."""
        self.session, self.viewer, self.part, self.place, self.at = session, viewer, part, place, at
        self.made: list[str] = []
        question = (
            select(Problem.title, Problem.id)
            .join(Place, Place.id == Problem.place_id)
            .where(Place.path.in_(access.ancestors(place.path)))
            .order_by(Place.path.desc(), Problem.id.desc())
        )
        # The nearest place comes last, so that its problem wins.
        self._known = {
            title.casefold(): problem_id for title, problem_id in session.execute(question)
        }
        self._check_table()

    def has_sought(self, title: str) -> bool:
        """Whether it is known already which problem this is, or that it is none."""
        return not title or not self.part.create or title.casefold() in self._known

    def problem_id(self, title: str) -> int | None:
        """The key of the problem; None when the row is unanticipated."""
        if not title:
            return None
        found = self._known.get(title.casefold())
        if found is None and self.part.create:
            found = self._known[title.casefold()] = self._make(title)
        return found

    def _check_table(self) -> None:
        for value, title in self.part.table.items():
            if title.casefold() not in self._known and not self.part.create:
                raise Refusal(
                    f"The mapping sends “{value}” to the problem “{title}”, which is not in the"
                    " playbook: record it there, or set create = true under [problem]."
                )

    def _make(self, title: str) -> int:
        access.require(self.viewer, Permission.PROBLEM_RECORD, self.place.path)
        problem = Problem(
            place_id=self.place.id,
            title=title,
            origin=Origin.REAL,
            cause_class=self.part.cause,
            fault=self.part.fault,
            likelihood=self.part.likelihood,
            impact=self.part.impact,
            created_at=self.at,
            created_by_id=self.viewer.person_id,
        )
        self.session.add(problem)
        self.session.flush()
        subject = Subject("problem", problem.id, self.place.id)
        detail = {"title": title, "origin": Origin.REAL.value}
        audit.record(
            self.session, self.viewer, "problem recorded", subject, at=self.at, detail=detail
        )
        self.made.append(title)
        return problem.id
