"""The question of the counter: may I give this, for this problem, here and now?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from db import access
from db.access import Permission
from db.queries import cover
from db.queries.card_facts import CardFacts, facts_for
from db.queries.closed_cases import binds
from db.queries.closings import closed_now
from db.queries.deciders import Matter, MayRow, ProblemFacts, can_come, matter_of, who_may
from db.queries.ladders import called_first
from db.queries.places import places_where
from db.queries.remaining import Remaining, counted, remaining
from db.rules.authority import Limit, covers, value_in_words
from db.rules.money import PIECES, Money
from db.rules.words import Answer, CountedIn
from db.session import rows_of
from db.tables.problems import Problem
from db.tables.remedies import ProblemRemedy, Remedy

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.card_words import Words
    from db.queries.closed_cases import ClosedCase
    from db.queries.places import PlaceRow


# A list that fills several screens of a phone is not read; words find the rest.
MOST_TO_PICK = 200


@dataclass(frozen=True, slots=True)
class RemedyRow:
    """A remedy that may be chosen; `currency` is the office's, or `pcs` for pieces."""

    id: int
    name: str
    currency: str
    needs_evidence: bool


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that the counter card shows. `limit` is the rule that decides for the viewer
    (None: no rule); `who_may` names those who may decide, who is here first; `closing` says why
    and until when nobody is meant to be here, and is empty while anybody is; `called_id` is whom
    an ask would be offered to, where the answer is to ask.
    """

    answer: Answer
    why: str
    place: PlaceRow
    problem_id: int | None
    title: str
    is_safety: bool
    limit: Limit | None
    limit_place: str
    value: str
    words: Words | None
    who_may: tuple[MayRow, ...]
    closing: str
    legal_sentence: str
    security: MayRow | None
    remaining: Remaining
    called_id: int | None = None

    @property
    def called(self) -> MayRow | None:
        """Whom an ask goes to first."""
        known = (each for each in self.who_may if each.person_id is not None)
        return next((each for each in known if each.person_id == self.called_id), None)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What stays as long as the problem does: what can be given, and the facts of the card."""

    remedies: list[RemedyRow]
    facts: CardFacts


def problems_to_pick(session: Session, viewer: Viewer) -> dict[str, int]:
    """The problems to pick from, key by title, in the order of titles: of a large playbook those
    that come most often and weigh most. All others are found by their words.
    """
    return dict(sorted((title, key) for key, title in rows_of(session, _to_pick(viewer))))


# A statement that is built once is compiled once; these depend on whom they are asked for.
@lru_cache(maxsize=512)
def _to_pick(viewer: Viewer) -> Select[int, str]:
    weightiest = (Problem.likelihood * Problem.impact).desc()
    found = access.visible_problems(viewer).order_by(weightiest, Problem.title, Problem.id)
    return found.with_only_columns(Problem.id, Problem.title).limit(MOST_TO_PICK)


def remedies_for(session: Session, *, problem_id: int | None, currency: str) -> list[RemedyRow]:
    """The remedies in use: those that fit the problem first, best first, then the others."""
    return [
        RemedyRow(key, name, PIECES if counted is CountedIn.PIECES else currency, needs_evidence)
        for key, name, counted, needs_evidence in rows_of(
            session, _REMEDIES, {"problem_id": problem_id}
        )
    ]


_REMEDIES = (
    select(Remedy.id, Remedy.name, Remedy.counted_in, Remedy.needs_evidence)
    .outerjoin(
        ProblemRemedy,
        (ProblemRemedy.remedy_id == Remedy.id)
        & (ProblemRemedy.problem_id == bindparam("problem_id")),
    )
    .where(Remedy.deactivated_at.is_(None))
    .order_by(ProblemRemedy.position.is_(None), ProblemRemedy.position, Remedy.name, Remedy.id)
)


def workplaces(session: Session, viewer: Viewer) -> list[PlaceRow]:
    """The places at which the viewer may serve, their own office first, then by name."""
    found = places_where(session, viewer, Permission.COUNTER_ASK)
    served = [each for each in found if access.is_workplace(each.kind)]
    return sorted(served, key=lambda each: (each.id != viewer.office_id, each.name))


