"""How far promises to come were kept, in sentences with their counts."""

from __future__ import annotations

from db.rules.availability import Kept


def shifts_words(promised: int, shifts: int) -> str:
    """`a promise in 3 of 12 shifts`."""
    return f"a promise in {promised:,} of {shifts:,} {'shift' if shifts == 1 else 'shifts'}"


def taken_words(found: Kept) -> str:
    """The offers that were taken in time, with what was not and what says nothing."""
    if not found.promised:
        return "No promise was made."
    if found.share is None:
        return "Nothing was offered in the promised time yet."
    bounds = found.interval
    sure = ""
    if bounds is not None and bounds.lower is not None and bounds.upper is not None:
        low, high = 100 * bounds.lower, 100 * bounds.upper
        sure = f" (95 % interval {low:.0f} to {high:.0f} of 100)"
    said = f"{found.taken:,} of {found.offers:,} offers were taken within the promise{sure}"
    rest = [
        f"{count:,} {word}"
        for count, word in ((found.declined, "declined"), (found.silent, "met no answer in time"))
        if count
    ]
    return f"{said}; {', '.join(rest)}." if rest else f"{said}."


def available_words(found: Kept) -> str:
    """The promised time, and how much of it they said that they could come."""
    share = found.available_share or 0.0
    return f"Available in {share:.0%} of {found.hours:,.1f} promised hours."
