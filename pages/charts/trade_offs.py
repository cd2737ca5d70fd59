"""What a higher limit would have made unnecessary, amount by amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from pages.charts.theme import dress, palette, rows

HEIGHT = 230
MARGIN = 1.12


@dataclass(frozen=True, slots=True)
class Amount:
    """One limit: what it would have removed, and the most that it might have cost more."""

    limit: float
    removed: int
    at_most_more: float


@dataclass(frozen=True, slots=True)
class TradeOffs:
    """The curve, the limit that is looked at, and the currency of both."""

    points: Sequence[Amount]
    chosen: Amount
    currency: str


def trade_off_chart(found: TradeOffs, *, tone: str) -> alt.LayerChart:
    """Escalations that a limit would have made unnecessary; the chosen limit is marked."""
    colours = palette(tone)
    base = alt.Chart(rows(_row(point, found) for point in found.points)).encode(
        x=_x(found), y=_y(found)
    )
    tooltip = [alt.Tooltip(f"{field}:N") for field in ("limit of", "fewer", "at most more")]
    line = base.mark_line(color=colours.accent)
    points = base.mark_point(size=46, filled=True, color=colours.accent, opacity=1)
    words = _row(found.chosen, found) | {"words": f"{found.chosen.removed:,} fewer"}
    mark = alt.Chart(rows([words])).encode(x=_x(found), y=_y(found))
    return dress(
        [
            line,
            points.encode(tooltip=tooltip),
            mark.mark_point(shape="diamond", size=140, filled=True, opacity=1,
                            color=colours.outlier).encode(tooltip=tooltip),
            mark.mark_text(align="left", dx=12, dy=12, fontWeight=600, color=colours.outlier)
            .encode(text=alt.Text("words:N")),
        ],
        tone,
        alt_text=alt_of_trade_offs(found),
        height=HEIGHT,
    )  # fmt: skip


def alt_of_trade_offs(found: TradeOffs) -> str:
    """The finding in words."""
    chosen = found.chosen
    return (
        f"A limit of {found.currency} {chosen.limit:,.0f} would have made {chosen.removed:,} "
        f"escalations unnecessary, for at most {found.currency} {chosen.at_most_more:,.0f} more; "
        f"{len(found.points)} limits are drawn."
    )


def _row(point: Amount, found: TradeOffs) -> dict[str, object]:
    return {
        "limit": point.limit,
        "removed": point.removed,
        "limit of": f"{found.currency} {point.limit:,.0f}",
        "fewer": f"{point.removed:,} escalations",
        "at most more": f"{found.currency} {point.at_most_more:,.0f}",
    }


def _x(found: TradeOffs) -> alt.X:
    most = max([point.limit for point in found.points] + [found.chosen.limit])
    return alt.X(
        "limit:Q",
        title=f"limit, {found.currency}",
        scale=alt.Scale(domain=[0, MARGIN * most], nice=False),
        axis=alt.Axis(tickCount=5, format=",d"),
    )


def _y(found: TradeOffs) -> alt.Y:
    most = max([point.removed for point in found.points] + [found.chosen.removed, 1])
    return alt.Y(
        "removed:Q",
        title=None,
        scale=alt.Scale(domain=[0, MARGIN * most], nice=False),
        axis=alt.Axis(tickCount=3, tickMinStep=1, format=",d"),
    )
