"""Offices beside each other, fairly: a small office may differ more by chance alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt

from pages.charts.templates import Drawing, fill, hole, open_rows, template
from pages.charts.theme import Palette, few_ticks, palette

HEIGHT = 230
# Room for the names at the right end, as a share of the largest office.
MARGIN = 1.1


@dataclass(frozen=True, slots=True)
class Office:
    """One office: contacts served, escalations per 100 of them, and whether it is an outlier."""

    name: str
    contacts: int
    rate: float
    outlier: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """The funnel at one number of contacts: the inner (95 %) and the outer (99.8 %) band."""

    contacts: float
    inner_low: float
    inner_high: float
    outer_low: float
    outer_high: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """Offices, the mean of all of them, the bands by contacts, and the period in words."""

    offices: Sequence[Office]
    mean: float
    limits: Sequence[Limits]
    period: str


def funnel_chart(funnel: Funnel, *, tone: str) -> Drawing:
    """Escalations per 100 contacts by office. Inner band 95 %, outer 99.8 %."""
    most = max((office.contacts for office in funnel.offices), default=1)
    return fill(
        _template(tone, any(office.outlier for office in funnel.offices)),
        alt_text=alt_of_funnel(funnel),
        rows_of={
            "limits": [asdict(limit) for limit in funnel.limits],
            "mean": [{"mean": funnel.mean}],
            "offices": [asdict(office) for office in funnel.offices],
        },
        words={"along": f"contacts in {funnel.period}", "span": [0, MARGIN * most]},
    )


@template(height=HEIGHT)
def _template(tone: str, has_outliers: bool) -> list[alt.Chart]:  # noqa: FBT001 - a template is kept by its shape, place by place
    colours = palette(tone)
    return [*_bands(colours), *_offices(colours, has_outliers=has_outliers)]


def alt_of_funnel(funnel: Funnel) -> str:
    """The finding in words: which offices differ by more than chance."""
    above = [
        office.name for office in funnel.offices if office.outlier and office.rate > funnel.mean
    ]
    below = [
        office.name for office in funnel.offices if office.outlier and office.rate <= funnel.mean
    ]
    found = [
        f"{_listed(names)} {side}" for names, side in ((above, "above"), (below, "below")) if names
    ]
    verdict = (
        f"Outside the outer band: {'; '.join(found)}."
        if found
        else "None is outside the outer band."
    )
    return (
        f"{len(funnel.offices)} offices, {funnel.period}: mean {funnel.mean:.1f} escalations "
        f"per 100 contacts. {verdict}"
    )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _bands(colours: Palette) -> list[alt.Chart]:
    base = alt.Chart(open_rows("limits")).encode(x=_x())
    mean = alt.Chart(open_rows("mean")).mark_rule(color=colours.quiet)
    return [
        base.mark_area(color=colours.band, opacity=colours.band_opacity / 2, clip=True).encode(
            y=_y("outer_low"), y2="outer_high:Q"
        ),
        base.mark_area(color=colours.band, opacity=colours.band_opacity, clip=True).encode(
            y=_y("inner_low"), y2="inner_high:Q"
        ),
        mean.encode(y=_y("mean")),
    ]


def _offices(colours: Palette, *, has_outliers: bool) -> list[alt.Chart]:
    base = alt.Chart(open_rows("offices")).encode(x=_x(), y=_y("rate"))
    tooltip = [
        alt.Tooltip("name:N", title="office"),
        alt.Tooltip("rate:Q", format=".1f", title="per 100"),
        alt.Tooltip("contacts:Q", format=",", title="contacts"),
    ]
    usual = base.transform_filter("!datum.outlier").mark_point(
        shape="circle", size=60, opacity=1, color=colours.quiet
    )
    # A layer without a mark would be an unnamed graphic to a screen reader.
    found = _outliers(base, tooltip, colours) if has_outliers else []
    return [usual.encode(tooltip=tooltip), *found]


def _outliers(base: alt.Chart, tooltip: list[alt.Tooltip], colours: Palette) -> list[alt.Chart]:
    outliers = base.transform_filter("datum.outlier")
    signs = outliers.mark_point(shape="diamond", size=60, opacity=1, color=colours.outlier)
    names = outliers.mark_text(align="left", dx=9, fontWeight=600, color=colours.outlier)
    return [signs.encode(tooltip=tooltip), names.encode(text=alt.Text("name:N"))]


def _x() -> alt.X:
    return alt.X(
        "contacts:Q",
        title=hole("along"),
        scale=alt.Scale(domain=hole("span"), nice=False),
        axis=alt.Axis(tickCount=5, format=",d"),
    )


def _y(field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q", title=None, scale=alt.Scale(domainMin=0, nice=False), axis=few_ticks()
    )
