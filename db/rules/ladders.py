"""Ladders: whom each step calls, and when nobody is meant to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from db.rules.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

CLOSED_ON_PURPOSE = "Closed on purpose"
MOST_REPEATS = 5
# What most teams need first, of skill and of temper; a manager may record any other words.
SUGGESTED_SKILLS = (
    "angry customers", "another language", "bereavement", "legal questions", "safety",
    "admits mistakes first", "stays calm",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Closed:
    """Nobody is meant to come: at all hours, or between two of the office's clock; an end at
    or before the beginning lies on the next day.
    """

    reason: str
    begins: time | None = None
    ends: time | None = None

    @property
    def words(self) -> str:
        """As people read it."""
        if self.begins is None or self.ends is None:
            return f"{CLOSED_ON_PURPOSE}: {self.reason}"
        return f"{CLOSED_ON_PURPOSE} {self.begins:%H:%M} to {self.ends:%H:%M}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder: a person, the lowest grade that may take it, a skill, or hours at
    which nobody is meant to come. With `needs_authority` only those who may decide are called.
    """

    position: int
    person_id: int | None
    grade_rank: int | None
    time_out_seconds: int
    skill: str | None = None
    closed: Closed | None = None
    needs_authority: bool = False


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody on duty who could be called; `may_decide` says whether what is asked lies within
    their own authority.
    """

    person_id: int
    grade_rank: int
    is_available: bool
    since: datetime
    skills: frozenset[str] = frozenset()
    may_decide: bool = True


@dataclass(frozen=True, slots=True)
class Climb:
    """How a round of a ladder goes: the steps that found nobody, then the step that calls
    somebody, or the hours in which nobody is meant to come; neither when the round is over.
    """

    skipped: tuple[Step, ...] = ()
    step: Step | None = None
    person_id: int | None = None
    rests: Closed | None = None


def climb(
    steps: Sequence[Step],
    on_duty: Sequence[OnDuty],
    passed: frozenset[int],
    *,
    at: datetime,
    zone: ZoneInfo,
) -> Climb:
    """Go up the steps until one calls somebody. The one decision about whom an ask goes to: the
    card that names a person and the ask that is offered to one both stand on it.
    """
    skipped: list[Step] = []
    for step in steps:
        if step.closed is not None:
            if is_closed(step.closed, at, zone):
                return Climb(tuple(skipped), rests=step.closed)
            continue
        chosen = person_for(step, on_duty, passed)
        if chosen is not None:
            return Climb(tuple(skipped), step, chosen)
        skipped.append(step)
    return Climb(tuple(skipped))


def person_for(step: Step, on_duty: Sequence[OnDuty], passed: frozenset[int]) -> int | None:
    """Whom the step offers the escalation to; None when nobody is on duty, so that it is skipped
    at once. Of several, who may decide what is asked, then the lowest grade that suffices, then
    who has been available longest.
    """
    fitting = [
        each
        for each in on_duty
        if each.is_available
        and each.person_id not in passed
        and (each.person_id == step.person_id or _reaches(each, step))
    ]
    fitting.sort(
        key=lambda each: (not each.may_decide, each.grade_rank, each.since, each.person_id)
    )
    return fitting[0].person_id if fitting else None


def with_skill_first(steps: Sequence[Step], first: Step) -> tuple[Step, ...]:
    """The ladder with a step before everybody whom it calls, but not before the hours in which
    it rests: nobody is meant to come then, skilled or not.
    """
    rests = next((number for number, step in enumerate(steps) if not step.closed), len(steps))
    every = (*steps[:rests], first, *steps[rests:])
    return tuple(replace(step, position=number) for number, step in enumerate(every))


def _reaches(each: OnDuty, step: Step) -> bool:
    if step.skill is not None:
        return step.skill in each.skills and (each.may_decide or not step.needs_authority)
    return step.grade_rank is not None and each.grade_rank >= step.grade_rank


def is_closed(closed: Closed, at: datetime, zone: ZoneInfo) -> bool:
    """Whether nobody is meant to come at the moment; the beginning belongs to it, the end not."""
    if closed.begins is None or closed.ends is None:
        return True
    local = at.astimezone(zone).time()
    if closed.begins < closed.ends:
        return closed.begins <= local < closed.ends
    return local >= closed.begins or local < closed.ends


def opens_again(closed: Closed, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When somebody is meant to come again, on the office's clock; None for never by itself."""
    if closed.ends is None:
        return None
    today = at.astimezone(zone).date()
    first = datetime.combine(today, closed.ends, zone).astimezone(UTC)
    if first > at:
        return first
    return datetime.combine(today + timedelta(days=1), closed.ends, zone).astimezone(UTC)


def check_order(steps: Sequence[Step], repeats: int) -> None:
    """A `Refusal` of what a ladder cannot mean."""
    if not 0 <= repeats <= MOST_REPEATS:
        raise Refusal(f"A ladder begins again at most {MOST_REPEATS} times.")
    if repeats and all(step.closed for step in steps):
        raise Refusal("A ladder that calls nobody cannot begin again. Add a step, or set 0.")
    named: set[object] = set()
    for number, step in enumerate(steps, start=1):
        if number < len(steps) and step.closed and step.closed.begins is None:
            raise Refusal(
                f"Nobody is meant to come from step {number} on, so step {number + 1} would never "
                "be asked. Put it last, or give it hours."
            )
        who = step.person_id or step.skill
        if who is not None and who in named:
            raise Refusal(f"Step {number} stands in the ladder already. Name somebody else.")
        named.add(who)
