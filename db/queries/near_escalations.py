"""What was wanted to be asked and was not: one's own for a while, everybody's as counts only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db.queries.offices import places_inside
from db.rules.near_escalations import WITHDRAW_WITHIN, NearCounts, Noted, near_counts
from db.rules.references import person_hash
from db.settings import read_settings
from db.tables.near_escalations import NearEscalation, NearWithdrawal
from db.tables.problems import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from db.access import Viewer


def can_be_taken_back(session: Session, viewer: Viewer, *, near_id: int, now: datetime) -> bool:
    """Whether this is the viewer's own, and so young that a slip can still be taken back."""
    question = select(NearEscalation.id).where(
        NearEscalation.id == near_id,
        NearEscalation.by_hash == person_hash(viewer.person_id, read_settings().secret()),
        NearEscalation.noted_at >= now - WITHDRAW_WITHIN,
        _stands(),
    )
    return session.scalar(question) is not None


def counts_between(session: Session, *, path: str, since: datetime, until: datetime) -> NearCounts:
    """How many there were at the place at `path` and below it from `since` up to `until`. Whoever
    asks has checked that the viewer may see measures there.
    """
    question = (
        select(
            NearEscalation.reason,
            func.coalesce(Problem.title, "Something new"),
            NearEscalation.words,
        )
        .outerjoin(Problem, Problem.id == NearEscalation.problem_id)
        .where(
            NearEscalation.place_id.in_(places_inside(session, path)),
            NearEscalation.noted_at >= since,
            NearEscalation.noted_at < until,
            _stands(),
        )
        .order_by(NearEscalation.id)
    )
    return near_counts(Noted(*each) for each in session.execute(question))


def _stands() -> ColumnElement[bool]:
    taken_back = select(NearWithdrawal.near_escalation_id).where(
        NearWithdrawal.near_escalation_id == NearEscalation.id
    )
    return ~taken_back.exists()
