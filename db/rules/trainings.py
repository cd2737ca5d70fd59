"""What managers are trained in, and when nobody on duty is (P49).

A training holds from its day to its last day, both included. A manager counts as trained on a day
when every training that is needed of managers holds on it; somebody whose training nobody
recorded counts as not trained. A shift counts by the day on which it begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING

from db.rules.must_haves import SOON, MustHave, Standing, day
from db.rules.places import DAYS
from db.rules.spans import DAY, Span, hours_of, merged, overlap, without

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

NAME = "Trained managers"
LONGEST_YEARS = 5
# How a week is spoken of, from each hour on.
PARTS = ((0, "night"), (6, "morning"), (12, "afternoon"), (18, "evening"))


@dataclass(frozen=True, slots=True)
class Training:
    """One training of one person: in what, on which day, and the last day on which it holds."""

    subject_id: int
    trained_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Manager:
    """A manager of an office with their trainings."""

    name: str
    trainings: tuple[Training, ...] = ()


@dataclass(frozen=True, slots=True)
class ManagersShift:
    """A shift of somebody who may take what is asked, wherever their home is."""

    span: Span
    trainings: tuple[Training, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainedCover:
    """What is known of an office: what managers need, its own managers, the shifts of the days
    ahead, and the hours in which somebody is meant to be there.
    """

    needed: Mapping[int, str]
    managers: Sequence[Manager]
    shifts: Sequence[ManagersShift]
    opening: Sequence[Span]
    days: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the week in which nobody on duty is trained: in `hours` of its `of` open ones."""

    words: str
    hours: float
    of: float

    @property
    def sentence(self) -> str:
        """The gap in words; one that is not whole says how long it is."""
        if self.hours == self.of:
            return f"Nobody on duty on {self.words} has been trained"
        part = f"{_hours(self.hours)} of {_hours(self.of)} hours"
        return f"On {self.words} nobody on duty has been trained in {part}"


def is_trained(trainings: Iterable[Training], needed: Iterable[int], on: date) -> bool:
    """Whether everything that is needed holds on the day; nothing needed is never enough."""
    holding = {each.subject_id for each in trainings if each.trained_on <= on <= each.valid_until}
    wanted = set(needed)
    return bool(wanted) and wanted <= holding


def holds_until(trainings: Iterable[Training], needed: Iterable[int], on: date) -> date | None:
    """The last day on which somebody who is trained on the day still will be, by what is recorded;
    None for whoever is not.
    """
    last: dict[int, date] = {}
    for each in trainings:
        if each.trained_on <= on <= each.valid_until:
            last[each.subject_id] = max(each.valid_until, last.get(each.subject_id, date.min))
    wanted = set(needed)
    return min(last[key] for key in wanted) if wanted and wanted <= last.keys() else None


def gaps(found: TrainedCover, zone: ZoneInfo) -> list[Gap]:
    """The parts of the week with opening hours in which nobody on duty is trained: those that are
    wholly so before others, then the most hours, then the order of the week.
    """
    trained = merged(
        each.span
        for each in found.shifts
        if is_trained(each.trainings, found.needed, each.span.starts_at.astimezone(zone).date())
    )
    opening = merged(found.opening)
    of, lacking = _by_part(opening, zone), _by_part(without(opening, trained), zone)
    ordered = sorted(lacking.items(), key=lambda each: (each[1] < of[each[0]], -each[1], each[0]))
    return [Gap(_words(part), hours, of[part]) for part, hours in ordered]


