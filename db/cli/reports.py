"""`python -m db report`: numbers out, as a table or as JSON."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import access
from db.cli.figures import as_json, duration, range_cells, rate_cells, share, shares, span
from db.cli.said import OPERATOR, Said, said, table
from db.cli.said import moment as read_moment
from db.queries import rates as rate_query
from db.queries import readiness as readiness_query
from db.queries import waits as wait_query
from db.queries.places import PlaceRow, place_named, places_where
from db.queries.problem_titles import problem_named
from db.queries.rates import OfficeRates
from db.queries.readiness import OfficeReadiness
from db.rules.refusals import Refusal
from db.rules.words import PlaceKind, Stage, WaitClock
from db.session import reading

WHOLE = "whole organisation"
LOSSES_SHOWN = 10
CLOCKS = {WaitClock.WALL: "on the wall clock", WaitClock.OPEN: "in opening hours"}


@dataclass(frozen=True, slots=True)
class Frame:
    """Which place a report is about (None is all of them), and as of when."""

    place: PlaceRow | None
    zone: str
    as_of: datetime

    @property
    def words(self) -> dict[str, object]:
        """What every report says of itself."""
        return {
            "place": self.place.name if self.place else WHOLE,
            "as_of": self.as_of.isoformat(),
            "moments_read_in": self.zone,
        }


def waits(given: argparse.Namespace) -> Said:
    """How long customers wait until a stage, with those who still wait in the count."""
    within = _seconds(given.within)
    with reading() as session:
        frame = _frame(session, given)
        found = wait_query.waits(
            session,
            OPERATOR,
            stage=Stage(given.stage),
            as_of=frame.as_of,
            now=given.now,
            place_id=frame.place.id if frame.place else None,
            problem_id=_problem_id(session, given.problem),
            since=read_moment(given.since, frame.zone) if given.since else None,
            within=within,
            clock=WaitClock(given.clock),
        )
    if given.json:
        return as_json(wait_query.as_record(found) | frame.words)
    return said(*_wait_lines(found, frame))


def rates(given: argparse.Namespace) -> Said:
    """Escalations per 100 contacts by week, for every office at or below the place."""
    if given.weeks < 1:
        raise Refusal("A rate needs at least one week; give --weeks 1 or more.")
    with reading() as session:
        frame = _frame(session, given)
        place_id = frame.place.id if frame.place else None
        found = rate_query.rates(
            session, OPERATOR, weeks=given.weeks, now=frame.as_of, place_id=place_id
        )
    if given.json:
        return as_json(rate_query.as_record(found) | frame.words)
    lines = [f"Escalations per 100 contacts: {_subject(frame, None)}"]
    for office in found:
        lines += ["", *_rate_lines(office)]
    return said(*(lines if found else [*lines, "There is no office here."]))


def readiness(given: argparse.Namespace) -> Said:
    """Covered demand of every office at or below the place, with what loses the points."""
    with reading() as session:
        frame = _frame(session, given)
        path = frame.place.path if frame.place else "/"
        offices = [
            office
            for office in places_where(
                session, OPERATOR, access.Permission.READINESS_SEE, kind=PlaceKind.OFFICE
            )
            if office.path.startswith(path)
        ]
        found = [
            readiness_query.office_readiness(session, OPERATOR, place_id=office.id, now=frame.as_of)
            for office in offices
        ]
    if given.json:
        records = [_readiness_record(each) for each in found]
        return as_json({"report": "readiness", "offices": records} | frame.words)
    lines = [f"Covered demand: {_subject(frame, None)}"]
    for each in found:
        lines += ["", *_readiness_lines(each)]
    return said(*(lines if found else [*lines, "There is no office here."]))


def _frame(session: Session, given: argparse.Namespace) -> Frame:
    place = place_named(session, OPERATOR, named=given.place) if given.place else None
    zone = (place.zone if place else "") or "UTC"
    as_of = read_moment(given.as_of, zone) if given.as_of else given.now
    return Frame(place, zone, as_of)


def _subject(frame: Frame, problem: str | None) -> str:
    place = frame.place.name if frame.place else WHOLE
    about = f", {problem}" if problem else ""
    return f"{place}{about}, as of {frame.as_of:%Y-%m-%d %H:%M} UTC"


def _seconds(text: str) -> tuple[int, ...]:
    try:
        found = tuple(int(each) for each in text.split(",") if each.strip())
    except ValueError:
        found = ()
    if not found or min(found) < 1:
        raise Refusal(f"“{text}” is not a list of seconds. Write it as 60,300.")
    return found


def _problem_id(session: Session, title: str) -> int | None:
    return problem_named(session, OPERATOR, title=title) if title else None


def _wait_lines(found: wait_query.Waits, frame: Frame) -> list[str]:
    summary = found.summary
    rows = [
        ["asked", f"{summary.n:,}", ""],
        ["reached", f"{summary.reached:,}", ""],
        ["left before", f"{summary.left:,}", ""],
        ["still open", f"{summary.open:,}", ""],
        ["median", duration(summary.median), span(summary.median_interval)],
        ["90th percentile", duration(summary.p90), span(summary.p90_interval)],
    ]
    rows += [
        [f"within {duration(each.seconds)}", share(each.share), shares(each.interval)]
        for each in summary.shares
    ]
    rows.append(["median of finished only (flatters)", duration(summary.finished_only_median), ""])
    title = (
        f"Waits from the ask to {found.stage.label}, {CLOCKS[found.clock]}: "
        f"{_subject(frame, found.problem)}"
    )
    lines = [title, "", *table(("", "", "95 % interval"), rows), ""]
    lines.append(wait_query.DEFINITIONS[found.clock])
    left_out = (
        (found.without_times, "ended at a moment that nobody kept"),
        (found.backwards, "end before they begin: a clock ran backwards"),
        (found.without_hours, "were asked where no opening hours were on record"),
    )
    return lines + [f"{number:,} more {why}: in no figure." for number, why in left_out if number]


def _rate_lines(office: OfficeRates) -> list[str]:
    header = ("week from", "escalations", "contacts", "per 100", "95 % interval", "usual range",
              "signal")  # fmt: skip
    rows = [
        [str(day), *rate_cells(rate), *range_cells(point)]
        for (day, rate), point in zip(office.weeks, office.chart.points, strict=True)
    ]
    rows.append(["all weeks", *rate_cells(office.together), "", ""])
    lines = [office.office, *table(header, rows), *office.chart.notes]
    lines += [
        f"New range from {each.starts_on}: {each.reason} ({each.set_by or 'the operator'}, "
        f"{each.set_at:%Y-%m-%d})"
        for each in office.ranges
    ]
    if office.left_out:
        lines.append(f"{office.left_out:,} asks fell on days without recorded contacts.")
    return lines


def _readiness_record(found: OfficeReadiness) -> dict[str, object]:
    return {
        "office": found.office.name,
        "score": found.score,
        "note": found.note,
        "cases": found.cases,
        "contacts": found.contacts,
        "days": found.days,
        "lost": [
            {
                "problem": each.title,
                "gate": each.gate.value,
                "points": each.points,
                "sentence": each.sentence,
                "owner": each.owner,
            }
            for each in found.lost
        ],
        "must_haves": [
            {"name": each.name, "standing": each.standing.value, "sentence": each.sentence}
            for each in found.must_haves
        ],
        "validity": found.validity.sentence,
    }


def _readiness_lines(found: OfficeReadiness) -> list[str]:
    cases = f"{found.cases:,} cases in {found.days} days"
    lines = [f"{found.office.name}: {found.score:.1f} of 100 ({cases})"]
    lines += [found.note] if found.note else []
    rows = [
        [each.title, each.gate.label, f"{each.points:.1f}", each.owner or "nobody"]
        for each in found.lost[:LOSSES_SHOWN]
    ]
    if rows:
        lines += table(("lost on", "gate", "points", "owner"), rows)
    if len(found.lost) > LOSSES_SHOWN:
        lines.append(f"and {len(found.lost) - LOSSES_SHOWN} smaller losses; --json has them all")
    return lines + [f"must have: {each.sentence}" for each in found.must_haves]
