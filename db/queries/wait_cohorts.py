"""Everybody who asked in a period, and how long each of them waited for a stage.

A cohort is chosen by when they asked, and looked at as it stood at one moment: a stage that came
later had not come yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from db import access
from db.access import Permission, Viewer
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
    datetime,
    datetime | None,
    datetime | None,
    datetime | None,
    datetime | None,
    EscalationState,
]
REACHED_AT = {
    Stage.ACKNOWLEDGED: Escalation.acknowledged_at,
    Stage.WITH_CUSTOMER: Escalation.with_customer_at,
    Stage.RESOLVED: Escalation.resolved_at,
}


@dataclass(frozen=True, slots=True)
class Watched:
    """One escalation as far as waits are concerned."""

    asked_at: datetime
    reached_at: datetime | None
    left_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Everybody who asked in a period, as far as waits are concerned: three rows of one length.

    Waits in `seconds`, how they stand (`codes`, see `Ending`), and the week of each ask; the rest
    is as in `Waits`.
    """

    place: str | None
    problem: str | None
    seconds: Ints
    codes: Ints
    weeks: list[int]
    asked: list[datetime]
    ended_without_stage: int
    without_times: int
    backwards: int


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
    zones = _zones(session)
    rows, weeks, asked, ended, without, backwards = [], [], [], 0, 0, 0
    for place_key, watched, has_no_end in _watched(session, question):
        if has_no_end and watched.reached_at is None:
            without += 1
            continue
        wait, is_over = wait_of(watched, as_of)
        if wait is None:
            backwards += 1
            continue
        ended += is_over
        rows.append(wait)
        asked.append(watched.asked_at)
        weeks.append(_week(watched.asked_at, zones[place_key]))
    seconds, codes = arrays_of(rows)
    title = _title(session, viewer, problem_id)
    return Cohort(place_name, title, seconds, codes, weeks, asked, ended, without, backwards)


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
        Escalation.place_id,
        Escalation.asked_at,
        REACHED_AT[stage],
        Escalation.left_at,
        Escalation.withdrawn_at,
        Escalation.resolved_at,
        Escalation.state,
    )
    if place_id is None:
        return question, None
    here = place(session, viewer, place_id=place_id)
    access.require(viewer, Permission.MEASURES_SEE, here.path)
    return question.where(access.below(Place.path, (here.path,))), here.name


def _watched(session: Session, question: Rows) -> list[tuple[int, Watched, bool]]:
    """The place of each escalation, what is known of its times, and whether its end has none."""
    rows = session.execute(question.order_by(Escalation.asked_at, Escalation.id))
    return [
        (
            place_id,
            Watched(asked_at, reached_at, left_at, withdrawn_at or resolved_at),
            state is EscalationState.RESOLVED and resolved_at is None,
        )
        for place_id, asked_at, reached_at, left_at, withdrawn_at, resolved_at, state in rows
    ]


def _zones(session: Session) -> dict[int, ZoneInfo]:
    rows = session.execute(select(Place.id, Place.zone))
    return {place_id: ZoneInfo(zone or "UTC") for place_id, zone in rows}


def _week(moment: datetime, zone: ZoneInfo) -> int:
    """The ISO week as one number, 202614 for the 14th of 2026, on the office's calendar."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return year * 100 + week


def _wait(start: datetime, end: datetime, ended: Ending) -> Wait | None:
    return Wait(int((end - start).total_seconds()), ended) if end >= start else None


def _title(session: Session, viewer: Viewer, problem_id: int | None) -> str | None:
    if problem_id is None:
        return None
    found = session.scalar(access.visible_problems(viewer).where(Problem.id == problem_id))
    if found is None:
        raise Refusal("There is no such problem for you. Choose one from the playbook.")
    return found.title
