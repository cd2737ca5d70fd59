"""Each problem by how often it needs a manager and how long its customers wait (P45)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from db.queries.problem_asks import SAFETY
from db.queries.sheets import Cell, Sheet
from db.rules.bases import Basis
from db.rules.marks import Mark
from pages.components.behind import Count, see_which
from pages.components.come_panel import HIGHER_LIMIT
from pages.components.counted import counted
from pages.components.downloads import Later, downloads, files, number
from pages.components.escaping import plain
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.fixes import way_button
from pages.components.heading import second_line, section
from pages.components.wait_words import DONE, length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.access import Viewer
    from db.queries.places import PlaceRow
    from db.queries.problem_asks import ByProblem
    from db.rules.problem_asks import ProblemAsks
    from db.rules.words import Stage
    from pages.components.behind import Shown

SHOWN = 8


def by_problem_panel(viewer: Viewer, found: ByProblem, shown: Shown, *, stage: Stage) -> None:
    """The problems with most asks, each with its rate and its wait; the file has them all."""
    office, narrowed = shown.office, shown.narrowed(says_rows=False)
    when = f"{counted(found.weeks, 'week')} to {found.last_day:%-d %b %Y}."
    if not found.rows:
        section("Nobody asked for a manager here")
        second_line(f"{when} {narrowed}".rstrip())
        return
    first = found.rows[0]
    sentence = f"Most asks, {first.asks:,} of {found.asks:,}: {first.title}"
    section(sentence)
    lines = [(each.title, f"{_asks(each)} {_wait(each, stage)}") for each in found.rows[:SHOWN]]
    for title, said in lines:
        st.markdown(f"**{plain(title)}**  \n{plain(said)}")
    more = len(found.rows) - SHOWN
    caption = (
        f"{counted(found.asks, 'ask')}, {counted(found.contacts, 'contact')}, {when}"
        f"{f' {more:,} more in the file.' if more > 0 else ''} Who left and what is open are "
        f"counted in. {narrowed}"
    ).rstrip()
    second_line(caption)
    way_button(HIGHER_LIMIT, viewer, office.path, {"office": str(office.id)},
               key="limit-by-problem")  # fmt: skip
    explain(_explanation(found, office, stage), key="explain-by-problem")
    told = (caption, *(f"{title}: {said}" for title, said in lines))
    picture = shown.told(title=sentence, lines=told)
    counts = [Count(each.asks, each.title, _mark(each)) for each in found.rows[:SHOWN]]
    with files():
        see_which(counts, shown, key="rows-by-problem")
        name = f"asks by problem {office.name} {found.weeks} weeks"
        table = Later(name, lambda: _sheet(found, name, stage))
        downloads(table, key="by-problem", picture=picture)


def _mark(row: ProblemAsks) -> Mark:
    if row.problem_id is not None:
        return Mark(Basis.ABOUT, problem=row.problem_id)
    return Mark(Basis.SAFETY if row.title == SAFETY else Basis.NEW)


def _asks(row: ProblemAsks) -> str:
    asks = "1 ask" if row.asks == 1 else f"{row.asks:,} asks"
    bounds = row.interval
    if row.rate is None or bounds is None or bounds.lower is None or bounds.upper is None:
        return f"{asks}; no rate without contacts."
    sure = f"95 % interval {bounds.lower:.2f} to {bounds.upper:.2f}"
    return f"{asks}, {row.rate:.2f} per 100 contacts ({sure})."


def _wait(row: ProblemAsks, stage: Stage) -> str:
    found = row.waits
    if not found.n:
        return "How long they waited is not known."
    if found.median is None:
        said = f"How long half wait until {DONE[stage]} is not yet known"
    else:
        said = f"Half are {DONE[stage]} within {length(found.median)}"
    ends = [f"{n:,} {word}" for n, word in ((found.left, "left"), (found.open, "open")) if n]
    return f"{said}; {', '.join(ends)}." if ends else f"{said}."


def _explanation(found: ByProblem, office: PlaceRow, stage: Stage) -> Explanation:
    return Explanation(
        definition="Asks by the problem that they were about, against all contacts of the office. "
        f"Waits run on the wall clock from the ask until {DONE[stage]}. Who left stays in the "
        "count and was not reached, who still waits counts for as long as they are known to have "
        "waited. Matters of safety stand together, whatever they were about.",
        rows_in=found.asks,
        noun="asks",
        left_out=(
            LeftOut(found.left_out, "asks on days without contacts, in no rate"),
            LeftOut(found.without_times, "of which nobody kept when they ended, in no wait"),
            LeftOut(found.backwards, "that end before they begin, in no wait"),
        ),
        clock=f"whole weeks on the clock of {office.zone}",
        formula="asks / contacts x 100, exact Poisson interval (Garwood); the median of the wait "
        "is Aalen-Johansen's",
    )


def _sheet(found: ByProblem, name: str, stage: Stage) -> Sheet:
    columns = ("problem", "asks", "asks in the rate", "contacts", "per 100 contacts", "lower",
               "upper", "waits", f"median seconds until {stage.label}", "median lower",
               "median upper", "left", "open")  # fmt: skip
    return Sheet(
        name,
        columns,
        tuple(_row(each) for each in found.rows),
    )


def _row(row: ProblemAsks) -> Sequence[Cell]:
    bounds, waits = row.interval, row.waits
    sure = waits.median_interval
    return (
        row.title, row.asks, row.counted, row.contacts, number(row.rate),
        number(bounds.lower) if bounds else None, number(bounds.upper) if bounds else None,
        waits.n, number(waits.median), number(sure.lower) if sure else None,
        number(sure.upper) if sure else None, waits.left, waits.open,
    )  # fmt: skip
