"""Answered at this level (P21): by the first person offered, or passed up the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.queries.sheets import Sheet
from pages.components.downloads import downloads, number
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section

if TYPE_CHECKING:
    from db.queries.levels import Levels
    from db.queries.places import PlaceRow


def levels_panel(found: Levels, office: PlaceRow) -> None:
    """The share with its counts, the hand-offs of one ask, and where the number comes from."""
    if found.share is None or found.hand_offs_each is None:
        section("Nothing was resolved here yet")
        second_line(f"{found.asks:,} asks in {found.weeks} weeks, none of them resolved.")
        return
    section(f"{found.share:.0%} answered by the first person offered")
    second_line(
        f"{found.by_the_first:,} of {found.resolved:,} resolved asks, {found.weeks} weeks. "
        f"{found.hand_offs:,} hand-offs in {found.asks:,} asks: {found.hand_offs_each:.1f} each. "
        f"Counted from {found.asks:,} rows."
    )
    explain(
        Explanation(
            definition="Of the asks that were resolved, the share that the first person to whom "
            "they were offered resolved without handing them on.",
            rows_in=found.resolved,
            noun="resolved asks",
            left_out=(
                LeftOut(found.asks - found.resolved, "asks not resolved"),
                LeftOut(found.imported, "asks imported from elsewhere, offered to nobody here"),
                LeftOut(
                    found.not_satisfiable, "asks that ended as not satisfiable: they rate nobody"
                ),
            ),
            clock=f"whole weeks on the clock of {office.zone}",
            formula="resolved by the first person offered / resolved; hand-offs / asks",
        ),
        key="explain-levels",
    )
    downloads(_sheet(found, office), key="levels")


def _sheet(found: Levels, office: PlaceRow) -> Sheet:
    return Sheet(
        f"answered at this level {office.name}",
        ("weeks", "asks", "resolved", "by the first", "share", "hand-offs", "imported",
         "not satisfiable"),
        ((found.weeks, found.asks, found.resolved, found.by_the_first, number(found.share),
          found.hand_offs, found.imported, found.not_satisfiable),),
    )  # fmt: skip
