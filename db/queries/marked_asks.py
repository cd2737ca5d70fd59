"""Which escalations a mark counts, as conditions: the same sets that the screens count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, and_, case, exists, func, literal, not_, or_, true
from sqlalchemy import type_coerce as plain

from db.queries.bother import TURNED
from db.queries.levels import BY_THE_FIRST, RATED, RESOLVED
from db.rules.bases import Basis
from db.rules.bother import PASSED_ON
from db.rules.over_limits import NEAR
from db.rules.words import (
    EscalationClass,
    EscalationReason,
    EscalationState,
    EventKind,
    LimitKind,
)
from db.tables.escalations import Escalation, EscalationEvent

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement

    from db.queries.places import PlaceRow
    from db.rules.marks import Mark

RUNNING = (
    EscalationState.WAITING, EscalationState.ACKNOWLEDGED, EscalationState.WITH_CUSTOMER,
)  # fmt: skip
_OWN = Escalation.import_run_id.is_(None)
_HERE = Escalation.source == ""
_WITHDRAWN = or_(
    Escalation.withdrawn_at.is_not(None), Escalation.state == EscalationState.WITHDRAWN
)
# A manager came, was with the customer or resolved it from afar, before the customer left.
_CAME_AT = func.coalesce(Escalation.with_customer_at, Escalation.resolved_at)
_CAME = and_(
    _CAME_AT.is_not(None), or_(Escalation.left_at.is_(None), Escalation.left_at >= _CAME_AT)
)
_LEFT = and_(
    Escalation.left_at.is_not(None), or_(_CAME_AT.is_(None), Escalation.left_at < _CAME_AT)
)
_NEITHER = and_(
    _CAME_AT.is_(None),
    Escalation.left_at.is_(None),
    or_(
        Escalation.withdrawn_at >= Escalation.asked_at,
        and_(Escalation.withdrawn_at.is_(None), Escalation.state.in_(RUNNING)),
    ),
)


# Of a matter of safety nobody reads what it was about.
_ABOUT = Escalation.escalation_class != EscalationClass.SAFETY
_GONE = Escalation.state == EscalationState.LEFT


def _is(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Surely so: what is not known is not so."""
    return case((condition, 1), else_=0) == 1


