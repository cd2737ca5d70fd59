"""Why customers left with their matter unresolved (P25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from db.queries.sheets import Cell, Sheet
from db.rules.bases import Basis
from db.rules.marks import Mark
from pages.components.behind import Count, see_which
from pages.components.counted import counted
from pages.components.downloads import downloads, files
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.queries.places import PlaceRow
    from db.queries.walk_aways import UnresolvedEnds
    from pages.components.behind import Shown


def unresolved_panel(found: UnresolvedEnds, shown: Shown) -> None:
    """The reasons with their counts, the commonest first; none at all is said so."""
    sentence = "Why customers left" if found.total else "Nobody noted that a customer left"
    section(sentence)
    weeks = counted(found.weeks, "week")
    caption = (
        f"{found.waiting:,} left while a manager was asked for, {found.unasked:,} before anybody "
        f"asked; {weeks} to {found.last_day:%-d %b %Y}. {shown.narrowed()}"
    ).rstrip()
    second_line(caption)
    lines = [f"{each.total:,} {each.reason.label}" for each in found.reasons]
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))
    explain(_explanation(found, shown.office), key="explain-unresolved")
    picture = shown.told(title=sentence, lines=(caption, *lines))
    with files():
        see_which(_counts(found), shown, key="rows-unresolved")
        downloads(_sheet(found, shown.office), key="unresolved", picture=picture)


def _counts(found: UnresolvedEnds) -> list[Count]:
    counts = [
        Count(found.waiting, "left while a manager was asked for", Mark(Basis.GONE)),
        Count(found.unasked, "left before anybody asked", Mark(Basis.GONE_UNASKED)),
    ]
    for each in found.reasons:
        why = each.reason.label
        counts += [
            Count(each.waiting, f"{why}, with an ask open", Mark(Basis.GONE, left=each.reason)),
            Count(each.unasked, f"{why}, before anybody asked",
                  Mark(Basis.GONE_UNASKED, left=each.reason)),
        ]  # fmt: skip
    return counts


def _explanation(found: UnresolvedEnds, office: PlaceRow) -> Explanation:
    return Explanation(
        definition="Customers who walked away with their matter unresolved, and the reason that "
        "staff or managers gave for it: with an ask that they left, or noted on the card where "
        "nobody had asked for a manager. Who left unseen is in no number.",
        rows_in=found.total - found.not_said,
        noun="customers of whom somebody said why",
        left_out=(LeftOut(found.not_said, "asks that customers left, and nobody said why"),),
        clock=f"whole weeks on the clock of {office.zone}; an ask counts in the week in which it "
        "was asked, a note in that in which it was made",
        formula="a count of each reason",
    )


def _sheet(found: UnresolvedEnds, office: PlaceRow) -> Sheet:
    rows: list[Sequence[Cell]] = [
        ("left while a manager was asked for", "", found.waiting),
        ("left before anybody asked", "", found.unasked),
        *(("reason", each.reason.label, each.total) for each in found.reasons),
        ("nobody said why", "", found.not_said),
    ]
    name = f"why customers left {office.name} {found.weeks} weeks"
    return Sheet(name, ("what", "reason", "count"), tuple(rows))
