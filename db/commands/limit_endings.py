"""Ending rules of a place, so that what is set above it holds again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from db.commands.limit_setting import Setting
from db.rules.authority import Limit
from db.rules.limit_books import Book, lines_above
from db.rules.limit_sets import LimitLine, RuleKey
from db.rules.refusals import Refusal
from db.tables.limit_drafts import LimitEnding
from db.tables.limits import AuthorityLimit, LimitSet


def rows_to_end(
    ended: Iterable[RuleKey], latest: Mapping[RuleKey, AuthorityLimit], setting: Setting
) -> list[AuthorityLimit]:
    """The versions that shall end; refuses one that begins only later, and leaves out what has
    ended already.
    """
    rows = []
    for key in ended:
        row = latest.get(key)
        if row is None or row.in_force_until is not None:
            continue
        if row.in_force_from >= setting.in_force_from:
            raise Refusal(
                f"{setting.name(key)}: version {row.version_number} starts on "
                f"{row.in_force_from:%d %b %Y %H:%M} UTC. Choose a later moment."
            )
        rows.append(row)
    return rows


def values_above(
    ending: Sequence[AuthorityLimit], before: Sequence[Limit], setting: Setting
) -> list[LimitLine]:
    """What will hold where rules end, as lines, because an approver must hold that too."""
    gone, here = {row.id for row in ending}, setting.place.path
    staying = (each for each in before if each.id not in gone and here.startswith(each.place_path))
    left = Book(staying, at=setting.in_force_from)
    ended = [
        ((row.grade_id, row.remedy_id, row.problem_id), setting.grades[row.grade_id].rank)
        for row in ending
    ]
    return lines_above(ended, left, path=setting.place.path, remedies=setting.remedies)


def end(
    session: Session, made: LimitSet, ending: Iterable[AuthorityLimit], setting: Setting
) -> None:
    """Write the end of each version, and which set ended it."""
    for row in ending:
        row.in_force_until = setting.in_force_from
        session.add(LimitEnding(limit_id=row.id, limit_set_id=made.id))
    session.flush()
