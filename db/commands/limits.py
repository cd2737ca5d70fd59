"""Acts on authority limits: publishing a set of them, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands import limit_endings, limit_readers
from db.commands.limit_order import check_standing
from db.commands.limit_setting import Setting, as_rule, check_lines, setting_of
from db.commands.scope import place_where, root
from db.queries.limit_rules import rules_around
from db.rules import limit_sets as rules
from db.rules.authority import Limit, Question, decide
from db.rules.limit_sets import LimitLine, RuleKey
from db.rules.refusals import Refusal
from db.rules.words import LimitKind, ResponseState
from db.rules.writing import given_text
from db.tables.limits import AuthorityLimit, LimitSet
from db.tables.places import Place
from db.tables.responses import Response


def publish(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    lines: Sequence[LimitLine],
    note: str,
    in_force_from: datetime,
    submit_key: str,
    ended: Sequence[RuleKey] = (),
    at: datetime,
) -> int:
    """Publish limits of one place as one set; returns the key of the set.

    A line that changes a rule ends its former version at `in_force_from` and writes the next; the
    rules of `ended` get no next one: what is set above holds. Refuses blanks, unknown names, ties,
    inversions, a wrong currency, a start in the past, and more than the publisher holds (not of
    the system, and not in the very first set). Whose amounts change has to read the set.
    """
    place = place_where(session, viewer, Permission.LIMITS_PUBLISH, place_id=place_id)
    _take_turn(session)
    known = session.scalar(select(LimitSet.id).where(LimitSet.submit_key == submit_key))
    if known is not None:
        return known
    note = given_text(note, "note on what changes and why")
    if in_force_from < at:
        raise Refusal("Limits cannot start in the past. Choose now or a later moment.")
    setting = setting_of(session, place, in_force_from)
    change = _change(session, lines, ended, setting)
    before = rules_around(session, place.path, at=in_force_from)
    from_above = limit_endings.values_above(change.ending, before, setting)
    _check_held(session, viewer, [*lines, *from_above], setting)
    _check_starts(change.lines, change.latest, setting)
    _check_inversions(change.lines, change.staying, setting)
    check_standing(before, change.lines, change.ending, setting)
    made = LimitSet(place_id=place.id, note=note, published_at=at, submit_key=submit_key,
                    published_by_id=viewer.person_id)  # fmt: skip
    session.add(made)
    session.flush()
    _write(session, made, change.lines, change.latest, setting)
    limit_endings.end(session, made, change.ending, setting)
    limit_readers.name_readers(session, made, before, setting)
    _unverify(session, place, {key[2] for key in change.keys})
    _tell(session, viewer, made, change, setting)
    return made.id


@dataclass(frozen=True, slots=True)
class _Change:
    """What a set changes: lines that say something new, versions that end, and those that stay."""

    lines: list[LimitLine]
    ending: list[AuthorityLimit]
    staying: list[AuthorityLimit]
    latest: dict[RuleKey, AuthorityLimit]

    @property
    def keys(self) -> list[RuleKey]:
        """What the change is about."""
        return [*(line.key for line in self.lines), *(_key(row) for row in self.ending)]


def _change(
    session: Session, lines: Sequence[LimitLine], ended: Sequence[RuleKey], setting: Setting
) -> _Change:
    if lines or not ended:
        check_lines(lines, setting)
    versions = _versions(session, setting.place)
    latest = {_key(row): row for row in versions}
    changed = [line for line in lines if not _holds_already(line, latest.get(line.key))]
    ending = limit_endings.rows_to_end(ended, latest, setting)
    if not changed and not ending:
        raise Refusal("Every line says what already holds. Change a value first.")
    return _Change(changed, ending, [row for row in versions if row not in ending], latest)


def _tell(
    session: Session, viewer: Viewer, made: LimitSet, change: _Change, setting: Setting
) -> None:
    ended = (f"{setting.name(_key(row))}: no rule" for row in change.ending)
    said = [*setting.said(change.lines), *ended]
    detail = {"note": made.note, "from": setting.in_force_from.isoformat(), "lines": said}
    subject = Subject("limit set", made.id, setting.place.id)
    audit.record(session, viewer, "limits published", subject, at=made.published_at, detail=detail)


def _take_turn(session: Session) -> None:
    """Two sets at once would take the same rule numbers; this row lets them pass one by one."""
    session.execute(select(Place.id).where(Place.id == root(session).id).with_for_update())


def _check_held(
    session: Session, viewer: Viewer, lines: Sequence[LimitLine], setting: Setting
) -> None:
    is_first = session.scalar(select(LimitSet.id).limit(1)) is None
    if viewer.is_system or is_first:
        return
    rows = session.execute(
        select(AuthorityLimit, Place.path)
        .join(Place, Place.id == AuthorityLimit.place_id)
        .where(
            AuthorityLimit.grade_id == viewer.grade_id,
            Place.path.in_(access.ancestors(setting.place.path)),
        )
    )
    held = [as_rule(limit, path=path, rank=viewer.grade_rank) for limit, path in rows]
    for line in lines:
        # Zero is no remedy's key: a line for any remedy needs a limit of one's own for any.
        question = Question(
            setting.place.path, line.problem_id, line.remedy_id or 0, setting.in_force_from
        )
        own = decide(held, question, grade_rank=viewer.grade_rank).winner
        rules.check_held(line, own, name=setting.name(line.key))


def _versions(session: Session, place: Place) -> list[AuthorityLimit]:
    """Every version of every standing rule of the place, the newest of each rule last."""
    question = (
        select(AuthorityLimit)
        .where(AuthorityLimit.place_id == place.id, AuthorityLimit.is_temporary.is_(False))
        .order_by(AuthorityLimit.version_number, AuthorityLimit.id)
    )
    return list(session.scalars(question))


def _key(row: AuthorityLimit) -> RuleKey:
    return row.grade_id, row.remedy_id, row.problem_id


def _holds_already(line: LimitLine, latest: AuthorityLimit | None) -> bool:
    return latest is not None and (
        (latest.kind, latest.amount, latest.currency, latest.unlimited_until, latest.in_force_until)
        == (line.kind, line.amount, line.currency, line.unlimited_until, None)
    )


def _check_starts(
    changed: Sequence[LimitLine], latest: dict[RuleKey, AuthorityLimit], setting: Setting
) -> None:
    for line in changed:
        former = latest.get(line.key)
        if former is not None and former.in_force_from >= setting.in_force_from:
            raise Refusal(
                f"{setting.name(line.key)}: version {former.version_number} starts on "
                f"{former.in_force_from:%d %b %Y %H:%M} UTC. Choose a later moment."
            )


def _check_inversions(
    changed: Sequence[LimitLine], versions: Sequence[AuthorityLimit], setting: Setting
) -> None:
    """Compare what comes with all that stays, also with what was published for later."""
    coming = {line.key: setting.coming(line) for line in changed}
    after: dict[tuple[int | None, int | None], list[Limit]] = {}
    for key, limit in coming.items():
        after.setdefault(key[1:], []).append(limit)
    for row in versions:
        ended = row.in_force_until is not None and row.in_force_until <= setting.in_force_from
        if not ended and _key(row) not in coming and _key(row)[1:] in after:
            rank = setting.grades[row.grade_id].rank
            after[_key(row)[1:]].append(as_rule(row, path=setting.place.path, rank=rank))
    for limits in after.values():
        found = rules.inversion(limits)
        if found is not None:
            raise Refusal(setting.inverted(*found))


def _write(
    session: Session,
    made: LimitSet,
    changed: Iterable[LimitLine],
    latest: dict[RuleKey, AuthorityLimit],
    setting: Setting,
) -> None:
    next_rule = (session.scalar(select(func.max(AuthorityLimit.rule_number))) or 0) + 1
    for line in changed:
        former = latest.get(line.key)
        if former is not None:
            former.in_force_until = setting.in_force_from
        unlimited = line.kind is LimitKind.UNLIMITED
        session.add(
            AuthorityLimit(
                rule_number=former.rule_number if former else next_rule,
                version_number=former.version_number + 1 if former else 1,
                limit_set_id=made.id,
                place_id=setting.place.id,
                grade_id=line.grade_id,
                remedy_id=line.remedy_id,
                problem_id=line.problem_id,
                kind=line.kind,
                amount=line.amount,
                currency=line.currency,
                unlimited_until=line.unlimited_until,
                approved_by_id=(made.published_by_id or line.approved_by_id) if unlimited else None,
                in_force_from=setting.in_force_from,
            )
        )
        next_rule += former is None
    session.flush()


def _unverify(session: Session, place: Place, about: set[int | None]) -> None:
    """A change of amount for one problem un-verifies what was agreed to say about it here."""
    problems = about - {None}
    question = (
        select(Response)
        .join(Place, Place.id == Response.place_id)
        .where(
            Response.problem_id.in_(problems),
            Response.state == ResponseState.AGREED,
            Response.verified_until.is_not(None),
            access.below(Place.path, (place.path,)),
        )
    )
    for response in session.scalars(question) if problems else ():
        response.verified_at = response.verified_by_id = response.verified_until = None
