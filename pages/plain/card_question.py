"""What is asked of the card by its address, and the record's answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.queries import counter, searching
from db.rules.money import Money, read_amount
from db.rules.refusals import Refusal
from db.rules.words import FoundKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from db.access import Viewer
    from db.queries.counter import Card, RemedyRow
    from db.queries.places import PlaceRow
    from db.queries.searching import Found
    from db.session import Session


@dataclass(frozen=True, slots=True)
class Wanted:
    """The question: words, and what was chosen for these words. `problem_id` is None before
    anything is chosen, and 0 when none of the finds was meant.
    """

    words: str = ""
    problem_id: int | None = None
    remedy_id: int | None = None
    worth: str = ""
    place_id: int | None = None

    def query(self) -> dict[str, str]:
        """The same as an address carries it."""
        said = {
            "q": self.words,
            "for": self.words,
            "problem": _text(self.problem_id),
            "remedy": _text(self.remedy_id),
            "worth": self.worth,
            "place": _text(self.place_id),
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question with its answer; `card` is None while nothing is asked."""

    wanted: Wanted
    places: Sequence[PlaceRow]
    place: PlaceRow
    found: Sequence[Found]
    remedies: Sequence[RemedyRow]
    remedy: RemedyRow | None
    worth: Money | None
    worth_error: str
    card: Card | None


def wanted_of(values: Mapping[str, Any]) -> Wanted:
    """The question in an address or a form. What was chosen for other words is forgotten."""
    words = str(values.get("q", "")).strip()
    same = words == str(values.get("for", words)).strip()
    return Wanted(
        words=words,
        problem_id=key_of(values.get("problem")) if same else None,
        remedy_id=key_of(values.get("remedy")) if same else None,
        worth=str(values.get("worth", "")).strip(),
        place_id=key_of(values.get("place")),
    )


def answered(
    session: Session, viewer: Viewer, wanted: Wanted, *, now: datetime, reference: str = ""
) -> Asked | None:
    """The answer at the chosen office, else at the viewer's own; None when they serve nowhere.

    Without a choice the best find is taken, so that the first answer comes at once. With the
    customer's reference, what this customer received already is part of the answer.
    """
    places = counter.workplaces(session, viewer)
    if not places:
        return None
    place = next((each for each in places if each.id == wanted.place_id), places[0])
    found = searching.find(session, viewer, words=wanted.words) if wanted.words else []
    problem_id = _problem(wanted, found)
    if not wanted.words and wanted.problem_id is None:
        return Asked(wanted, places, place, found, (), None, None, "", None)
    # Whoever threatens is given nothing more: where safety is at stake nothing can be chosen (P75).
    is_safety = bool(problem_id and searching.is_safety(session, problem_id))
    remedies = (
        []
        if is_safety
        else counter.remedies_for(session, problem_id=problem_id, currency=place.currency)
    )
    remedy = _remedy(wanted, remedies)
    worth, error = (
        (None, "") if is_safety else _worth(wanted, remedy.currency if remedy else place.currency)
    )
    card = counter.card(
        session,
        viewer,
        place=place,
        problem_id=problem_id,
        remedy_id=remedy.id if remedy else None,
        asked=worth,
        now=now,
        reference=reference,
    )
    return Asked(wanted, places, place, found, remedies, remedy, worth, error, card)


def _remedy(wanted: Wanted, remedies: Sequence[RemedyRow]) -> RemedyRow | None:
    """The chosen one, else the one that fits best."""
    chosen = next((each for each in remedies if each.id == wanted.remedy_id), None)
    return chosen or (remedies[0] if remedies else None)


def _problem(wanted: Wanted, found: Sequence[Found]) -> int | None:
    if wanted.problem_id is not None:
        return wanted.problem_id or None
    problems = (each.id for each in found if each.kind is FoundKind.PROBLEM)
    return next(problems, None)


def _worth(wanted: Wanted, currency: str) -> tuple[Money | None, str]:
    if not wanted.worth:
        return None, ""
    try:
        return Money(read_amount(wanted.worth, currency), currency), ""
    except Refusal as refusal:
        return None, str(refusal)


def key_of(text: object, *, digits: int = 9) -> int | None:
    """A number in an address; None for what is none, or longer than any key will be."""
    given = str(text or "")
    is_number = given.isascii() and given.isdecimal() and len(given) <= digits
    return int(given) if is_number else None


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
