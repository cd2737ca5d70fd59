"""What customers bring: which problem, in which words, and what they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import exp

from db.access import Viewer
from db.commands import starting
from db.demonstration.authority import TIGHT_COUNTRY, raised_at, rounded
from db.demonstration.geography import CURRENCY, STEP, Office
from db.demonstration.playbook import EXPIRED, unanswered
from db.demonstration.stage import Stage
from db.demonstration.wishes import Wish
from db.queries import authority
from db.queries.deciders import Matter
from db.rules.authority import Limit, Question
from db.rules.money import PIECES, Money
from db.rules.words import CountedIn, EscalationReason
from db.starter.parts import Problem

R = EscalationReason
REASONS: dict[EscalationReason, float] = {
    R.OVER_MY_LIMIT: 40,
    R.CUSTOMER_INSISTS: 16,
    R.NEEDS_INFORMATION: 15,
    R.UNSURE_OF_LIABILITY: 10,
    R.NO_RESPONSE: 9,
    R.NO_RULE: 5,
    R.SAFETY: 5,
}
UNANTICIPATED = (
    "Wedding dress soaked by a leaking roof in the arrivals hall",
    "Booked two seats for a cello, only one seat on the new aircraft",
    "Wants us to hold the flight for a late cruise ship",
    "Hearing aid fell between the belt and the wall",
    "Was filmed by another guest and wants us to delete it",
    "School group lost its teacher at the border",
    "Urn with ashes was not let through security",
    "Electronic gate kept the passport",
    "Guide dog in training, without its final papers",
    "Says that the taxi from our list charged three times the fare",
    "Robot vacuum in the bag began to beep and was taken out",
    "Bought the ticket from a site that does not exist any more",
    "Prayer room closed for works, flight boards in ten minutes",
    "Phone fell into the seat and cannot be reached",
    "Insulin got warm in the fridge of the lounge",
    "Coffee machine of the lounge scalded a hand",
    "Twins were given the same seat",
    "Drone in the hand luggage, battery cannot be taken out",
)
LEAST_OF_A_KIND = 0.35
UNFORESEEN_ONE_IN = 14
# So many times as many customers were sent on in Kenya while agents could give little.
BEFORE_THE_RAISE = 2.4
# The weeks' rhythm: Monday to Sunday.
WEEKDAYS = (1.1, 0.85, 0.8, 0.9, 1.3, 1.0, 1.15)


@dataclass(frozen=True, slots=True)
class Story:
    """A day that everybody remembers: so much of the days of work ago, and what it was about."""

    office: str
    share: float
    problem: str
    asks: int


STORIES = (
    Story("Manchester", 0.36, "weather_airport_closed", 9),
    Story("Jakarta T3", 0.62, "kiosks_not_printing", 11),
    Story("Heathrow", 0.15, "delay_overnight", 10),
    Story("Frankfurt", 0.48, "strike_airport", 8),
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Somebody of an office meets a customer."""

    office: Office
    person: Viewer
    at: datetime


def asks_on(stage: Stage, office: Office, day: date) -> int:
    """How many customers want a manager on a day: a Poisson draw around the office's rhythm."""
    mean = office.asks / 7 * WEEKDAYS[day.weekday()]
    if office.country == TIGHT_COUNTRY and day < raised_at(stage).date():
        mean *= BEFORE_THE_RAISE
    return poisson(stage, mean)


def poisson(stage: Stage, mean: float) -> int:
    """A Poisson draw by Knuth's product of uniforms (1969), good for small means."""
    bound, product, number = exp(-mean), stage.chance.random(), 0
    while product > bound:
        product *= stage.chance.random()
        number += 1
    return number


def served_on(stage: Stage, office: Office, day: date) -> int:
    """How many customers the office served on a day."""
    usual = office.contacts * (0.5 + WEEKDAYS[day.weekday()] / 2)
    return max(0, round(stage.chance.gauss(usual, usual * 0.08)))


def problem_at(stage: Stage, office: Office) -> Problem:
    """A problem, the likelier the more often; every office has favourites of its own."""
    weights = [_weight(office, problem) for problem in stage.pack.problems]
    return stage.chance.choices(stage.pack.problems, weights)[0]


