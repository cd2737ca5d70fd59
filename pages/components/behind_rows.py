"""The list behind a number: what it counts in words, and each of its rows, which may open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.queries.behind import Behind
from db.queries.given_rows import GiftBehind
from db.queries.places import PlaceRow
from db.queries.promise_rows import PromiseBehind
from db.queries.selected_rows import AskBehind, RowBehind
from db.queries.sheets import Sheet
from db.queries.walk_away_rows import NoteBehind
from db.rules.bases import LIMITS, Basis
from db.rules.marks import Mark, mark_of
from db.rules.money import show_money
from db.rules.refusals import Refusal
from db.rules.selections import (
    WEEK,
    Selection,
    address_of,
    chips_of,
    day_in_words,
    with_the_running_week,
)
from db.rules.spans import DAY
from db.rules.words import PromiseState
from pages.components.badges import ASK, ESCALATION, OUTCOME, PROMISE, badge_for, in_line
from pages.components.escaping import plain
from pages.components.mark_words import (
    ANSWERS,
    BY_PROBLEM,
    LEFT_OUT,
    OUTCOMES,
    counts_in_words,
    noun_of,
)
from pages.components.periods import period_in_words, period_label
from pages.components.wait_words import CLOCKS, DONE
from pages.screens import FOLDER


def mark_in_address() -> Mark:
    """What the number counts that somebody came from; the run ends with a sentence and a way out
    where the address names what nobody counts.
    """
    try:
        return mark_of(st.query_params.to_dict())
    except Refusal as refusal:
        st.error(plain(str(refusal)), icon=":material/error:")
        if st.button("Back to the measures", key="back", icon=":material/arrow_back:"):
            st.switch_page(str(FOLDER / "measures/office.py"))
        st.stop()


def behind_heading(
    found: Behind[RowBehind], mark: Mark, mondays: Sequence[date], weeks: int,
    selection: Selection, *, today: date,
) -> tuple[str, str]:  # fmt: skip
    """How many rows there are, and the line below: where, when, what is counted and what is not."""
    if mark.basis in LIMITS:
        when = [f"{period_in_words(weeks)} up to {day_in_words(today, today=today)}"]
    else:
        shown = with_the_running_week(mondays) if mark.is_about_waits else mondays
        chosen = selection.mondays_of(shown)
        first, last = chosen[0], min(chosen[-1] + WEEK - DAY, today)
        when = [f"{day_in_words(first, today=today)} to {day_in_words(last, today=today)}"]
        when += chips_of(selection, today=today).values()
    line = f"{', '.join([found.place.name, *when, counts_in_words(mark, found.place)])}."
    if found.left_out:
        line += f" {found.left_out:,} more fell on days without contacts and are in no rate."
    return f"{noun_of(mark, found.counted)} behind the number", line


def row_behind(row: RowBehind, zone: ZoneInfo) -> None:
    """One row: what, whose, when, what became of it, and the way to its record where it has one."""
    if isinstance(row, GiftBehind):
        what = f"{row.remedy} {show_money(row.amount, row.currency)}"
        about = f" {row.problem}" if row.problem else ""
        _line(row.id, f"**{plain(what)}**{plain(about)}", row.giver_name, row.place_name,
              row.given_at.astimezone(zone))  # fmt: skip
    elif isinstance(row, NoteBehind):
        _line(row.id, f"**{plain(row.reason.label.capitalize())}** {plain(row.problem)}",
              row.noted_by, row.place_name, row.noted_at.astimezone(zone))  # fmt: skip
    elif isinstance(row, PromiseBehind):
        badge = in_line(badge_for(PROMISE, _state(row).value))
        decided = row.decided_at.astimezone(zone)
        _line(row.id, f"**{plain(row.words)}** {badge}", row.owner_name, row.place_name, decided,
              before="window to ")  # fmt: skip
    else:
        badges = in_line(
            badge_for(ESCALATION, row.state.value), badge_for(ASK, row.escalation_class.value)
        )
        if row.outcome:
            badges += " " + in_line(badge_for(OUTCOME, row.outcome.value))
        _line(row.id, f"**{plain(row.title)}** {badges}", row.asker_name, row.place_name,
              row.asked_at.astimezone(zone), opens=row.title)  # fmt: skip


def _line(
    key: int, said: str, who: str, where: str, when: datetime, *, before: str = "", opens: str = ""
) -> None:
    people = ", ".join(each for each in (who, where) if each)
    with st.container(border=True, key=f"row-{key}", horizontal=True, gap="xsmall",
                      vertical_alignment="center", horizontal_alignment="distribute"):  # fmt: skip
        small = plain(f"{people}, {before}{when:%a %-d %b %Y %H:%M}")
        st.markdown(f"{said}  \n:small[:gray[{small}]]", width="stretch")
        if opens and st.button("Open", key=f"open-{key}", help=f"Every step of {plain(opens)}"):
            st.switch_page(
                str(FOLDER / "escalations/record.py"), query_params={"escalation": str(key)}
            )


def _state(row: PromiseBehind) -> PromiseState:
    if row.kept_at is None:
        return PromiseState.MISSED
    return PromiseState.KEPT if row.broke_at is None else PromiseState.LATE


def sheet_of(found: Behind[RowBehind], mark: Mark) -> Sheet:
    """Rows behind a number as a table: every column that a list knows."""
    kind: type[RowBehind] = AskBehind
    if mark.counts_gifts:
        kind = GiftBehind
    elif mark.counts_promises:
        kind = PromiseBehind
    elif mark.counts_notes:
        kind = NoteBehind
    names = [each.name for each in fields(kind)]
    return Sheet(
        name_of(found.place, mark),
        tuple(name.replace("_", " ") for name in names),
        tuple(tuple(getattr(row, name) for name in names) for row in found.rows),
    )


def name_of(place: PlaceRow, mark: Mark) -> str:
    """What a file of these rows is called."""
    return f"{mark.noun} {mark.basis.value.replace('-', ' ')} {place.name}"


def back_button(mark: Mark, place: PlaceRow, weeks: int, selection: Selection) -> None:
    """To the screen that shows the number, as it was."""
    label, screen, query = _way_back(mark, place, weeks)
    if st.button(label, key="back", icon=":material/arrow_back:", type="tertiary"):
        st.switch_page(str(FOLDER / screen), query_params={**query, **address_of(selection)})


def _way_back(mark: Mark, place: PlaceRow, weeks: int) -> tuple[str, str, dict[str, str]]:
    """The words of the button, the screen, and its address."""
    if mark.basis is Basis.CASES:
        return "Back to the briefs", "measures/design_briefs.py", {}
    here = {"weeks": period_label(weeks), "office": str(place.id)}
    if mark.basis in LIMITS:
        tried = {} if mark.limit is None else {"limit": f"{mark.limit:f}"}
        return "Back to the higher limit", "measures/higher_limit.py", here | tried
    if mark.basis in OUTCOMES or (mark.basis in LEFT_OUT and mark.stage is None):
        return "Back to the outcomes", "measures/outcomes.py", here
    if mark.basis in ANSWERS:
        here["levels"] = "true"
    if mark.basis in BY_PROBLEM:
        here["by-problem"] = "true"
    if mark.stage:
        here["stage"] = DONE[mark.stage].capitalize()
    if mark.clock:
        here["clock"] = CLOCKS[mark.clock]
    if mark.seconds is not None:
        here["after"] = str(mark.seconds)
    return "Back to the measures", "measures/office.py", here