def must_have(found: TrainedCover, *, zone: ZoneInfo, today: date) -> MustHave:
    """The line beside readiness, in words: what is missing most comes first."""
    managers = len(found.managers)
    if not managers:
        return _missing("nobody", f"{NAME}: no manager works here")
    if not found.needed:
        return _missing("not said", f"{NAME}: nobody has said what managers are trained in")
    trained = [each for each in found.managers if is_trained(each.trainings, found.needed, today)]
    counts = f"{len(trained)} of {managers} {'manager' if managers == 1 else 'managers'} trained"
    if not trained:
        return _nobody(found, managers, today)
    lacking, hours = gaps(found, zone), hours_of(found.opening)
    if not hours:
        return MustHave(NAME, Standing.EXPIRING, "hours not known",
                        f"{counts}; the opening hours are not known")  # fmt: skip
    if lacking:
        return _missing("gap", f"{_lacking(lacking, hours, found.days)}; {counts}")
    return _in_place(found, counts, hours, today)


def _lacking(lacking: Sequence[Gap], hours: float, days: int) -> str:
    """The worst gap, and how much there is of all of them."""
    missing = sum(each.hours for each in lacking)
    if all(each.hours == each.of for each in lacking) and missing >= hours:
        return f"Nobody trained is on duty in any of {_hours(hours)} opening hours of {days} days"
    return (
        f"{lacking[0].sentence}: {_hours(missing)} of {_hours(hours)} opening hours of the coming "
        f"{days} days"
    )


def _in_place(found: TrainedCover, counts: str, hours: float, today: date) -> MustHave:
    said = f"A trained manager is on duty in all {_hours(hours)} opening hours of {found.days} days"
    ends = [
        (until, each.name)
        for each in found.managers
        if (until := holds_until(each.trainings, found.needed, today)) is not None
        and until <= today + SOON
    ]
    if ends:
        until, name = min(ends)
        return MustHave(NAME, Standing.EXPIRING, f"expires {day(until)}",
                        f"{said}; that of {name} ends on {day(until)}")  # fmt: skip
    return MustHave(NAME, Standing.IN_PLACE, "in place", f"{said}; {counts}")


def _nobody(found: TrainedCover, managers: int, today: date) -> MustHave:
    """Nobody is trained today: never, or no longer."""
    whom = "the one manager" if managers == 1 else f"any of {managers} managers"
    known = [each for manager in found.managers for each in manager.trainings]
    past = [each.valid_until for each in known if each.subject_id in found.needed]
    if past and max(past) < today:
        return MustHave(NAME, Standing.EXPIRED, f"expired {day(max(past))}",
                        f"No training of {whom} holds any more")  # fmt: skip
    names = sorted(found.needed.values())
    wanted = " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    return _missing("nobody", f"Nobody here is trained in {wanted}: none of {managers} "
                    f"{'manager' if managers == 1 else 'managers'}")  # fmt: skip


def _missing(badge: str, sentence: str) -> MustHave:
    return MustHave(NAME, Standing.MISSING, badge, sentence)


def _hours(hours: float) -> str:
    return f"{hours:.0f}" if hours >= 1 else f"{hours:.1f}"


Part = tuple[int, int]


def _words(part: Part) -> str:
    return f"{DAYS[part[0]]} {PARTS[part[1]][1]}"


def _by_part(spans: Iterable[Span], zone: ZoneInfo) -> dict[Part, float]:
    """Hours by weekday and part of the day, on the clock of the zone."""
    found: defaultdict[Part, float] = defaultdict(float)
    for span in spans:
        first = span.starts_at.astimezone(zone).date()
        last = span.ends_at.astimezone(zone).date()
        for number in range((last - first).days + 1):
            on = first + DAY * number
            for part, (starts_at, ends_at) in enumerate(_parts_of(on, zone)):
                inside = hours_of(overlap([span], [Span(starts_at, ends_at)]))
                if inside:
                    found[on.weekday(), part] += inside
    return dict(found)


def _parts_of(on: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """In UTC: the clock of the zone may change within a day."""
    days = [*((on, time(hour)) for hour, _ in PARTS), (on + DAY, time())]
    begins = [datetime.combine(day_of, at, zone).astimezone(UTC) for day_of, at in days]
    return list(pairwise(begins))
