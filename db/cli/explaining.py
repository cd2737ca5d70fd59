"""`python -m db explain`: who may give what, by which rule, and which rules lost."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db.cli.figures import as_json
from db.cli.said import OPERATOR, Said, said
from db.cli.said import moment as read_moment
from db.queries import explanations
from db.queries.catalogue import GradeRow, grades, remedies
from db.queries.exchange_rates import compared
from db.queries.explanations import Asking, Explanation, RuleRow
from db.queries.people import PersonRow, people_at
from db.queries.places import PlaceRow, place_named
from db.queries.problem_titles import problem_named
from db.rules.money import PIECES, Money, read_amount
from db.rules.places import currencies
from db.rules.refusals import Refusal
from db.session import reading


def run(given: argparse.Namespace) -> Said:
    """The answer, the rule that won, the rules that lost with their reasons, and the caps."""
    with reading() as session:
        place = place_named(session, OPERATOR, named=given.place)
        as_of = read_moment(given.as_of, place.zone) if given.as_of else given.now
        person = _person(session, given.person) if given.person else None
        found = explanations.explanation(
            session,
            OPERATOR,
            place=place,
            grade=_grade(session, given.grade or (person.grade_name if person else "")),
            remedy_id=_remedy_id(session, given.remedy),
            problem_id=problem_named(session, OPERATOR, title=given.problem)
            if given.problem
            else None,
            asked=_worth(given.amount, place.currency) if given.amount else None,
            asking=Asking(person.id if person else None, given.customer),
            at=as_of,
        )
        other = _compared(session, given, place, found)
    record = explanations.as_record(found) | ({"compared": other} if other else {})
    lines = [*_lines(found), *([f"Compared: {other}."] if other else [])]
    return as_json(record) if given.json else said(*lines)


def _compared(
    session: Session, given: argparse.Namespace, place: PlaceRow, found: Explanation
) -> str:
    """What is held in another currency, only where that was asked for."""
    if not given.compare_in:
        return ""
    if found.held is None:
        raise Refusal("Only a limit with an amount can be compared. Leave --compare-in out.")
    day = found.as_of.astimezone(ZoneInfo(place.zone)).date()
    other = compared(session, found.held, given.compare_in.upper(), day=day)
    return f"{found.held} is {other.words}"


def _lines(found: Explanation) -> list[str]:
    asked = f" {found.asked}" if found.asked else ""
    title = f"{found.grade} at {found.place}: {found.remedy}{asked}, "
    title += f"{found.problem or 'any problem'}, {found.as_of:%-d %b %Y %H:%M} UTC"
    lines = [title, "", found.answer]
    if found.winner is not None:
        lines += ["", "It is decided by", f"  {_line(found.winner)}"]
    lines += ["", "These lost" if found.losers else "No other rule stands on the path."]
    lines += [f"  {_line(each)}: {each.why}" for each in found.losers]
    lines += ["", "Caps" if found.caps else "No window cap binds."]
    return [*lines, *(f"  {each.words}" for each in found.caps)]


def _line(rule: RuleRow) -> str:
    until = _day(rule.in_force_until) if rule.in_force_until else "changed"
    return (
        f"{rule.words}, {rule.problem}, {rule.remedy}, from {_day(rule.in_force_from)} "
        f"until {until}"
    )


def _day(moment: datetime) -> str:
    return f"{moment:%-d %b %Y %H:%M} UTC"


def _person(session: Session, sign_in: str) -> PersonRow:
    known = people_at(session, OPERATOR, path="/")
    wanted = sign_in.strip().casefold()
    found = next((each for each in known if each.sign_in.casefold() == wanted), None)
    if found is None:
        raise Refusal(f"Nobody signs in as “{sign_in}”; {_hint(sign_in, _signing_in(known))}")
    return found


def _signing_in(people: Sequence[PersonRow]) -> list[str]:
    return [each.sign_in for each in people]


def _grade(session: Session, name: str) -> GradeRow:
    if not name:
        raise Refusal("Say whose grade: --grade agent, or --person with a sign-in.")
    known = {each.name.casefold(): each for each in grades(session)}
    if name.strip().casefold() in known:
        return known[name.strip().casefold()]
    raise Refusal(f"There is no grade “{name}”; {_hint(name, list(known))}")


def _remedy_id(session: Session, name: str) -> int:
    found = explanations.remedy_named(session, name)
    if found is None:
        known = [each.name for each in remedies(session)]
        raise Refusal(f"There is no remedy “{name}”; {_hint(name, known)}")
    return found.id


def _hint(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"did you mean “{near[0]}”?" if near else "look at its spelling."


def _worth(text: str, currency: str) -> Money:
    """`80 SGD`, `SGD 80`, `3 pieces`, or a bare number in the currency of the place."""
    words = text.upper().split()
    code = next((each for each in words if each in currencies()), "")
    if not code and words and words[-1] in {"PCS", "PIECE", "PIECES"}:
        return Money(read_amount(" ".join(words[:-1]), PIECES), PIECES)
    number = " ".join(each for each in words if each != code)
    return Money(read_amount(number, code or currency), code or currency)
