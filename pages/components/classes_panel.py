"""Why staff asked: each class of escalation with its count and what would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from db.queries.measures import HourCounts
from db.queries.sheets import Sheet
from db.rules.asks import CLASSES
from db.rules.bases import Basis
from db.rules.class_remedies import ClassShare
from db.rules.marks import Mark
from db.rules.selections import Part, Selection
from pages.charts.bars import Bar, Bars, bars_chart
from pages.components.behind import Shown, see_rows
from pages.components.counted import counted
from pages.components.downloads import downloads, files, number
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.explain import Explanation, explain
from pages.components.heading import second_line, section
from pages.components.selecting import keep


def classes_panel(found: Sequence[ClassShare], of: HourCounts, shown: Shown) -> None:
    """The classes, those with most asks first, each with its remedy."""
    if not found:
        section("Why staff asked")
        narrowed = shown.narrowed(Part.CLASS)
        empty_state(f"Nobody asked for a manager in these whole weeks. {narrowed}".rstrip())
        return
    total = sum(each.asks for each in found)
    title = _title(found)
    section(title)
    for each in found:
        _line(each, shown.selection)
    said = (
        f"{counted(total, 'ask')} by class, {counted(of.weeks, 'week')}, each with its own remedy. "
        f"{shown.narrowed(Part.CLASS)}".rstrip()
    )
    second_line(said)
    kind = shown.selection.escalation_class
    chosen = [each.asks for each in found if kind in {None, each.escalation_class}]
    explain(
        Explanation(
            definition="Asks by class, computed at the ask with the limits and responses as they "
            "stood then; a later change rewrites nothing.",
            rows_in=total,
            noun="asks",
            clock=f"whole weeks on the clock of {of.office.zone}",
            formula="asks of a class / all asks",
        ),
        key="explain-classes",
    )
    bars = tuple(
        Bar(each.escalation_class.value, f"{CLASSES[each.escalation_class]}: {each.remedy}",
            each.asks, total)
        for each in found
    )  # fmt: skip
    picture = shown.picture(bars_chart, Bars(title, "asks", bars), title=title, lines=(said,))
    with files():
        see_rows(sum(chosen), shown, Mark(Basis.ASKS), key="rows-classes")
        downloads(_sheet(found, of), key="classes", picture=picture)


def _title(found: Sequence[ClassShare]) -> str:
    """The commonest class, where one is commoner than every other."""
    first = found[0]
    if len(found) > 1 and found[1].asks == first.asks:
        return "No class of asks stands out"
    return f"{100 * first.share:.0f} % of asks are {CLASSES[first.escalation_class]}"


def _line(each: ClassShare, selection: Selection) -> None:
    """The class as a button that narrows the screen to it, and what would help beside it."""
    kind = each.escalation_class
    is_chosen = selection.escalation_class is kind
    with st.container(gap=None):
        st.button(
            f"{counted(each.asks, 'ask')} {plain(CLASSES[kind])}",
            key=f"class-{kind}",
            type="tertiary",
            icon=":material/check:" if is_chosen else ":material/filter_alt:",
            help="Show everything" if is_chosen else "Show these alone",
            on_click=keep,
            args=(replace(selection, escalation_class=None if is_chosen else kind),),
        )
        second_line(f"{each.remedy}.")


def _sheet(found: Sequence[ClassShare], of: HourCounts) -> Sheet:
    return Sheet(
        f"asks by class {of.office.name}",
        ("class", "asks", "share", "remedy"),
        tuple(
            (each.escalation_class.label, each.asks, number(each.share), each.remedy)
            for each in found
        ),
    )
