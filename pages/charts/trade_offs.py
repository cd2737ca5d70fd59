"""What a higher limit would have made unnecessary, amount by amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from pages.charts.templates import Drawing, fill, hole, open_rows, template
from pages.charts.theme import palette

HEIGHT = 230
MARGIN = 1.12
# Longer figures would be cut.
BILLIONS = "datum.value >= 1e9 ? format(datum.value / 1e9, ',') + ' bn' : format(datum.value, ',d')"


@dataclass(frozen=True, slots=True)
class Amount:
    """One limit: what it would have removed, and the most that it might have cost more.

    `between` is the interval of the removed, where enough weeks give one.
    """

    limit: float
    removed: int
    at_most_more: float
    between: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class TradeOffs:
    """The curve, the limit that is looked at, and the currency of both."""

    points: Sequence[Amount]
    chosen: Amount
    currency: str


def trade_off_chart(found: TradeOffs, *, tone: str) -> Drawing:
    """Escalations that a limit would have made unnecessary; the chosen limit is marked."""
    drawn = [*found.points, found.chosen]
    words = {"words": f"{found.chosen.removed:,} fewer"}
    return fill(
        _template(tone),
        alt_text=alt_of_trade_offs(found),
        rows_of={
            "points": [_row(point, found) for point in found.points],
            "chosen": [_row(found.chosen, found) | words],
        },
        words={
            "along": f"limit, {found.currency}",
            "limits": [0, MARGIN * max(point.limit for point in drawn)],
            "fewer": [0, MARGIN * max([1, *(_highest(point) for point in drawn)])],
        },
    )


@template(height=HEIGHT)
def _template(tone: str) -> list[alt.Chart]:
    colours = palette(tone)
    base = alt.Chart(open_rows("points")).encode(x=_x(), y=_y())
    tooltip = [alt.Tooltip(f"{field}:N") for field in ("limit of", "fewer", "at most more")]
    band = base.transform_filter("isValid(datum.low)").mark_area(
        color=colours.band, opacity=colours.band_opacity
    )
    line = base.mark_line(color=colours.accent)
    points = base.mark_point(size=46, filled=True, color=colours.accent, opacity=1)
    mark = alt.Chart(open_rows("chosen")).encode(x=_x(), y=_y())
    return [
        band.encode(y=_y("low"), y2=alt.Y2("high:Q")),
        line,
        points.encode(tooltip=tooltip),
        mark.mark_point(shape="diamond", size=140, filled=True, opacity=1,
                        color=colours.outlier).encode(tooltip=tooltip),
        mark.mark_text(align="left", dx=12, dy=12, fontWeight=600, color=colours.outlier)
        .encode(text=alt.Text("words:N")),
    ]  # fmt: skip


def _highest(point: Amount) -> float:
    return point.between[1] if point.between else point.removed


def alt_of_trade_offs(found: TradeOffs) -> str:
    """The finding in words."""
    chosen = found.chosen
    noun = "escalation" if chosen.removed == 1 else "escalations"
    drawn = "1 limit is" if len(found.points) == 1 else f"{len(found.points)} limits are"
    return (
        f"A limit of {found.currency} {chosen.limit:,.0f} would have made {chosen.removed:,} "
        f"{noun} unnecessary, for at most {found.currency} {chosen.at_most_more:,.0f} more; "
        f"{drawn} drawn."
    )


def _row(point: Amount, found: TradeOffs) -> dict[str, object]:
    low, high = point.between or (None, None)
    return {
        "low": low,
        "high": high,
        "limit": point.limit,
        "removed": point.removed,
        "limit of": f"{found.currency} {point.limit:,.0f}",
        "fewer": f"{point.removed:,} escalations",
        "at most more": f"{found.currency} {point.at_most_more:,.0f}",
    }


def _x() -> alt.X:
    return alt.X(
        "limit:Q",
        title=hole("along"),
        scale=alt.Scale(domain=hole("limits"), nice=False),
        axis=alt.Axis(tickCount=5, labelExpr=BILLIONS),
    )


def _y(field: str = "removed") -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(domain=hole("fewer"), nice=False),
        axis=alt.Axis(tickCount=3, tickMinStep=1, format=",d"),
    )
