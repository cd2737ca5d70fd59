"""What a mark counts, in words, and the screen that shows it."""

from __future__ import annotations

from db.queries.places import PlaceRow
from db.rules.bases import REOPENED, Basis
from db.rules.marks import Mark
from db.rules.money import show_money
from db.rules.reopenings import WITHIN
from db.rules.words import Stage, WaitClock
from pages.components.wait_words import DONE, length

COUNTS = {
    Basis.ASKS: "every ask of these weeks",
    Basis.RATE: "asks on days with recorded contacts",
    Basis.CASES: "asks about one problem",
    Basis.GIFTS: "what staff gave within their own authority",
    Basis.MATTERS: "asks beside those gifts, neither withdrawn nor imported",
    Basis.WITHDRAWN: "asks that were withdrawn",
    Basis.IMPORTED: "asks imported from elsewhere",
    Basis.WALKED: "customers who left before a manager came",
    Basis.CAME: "asks to which a manager came",
    Basis.UNMET: "asks that still wait for a manager, or ended without one",
    Basis.COMPLETE: "resolved completely",
    Basis.INCOMPLETE: "resolved, and something was left open",
    Basis.NOT_SAID: "resolved, and nobody said whether completely",
    Basis.RESOLVED: f"resolved at least {WITHIN.days} days ago, by weeks",
    Basis.CAME_BACK: f"resolved, and the customer came back within {WITHIN.days} days",
    Basis.TOO_YOUNG: f"resolved in weeks whose {WITHIN.days} days are not over",
    Basis.RESOLVED_ELSEWHERE: "resolved elsewhere, and imported",
    Basis.KEPT: "kept in time",
    Basis.KEPT_AGAIN: "kept in time after they were promised again",
    Basis.LATE: "kept late",
    Basis.MISSED: "missed",
    Basis.NOT_SATISFIABLE: "ended as not satisfiable, which rates nobody",
    Basis.ABOUT: "about one problem",
    Basis.NEW: "about what nobody had thought of",
    Basis.SAFETY: "matters of safety",
    Basis.OWN: "every ask of these weeks that was asked here and rates anybody",
    Basis.FIRST: "resolved by the first person offered",
    Basis.HIGHER: "resolved, but not by the first person offered",
    Basis.UNRESOLVED: "not resolved",
    Basis.HANDED_ON: "handed on at least once",
    Basis.TURNED_AWAY: "declined, passed on or left unanswered at least once",
    Basis.UNANSWERED: "left unanswered at least once",
    Basis.OVER: "asks over the limit of their asker",
    Basis.JUST_BELOW: "asks in the last tenth up to the limit of their asker",
    Basis.JUST_ABOVE: "asks in the first tenth above the limit of their asker",
    Basis.NO_AMOUNT: "asks over a limit without an amount or a limit",
    Basis.OTHER_CURRENCY: "asks over a limit in other currencies",
}
LEFT_OUT = {
    Basis.NO_MOMENT: "in no figure, because nobody kept when they ended",
    Basis.BACKWARDS: "in no figure, because they end before they begin",
    Basis.NO_HOURS: "in no figure, because no opening hours were on record",
}
OUTCOMES = frozenset(
    {
        *(Basis.GIFTS, Basis.MATTERS, Basis.WITHDRAWN, Basis.IMPORTED),
        *(Basis.WALKED, Basis.CAME, Basis.UNMET, Basis.NOT_SATISFIABLE),
        *(Basis.GONE, Basis.GONE_UNASKED),
        *(Basis.COMPLETE, Basis.INCOMPLETE, Basis.NOT_SAID),
        *REOPENED,
        *(Basis.KEPT, Basis.KEPT_AGAIN, Basis.LATE, Basis.MISSED),
    }
)
BY_PROBLEM = frozenset({Basis.ABOUT, Basis.NEW, Basis.SAFETY})
ANSWERS = frozenset(
    {
        *(Basis.OWN, Basis.FIRST, Basis.HIGHER, Basis.UNRESOLVED, Basis.HANDED_ON),
        *(Basis.TURNED_AWAY, Basis.PASSED_ON, Basis.UNANSWERED),
    }
)


def noun_of(mark: Mark, number: int) -> str:
    """`1 ask`, `12 gifts`, `3 promises`."""
    return f"1 {mark.noun.removesuffix('s')}" if number == 1 else f"{number:,} {mark.noun}"


def counts_in_words(mark: Mark, place: PlaceRow) -> str:
    """What a mark counts: `answered within 5.0 min of opening hours`."""
    if mark.basis in COUNTS:
        return COUNTS[mark.basis]
    if mark.basis in LEFT_OUT:
        return LEFT_OUT[mark.basis]
    if mark.basis in {Basis.GONE, Basis.GONE_UNASKED}:
        when = "with an ask open" if mark.basis is Basis.GONE else "before anybody asked"
        why = f", because: {mark.left.label}" if mark.left else ""
        return f"left {when}{why}"
    if mark.basis is Basis.PASSED_ON:
        why = f" because: {mark.reason.label}" if mark.reason else ""
        return f"declined or passed on at least once{why}"
    if mark.limit is not None:
        return _tried(mark, show_money(mark.limit, place.currency))
    return _waited(mark)


def _tried(mark: Mark, limit: str) -> str:
    if mark.basis is Basis.WITHIN:
        words = f"asks for more than {limit} that got what lies within"
    else:
        words = f"asks over a limit that {limit} would have made unnecessary"
    if mark.basis is Basis.REMOVED_LEFT:
        words += ", and the customer left"
    if mark.quarter:
        words += f", {mark.quarter}"
    if mark.kind:
        words += ", of one problem and remedy"
    return words


def _waited(mark: Mark) -> str:
    done = DONE[mark.stage or Stage.ACKNOWLEDGED]
    hours = " of opening hours" if mark.clock is WaitClock.OPEN else ""
    long = "" if mark.seconds is None else f" {length(mark.seconds)}{hours}"
    within = f" within{long}" if long else ""
    return {
        Basis.REACHED: f"{done}{within}",
        Basis.LEFT: f"left before they were {done}{f',{within}' if within else ''}",
        Basis.OPEN: f"not {done}, and nothing more is known"
        + (f" after at most{long}" if long else ""),
        Basis.LONGER: f"waited longer than{long} until {done}, or still do",
    }.get(mark.basis, f"every ask up to now{_known(mark)}")


def _known(mark: Mark) -> str:
    """Only where opening hours count: who asked while none were on record is in no figure."""
    return " whose wait is known in opening hours" if mark.clock is WaitClock.OPEN else ""
