"""How it is to ask (P47): what was declined or met no answer, and what nobody dared to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from db.queries.sheets import Cell, Sheet
from db.rules.bother import Bother
from db.rules.near_escalations import LEAST_SHOWN
from pages.components.downloads import downloads, number
from pages.components.escaping import plain
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.queries.places import PlaceRow


def bother_panel(found: Bother, office: PlaceRow) -> None:
    """The share with its interval, the sentence, and the reasons of both sides."""
    bounds = found.interval
    if found.share is None or bounds is None:
        section("Nobody asked for a manager here")
    else:
        section(f"{100 * found.share:.0f} of 100 asks were turned away at first")
    st.markdown(plain(found.sentence))
    if bounds and bounds.lower is not None and bounds.upper is not None:
        second_line(
            f"{found.turned_away:,} of {found.asks:,} asks, {found.weeks} weeks; "
            f"95 % interval {100 * bounds.lower:.0f} to {100 * bounds.upper:.0f} of 100."
        )
    lines = [f"- {count:,} {reason.label}" for reason, count in found.reasons]
    _listed("Why they were declined or passed on", lines)
    _near(found)
    explain(_explanation(found, office), key="explain-bother")
    downloads(_sheet(found, office), key="bother")


def _near(found: Bother) -> None:
    """Why nobody asked: from five on, so that nobody can tell who it was."""
    near = found.near
    if near.total and not near.is_broken_down:
        second_line(f"Why some did not ask is shown once {LEAST_SHOWN} have said so.")
    _listed("Why some did not ask", [f"- {count:,} {why.label}" for why, count in near.reasons])
    _listed("About", [f"- {count:,} {plain(title)}" for title, count in near.problems[:3]])
    _listed("In their own words", [f"- {plain(words)}" for words in near.words[:5]])


def _listed(title: str, lines: list[str]) -> None:
    if lines:
        st.markdown("\n".join([f":gray[{title}]", *lines]))


def _explanation(found: Bother, office: PlaceRow) -> Explanation:
    hidden = 0 if found.near.is_broken_down else found.near.total
    return Explanation(
        definition="An ask is turned away at first when somebody declined it, handed it on or let "
        "their time pass. Who wanted to ask and did not said so on the card, without their name.",
        rows_in=found.asks,
        noun="asks",
        clock=f"whole weeks on the clock of {office.zone}",
        formula="asks turned away at least once / all asks, with Wilson's 95 % interval",
        left_out=(LeftOut(hidden, f"reasons of near-escalations, fewer than {LEAST_SHOWN}"),),
    )


def _sheet(found: Bother, office: PlaceRow) -> Sheet:
    bounds = found.interval
    whole: list[Sequence[Cell]] = [
        ("asks", "", found.asks, None, None, None),
        (
            "turned away", "", found.turned_away, number(found.share),
            number(bounds.lower) if bounds else None, number(bounds.upper) if bounds else None,
        ),
        ("declined or passed on", "", found.passed_on, None, None, None),
        ("unanswered", "", found.unanswered, None, None, None),
        ("wanted to ask and did not", "", found.near.total, None, None, None),
    ]  # fmt: skip
    whole += [("passed on", why.label, n, None, None, None) for why, n in found.reasons]
    whole += [("did not ask", why.label, n, None, None, None) for why, n in found.near.reasons]
    columns = ("what", "reason", "count", "share", "lower", "upper")
    return Sheet(f"asking for a manager {office.name} {found.weeks} weeks", columns, tuple(whole))