def _happened(
    kinds: Collection[EventKind], is_so: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """Something of these kinds happened to the escalation, at least once."""
    return exists().where(
        EscalationEvent.escalation_id == Escalation.id,
        EscalationEvent.kind.in_(kinds),
        true() if is_so is None else is_so,
    )


CONDITIONS: dict[Basis, ColumnElement[bool]] = {
    Basis.MATTERS: and_(_HERE, not_(_WITHDRAWN), RATED),
    Basis.NOT_SATISFIABLE: and_(_OWN, not_(RATED)),
    Basis.WITHDRAWN: and_(_HERE, _WITHDRAWN),
    Basis.IMPORTED: not_(_HERE),
    Basis.WALKED: and_(_LEFT, Escalation.left_at >= Escalation.asked_at),
    Basis.CAME: and_(_CAME, Escalation.asked_at <= _CAME_AT),
    Basis.UNMET: _NEITHER,
    # Until a manager came: nobody kept when it ended, or the end lies before the ask.
    Basis.NO_MOMENT: and_(
        _CAME_AT.is_(None),
        Escalation.left_at.is_(None),
        Escalation.withdrawn_at.is_(None),
        RESOLVED,
    ),
    Basis.BACKWARDS: or_(
        and_(_CAME, Escalation.asked_at > _CAME_AT),
        and_(_LEFT, Escalation.left_at < Escalation.asked_at),
        and_(
            _CAME_AT.is_(None),
            Escalation.left_at.is_(None),
            Escalation.withdrawn_at < Escalation.asked_at,
        ),
    ),
    Basis.NEW: and_(_ABOUT, Escalation.problem_id.is_(None)),
    Basis.SAFETY: not_(_ABOUT),
    Basis.COMPLETE: and_(RESOLVED, Escalation.is_complete.is_(True)),
    Basis.INCOMPLETE: and_(RESOLVED, Escalation.is_complete.is_(False)),
    Basis.NOT_SAID: and_(RESOLVED, Escalation.is_complete.is_(None)),
    Basis.OWN: and_(_OWN, RATED),
    Basis.FIRST: and_(_OWN, RATED, _is(BY_THE_FIRST)),
    Basis.HIGHER: and_(_OWN, RATED, RESOLVED, not_(_is(BY_THE_FIRST))),
    Basis.UNRESOLVED: and_(_OWN, RATED, not_(RESOLVED)),
    Basis.HANDED_ON: and_(_OWN, RATED, Escalation.hand_offs > 0),
    Basis.TURNED_AWAY: and_(_OWN, _happened(TURNED)),
    Basis.UNANSWERED: and_(_OWN, _happened({EventKind.UNANSWERED})),
}


def condition_of(mark: Mark) -> ColumnElement[bool]:
    """What an escalation must be to be counted by a mark, beside its weeks, hour and class."""
    if mark.basis is Basis.CASES:
        return Escalation.problem_id == mark.problem
    if mark.basis is Basis.ABOUT:
        return and_(_ABOUT, Escalation.problem_id == mark.problem)
    if mark.basis is Basis.GONE:
        why = EscalationEvent.left_reason == mark.left if mark.left else true()
        return and_(_GONE, _happened({EventKind.CUSTOMER_LEFT}, why))
    if mark.basis is Basis.PASSED_ON:
        is_so = true() if mark.reason is None else EscalationEvent.pass_on_reason == mark.reason
        return and_(_OWN, _happened(PASSED_ON, is_so))
    return true() if mark.is_about_waits else CONDITIONS.get(mark.basis, true())


def over_limit_condition(mark: Mark, here: PlaceRow) -> ColumnElement[bool]:
    """The same of asks whose reason was *over my limit*; amounts in the currency of the place."""
    asked, held = plain(Escalation.amount_asked, BigInteger), plain(_HELD, BigInteger)
    known = and_(Escalation.amount_asked.is_not(None), _HELD.is_not(None))
    counted = and_(known, Escalation.asked_currency == here.currency)
    over = and_(counted, asked > held)
    if mark.basis is Basis.NO_AMOUNT:
        found = not_(known)
    elif mark.basis is Basis.OTHER_CURRENCY:
        found = and_(known, Escalation.asked_currency != here.currency)
    elif mark.basis is Basis.JUST_BELOW:
        found = and_(counted, held > 0, asked <= held, NEAR * asked > (NEAR - 1) * held)
    elif mark.basis is Basis.JUST_ABOVE:
        found = and_(counted, held > 0, asked > held, NEAR * asked <= (NEAR + 1) * held)
    else:
        found = and_(over, _tried(mark))
    return and_(Escalation.reason == EscalationReason.OVER_MY_LIMIT, found, _of_kind(mark))


# What the asker held: nothing where the rule said so, and not known where nobody kept it.
_HELD = case(
    (Escalation.limit_kind == LimitKind.NONE, literal(0, BigInteger)),
    else_=plain(Escalation.limit_amount, BigInteger),
)


def _tried(mark: Mark) -> ColumnElement[bool]:
    """What the limit that was tried makes of an ask over its asker's own."""
    if mark.limit is None:
        return true()
    removed = Escalation.amount_asked <= mark.limit
    if mark.basis is Basis.REMOVED:
        return removed
    if mark.basis is Basis.REMOVED_LEFT:
        return and_(removed, Escalation.left_at.is_not(None))
    return and_(
        Escalation.amount_asked > mark.limit,
        Escalation.granted_currency == Escalation.asked_currency,
        plain(Escalation.amount_granted, BigInteger) > 0,
        Escalation.amount_granted <= mark.limit,
    )


def _of_kind(mark: Mark) -> ColumnElement[bool]:
    """Only asks about this problem and this remedy."""
    if mark.kind is None:
        return true()
    problem, remedy = mark.kind
    return and_(
        func.coalesce(Escalation.problem_id, 0) == problem,
        func.coalesce(Escalation.remedy_id, 0) == remedy,
    )
