"""Acts on window caps: publishing one, and ending one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.limit_setting import Setting, setting_of
from db.commands.scope import in_turn, place_where
from db.queries.caps import as_cap
from db.rules.cap_lines import CapLine, check_cap
from db.rules.caps import cap_in_words
from db.rules.money import PIECES
from db.rules.refusals import Conflict, Refusal
from db.rules.words import CountedIn
from db.rules.writing import given_text
from db.tables.caps import WindowCap
from db.tables.people import Grade
from db.tables.places import Place


def publish(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    line: CapLine,
    note: str,
    in_force_from: datetime,
    submit_key: str,
    at: datetime,
) -> int:
    """Publish one cap of a place, which holds there and below; returns its key.

    A cap of the same grade, remedy, problem, holder and period ends when this one begins, and
    this is its next version. The same `submit_key` twice is one cap.
    """
    place = place_where(session, viewer, Permission.LIMITS_PUBLISH, place_id=place_id)
    in_turn(session, "window caps")
    known = session.scalar(select(WindowCap.id).where(WindowCap.submit_key == submit_key))
    if known is not None:
        return known
    note = given_text(note, "note on what the cap is for")
    if in_force_from < at:
        raise Refusal("A cap cannot start in the past. Choose now or a later moment.")
    name, currency = _about(session, line, setting_of(session, place, in_force_from))
    holder, period = check_cap(line, name=name, currency=currency)
    _check_currencies_below(session, place, line)
    former = _former(session, place, line)
    made = _version(place, line, former)
    made.holder, made.period = holder, period
    made.cap_number = former.cap_number if former else _next_number(session)
    made.in_force_from, made.note, made.submit_key = in_force_from, note, submit_key
    made.published_at, made.published_by_id = at, viewer.person_id
    _replace(former, made, name)
    session.add(made)
    session.flush()
    _tell(session, viewer, "window cap published", made, place, at=at, name=name)
    return made.id


def end(session: Session, viewer: Viewer, *, cap_id: int, at: datetime) -> None:
    """End a cap now; what was given while it held stays given."""
    cap = session.get(WindowCap, cap_id)
    if cap is None:
        raise Refusal("There is no such cap. Choose one from the list.")
    place = place_where(session, viewer, Permission.LIMITS_PUBLISH, place_id=cap.place_id)
    if cap.in_force_until is not None and cap.in_force_until <= max(at, cap.in_force_from):
        raise Conflict("This cap has already ended.")
    if cap.in_force_from >= at:
        raise Refusal("This cap has not begun. Publish the value that shall hold instead.")
    cap.in_force_until = at
    session.flush()
    _tell(session, viewer, "window cap ended", cap, place, at=at, name="")


def _about(session: Session, line: CapLine, setting: Setting) -> tuple[str, str]:
    """What the cap is about, and what its worth is counted in."""
    grade = session.get(Grade, line.grade_id) if line.grade_id is not None else None
    if line.grade_id is not None and grade is None:
        raise Refusal("The cap names a grade that does not exist. Choose one from the list.")
    if line.remedy_id is not None and line.remedy_id not in setting.remedies:
        raise Refusal("The cap names a remedy that is not in use. Choose one from the list.")
    if line.problem_id is not None and line.problem_id not in setting.problems:
        raise Refusal("The cap names a problem that is not known here. Choose another.")
    remedy = setting.remedies[line.remedy_id] if line.remedy_id is not None else None
    said = [grade.name if grade else "any grade", remedy.name if remedy else "any remedy"]
    if line.problem_id is not None:
        said.append(setting.problems[line.problem_id].title)
    in_pieces = remedy is not None and remedy.counted_in is CountedIn.PIECES
    return ", ".join(said), PIECES if in_pieces else setting.place.currency


def _check_currencies_below(session: Session, place: Place, line: CapLine) -> None:
    """A cap of worth would never be compared with what an office in another currency gives."""
    if line.amount is None or line.currency == PIECES:
        return
    below = (
        select(Place.currency)
        .distinct()
        .where(access.below(Place.path, (place.path,)), Place.deactivated_at.is_(None))
        .order_by(Place.currency)
    )
    others = [each for each in session.scalars(below) if each != place.currency]
    if others:
        raise Refusal(
            f"Places below {place.name} count in {', '.join(others)}, and amounts are never "
            "compared across currencies. Set a cap by times here, or one of worth in each country."
        )


def _former(session: Session, place: Place, line: CapLine) -> WindowCap | None:
    """The latest version of the same cap, if there ever was one."""
    question = (
        select(WindowCap)
        .where(
            WindowCap.place_id == place.id,
            WindowCap.grade_id.is_not_distinct_from(line.grade_id),
            WindowCap.remedy_id.is_not_distinct_from(line.remedy_id),
            WindowCap.problem_id.is_not_distinct_from(line.problem_id),
            WindowCap.holder == line.holder,
            WindowCap.period == line.period,
            WindowCap.most_times.is_(None) == (line.most_times is None),
        )
        .order_by(WindowCap.version_number.desc())
        .limit(1)
    )
    return session.scalar(question)


def _version(place: Place, line: CapLine, former: WindowCap | None) -> WindowCap:
    """The next version of a cap, with what the line says."""
    return WindowCap(
        version_number=former.version_number + 1 if former else 1,
        place_id=place.id,
        grade_id=line.grade_id,
        remedy_id=line.remedy_id,
        problem_id=line.problem_id,
        most_times=line.most_times,
        amount=line.amount,
        currency=line.currency,
    )


def _replace(former: WindowCap | None, made: WindowCap, name: str) -> None:
    """End the former version where this one begins."""
    if former is None:
        return
    if former.in_force_from >= made.in_force_from:
        raise Refusal(
            f"{name}: version {former.version_number} starts on "
            f"{former.in_force_from:%d %b %Y %H:%M} UTC. Choose a later moment."
        )
    if former.in_force_until is None or former.in_force_until > made.in_force_from:
        former.in_force_until = made.in_force_from


def _next_number(session: Session) -> int:
    return (session.scalar(select(func.max(WindowCap.cap_number))) or 0) + 1


def _tell(
    session: Session, viewer: Viewer, act: str, cap: WindowCap, place: Place, *, at: datetime,
    name: str,
) -> None:  # fmt: skip
    detail = {"cap": cap_in_words(as_cap(cap, path=place.path, rank=None)), "about": name,
              "from": cap.in_force_from.isoformat()}  # fmt: skip
    audit.record(session, viewer, act, Subject("window cap", cap.id, place.id), at=at,
                 detail=detail)  # fmt: skip
