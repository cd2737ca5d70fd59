"""Everybody who asked in a period, and how long each of them waited for a stage.

A cohort is chosen by when they asked, and looked at as it stood at one moment: a stage that came
later had not come yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from db import access
from db.access import Permission, Viewer
from db.open_times import COLUMNS
from db.queries.offices import places_inside
from db.queries.places import place
from db.rules.refusals import Refusal
from db.rules.tallies import Ints
from db.rules.waits import Ending, Wait, arrays_of
from db.rules.words import EscalationState, Stage
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.problems import Problem

Rows: TypeAlias = Select[
    int,
    int,
    datetime,
    datetime | None,
    datetime | None,
    datetime | None,
    datetime | None,
    EscalationState,
    int | None,
]
REACHED_AT = {
    Stage.ACKNOWLEDGED: Escalation.acknowledged_at,
    Stage.WITH_CUSTOMER: Escalation.with_customer_at,
    Stage.RESOLVED: Escalation.resolved_at,
}
OPEN_UNTIL = {stage: getattr(Escalation, name) for stage, name in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Watched:
    """One escalation as far as waits are concerned."""

    asked_at: datetime
    reached_at: datetime | None
    left_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Row:
    """The same with its place. One that `has_no_end` is over, and nobody kept when;
    `open_seconds` are those of opening hours in its settled wait.
    """

    id: int
    watched: Watched
    has_no_end: bool
    place_id: int
    open_seconds: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Everybody who asked in a period, as far as waits are concerned: rows of one length.

    Waits in `seconds`, how they stand (`codes`, see `Ending`), week, moment and place of each ask,
    whether its wait is `settled`, the seconds of opening hours that were kept with it then, and
    its key. The rest is as in `Waits`, with the keys of those that are in no figure.
    """

    place: str | None
    problem: str | None
    seconds: Ints
    codes: Ints
    weeks: list[int]
    asked: list[datetime]
    place_ids: list[int]
    settled: list[bool]
    open_seconds: list[int | None]
    ids: list[int]
    ended_without_stage: int
    without_times: list[int]
    backwards: list[int]
    without_hours: list[int] = field(default_factory=list)


def cohort(
    session: Session,
    viewer: Viewer,
    *,
    stage: Stage,
    as_of: datetime,
    place_id: int | None = None,
    problem_id: int | None = None,
    since: datetime | None = None,
    among: ColumnElement[bool] | None = None,
) -> Cohort:
    """The waits behind the figures, one by one; see `waits`. `among` leaves only some of them.

    Raises:
        Refusal: the place or problem is not there for the viewer.
    """
    question, place_name = _question(session, viewer, stage, place_id)
    question = question.where(Escalation.asked_at <= as_of)
    if since is not None:
        question = question.where(Escalation.asked_at >= since)
    if problem_id is not None:
        question = question.where(Escalation.problem_id == problem_id)
    if among is not None:
        question = question.where(among)
    told, without, backwards = _told(session, question, as_of)
    rows = [row for row, _, _ in told]
    seconds, codes = arrays_of(wait for _, wait, _ in told)
    return Cohort(
        place=place_name,
        problem=_title(session, viewer, problem_id),
        seconds=seconds,
        codes=codes,
        weeks=_weeks(session, rows),
        asked=[row.watched.asked_at for row in rows],
        place_ids=[row.place_id for row in rows],
        settled=[is_over or wait.ended is not Ending.OPEN for _, wait, is_over in told],
        open_seconds=[row.open_seconds for row in rows],
        ids=[row.id for row in rows],
        ended_without_stage=sum(is_over for _, _, is_over in told),
        without_times=without,
        backwards=backwards,
    )


def _told(
    session: Session, question: Rows, as_of: datetime
) -> tuple[list[tuple[_Row, Wait, bool]], list[int], list[int]]:
    """The rows that have a wait, with it and whether it was over without the stage; the keys of
    those of which nobody kept when they ended, and of those that end before they begin.
    """
    told: list[tuple[_Row, Wait, bool]] = []
    without, backwards = [], []
    for row in _rows(session, question):
        if row.has_no_end and row.watched.reached_at is None:
            without.append(row.id)
            continue
        wait, is_over = wait_of(row.watched, as_of)
        if wait is None:
            backwards.append(row.id)
        else:
            told.append((row, wait, is_over))
    return told, without, backwards


def wait_of(watched: Watched, as_of: datetime) -> tuple[Wait | None, bool]:
    """The wait in whole seconds as it stood at `as_of`, and whether it was over without the stage.

    A moment after `as_of` had not come; whoever left before the stage was never reached. None
    where the end lies before the ask: a clock ran backwards, and nobody waited less than nothing.
    """
    left = watched.left_at if watched.left_at and watched.left_at <= as_of else None
    reached = watched.reached_at if watched.reached_at and watched.reached_at <= as_of else None
    if reached and (left is None or reached <= left):
        return _wait(watched.asked_at, reached, Ending.REACHED), False
    if left:
        return _wait(watched.asked_at, left, Ending.LEFT), False
    is_over = watched.ended_at is not None and watched.ended_at <= as_of
    until = watched.ended_at if is_over and watched.ended_at else as_of
    return _wait(watched.asked_at, until, Ending.OPEN), is_over


def _question(
    session: Session, viewer: Viewer, stage: Stage, place_id: int | None
) -> tuple[Rows, str | None]:
    question = access.visible_escalations(viewer).with_only_columns(
        Escalation.id,
        Escalation.place_id,
        Escalation.asked_at,
        REACHED_AT[stage],
        Escalation.left_at,
        Escalation.withdrawn_at,
        Escalation.resolved_at,
        Escalation.state,
        OPEN_UNTIL[stage],
    )
    if place_id is None:
        return question, None
    here = place(session, viewer, place_id=place_id)
    access.require(viewer, Permission.MEASURES_SEE, here.path)
    # By their keys, so that place and moment find the rows.
    inside = places_inside(session, here.path)
    return question.where(Escalation.place_id.in_(inside)), here.name


def _rows(session: Session, question: Rows) -> list[_Row]:
    found = session.execute(question.order_by(Escalation.asked_at, Escalation.id))
    return [
        _Row(
            key,
            Watched(asked_at, reached_at, left_at, withdrawn_at or resolved_at),
            state is EscalationState.RESOLVED and resolved_at is None,
            place_id,
            seconds,
        )
        for (key, place_id, asked_at, reached_at, left_at, withdrawn_at, resolved_at, state,
             seconds) in found
    ]  # fmt: skip


def _weeks(session: Session, rows: Sequence[_Row]) -> list[int]:
    """The ISO week of each ask as one number, 202614 for the 14th of 2026, on the calendar of its
    office.
    """
    places = session.execute(select(Place.id, Place.zone))
    zones = {place_id: ZoneInfo(zone or "UTC") for place_id, zone in places}
    found = []
    for row in rows:
        local = row.watched.asked_at.astimezone(zones[row.place_id]).isocalendar()
        found.append(local.year * 100 + local.week)
    return found


def _wait(start: datetime, end: datetime, ended: Ending) -> Wait | None:
    return Wait(int((end - start).total_seconds()), ended) if end >= start else None


def _title(session: Session, viewer: Viewer, problem_id: int | None) -> str | None:
    if problem_id is None:
        return None
    found = session.scalar(access.visible_problems(viewer).where(Problem.id == problem_id))
    if found is None:
        raise Refusal("There is no such problem for you. Choose one from the playbook.")
    return found.title
