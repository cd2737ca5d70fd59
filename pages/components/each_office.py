"""Each office in its band, its own rate beside the one to go by: bands, and never a rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from db.queries.measures import OfficeTotals
from db.queries.sheets import Sheet
from db.rules.bases import Basis
from db.rules.funnels import Band, Funnel, FunnelRow
from db.rules.marks import Mark
from db.rules.shrinkage import ShrunkenShares, beta_binomial_shrinkage
from pages.components.behind import Count, Shown, see_which
from pages.components.downloads import downloads, files, number
from pages.components.escaping import plain
from pages.components.explain import Explanation, explain
from pages.components.heading import second_line

PER = 100
BANDS = {
    Band.ABOVE: "More than its size explains",
    Band.USUAL: "As expected of its size",
    Band.BELOW: "Less than its size explains",
}


def each_office(
    found: Funnel,
    named: Mapping[str, OfficeTotals],
    left_out: Sequence[OfficeTotals],
    shown: Shown,
) -> None:
    """The offices of each band by name, with counts; those that have no rate apart."""
    rows = found.rows
    shrunken = beta_binomial_shrinkage([r.events for r in rows], [r.contacts for r in rows])
    by_name = {row.office: share for row, share in zip(rows, shrunken.shares, strict=True)}
    said = []
    for band, words in BANDS.items():
        inside = sorted((row for row in rows if row.band is band), key=lambda row: row.office)
        if inside:
            lines = [_line(row, by_name[row.office]) for row in inside]
            st.markdown(f"**{words}**")
            st.markdown("\n".join(f"- {plain(line)}" for line in lines))
            said.append(f"{words}: {'; '.join(lines)}.")
    missing = _without_a_rate(left_out)
    for sentence in missing:
        st.markdown(plain(sentence))
    second_line(_caption(shrunken))
    explain(_explanation(rows), key="explain-each-office")
    counts = [
        Count(row.events, f"at {row.office}", Mark(Basis.RATE), office=named[row.office].office)
        for row in sorted(rows, key=lambda row: row.office)
    ]
    told = (*said, *missing, _caption(shrunken))
    picture = shown.told(title="Offices in their bands, in no order", lines=told)
    with files():
        see_which(counts, shown, key="rows-each-office")
        downloads(_sheet(rows, by_name), key="each-office", picture=picture)


def _explanation(rows: Sequence[FunnelRow]) -> Explanation:
    return Explanation(
        definition="The rate to go by draws an office towards the rate of all, the more the "
        "fewer its contacts are: a small office is not judged by two cases.",
        rows_in=sum(row.events for row in rows),
        noun=f"asks against {sum(row.contacts for row in rows):,} contacts",
        clock="whole weeks on each office's own clock",
        formula="(x + k m) / (n + k), m and k by maximum likelihood (beta-binomial)",
    )


def _line(row: FunnelRow, shrunken: float | None) -> str:
    own = "no rate" if row.share is None else f"{PER * row.share:.1f}"
    fair = "" if shrunken is None else f", to go by {PER * shrunken:.1f}"
    return f"{row.office}: {own} per 100{fair} ({row.events:,} of {row.contacts:,})"


def _without_a_rate(offices: Sequence[OfficeTotals]) -> list[str]:
    none = sorted(each.office.name for each in offices if not each.contacts)
    more = sorted(each.office.name for each in offices if each.contacts)
    said = []
    if none:
        said.append(f"No rate, because no contacts are recorded: {', '.join(none)}.")
    if more:
        said.append(f"No rate, because more asks than contacts are recorded: {', '.join(more)}.")
    return said


def _caption(shrunken: ShrunkenShares) -> str:
    if shrunken.strength == float("inf"):
        return (
            "These offices do not differ beyond chance, so the rate to go by is that of all of "
            "them. No order within a band."
        )
    return (
        "The rate to go by is drawn towards that of all offices, with the weight of "
        f"{shrunken.strength:,.0f} contacts. No order within a band."
    )


def _sheet(rows: Sequence[FunnelRow], shrunken: Mapping[str, float | None]) -> Sheet:
    return Sheet(
        "offices",
        ("office", "band", "escalations", "contacts", "per 100", "per 100 to go by"),
        tuple(
            (row.office, row.band.value if row.band else "", row.events, row.contacts,
             number(None if row.share is None else PER * row.share),
             number(None if (fair := shrunken[row.office]) is None else PER * fair))
            for row in sorted(rows, key=lambda row: row.office)
        ),
    )  # fmt: skip
