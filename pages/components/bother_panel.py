"""How it is to ask (P47): what was declined or met no answer, and what nobody dared to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from db.queries.sheets import Cell, Sheet
from db.rules.bases import Basis
from db.rules.bother import BECAUSE, Bother
from db.rules.marks import Mark
from db.rules.near_escalations import LEAST_SHOWN
from pages.charts.bars import bars_chart
from pages.components.behind import Count, see_which
from pages.components.counted import counted
from pages.components.counts_chart import bars_of, show_counts
from pages.components.downloads import downloads, files, number
from pages.components.escaping import plain
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.components.behind import Shown


def bother_panel(found: Bother, shown: Shown) -> None:
    """The share with its interval, the sentence, and the reasons of both sides."""
    counts = _counts(found)
    title, caption = _title(found), _caption(found, shown)
    section(title)
    st.markdown(plain(found.sentence))
    picture = None
    if found.asks:
        bars = bars_of(counts, name=title, noun="asks", of=found.asks)
        show_counts(bars, counts, shown, key="chart-bother")
        said = (found.sentence, caption)
        picture = shown.picture(bars_chart, bars, title=title, lines=said)
    if caption:
        second_line(caption)
    _near(found, shown)
    explain(_explanation(found, shown), key="explain-bother")
    with files():
        see_which(counts, shown, key="rows-bother")
        downloads(_sheet(found, shown), key="bother", picture=picture)


def _title(found: Bother) -> str:
    if found.share is None:
        return "Nobody asked for a manager here"
    return f"{100 * found.share:.0f} of 100 asks were turned away at first"


def _counts(found: Bother) -> tuple[Count, ...]:
    """What was turned away, whole and by its reasons."""
    return (
        Count(found.turned_away, "turned away at first", Mark(Basis.TURNED_AWAY)),
        Count(found.passed_on, "declined or passed on", Mark(Basis.PASSED_ON)),
        *(
            Count(number, f"declined or passed on {BECAUSE[reason]}",
                  Mark(Basis.PASSED_ON, reason=reason))
            for reason, number in found.reasons
        ),
        Count(found.unanswered, "left unanswered", Mark(Basis.UNANSWERED)),
    )  # fmt: skip


def _caption(found: Bother, shown: Shown) -> str:
    bounds = found.interval
    if bounds is None or bounds.lower is None or bounds.upper is None:
        return ""
    said = (
        f"{found.turned_away:,} of {counted(found.asks, 'ask')}, {counted(found.weeks, 'week')}; "
        f"95 % interval {100 * bounds.lower:.0f} to {100 * bounds.upper:.0f} of 100. An ask may "
        "stand in several bars."
    )
    return f"{said} {shown.narrowed(says_rows=False)}".rstrip()


def _near(found: Bother, shown: Shown) -> None:
    """Why nobody asked: from five on, so that nobody can tell who it was."""
    near = found.near
    if not shown.selection.is_empty:
        second_line("Who did not ask is counted for all weeks together, without names or rows.")
    elif near.total:
        second_line("Who did not ask is kept without a name, so that no rows lead there.")
    if near.total and not near.is_broken_down:
        second_line(f"Why some did not ask is shown once {LEAST_SHOWN} have said so.")
    _listed("Why some did not ask", [f"- {count:,} {why.label}" for why, count in near.reasons])
    _listed("About", [f"- {count:,} {plain(title)}" for title, count in near.problems[:3]])
    _listed("In their own words", [f"- {plain(words)}" for words in near.words[:5]])


def _listed(title: str, lines: list[str]) -> None:
    if lines:
        st.markdown("\n".join([f":gray[{title}]", *lines]))


def _explanation(found: Bother, shown: Shown) -> Explanation:
    hidden = 0 if found.near.is_broken_down else found.near.total
    return Explanation(
        definition="An ask is turned away at first when somebody declined it, handed it on or let "
        "their time pass. Who wanted to ask and did not said so on the card, without their name.",
        rows_in=found.asks,
        noun="asks",
        clock=f"whole weeks on the clock of {shown.office.zone}",
        formula="asks turned away at least once / all asks, with Wilson's 95 % interval",
        left_out=(
            LeftOut(hidden, f"reasons of near-escalations, fewer than {LEAST_SHOWN}"),
            LeftOut(found.imported, "asks imported from elsewhere, offered to nobody here"),
        ),
    )


def _sheet(found: Bother, shown: Shown) -> Sheet:
    bounds = found.interval
    whole: list[Sequence[Cell]] = [
        ("asks", "", found.asks, None, None, None),
        (
            "turned away", "", found.turned_away, number(found.share),
            number(bounds.lower) if bounds else None, number(bounds.upper) if bounds else None,
        ),
        ("declined or passed on", "", found.passed_on, None, None, None),
        ("unanswered", "", found.unanswered, None, None, None),
        ("wanted to ask and did not", "", found.near.total, None, None, None),
    ]  # fmt: skip
    whole += [("passed on", why.label, n, None, None, None) for why, n in found.reasons]
    whole += [("did not ask", why.label, n, None, None, None) for why, n in found.near.reasons]
    columns = ("what", "reason", "count", "share", "lower", "upper")
    name = f"asking for a manager {shown.office.name} {found.weeks} weeks"
    return Sheet(name, columns, tuple(whole))
