"""Offices beside each other: who differs by more than its size explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from json import dumps
from typing import Any

import streamlit as st

from db.queries.measures import OfficeTotals
from db.queries.sheets import Sheet
from db.rules.bases import Basis
from db.rules.funnels import Band, Funnel, funnel, funnel_limits
from db.rules.marks import Mark
from pages.charts.choosing import Choice
from pages.charts.funnel import Funnel as Drawn
from pages.charts.funnel import Limits, Office, funnel_chart
from pages.components.behind import Shown, see_rows
from pages.components.counted import counted
from pages.components.downloads import downloads, files, number
from pages.components.drawing import show_chart_to_filter
from pages.components.each_office import each_office
from pages.components.empty import empty_state
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section
from pages.components.offices import go_to_office
from pages.components.selecting import key_of_choice

PER = 100
INNER, OUTER = 0.95, 0.998
STEPS = 30
FEWEST = 2


def funnel_panel(
    every_office: Callable[[], Sequence[OfficeTotals]], shown: Shown, *, offices: int
) -> None:
    """The funnel, for whoever sees two offices or more and asks for it; a sentence where they have
    no rates. By default an office is compared with its own past alone (P34).
    """
    if offices < FEWEST or not _is_wanted():
        return
    every = every_office()
    compared = [each for each in every if 0 < each.contacts >= each.escalations]
    if len(compared) < FEWEST:
        section("Offices cannot be compared yet")
        empty_state(
            f"{len(every)} offices, and fewer than two have usable numbers of contacts in these "
            "weeks. Ask your administrator to import contacts served."
        )
        return
    left_out = [each for each in every if each not in compared]
    named = dict(zip(_names(compared), compared, strict=True))
    found = funnel({name: (each.escalations, each.contacts) for name, each in named.items()})
    sentence = _sentence(found)
    section(sentence)
    weeks = counted(compared[0].weeks, "week")
    own = next((name for name, each in named.items() if each.office == shown.office), "")
    drawn = _drawn(found, weeks)
    show_chart_to_filter(
        funnel_chart, drawn, key=key_of_choice("funnel"),
        choice=Choice("point", ("name",), f"datum.name === {dumps(own)}" if own else ""),
        on_choice=lambda chosen: _choose(chosen, named),
    )  # fmt: skip
    caption = (
        f"Escalations per 100 contacts, {len(compared)} offices, {weeks}. Inner band 95 %, "
        f"outer 99.8 %.{_beside(left_out)} Compare an office with its own past first. "
        f"{shown.narrowed(says_rows=False)}"
    )
    second_line(caption.rstrip())
    explain(_explanation(every, compared, found), key="explain-funnel")
    picture = shown.picture(funnel_chart, drawn, title=sentence, lines=(caption,))
    with files():
        if own:
            see_rows(named[own].escalations, shown, Mark(Basis.RATE), key="rows-funnel")
        downloads(_sheet(found), key="funnel", picture=picture)
    # A fit by maximum likelihood, therefore only for whoever wants it.
    if st.toggle("Each office", key="each-office"):
        each_office(found, named, left_out, shown)


def _beside(left_out: Sequence[OfficeTotals]) -> str:
    """Offices that are in no funnel, and why."""
    if not left_out:
        return ""
    have = "has" if len(left_out) == 1 else "have"
    return f" {counted(len(left_out), 'more office')} {have} no usable number of contacts."


def _is_wanted() -> bool:
    """Whether somebody asked to see other offices beside their own; it stays in the address."""
    return st.toggle("Beside other offices", key="compare", bind="query-params")


def _choose(chosen: Mapping[str, Any], named: Mapping[str, OfficeTotals]) -> None:
    """The office that was clicked becomes that of the whole screen."""
    found = named.get(chosen.get("name", ""))
    if found:
        go_to_office(found.office)


def _names(offices: Sequence[OfficeTotals]) -> list[str]:
    """The name of each office; offices of one name carry their keys too."""
    names = Counter(each.office.name for each in offices)
    return [
        each.office.name
        if names[each.office.name] == 1
        else f"{each.office.name} ({each.office.code}, {each.office.id})"
        for each in offices
    ]


def _drawn(found: Funnel, period: str) -> Drawn:
    centre = found.centre or 0.0
    return Drawn(
        offices=tuple(
            Office(row.office, row.contacts, PER * row.share, row.band is not Band.USUAL)
            for row in found.rows
            if row.share is not None
        ),
        mean=PER * centre,
        limits=tuple(_limits(found, contacts) for contacts in _grid(found)),
        period=period,
    )


def _grid(found: Funnel) -> list[int]:
    """Numbers of contacts at which the bands are drawn, from half the smallest office on."""
    sizes = [row.contacts for row in found.rows]
    first, last = max(1, min(sizes) // 2), 1.08 * max(sizes)
    # Bands bend where offices are small: steps grow with the number of contacts.
    steps = {round(first * (last / first) ** (step / STEPS)) for step in range(STEPS + 1)}
    return sorted(steps)


def _limits(found: Funnel, contacts: int) -> Limits:
    centre, extra = found.centre or 0.0, found.over_dispersion.tau_squared
    inner = funnel_limits(contacts, centre, level=INNER, tau_squared=extra)
    outer = funnel_limits(contacts, centre, level=OUTER, tau_squared=extra)
    return Limits(
        contacts, PER * inner.lower, PER * inner.upper, PER * outer.lower, PER * outer.upper
    )


def _sentence(found: Funnel) -> str:
    above = [row.office for row in found.rows if row.band is Band.ABOVE]
    below = [row.office for row in found.rows if row.band is Band.BELOW]
    if not above and not below:
        return "No office differs by more than its size explains"
    names, word = (above, "more") if above else (below, "less")
    if len(names) == 1:
        return f"{names[0]} escalates {word} than its size explains"
    return f"{len(names)} offices escalate {word} than their size explains"


def _explanation(
    every: Sequence[OfficeTotals], compared: Sequence[OfficeTotals], found: Funnel
) -> Explanation:
    return Explanation(
        definition=(
            "Escalations per 100 contacts of each office around that of all together. Outside the "
            "outer band an office differs by more than chance and than offices usually differ."
        ),
        rows_in=sum(each.escalations for each in compared),
        noun=f"asks against {sum(each.contacts for each in compared):,} contacts",
        left_out=(
            LeftOut(sum(each.left_out for each in every), "asks on days without contacts"),
            LeftOut(len(every) - len(compared), "offices without usable numbers of contacts"),
        ),
        clock="whole weeks on each office's own clock",
        formula=(
            "exact binomial limits, interpolated (Spiegelhalter 2005); over-dispersion phi "
            f"{found.over_dispersion.phi:.2f} from z winsorised at 10 % and 90 %"
        ),
    )


def _sheet(found: Funnel) -> Sheet:
    return Sheet(
        "escalations by office",
        ("office", "escalations", "contacts", "per 100", "band"),
        tuple(
            (row.office, row.events, row.contacts,
             number(None if row.share is None else PER * row.share),
             row.band.value if row.band else "")
            for row in found.rows
        ),
    )  # fmt: skip
