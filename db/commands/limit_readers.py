"""Who has to read a set of limits: only those whose own amounts it changes; and their reading."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Viewer
from db.audit import Subject
from db.commands.limit_setting import Setting
from db.queries.limit_rules import rules_at
from db.rules.authority import Limit
from db.rules.limit_books import Books
from db.rules.limit_differences import value_changes
from db.rules.refusals import NotPermitted
from db.tables.limit_drafts import LimitReader, LimitReading
from db.tables.limits import LimitSet
from db.tables.people import Grade, Person
from db.tables.places import Place


def name_readers(
    session: Session, made: LimitSet, before: Sequence[Limit], setting: Setting
) -> None:
    """Write down whose amounts the set changes, from `before` to what stands in the record now.

    Where no rule spoke of a grade before, nothing changes: the first limits are no news.
    """
    here = setting.place.path
    after = [
        *(limit for limit in before if limit.place_path != here),
        *rules_at(session, here, at=setting.in_force_from),
    ]
    known = {limit.id: limit for limit in before}
    touched = [limit for limit in after if known.pop(limit.id, None) != limit] + [*known.values()]
    ranks = {limit.grade_rank for limit in touched}
    books = (_of_grades(ranks, before, setting), _of_grades(ranks, after, setting))
    changed: dict[tuple[tuple[str, ...], int], bool] = {}
    readers = []
    for person_id, home_id, grade_id, path, rank in session.execute(_people(setting.place.path)):
        key = books[1].line(path), rank
        if key not in changed:
            changed[key] = _is_changed(books, path, rank, touched, setting)
        if changed[key]:
            row = {"person_id": person_id, "place_id": home_id, "grade_id": grade_id}
            readers.append({"limit_set_id": made.id, **row})
    if readers:
        session.execute(insert(LimitReader), readers)


def _of_grades(ranks: Collection[int], limits: Iterable[Limit], setting: Setting) -> Books:
    return Books((each for each in limits if each.grade_rank in ranks), at=setting.in_force_from)


def _is_changed(
    books: tuple[Books, Books], path: str, rank: int, touched: Iterable[Limit], setting: Setting
) -> bool:
    mine = [limit for limit in touched if limit.grade_rank == rank]
    if not mine:
        return False
    before, after = books[0].on(path), books[1].on(path)
    if not before.of_grade(rank):
        return False
    named = {limit.remedy_id for limit in mine}
    remedies = [each for each in setting.remedies if {None, each} & named]
    found = value_changes(before, after, path=path, ranks=(rank,), remedies=remedies)
    return any(each.is_amount_changed for each in found)


def _people(path: str) -> Select[int, int, int, str, int]:
    return (
        select(Person.id, Person.home_place_id, Person.grade_id, Place.path, Grade.rank)
        .join(Place, Place.id == Person.home_place_id)
        .join(Grade, Grade.id == Person.grade_id)
        .where(Person.deactivated_at.is_(None), access.below(Place.path, (path,)))
        .order_by(Person.id)
    )


def confirm(
    session: Session, viewer: Viewer, *, limit_set_ids: Sequence[int], at: datetime
) -> None:
    """Keep that the viewer has read what these sets changed for them; twice is once.

    Raises:
        NotPermitted: a set did not change the viewer's own amounts.
    """
    own = select(LimitReader.limit_set_id).where(LimitReader.person_id == viewer.person_id)
    asked = set(session.scalars(own))
    if viewer.person_id is None or not set(limit_set_ids) <= asked:
        raise NotPermitted("This set did not change your limits. Only who is concerned confirms.")
    read = select(LimitReading.limit_set_id).where(LimitReading.person_id == viewer.person_id)
    done = set(session.scalars(read))
    for limit_set_id in sorted(set(limit_set_ids) - done):
        session.add(LimitReading(limit_set_id=limit_set_id, person_id=viewer.person_id, read_at=at))
        session.flush()
        place_id = session.get_one(LimitSet, limit_set_id).place_id
        subject = Subject("limit set", limit_set_id, place_id)
        audit.record(session, viewer, "change of limits read", subject, at=at)
