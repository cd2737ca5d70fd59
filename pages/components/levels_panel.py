"""Answered at this level (P21): by the first person offered, or passed up the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.components.heading import second_line, section

if TYPE_CHECKING:
    from db.queries.levels import Levels


def levels_panel(found: Levels) -> None:
    """The share with its counts, and the hand-offs of one ask."""
    if found.share is None or found.hand_offs_each is None:
        section("Nothing was resolved here yet")
        second_line(f"{found.asks:,} asks in {found.weeks} weeks, none of them resolved.")
        return
    section(f"{found.share:.0%} answered by the first person offered")
    second_line(
        f"{found.by_the_first:,} of {found.resolved:,} resolved asks, {found.weeks} weeks. "
        f"{found.hand_offs:,} hand-offs in {found.asks:,} asks: {found.hand_offs_each:.1f} each. "
        "Asks imported from elsewhere were offered to nobody and are left out."
    )
