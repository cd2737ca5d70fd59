"""Why staff asked: each class of escalation with its count and what would help."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.queries.measures import HourCounts
from db.queries.sheets import Sheet
from db.rules.asks import CLASSES
from db.rules.class_remedies import ClassShare
from pages.components.downloads import downloads, number
from pages.components.escaping import plain
from pages.components.explain import Explanation, explain
from pages.components.heading import second_line, section


def classes_panel(found: Sequence[ClassShare], of: HourCounts) -> None:
    """The classes, those with most asks first, each with its remedy; nothing without asks."""
    if not found:
        return
    total = sum(each.asks for each in found)
    first = found[0]
    section(f"{100 * first.share:.0f} % of asks are {CLASSES[first.escalation_class]}")
    st.markdown("\n".join(f"- {_line(each)}" for each in found))
    second_line(f"{total:,} asks by class, {of.weeks} weeks, each with its own remedy.")
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
    downloads(_sheet(found, of), key="classes")


def _line(each: ClassShare) -> str:
    asks = "1 ask" if each.asks == 1 else f"{each.asks:,} asks"
    return f"**{asks} {plain(CLASSES[each.escalation_class])}.** {plain(each.remedy)}."


def _sheet(found: Sequence[ClassShare], of: HourCounts) -> Sheet:
    return Sheet(
        f"asks by class {of.office.name}",
        ("class", "asks", "share", "remedy"),
        tuple(
            (each.escalation_class.label, each.asks, number(each.share), each.remedy)
            for each in found
        ),
    )
