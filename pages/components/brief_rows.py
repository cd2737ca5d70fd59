"""Design briefs in a list: why, what is wanted, the chart, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.commands import design_briefs as commands
from db.queries.design_briefs import BriefRow, brief_events
from db.queries.findings import owners_for
from db.queries.recurrence import since_the_fix
from db.queries.sheets import Sheet
from db.rules.recurrence import Verdict, WeekCases, read_evidence
from db.rules.words import BriefEventKind, BriefState
from db.session import reading, writing
from pages.components.badges import Badge, in_line
from pages.components.brief_chart import brief_chart
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown

STANDING = {
    BriefState.OPEN: Badge("waits for a fix", "schedule", "orange"),
    BriefState.FIXED: Badge("fixed, being watched", "visibility", "blue"),
    BriefState.CLOSED: Badge("closed by its chart", "check", "green"),
}
COLUMNS = ("office", "problem", "state", "reason", "wanted", "owner", "team", "opened at",
           "fixed on", "closed at")  # fmt: skip
HAPPENED = {
    BriefEventKind.OPENED: "opened",
    BriefEventKind.ASSIGNED: "assigned",
    BriefEventKind.FIX_MADE: "fix made",
    BriefEventKind.WATCHED: "watched",
    BriefEventKind.CLOSED: "closed",
    BriefEventKind.REOPENED: "opened again",
}


def brief_row(viewer: Viewer, row: BriefRow) -> None:
    """One brief with its facts; what follows from them is drawn when it is looked at."""
    with st.container(border=True, key=f"brief-{row.id}", gap="small"):
        st.markdown(f"**{plain(row.problem)}** {in_line(STANDING[row.state])}")
        st.markdown(plain(row.reason))
        if row.words:
            st.markdown(f":gray[Wanted]  \n{plain(row.words)}")
        owner = f"{row.owner}, {row.team}" if row.owner else "Nobody owns it yet"
        opened = row.opened_at.astimezone(ZoneInfo(row.office.zone))
        fixed = f" Fixed on {row.fixed_on:%-d %b %Y}." if row.fixed_on else ""
        second_line(f"{row.office.name}. {owner}. Opened on {opened:%-d %b %Y}.{fixed}")
        if st.toggle("Chart and next step", key=f"look-{row.id}"):
            _look(viewer, row)


def _look(viewer: Viewer, row: BriefRow) -> None:
    verdict, weeks = _weeks(row)
    if weeks:
        brief_chart(row, weeks)
    else:
        second_line("No whole week is on record yet, so there is no chart.")
    if verdict is not None:
        st.markdown(f"**{plain(verdict.sentence)}**")
    if row.state is not BriefState.CLOSED:
        _assigning(viewer, row)
        _fixing(viewer, row)
    _ending(viewer, row)
    _history(viewer, row)


def _weeks(row: BriefRow) -> tuple[Verdict | None, tuple[WeekCases, ...]]:
    """What the chart says since the fix, or the weeks that opened the brief."""
    if row.fixed_on is None:
        return None, read_evidence(row.evidence)
    with reading() as session:
        return since_the_fix(
            session, row.office, row.problem_id, fixed_on=row.fixed_on, now=row.closed_at or now()
        )


def _assigning(viewer: Viewer, row: BriefRow) -> None:
    with reading() as session:
        owners = owners_for(session, viewer, place_id=row.office.id)
    names = dict(owners)
    with st.form(f"assign-{row.id}", border=False):
        keys = list(names)
        held = keys.index(row.owner_id) if row.owner_id in names else None
        owner_id = st.selectbox("Owner", keys, held, format_func=names.__getitem__,
                                key=f"owner-{row.id}", placeholder="Who answers")  # fmt: skip
        team = st.text_input("Who fixes it", row.team, key=f"team-{row.id}",
                             placeholder="Design team, facilities, billing")  # fmt: skip
        words = st.text_area("What is wanted", row.words, key=f"words-{row.id}", height=90)
        is_sent = st.form_submit_button("Assign", icon=":material/person_add:",
                                        key=f"assign-send-{row.id}")  # fmt: skip
    if is_sent and owner_id is None:
        st.error("Choose who owns it.")
    elif is_sent and owner_id is not None:
        with refusals_shown():
            with writing() as session:
                commands.assign(session, viewer, brief_id=row.id, owner_id=owner_id, team=team,
                                words=words, version=row.version, at=now())  # fmt: skip
            st.rerun()


def _fixing(viewer: Viewer, row: BriefRow) -> None:
    today = now().astimezone(ZoneInfo(row.office.zone)).date()
    with st.form(f"fix-{row.id}", border=False):
        fixed_on: date = st.date_input("Fixed on", row.fixed_on or today, max_value=today,
                                       key=f"fixed-{row.id}", width=200)  # fmt: skip
        words = st.text_input("What was changed", key=f"fix-words-{row.id}")
        is_sent = st.form_submit_button("Write the fix down", icon=":material/build:",
                                        key=f"fix-send-{row.id}")  # fmt: skip
    if is_sent:
        with refusals_shown():
            with writing() as session:
                commands.make_fix(session, viewer, brief_id=row.id, fixed_on=fixed_on, words=words,
                                  version=row.version, at=now())  # fmt: skip
            st.rerun()


def _ending(viewer: Viewer, row: BriefRow) -> None:
    """Close it, which its chart decides; or say that the flaw is there after all."""
    if row.state is BriefState.FIXED and st.button(
        "Close", key=f"close-{row.id}", icon=":material/check:", type="primary"
    ):
        with refusals_shown():
            with writing() as session:
                commands.close(session, viewer, brief_id=row.id, version=row.version, at=now())
            st.rerun()
    if row.state is BriefState.OPEN:
        return
    why = st.text_input("Why it is not fixed", key=f"why-{row.id}")
    if st.button("Open again", key=f"again-{row.id}", icon=":material/undo:"):
        with refusals_shown():
            with writing() as session:
                commands.reopen(session, viewer, brief_id=row.id, why=why, version=row.version,
                                at=now())  # fmt: skip
            st.rerun()


def _history(viewer: Viewer, row: BriefRow) -> None:
    with reading() as session:
        events = brief_events(session, viewer, brief_id=row.id)
    zone = ZoneInfo(row.office.zone)
    lines = []
    for event in events:
        to = f" to {event.owner}, {event.team}" if event.owner else ""
        by = f" by {event.by}" if event.by else ""
        at = event.at.astimezone(zone)
        said = f"{at:%-d %b %Y}: {HAPPENED[event.kind]}{to}{by}. {event.words}"
        lines.append(f"- {plain(said)}")
    st.markdown("\n".join(lines))


def sheet_of(rows: Sequence[BriefRow], *, name: str) -> Sheet:
    """Briefs as a table."""
    return Sheet(
        name,
        COLUMNS,
        tuple(
            (row.office.name, row.problem, row.state.value, row.reason, row.words, row.owner,
             row.team, row.opened_at, row.fixed_on, row.closed_at)
            for row in rows
        ),
    )  # fmt: skip