def _weight(office: Office, problem: Problem) -> float:
    # A number that is the same at every run, unlike Python's own hash of a text.
    favour = sum(map(ord, office.code + problem.key)) * 7 % 11 / 10
    return float(problem.likelihood**2.2) * (LEAST_OF_A_KIND + favour)


def wish(stage: Stage, meeting: Meeting) -> Wish:
    """What the next customer brings."""
    reason = stage.chance.choices(list(REASONS), list(REASONS.values()))[0]
    if reason is R.NO_RESPONSE or stage.chance.randrange(UNFORESEEN_ONE_IN) == 0:
        return _unforeseen(stage, reason)
    problem = problem_at(stage, meeting.office)
    if reason is R.SAFETY:
        problem = stage.chance.choice([each for each in stage.pack.problems if each.safety])
    if reason is R.NO_RULE:
        return Wish(problem, "", reason, "tour_voucher", Money(Decimal(1), PIECES))
    return about(stage, meeting, problem, reason)


def _unforeseen(stage: Stage, reason: EscalationReason) -> Wish:
    if reason is R.NO_RESPONSE and stage.chance.random() < 0.5:  # noqa: PLR2004 - one in two.
        known = [each for each in stage.pack.problems if each.key in (*unanswered(), *EXPIRED)]
        return Wish(stage.chance.choice(known), "", R.NO_RESPONSE, None, None)
    return Wish(None, stage.chance.choice(UNANTICIPATED), R.NO_RESPONSE, None, None)


def about(stage: Stage, meeting: Meeting, problem: Problem, reason: EscalationReason) -> Wish:
    """A wish about a known problem; its amount fits the reason and the asker's own limit."""
    if reason not in {R.OVER_MY_LIMIT, R.CUSTOMER_INSISTS} or not problem.remedies:
        return Wish(problem, "", reason, None, None)
    remedy = stage.chance.choice(problem.remedies[:3])
    factor = 1 + abs(stage.chance.gauss(0, 0.9))
    if reason is R.CUSTOMER_INSISTS:
        factor = stage.chance.uniform(0.4, 1.0)
    limit = matter(stage, meeting, Wish(problem, "", reason, remedy, None)).held(
        meeting.person.grade_rank
    )
    base = limit.amount if limit is not None else None
    if _counted(stage, remedy) is CountedIn.PIECES:
        worth = Money(Decimal(max(1, int(base or 0) + (factor > 1))), PIECES)
    else:
        worth = _worth(problem, CURRENCY[meeting.office.country], base, factor)
    return Wish(problem, "", reason, remedy, worth)


def _worth(problem: Problem, currency: str, base: Decimal | None, factor: float) -> Money:
    """An amount around the own limit; without one, around what is usual for the problem."""
    usual = starting.in_currency(problem.typical_amount or Decimal(20), currency)
    amount = (base or usual or Decimal(20)) * Decimal(str(round(factor, 3)))
    amount = rounded(amount, currency)
    if base is not None and factor > 1 and amount <= base:
        amount = base + STEP[currency]
    return Money(amount, currency)


def _counted(stage: Stage, remedy: str) -> CountedIn:
    return next(each.counted_in for each in stage.pack.remedies if each.key == remedy)


def matter(stage: Stage, meeting: Meeting, wish: Wish) -> Matter:
    """What is to be decided, with the rules of that time."""
    problem = wish.problem
    question = Question(
        stage.paths[meeting.office.name],
        stage.keys.problems[problem.key] if problem else None,
        stage.keys.remedies[wish.remedy] if wish.remedy else 0,
        meeting.at,
    )
    lowest = stage.rank_of(problem.minimum_grade) if problem and problem.minimum_grade else 0
    return Matter(question, _rules_of(stage, meeting), wish.worth, lowest)


def _rules_of(stage: Stage, meeting: Meeting) -> tuple[Limit, ...]:
    """Every rule in force there; the rules change once, so they are read twice an office."""
    key = (meeting.office.name, meeting.at >= raised_at(stage))
    if key not in stage.rules:
        path = stage.paths[meeting.office.name]
        found = authority.limits_in_force(stage.session, path=path, at=meeting.at)
        stage.rules[key] = tuple(found)
    return stage.rules[key]
