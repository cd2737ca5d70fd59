"""Why staff asked: each class of escalation with its count and what would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from db.queries.measures import HourCounts
from db.queries.sheets import Sheet
from db.rules.asks import CLASSES
from db.rules.class_remedies import ClassShare
from db.rules.marks import Basis, Mark
from db.rules.selections import Part, Selection
from pages.components.behind import Shown, see_rows
from pages.components.counted import counted
from pages.components.downloads import downloads, files, number
from pages.components.escaping import plain
from pages.components.explain import Explanation, explain
from pages.components.heading import second_line, section
from pages.components.selecting import keep


def classes_panel(found: Sequence[ClassShare], of: HourCounts, shown: Shown) -> None:
    """The classes, those with most asks first, each with its remedy; nothing without asks."""
    if not found:
        return
    total = sum(each.asks for each in found)
    first = found[0]
    section(f"{100 * first.share:.0f} % of asks are {CLASSES[first.escalation_class]}")
    for each in found:
        _line(each, shown.selection)
    second_line(
        f"{counted(total, 'ask')} by class, {counted(of.weeks, 'week')}, each with its own remedy. "
        f"{shown.narrowed(Part.CLASS)}".rstrip()
    )
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
    with files():
        see_rows(sum(chosen), shown, Mark(Basis.ASKS), key="rows-classes")
        downloads(_sheet(found, of), key="classes")


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
