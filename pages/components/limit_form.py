"""Changing the limits of one remedy at one place: three explicit values, shown before they hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.commands import limits as commands
from db.commands import temporary_limits
from db.queries.limit_matrix import Cell, MatrixRow
from db.queries.places import PlaceRow
from db.rules.limit_sets import LimitLine
from db.rules.money import PIECES, read_amount
from db.rules.words import CountedIn, LimitKind
from db.session import writing
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

LEAVE = "leave as it is"
VALUES = {LEAVE: None, "nothing": LimitKind.NONE, "up to": LimitKind.UP_TO,
          "unlimited until": LimitKind.UNLIMITED}  # fmt: skip
QUARTER = timedelta(days=91)


def limit_form(viewer: Viewer, place: PlaceRow, row: MatrixRow, *, problem_id: int | None) -> None:
    """One line for each grade, then why and from when; publishing is whole or not at all."""
    currency = PIECES if row.remedy.counted_in is CountedIn.PIECES else place.currency
    today = now().astimezone(ZoneInfo(place.zone)).date()
    key = f"limit-{place.id}-{row.remedy.id}-{problem_id or 'any'}"
    with refusals_shown():
        lines: list[LimitLine] = []
        for cell in row.cells:
            value = _value(place, cell, currency, key)
            if value is not None:
                lines.append(replace(value, remedy_id=row.remedy.id, problem_id=problem_id))
        note = st.text_input("What changes, and why", key=f"{key}-note")
        starts_on = st.date_input("In force from", today, min_value=today, key=f"{key}-from",
                                  format="DD/MM/YYYY", width=180)  # fmt: skip
        ends_on = st.date_input("Only until (empty: for good)", None, min_value=starts_on,
                                key=f"{key}-ends", format="DD/MM/YYYY", width=240)  # fmt: skip
        second_line("Today means from this minute. A later day begins at midnight of the place.")
        if st.button("Publish", key=f"{key}-publish", icon=":material/publish:", type="primary",
                     disabled=not lines):  # fmt: skip
            at = now()
            with writing() as session:
                start = _start(starts_on, today, place, at)
                if ends_on is None:
                    commands.publish(
                        session, viewer, place_id=place.id, lines=lines, note=note or "",
                        in_force_from=start, submit_key=submit_key(key), at=at,
                    )  # fmt: skip
                else:
                    # The day itself is included: it ends when the next one begins.
                    end = _midnight(ends_on + timedelta(days=1), place)
                    temporary_limits.publish(
                        session, viewer, place_id=place.id, lines=lines, note=note or "",
                        in_force_from=start, ends_at=end, submit_key=submit_key(key), at=at,
                    )  # fmt: skip
            renew(key)
            st.toast("Published. Every card answers by it from then on.", icon=":material/check:")
            st.rerun()


def _value(place: PlaceRow, cell: Cell, currency: str, form: str) -> LimitLine | None:
    """What one grade shall have, or None when it stays as it is."""
    key = f"{form}-{cell.grade.id}"
    with (
        st.container(border=True, key=f"{key}-row"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        whence = f"{cell.rule}, {cell.place_name}" if cell.rule else "no authority"
        st.markdown(
            f"**{plain(cell.grade.name)}** {plain(cell.words)}  \n:small[:gray[{plain(whence)}]]",
            width=300,
        )
        said = st.selectbox("Becomes", list(VALUES), key=f"{key}-kind", width=170)
        kind = VALUES[said]
        if kind is None:
            return None
        amount, until = None, None
        if kind is LimitKind.UP_TO:
            typed = st.text_input(f"Amount in {currency}", key=f"{key}-amount", width=160)
            amount = read_amount(typed, currency) if typed and typed.strip() else None
        if kind is LimitKind.UNLIMITED:
            day = st.date_input("Until", now().date() + QUARTER, key=f"{key}-until",
                                format="DD/MM/YYYY", width=160)  # fmt: skip
            until = _midnight(day, place)
    money = currency if kind is LimitKind.UP_TO else None
    return LimitLine(cell.grade.id, kind, amount=amount, currency=money, unlimited_until=until)


def _start(day: date, today: date, place: PlaceRow, at: datetime) -> datetime:
    return at if day <= today else _midnight(day, place)


def _midnight(day: date, place: PlaceRow) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(place.zone)).astimezone(UTC)
