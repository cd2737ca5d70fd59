"""What the card asks once for a problem at a place, and not again for each amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.queries.card_words import Words, words_for
from db.queries.deciders import Above, ProblemFacts, above, problem_for

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow


@dataclass(frozen=True, slots=True)
class CardFacts:
    """The problem (None: nobody thought of it), what was agreed to say, and whom one reaches by
    phone on the way up from the place.
    """

    problem: ProblemFacts | None
    words: Words | None
    upwards: Above

    @property
    def is_safety(self) -> bool:
        """Whether it is a matter of safety, which closes compensation (P75)."""
        return self.problem is not None and self.problem.is_safety


def facts_for(
    session: Session, viewer: Viewer, *, place: PlaceRow, problem_id: int | None, now: datetime
) -> CardFacts:
    """The facts of a problem in the viewer's playbook; a `Refusal` where it is not in it."""
    problem = problem_for(session, viewer, problem_id)
    words = words_for(session, problem, place, now=now) if problem else None
    return CardFacts(problem, words, above(session, place.path))
