"""A starting point for a new organisation: what a starter pack holds, ready to adapt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from db.commands import drafting, limits, places, problems, remedies
from db.commands.scope import root
from db.rules.limit_sets import LimitLine
from db.rules.money import PIECES
from db.rules.places import Stretch
from db.rules.problems import Flags
from db.rules.refusals import Refusal
from db.rules.responses import TEXT_PARTS, ResponseWords
from db.rules.words import CountedIn, LimitKind, PlaceKind
from db.starter.packs import Pack, load_pack, pack_names
from db.tables.people import Grade, Person

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.tables.places import Place

# Packs are written in US dollars. These are round sizes to begin from, not exchange rates: a
# limit should read as 10,000 and not as 9,731.
ROUND_UNITS = {
    "AED": 4, "AUD": 1, "BRL": 5, "CHF": 1, "CNY": 7, "DKK": 7, "EUR": 1, "GBP": 1, "HKD": 8,
    "IDR": 15_000, "INR": 80, "JPY": 150, "KES": 100, "KRW": 1_300, "MXN": 20, "MYR": 4,
    "NOK": 10, "NZD": 1, "PHP": 50, "PLN": 4, "SEK": 10, "SGD": 1, "THB": 35, "TRY": 40,
    "TZS": 2_500, "UGX": 3_500, "USD": 1, "VND": 25_000, "ZAR": 18,
}  # fmt: skip
A_YEAR = timedelta(days=365)
STARTS = (
    ("empty", "Empty", "Nothing but your organisation and the six grades."),
    ("airline", "Airline", ""),
    ("utility", "Utility", ""),
    ("demo", "Demonstration", "An airline's ground service with offices in several countries."),
)


@dataclass
class Keys:
    """What became of the names in a pack."""

    grades: dict[str, int] = field(default_factory=dict)
    remedies: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)


def starts() -> list[tuple[str, str, str]]:
    """The starting points to choose from: name, title, what it holds."""
    rows = []
    for name, title, said in STARTS:
        described = said
        if name in pack_names():
            pack = load_pack(name)
            described = f"{len(pack.problems)} problems with responses to adapt. {said}".strip()
        rows.append((name, title, described))
    return rows


def fill(session: Session, viewer: Viewer, *, start: str, at: datetime) -> Keys | None:
    """Fill an organisation from the pack called `start`; None for an empty beginning."""
    if start == "empty":
        return None
    if start not in pack_names():
        sentence = "Choose how to begin: empty, or one of the packs."
        raise Refusal(sentence)
    pack = load_pack(start)
    place = root(session)
    keys = vocabulary(session, viewer, pack=pack, at=at)
    for problem in pack.problems:
        drafting.draft(
            session,
            viewer,
            problem_id=keys.problems[problem.key],
            place_id=place.id,
            words=words_of(pack, problem.key),
            at=at,
        )
    publish(session, viewer, pack=pack, keys=keys, place=place, at=at)
    return keys


def first_office(
    session: Session, viewer: Viewer, *, name: str, opens: str, closes: str, at: datetime
) -> int:
    """The first office, open every day from `opens` to `closes` (as 06:00) on its own clock; it
    becomes the home of whoever sets up. Its key.
    """
    try:
        hours = time.fromisoformat(opens), time.fromisoformat(closes)
    except ValueError:
        sentence = "Write the opening hours as 06:00 and 22:00."
        raise Refusal(sentence) from None
    office_id = places.add_place(
        session, viewer, parent_id=root(session).id, kind=PlaceKind.OFFICE, name=name, at=at
    )
    days = [Stretch(day, *hours) for day in range(7)]
    places.set_opening_hours(session, viewer, place_id=office_id, stretches=days, at=at)
    person = session.get(Person, viewer.person_id)
    if person is not None:
        person.home_place_id = office_id
        session.flush()
    return office_id


def vocabulary(session: Session, viewer: Viewer, *, pack: Pack, at: datetime) -> Keys:
    """Remedies and problems of the pack, at the organisation; the grades must be there."""
    place = root(session)
    by_rank = {grade.rank: grade.id for grade in session.scalars(select(Grade))}
    keys = Keys(grades={grade.key: by_rank[grade.rank] for grade in pack.grades})
    for remedy in pack.remedies:
        keys.remedies[remedy.key] = remedies.add_remedy(
            session,
            viewer,
            code=remedy.key,
            name=remedy.name,
            kind=remedy.kind,
            counted_in=remedy.counted_in,
            unit_cost=in_currency(remedy.unit_cost, place.currency),
            unit_cost_currency=place.currency if remedy.unit_cost else None,
            needs_evidence=remedy.needs_evidence,
            at=at,
        )
    for problem in pack.problems:
        keys.problems[problem.key] = problems.record(
            session,
            viewer,
            place_id=place.id,
            title=problem.title,
            origin=problem.origin,
            cause_class=problem.cause_class,
            fault=problem.fault,
            likelihood=problem.likelihood,
            impact=problem.impact,
            promise_broken=problem.promise_broken,
            keywords=" ".join(problem.keywords),
            flags=Flags(
                is_powerless=problem.powerless,
                minimum_grade_id=keys.grades.get(problem.minimum_grade or ""),
                legal_threshold=in_currency(problem.legal_threshold, place.currency),
                legal_currency=place.currency if problem.legal_threshold else None,
                legal_sentence=problem.legal_sentence or "",
                is_safety=problem.safety,
            ),
            remedy_ids=[keys.remedies[key] for key in problem.remedies],
            at=at,
        )
    return keys


def words_of(pack: Pack, problem_key: str) -> ResponseWords:
    """The response of a problem in a pack."""
    response = next(each for each in pack.problems if each.key == problem_key).response
    parts = {part: getattr(response, part) or "" for part in TEXT_PARTS}
    return ResponseWords(**parts, no_reason=response.no_reason)


def publish(
    session: Session, viewer: Viewer, *, pack: Pack, keys: Keys, place: Place, at: datetime
) -> int:
    """Publish the pack's limits at a place, in the currency of that place. The viewer stands
    behind what is unlimited, for a year.
    """
    pieces = {each.key for each in pack.remedies if each.counted_in is CountedIn.PIECES}
    lines = [
        LimitLine(
            grade_id=keys.grades[limit.grade],
            remedy_id=keys.remedies[limit.remedy],
            problem_id=keys.problems[limit.problem] if limit.problem else None,
            kind=limit.kind,
            amount=(
                limit.amount
                if limit.remedy in pieces
                else in_currency(limit.amount, place.currency)
            ),
            currency=_currency(limit.kind, place, is_pieces=limit.remedy in pieces),
            unlimited_until=at + A_YEAR if limit.kind is LimitKind.UNLIMITED else None,
            approved_by_id=viewer.person_id if limit.kind is LimitKind.UNLIMITED else None,
        )
        for limit in pack.limits
    ]
    return limits.publish(
        session,
        viewer,
        place_id=place.id,
        lines=lines,
        note=f"Starting limits of the pack {pack.title}",
        in_force_from=at,
        submit_key=f"starter {pack.name} {place.id}",
        at=at,
    )


def in_currency(dollars: Decimal | None, currency: str) -> Decimal | None:
    """A round amount to begin from in the currency; None stays None."""
    return None if dollars is None else dollars * ROUND_UNITS.get(currency, 1)


def _currency(kind: LimitKind, place: Place, *, is_pieces: bool) -> str | None:
    if kind is not LimitKind.UP_TO:
        return None
    return PIECES if is_pieces else place.currency
