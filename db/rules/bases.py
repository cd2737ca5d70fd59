"""The closed list of what numbers count; a `Mark` says what each needs beside it."""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """What a number counts; its value is its name in the address."""

    # All asks of whole weeks, those on days with contacts, those of one problem.
    ASKS = "asks"
    RATE = "rate"
    CASES = "cases"
    # The same by problem: about one, about what nobody had thought of, or of safety.
    ABOUT = "about"
    NEW = "new"
    SAFETY = "safety"
    # All asks up to now, as they wait for a stage; with a length, as they stood after it.
    WAITS = "waits"
    REACHED = "reached"
    LEFT = "left"
    OPEN = "open"
    LONGER = "longer"
    # Those that are in no figure about a wait; without a stage, of the wait until a manager came.
    NO_MOMENT = "no-moment"
    BACKWARDS = "backwards"
    NO_HOURS = "no-hours"
    # How it ended for customers.
    GIFTS = "gifts"
    MATTERS = "matters"
    WITHDRAWN = "withdrawn"
    IMPORTED = "imported"
    WALKED = "walked-away"
    CAME = "met"
    UNMET = "unmet"
    NOT_SATISFIABLE = "not-satisfiable"
    # Customers who left with their matter unresolved, with an ask open or before anybody asked.
    GONE = "gone"
    GONE_UNASKED = "gone-before-an-ask"
    COMPLETE = "complete"
    INCOMPLETE = "not-complete"
    NOT_SAID = "not-said"
    # Resolved asks by the week in which they were resolved, and whose customers came back.
    RESOLVED = "resolved"
    CAME_BACK = "came-back"
    TOO_YOUNG = "resolved-lately"
    RESOLVED_ELSEWHERE = "resolved-elsewhere"
    KEPT = "kept"
    KEPT_AGAIN = "kept-again"
    LATE = "late"
    MISSED = "missed"
    # Who answered, of the asks that were asked here.
    OWN = "own"
    FIRST = "first-offered"
    HIGHER = "not-the-first"
    UNRESOLVED = "unresolved"
    HANDED_ON = "handed-on"
    TURNED_AWAY = "turned-away"
    PASSED_ON = "passed-on"
    UNANSWERED = "unanswered"
    # Asks over the limit of their asker, counted again with another one.
    OVER = "over"
    REMOVED = "removed"
    REMOVED_LEFT = "removed-and-left"
    WITHIN = "within-after-all"
    JUST_BELOW = "just-below"
    JUST_ABOVE = "just-above"
    NO_AMOUNT = "no-amount"
    OTHER_CURRENCY = "other-currency"


GIFTS = frozenset({Basis.GIFTS})
PROMISES = frozenset({Basis.KEPT, Basis.KEPT_AGAIN, Basis.LATE, Basis.MISSED})
WAITS = frozenset({Basis.WAITS, Basis.REACHED, Basis.LEFT, Basis.OPEN, Basis.LONGER})
LEFT_OUT = frozenset({Basis.NO_MOMENT, Basis.BACKWARDS, Basis.NO_HOURS})
REOPENED = frozenset({Basis.RESOLVED, Basis.CAME_BACK, Basis.TOO_YOUNG, Basis.RESOLVED_ELSEWHERE})
LIMITS = frozenset(
    {
        *(Basis.OVER, Basis.REMOVED, Basis.REMOVED_LEFT, Basis.WITHIN),
        *(Basis.JUST_BELOW, Basis.JUST_ABOVE, Basis.NO_AMOUNT, Basis.OTHER_CURRENCY),
    }
)
TRIED = frozenset({Basis.REMOVED, Basis.REMOVED_LEFT, Basis.WITHIN})
