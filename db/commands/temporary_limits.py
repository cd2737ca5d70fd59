"""Limits that hold for a time, and end by themselves: the standing rule then holds again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands import limit_endings, limit_readers
from db.commands.limit_order import check_order
from db.commands.limit_setting import Setting, as_rule, check_lines, setting_of
from db.commands.scope import place_where, root
from db.queries.limit_rules import rules_around
from db.rules import limit_sets as rules
from db.rules.authority import Limit, Question, decide, value_in_words
from db.rules.limit_sets import LimitLine
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import LimitKind
from db.rules.writing import given_text
from db.tables.limit_drafts import LimitEnding
from db.tables.limits import AuthorityLimit, LimitSet
from db.tables.places import Place

OLD_NEWS = timedelta(days=31)


def publish(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    lines: Sequence[LimitLine],
    note: str,
    in_force_from: datetime,
    ends_at: datetime,
    submit_key: str,
    at: datetime,
) -> int:
    """Publish limits that hold from one moment to another, before the standing ones of the same
    grade, remedy, problem and place; returns the key of the set. Nobody has to take them back.

    Refuses what `limits.publish` refuses, and a second temporary limit for the same while. Whose
    amounts it changes has to read it, and again when it has ended.
    """
    place = place_where(session, viewer, Permission.LIMITS_PUBLISH, place_id=place_id)
    session.execute(select(Place.id).where(Place.id == root(session).id).with_for_update())
    known = session.scalar(select(LimitSet.id).where(LimitSet.submit_key == submit_key))
    if known is not None:
        return known
    note = given_text(note, "note on what changes and why")
    _check_time(in_force_from, ends_at, at)
    setting = setting_of(session, place, in_force_from)
    check_lines(lines, setting)
    around = rules_around(session, place.path, at=in_force_from)
    for line in lines:
        _check_line(viewer, line, around, setting, ends_at)
    coming = [_coming(line, setting, ends_at) for line in lines]
    check_order(around, coming, setting, ends_at=ends_at)
    made = LimitSet(place_id=place.id, note=note, published_at=at, submit_key=submit_key,
                    published_by_id=viewer.person_id)  # fmt: skip
    session.add(made)
    session.flush()
    _write(session, made, coming, lines, place)
    limit_readers.name_readers(session, made, around, setting)
    said = [f"{setting.name(each.key)}: {value_in_words(setting.coming(each))}" for each in lines]
    detail = {"note": note, "from": in_force_from.isoformat(), "until": ends_at.isoformat(),
              "lines": said}  # fmt: skip
    subject = Subject("limit set", made.id, place.id)
    audit.record(session, viewer, "temporary limits published", subject, at=at, detail=detail)
    return made.id


def end(session: Session, viewer: Viewer, *, limit_id: int, at: datetime) -> None:
    """End a temporary limit now, before its time; whose amounts that changes has to read it."""
    row = session.get(AuthorityLimit, limit_id)
    if row is None or not row.is_temporary or row.in_force_until is None:
        raise Refusal("There is no such temporary limit. Choose one from the list.")
    place = place_where(session, viewer, Permission.LIMITS_PUBLISH, place_id=row.place_id)
    if row.in_force_until <= at:
        raise Conflict("This temporary limit has already ended.")
    if row.in_force_from >= at:
        raise Refusal("This temporary limit has not begun. Wait until it has, then end it.")
    _tell_readers(session, viewer, [row], place, at=at)
    subject = Subject("limit set", row.limit_set_id, place.id)
    detail = {"rule": row.rule_number}
    audit.record(session, viewer, "temporary limit ended", subject, at=at, detail=detail)


def tell_ended(session: Session, viewer: Viewer, *, at: datetime) -> int:
    """Write down which temporary limits have ended by themselves, so that whose amounts that
    changed reads it; how many sets that is. What ended long ago is no news.

    The clock ends them, wherever they are; no person does.
    """
    if not viewer.is_system:
        raise NotPermitted("A temporary limit ends by itself. To end it sooner, open Caps.")
    told = select(LimitEnding.limit_id).where(LimitEnding.limit_id == AuthorityLimit.id)
    question = (
        select(AuthorityLimit)
        .where(
            AuthorityLimit.is_temporary.is_(True),
            AuthorityLimit.in_force_until <= at,
            AuthorityLimit.in_force_until > at - OLD_NEWS,
            ~told.exists(),
        )
        .order_by(AuthorityLimit.id)
        .with_for_update(skip_locked=True)
    )
    ended: dict[tuple[int, datetime], list[AuthorityLimit]] = {}
    for row in session.scalars(question):
        ended.setdefault((row.limit_set_id, row.in_force_until or at), []).append(row)
    for (_, moment), rows in ended.items():
        place = session.get_one(Place, rows[0].place_id)
        _tell_readers(session, viewer, rows, place, at=moment)
    return len(ended)


def _tell_readers(
    session: Session, viewer: Viewer, rows: Sequence[AuthorityLimit], place: Place, *, at: datetime
) -> None:
    """Keep that limits of one set ended at a moment, and who has to read that."""
    note = session.get_one(LimitSet, rows[0].limit_set_id).note
    made = LimitSet(place_id=place.id, note=f"Over: {note}", published_at=at,
                    published_by_id=viewer.person_id,
                    submit_key=f"over {min(row.id for row in rows)}")  # fmt: skip
    session.add(made)
    session.flush()
    setting = setting_of(session, place, at)
    limit_endings.end(session, made, rows, setting)
    gone = [
        replace(as_rule(row, path=place.path, rank=setting.grades[row.grade_id].rank),
                in_force_until=None)
        for row in rows
    ]  # fmt: skip
    before = [*rules_around(session, place.path, at=at), *gone]
    limit_readers.name_readers(session, made, before, setting)


def _check_time(starts: datetime, ends: datetime, at: datetime) -> None:
    if starts < at:
        raise Refusal("Limits cannot start in the past. Choose now or a later moment.")
    if ends <= starts:
        raise Refusal("A temporary limit would end before it starts. Choose a later end.")


def _check_line(
    viewer: Viewer, line: LimitLine, around: Sequence[Limit], setting: Setting, ends_at: datetime
) -> None:
    """Nobody gives for a time what they do not hold, and no two may hold for one while."""
    name, path = setting.name(line.key), setting.place.path
    if not viewer.is_system:
        # Zero is no remedy's key: a line for any remedy needs a limit of one's own for any.
        about = Question(path, line.problem_id, line.remedy_id or 0, setting.in_force_from)
        own = decide(around, about, grade_rank=viewer.grade_rank).winner
        rules.check_held(line, own, name=name)
    same = (path, setting.grades[line.grade_id].rank, line.problem_id, line.remedy_id)
    for each in around:
        key = (each.place_path, each.grade_rank, each.problem_id, each.remedy_id)
        if each.is_temporary and key == same and each.in_force_until is not None \
                and each.in_force_from < ends_at:  # fmt: skip
            raise Refusal(
                f"{name}: a temporary limit holds from {each.in_force_from:%d %b %Y %H:%M} to "
                f"{each.in_force_until:%d %b %Y %H:%M} UTC. Choose a time outside of it."
            )


def _coming(line: LimitLine, setting: Setting, ends_at: datetime) -> Limit:
    """The line as the rule that it would be."""
    return replace(setting.coming(line), in_force_until=ends_at, is_temporary=True)


def _write(
    session: Session,
    made: LimitSet,
    coming: Sequence[Limit],
    lines: Sequence[LimitLine],
    place: Place,
) -> None:
    first = (session.scalar(select(func.max(AuthorityLimit.rule_number))) or 0) + 1
    for number, (limit, line) in enumerate(zip(coming, lines, strict=True), start=first):
        approver = made.published_by_id or line.approved_by_id
        session.add(
            AuthorityLimit(
                rule_number=number,
                version_number=1,
                limit_set_id=made.id,
                place_id=place.id,
                grade_id=line.grade_id,
                remedy_id=line.remedy_id,
                problem_id=line.problem_id,
                kind=limit.kind,
                amount=limit.amount,
                currency=limit.currency,
                unlimited_until=limit.unlimited_until,
                approved_by_id=approver if limit.kind is LimitKind.UNLIMITED else None,
                in_force_from=limit.in_force_from,
                in_force_until=limit.in_force_until,
                is_temporary=True,
            )
        )
    session.flush()
