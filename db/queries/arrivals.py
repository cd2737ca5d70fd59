"""What a manager needs on the way to a customer: the response to use, and who may decide what.

Asked for all cards of the queue at once: as many statements for many that wait as for one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, or_, select

from db import access
from db.queries.cap_windows import windows_of_each
from db.queries.card_words import Words, as_words
from db.queries.closed_cases import closed_cases
from db.queries.limit_rules import rules
from db.rules import arrivals, cards
from db.rules.authority import Limit, Question, decide
from db.rules.words import CapHolder, EscalationClass, ResponseState
from db.session import rows_of
from db.tables.limits import AuthorityLimit
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.closed_cases import ClosedCase
    from db.queries.escalations import EscalationRow
    from db.rules.caps import Left, Windows

ALL_RANKS = 0


@dataclass(frozen=True, slots=True)
class Arrival:
    """The agreed response of the problem at the office (None: nothing is agreed there), and in
    sentences what the asker may do and what the viewer may decide; both are empty where safety
    closes compensation. `ended` is the case, if a manager closed it before as not satisfiable.
    """

    words: Words | None
    asker_may: str
    you_may: str
    ended: ClosedCase | None = None


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules that could answer: those kept with an ask by key, the viewer's own, and names;
    what caps leave the viewer of each ask.
    """

    kept: Mapping[int, Limit]
    own: Sequence[Limit]
    names: Mapping[int, str]
    windows: Mapping[int, Windows]


def arrivals_for(
    session: Session, viewer: Viewer, *, rows: Sequence[EscalationRow], now: datetime
) -> dict[int, Arrival]:
    """What to know about each of these escalations, which the viewer was shown, by its key."""
    if not rows:
        return {}
    paths = {path for row in rows for path in access.ancestors(row.place_path)}
    agreed = _agreed(session, rows, paths)
    known = _rules(session, viewer, rows, paths, now=now)
    found = {row.id: _arrival(row, viewer, agreed, known, now=now) for row in rows}
    ended = closed_cases(session, rows)
    return {key: replace(each, ended=ended.get(key)) for key, each in found.items()}


def _arrival(
    row: EscalationRow,
    viewer: Viewer,
    agreed: Mapping[int, Sequence[Row[*tuple[Any, ...]]]],
    known: _Rules,
    *,
    now: datetime,
) -> Arrival:
    found = agreed.get(row.problem_id or 0, ())
    here = [each for each in found if each.path and row.place_path.startswith(each.path)]
    here.sort(key=lambda each: (-len(each.path), each.id))
    words = None
    if here:
        order = cards.branch(here[0].fault, is_powerless=here[0].is_powerless)
        words = as_words(here, order, now=now)
    if row.escalation_class is EscalationClass.SAFETY:
        return Arrival(words, "", "")
    if row.remedy_id is None:
        return Arrival(words, arrivals.NO_REMEDY, "")
    lowest = (found[0].minimum_rank if found else None) or ALL_RANKS
    return Arrival(words, *_sentences(row, viewer, known, lowest, now=now))


def _sentences(
    row: EscalationRow, viewer: Viewer, known: _Rules, lowest: int, *, now: datetime
) -> tuple[str, str]:
    kept = known.kept.get(row.limit_id or 0)
    about = Question(row.place_path, row.problem_id, row.remedy_id or 0, now)
    own = decide(known.own, about, grade_rank=viewer.grade_rank).winner
    left, wants_reference = _left(row, viewer, known.windows[row.id])
    return (
        arrivals.asker_may(row.asker_name, kept, row.worth, place=_name(known, kept)),
        arrivals.you_may(
            own, row.worth, place=_name(known, own), is_below_grade=viewer.grade_rank < lowest,
            left=left, wants_reference=wants_reference,
        ),
    )  # fmt: skip


def _left(row: EscalationRow, viewer: Viewer, windows: Windows) -> tuple[list[Left], bool]:
    """What caps leave the viewer; those of a customer whom nobody named say nothing yet."""
    rank, person = viewer.grade_rank, viewer.person_id
    wants_reference = windows.wants_reference(rank=rank, currency=row.currency)
    left = windows.left(rank=rank, person_id=person, currency=row.currency)
    known = [each for each in left if row.customer_hash or each.cap.holder is CapHolder.PERSON]
    return known, wants_reference


def _name(known: _Rules, limit: Limit | None) -> str:
    return known.names[limit.id] if limit else ""


def _agreed(
    session: Session, rows: Sequence[EscalationRow], paths: set[str]
) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    problems = sorted({row.problem_id for row in rows if row.problem_id})
    found: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    if problems:
        for each in rows_of(session, _AGREED, {"problems": problems, "paths": sorted(paths)}):
            found[each.about].append(each)
    return found


def _rules(
    session: Session,
    viewer: Viewer,
    rows: Sequence[EscalationRow],
    paths: set[str],
    *,
    now: datetime,
) -> _Rules:
    remedies = sorted({row.remedy_id for row in rows if row.remedy_id})
    given = {
        "kept": sorted({row.limit_id for row in rows if row.limit_id}),
        "rank": viewer.grade_rank,
        "at": now,
        "paths": sorted(paths),
        "remedies": remedies,
    }
    found = rows_of(session, _KEPT_OR_OWN, given).all() if remedies else []
    limits = [Limit(*row[:-1]) for row in found]
    names = {limit.id: row[-1] for limit, row in zip(limits, found, strict=True)}
    caps = windows_of_each(session, viewer, rows=rows, now=now)
    return _Rules({limit.id: limit for limit in limits}, limits, names, caps)


# Both stand on a screen that is drawn anew at each ask: built once.
_AGREED = (
    select(
        *Response.__table__.columns, Person.name.label("verifier"), Place.path,
        Problem.id.label("about"), Problem.fault, Problem.is_powerless,
        Grade.rank.label("minimum_rank"),
    )
    .select_from(Problem)
    .outerjoin(Grade, Grade.id == Problem.minimum_grade_id)
    .outerjoin(
        Response, (Response.problem_id == Problem.id) & (Response.state == ResponseState.AGREED)
    )
    .outerjoin(
        Place,
        (Place.id == Response.place_id) & Place.path.in_(bindparam("paths", expanding=True)),
    )
    .outerjoin(Person, Person.id == Response.verified_by_id)
    .where(Problem.id.in_(bindparam("problems", expanding=True)))
)  # fmt: skip
_KEPT_OR_OWN = (
    rules()
    .add_columns(Place.name)
    .where(
        or_(
            AuthorityLimit.id.in_(bindparam("kept", expanding=True)),
            and_(
                Grade.rank == bindparam("rank"),
                Place.path.in_(bindparam("paths", expanding=True)),
                AuthorityLimit.in_force_from <= bindparam("at"),
                or_(
                    AuthorityLimit.in_force_until.is_(None),
                    AuthorityLimit.in_force_until > bindparam("at"),
                ),
                or_(
                    AuthorityLimit.remedy_id.is_(None),
                    AuthorityLimit.remedy_id.in_(bindparam("remedies", expanding=True)),
                ),
            ),
        )
    )
)