def card(
    session: Session, viewer: Viewer, *, place: PlaceRow, problem_id: int | None,
    remedy_id: int | None, asked: Money | None, now: datetime, reference: str = "",
    facts: CardFacts | None = None,
) -> Card:  # fmt: skip
    """The answer for the viewer at the place, with the rule, the words, and who may decide. Green:
    the viewer may. Amber: somebody on duty now may. Red: nobody here may, or a manager ended it.

    `facts` are those of problem and place that were asked a moment ago; all else is asked at every
    call.
    """
    access.require(viewer, Permission.COUNTER_ASK, place.path)
    known = facts or facts_for(session, viewer, place=place, problem_id=problem_id, now=now)
    problem, upwards = known.problem, known.upwards
    matter = matter_of(
        session, path=place.path, problem=problem, remedy_id=remedy_id, asked=asked, now=now
    )
    own = matter.held(viewer.grade_rank) if remedy_id else None
    duty = cover.on_duty(session, path=place.path, now=now)
    matter = counted(session, viewer, matter, place=place, duty=duty, reference=reference)
    who = who_may(upwards, duty, matter)
    left = remaining(session, viewer, matter, upwards.names, reference)
    answer, why = _answer(viewer, matter, who, own, is_safety=known.is_safety, ended=left.ended)
    return Card(
        answer=answer,
        why=why,
        place=place,
        problem_id=problem_id,
        title=problem.title if problem else "",
        is_safety=known.is_safety,
        limit=own,
        limit_place=upwards.names[own.place_path] if own else "",
        value=value_in_words(own),
        words=known.words,
        who_may=tuple(who),
        closing=closed_now(session, place, now=now) if not any(w.may_take for w in who) else "",
        legal_sentence=_legal(problem, asked),
        security=upwards.security if known.is_safety else None,
        remaining=left,
        called_id=called_first(session, viewer, matter, problem, duty, answer=answer, place=place),
    )


def prepared(
    session: Session, viewer: Viewer, *, place: PlaceRow, problem_id: int | None, now: datetime
) -> Prepared:
    """What is asked once for a problem. A matter of safety closes compensation: it has no
    remedies (P75).
    """
    facts = facts_for(session, viewer, place=place, problem_id=problem_id, now=now)
    if facts.is_safety:
        return Prepared([], facts)
    remedies = remedies_for(session, problem_id=problem_id, currency=place.currency)
    return Prepared(remedies, facts)


def _answer(
    viewer: Viewer, matter: Matter, who: list[MayRow], own: Limit | None, *, is_safety: bool,
    ended: ClosedCase | None,
) -> tuple[Answer, str]:  # fmt: skip
    """The colour, and the sentence that says why it is not green."""
    if is_safety:
        return Answer.RED, "Safety first: no compensation here. Call Security now."
    if ended is not None and binds(viewer, matter.question.place_path, ended):
        return Answer.RED, ended.sentence
    if own is not None and matter.is_covered(viewer.grade_rank, viewer.person_id):
        return Answer.GREEN, ""
    here = any(
        each.covers and each.may_take and can_come(each) and each.person_id != viewer.person_id
        for each in who
    )
    why = f"You hold {value_in_words(own)}."
    if viewer.grade_rank < matter.minimum_rank:
        why = "This one is not for your grade."
    elif own is None:
        why = "No rule covers this for you."
    elif covers(own, matter.asked):
        rank, person = viewer.grade_rank, viewer.person_id
        why = matter.windows.why_not(matter.asked, rank=rank, person_id=person) or why
    return (Answer.AMBER if here else Answer.RED), why


def _legal(problem: ProblemFacts | None, asked: Money | None) -> str:
    """The ready sentence, at and above the threshold and not below it (P60)."""
    if problem is None or asked is None or problem.legal_threshold is None:
        return ""
    if problem.legal_currency != asked.currency or asked.amount < problem.legal_threshold:
        return ""
    return problem.legal_sentence
