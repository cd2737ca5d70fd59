"""The rows behind a number: those that a mark of a chart counts, one by one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import and_, false, func, not_, or_

from db import access
from db.access import Permission
from db.queries.behind import Behind, Listed, Page, count_of, listed
from db.queries.given_rows import GiftBehind, gifts_behind
from db.queries.marked_asks import condition_of, over_limit_condition
from db.queries.marked_waits import waiting_ids
from db.queries.narrowing import among
from db.queries.offices import office_for, office_of_places, places_inside
from db.queries.places import place
from db.queries.problem_titles import TITLE
from db.queries.problem_weeks import common_mondays
from db.queries.promise_rows import PromiseBehind, promises_behind
from db.queries.recurrence import offices_at
from db.queries.reopenings import reopened_condition
from db.queries.selected import days_with_contacts
from db.queries.walk_away_rows import NoteBehind, notes_behind
from db.rules.bases import REOPENED, Basis
from db.rules.marks import days_of_quarter
from db.rules.selections import spans_of, with_the_running_week
from db.rules.spans import midnight, whole_weeks
from db.rules.words import EscalationClass, EscalationState, Outcome
from db.session import once
from db.tables.escalations import Escalation
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow
    from db.rules.marks import Mark
    from db.rules.selections import Selection


@dataclass(frozen=True, slots=True)
class AskBehind:
    """One escalation as the list behind a number shows it."""

    id: int
    title: str
    place_name: str
    asker_name: str
    escalation_class: EscalationClass
    state: EscalationState
    outcome: Outcome | None
    asked_at: datetime


RowBehind: TypeAlias = AskBehind | GiftBehind | PromiseBehind | NoteBehind
_COLUMNS = (
    Escalation.id,
    TITLE,
    Place.name,
    func.coalesce(Person.name, ""),
    Escalation.escalation_class,
    Escalation.state,
    Escalation.outcome,
    Escalation.asked_at,
)


def rows_behind(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, selection: Selection,
    mark: Mark, now: datetime, page: Page,
) -> Behind[RowBehind]:  # fmt: skip
    """The rows of a selection that a mark counts, newest first: escalations, gifts or promises.

    A rate counts only those on days with contacts; waits and asks over a limit count the running
    week too, and asks over a limit those of any place, over all time where `weeks` is 0.

    Raises:
        Refusal: the viewer may not see the measures of such a place, or no chosen week is shown.
    """
    if mark.is_about_limits:
        return _over_limits(session, viewer, place_id, weeks, mark, now=now, page=page)
    if mark.basis is Basis.CASES:
        return _cases(
            session, viewer, place_id, weeks, selection=selection, mark=mark, now=now, page=page
        )
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    zone = ZoneInfo(office.zone)
    mondays = whole_weeks(now, zone, weeks)
    if mark.is_about_waits:
        mondays = with_the_running_week(mondays)
    spans = spans_of(selection, mondays, zone, days=None)
    if mark.counts_gifts:
        return gifts_behind(session, office, spans, page)
    if mark.counts_notes:
        return notes_behind(session, office, mark, spans, page)
    if mark.counts_promises:
        return promises_behind(session, viewer, office, mark, spans, now=now, page=page)
    return _asks_of(
        session, viewer, office, mondays, selection=selection, mark=mark, now=now, page=page
    )


def _asks_of(
    session: Session, viewer: Viewer, office: PlaceRow, mondays: Sequence[date], *,
    selection: Selection, mark: Mark, now: datetime, page: Page,
) -> Behind[RowBehind]:  # fmt: skip
    """The asks of one office in these weeks that a mark counts."""
    zone = ZoneInfo(office.zone)
    # By their keys, so that place and moment find the rows.
    here = Escalation.place_id.in_(places_inside(session, office.path))
    if mark.basis in REOPENED:
        ended = reopened_condition(mark, selection.mondays_of(mondays), zone, now=now)
        return listed(session, office, _asks(viewer, and_(here, ended)), page)
    spans = spans_of(selection, mondays, zone, days=None)
    every = and_(here, among(spans, selection), condition_of(mark))
    ids, left_out = None, 0
    if mark.is_about_waits:
        asked = (waiting_ids, office.id, mark, selection, tuple(mondays), now)
        ids = once(
            session, asked, lambda: waiting_ids(session, viewer, office, mark, every, now=now)
        )
    if mark.basis is Basis.RATE:
        days = days_with_contacts(session, office.id, mondays)
        in_rate = among(spans_of(selection, mondays, zone, days=days), selection)
        left_out = count_of(session, _asks(viewer, and_(every, not_(in_rate))).question)
        every = and_(every, in_rate)
    return listed(session, office, _asks(viewer, every), page, ids=ids, left_out=left_out)


def _cases(
    session: Session, viewer: Viewer, place_id: int, weeks: int, *, selection: Selection,
    mark: Mark, now: datetime, page: Page,
) -> Behind[RowBehind]:  # fmt: skip
    """The asks about a problem at a place or below, each in a week of its own office's clock."""
    here = place(session, viewer, place_id=place_id)
    access.require(viewer, Permission.MEASURES_SEE, here.path)
    offices = offices_at(session, here)
    mondays = common_mondays(offices or [here], weeks, now=now)
    home, zones = office_of_places(session, offices), {each.id: each.zone for each in offices}
    by_zone: defaultdict[str, list[int]] = defaultdict(list)
    for key, office_id in home.items():
        by_zone[zones[office_id]].append(key)
    inside = [
        and_(
            Escalation.place_id.in_(keys),
            among(spans_of(selection, mondays, ZoneInfo(zone), days=None), selection),
        )
        for zone, keys in sorted(by_zone.items())
    ]
    counted = and_(or_(false(), *inside), condition_of(mark))
    return listed(session, here, _asks(viewer, counted), page)


def _over_limits(
    session: Session, viewer: Viewer, place_id: int, weeks: int, mark: Mark, *, now: datetime,
    page: Page,
) -> Behind[RowBehind]:  # fmt: skip
    here = place(session, viewer, place_id=place_id)
    access.require(viewer, Permission.MEASURES_SEE, here.path)
    zone = ZoneInfo(here.zone)
    in_time = Escalation.asked_at < now
    if weeks:
        in_time &= Escalation.asked_at >= midnight(whole_weeks(now, zone, weeks)[0], zone)
    if mark.quarter:
        first, last = (midnight(day, zone) for day in days_of_quarter(mark.quarter))
        in_time &= and_(Escalation.asked_at >= first, Escalation.asked_at < last)
    counted = and_(
        access.below(Place.path, (here.path,)), in_time, over_limit_condition(mark, here)
    )
    return listed(session, here, _asks(viewer, counted), page)


def _asks(viewer: Viewer, condition: ColumnElement[bool]) -> Listed[RowBehind]:
    question = (
        access.visible_escalations(viewer)
        .outerjoin(Problem, Problem.id == Escalation.problem_id)
        .outerjoin(Remedy, Remedy.id == Escalation.remedy_id)
        .outerjoin(Person, Person.id == Escalation.asker_id)
        .with_only_columns(*_COLUMNS)
        .where(condition)
    )
    return Listed(
        question,
        order=(Escalation.asked_at.desc(), Escalation.id.desc()),
        texts=(TITLE, Person.name, Place.name),
        made=AskBehind,
    )
