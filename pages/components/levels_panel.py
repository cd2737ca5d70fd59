"""Answered at this level (P21): by the first person offered, or passed up the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.queries.sheets import Sheet
from db.rules.bases import Basis
from db.rules.marks import Mark
from pages.charts.bars import bars_chart
from pages.components.behind import Count, see_which
from pages.components.counted import counted
from pages.components.counts_chart import bars_of, show_counts
from pages.components.downloads import downloads, files, number
from pages.components.empty import empty_state
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section
from pages.components.outcome_panel import between

if TYPE_CHECKING:
    from db.queries.levels import Levels
    from pages.components.behind import Shown


def levels_panel(found: Levels, shown: Shown) -> None:
    """The share with its counts, the hand-offs of one ask, and where the number comes from."""
    left_out = (
        Count(found.imported, "imported, left out", Mark(Basis.IMPORTED)),
        Count(found.not_satisfiable, "not satisfiable, left out", Mark(Basis.NOT_SATISFIABLE)),
    )
    if found.hand_offs_each is None:
        section("Who answered")
        empty_state(
            f"Nobody asked for a manager at {shown.office.name} in these weeks, so nobody "
            f"answered. {shown.narrowed(says_rows=False)}".rstrip()
        )
        see_which(left_out, shown, key="rows-levels")
        return
    sentence = (
        "Nothing was resolved here yet"
        if found.share is None
        else f"{100 * found.share:.0f} % answered by the first person offered"
    )
    section(sentence)
    counts = _counts(found)
    bars = bars_of(counts, name=sentence, noun="asks", of=found.asks)
    show_counts(bars, counts, shown, key="chart-levels")
    caption = f"{_caption(found)} {shown.narrowed(says_rows=False)}".rstrip()
    second_line(caption)
    explain(_explanation(found, shown), key="explain-levels")
    picture = shown.picture(bars_chart, bars, title=sentence, lines=(caption,))
    with files():
        see_which([*counts, *left_out], shown, key="rows-levels")
        downloads(_sheet(found, shown), key="levels", picture=picture)


def _counts(found: Levels) -> tuple[Count, ...]:
    return (
        Count(found.by_the_first, "resolved by the first person offered", Mark(Basis.FIRST)),
        Count(
            found.resolved - found.by_the_first,
            "resolved, not by the first offered",
            Mark(Basis.HIGHER),
        ),
        Count(found.asks - found.resolved, "not resolved", Mark(Basis.UNRESOLVED)),
        Count(found.handed_on, "handed on at least once", Mark(Basis.HANDED_ON)),
    )


def _caption(found: Levels) -> str:
    resolved = (
        f"{found.by_the_first:,} of {counted(found.resolved, 'resolved ask')}, "
        f"{counted(found.weeks, 'week')}; {between(found.interval)}."
        if found.resolved
        else f"None is resolved, {counted(found.weeks, 'week')}."
    )
    return (
        f"{resolved} {counted(found.hand_offs, 'hand-off')} in "
        f"{counted(found.asks, 'ask')}: {found.hand_offs_each:.1f} each. "
        f"Counted from {counted(found.asks, 'row')}."
    )


def _explanation(found: Levels, shown: Shown) -> Explanation:
    return Explanation(
        definition="Of the asks that were resolved, the share that the first person to whom "
        "they were offered resolved without handing them on.",
        rows_in=found.resolved,
        noun="resolved asks",
        left_out=(
            LeftOut(found.asks - found.resolved, "asks not resolved"),
            LeftOut(found.imported, "asks imported from elsewhere, offered to nobody here"),
            LeftOut(found.not_satisfiable, "asks that ended as not satisfiable: they rate nobody"),
        ),
        clock=f"whole weeks on the clock of {shown.office.zone}",
        formula="resolved by the first person offered / resolved, with Wilson's 95 % interval; "
        "hand-offs / asks",
    )


def _sheet(found: Levels, shown: Shown) -> Sheet:
    bounds = found.interval
    return Sheet(
        f"answered at this level {shown.office.name}",
        ("weeks", "asks", "resolved", "by the first", "share", "low", "high", "handed on",
         "hand-offs", "imported", "not satisfiable"),
        ((found.weeks, found.asks, found.resolved, found.by_the_first, number(found.share),
          number(bounds.lower) if bounds else None, number(bounds.upper) if bounds else None,
          found.handed_on, found.hand_offs, found.imported, found.not_satisfiable),),
    )  # fmt: skip
