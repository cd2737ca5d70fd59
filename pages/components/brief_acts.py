"""What can be done with a design brief: hand it over, write the fix down, close, open again."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.commands import design_briefs as commands
from db.queries.backlogs import WITH_A_TEAM, backlog, team_names
from db.queries.design_briefs import BriefRow, owners_of_briefs
from db.rules.backlogs import backlog_line, promise_of
from db.rules.words import BriefState, Party
from db.session import reading, writing
from pages.components.badges import Badge, in_line
from pages.components.brief_parties import NAMES
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown


def brief_acts(viewer: Viewer, row: BriefRow) -> None:
    """The next steps of a brief that the viewer leads."""
    if row.state is not BriefState.CLOSED:
        _handing_over(viewer, row)
        _fixing(viewer, row)
    _ending(viewer, row)


def _handing_over(viewer: Viewer, row: BriefRow) -> None:
    """With whom it lies from now on. What waits there stands above the button that promises."""
    with st.container(border=True, gap="small"):
        party = st.segmented_control(
            "Hand over to", list(Party), default=row.party, required=True,
            format_func=NAMES.__getitem__, key=f"party-{row.id}",
        )  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            owner_id, team, due_on = _to_whom(viewer, row)
        words = st.text_area("What is wanted", row.words, key=f"words-{row.id}", height=90)
        if party in WITH_A_TEAM and team:
            _what_waits(viewer, row, team, due_on)
        is_sent = st.button("Hand over", icon=":material/forward:", key=f"assign-send-{row.id}")
        if is_sent and owner_id is None:
            st.error("Choose who owns it.")
        elif is_sent and owner_id is not None:
            with refusals_shown():
                with writing() as session:
                    commands.assign(
                        session, viewer, brief_id=row.id, party=party, owner_id=owner_id,
                        team=team, words=words, due_on=due_on, version=row.version, at=now(),
                    )  # fmt: skip
                st.rerun()


def _to_whom(viewer: Viewer, row: BriefRow) -> tuple[int | None, str, date | None]:
    """The owner, the team and the day, as far as they are chosen."""
    with reading() as session:
        names = dict(owners_of_briefs(session, viewer, place_id=row.place.id))
        teams = team_names(session)
    keys = list(names)
    owner_id = st.selectbox(
        "Owner", keys, keys.index(row.owner_id) if row.owner_id in names else None,
        format_func=names.__getitem__, key=f"owner-{row.id}", placeholder="Who answers", width=240,
    )  # fmt: skip
    team = st.selectbox(
        "Team", teams, teams.index(row.team) if row.team in teams else None,
        key=f"team-{row.id}", placeholder="Facilities, billing", accept_new_options=True, width=240,
    )  # fmt: skip
    first = min(_today(row), row.due_on or _today(row))
    due_on = st.date_input("Promised for", row.due_on, min_value=first, key=f"due-{row.id}",
                           width=160, format="DD/MM/YYYY")  # fmt: skip
    return owner_id, team or "", due_on


def _today(row: BriefRow) -> date:
    return now().astimezone(ZoneInfo(row.place.zone)).date()


def _what_waits(viewer: Viewer, row: BriefRow, team: str, due_on: date | None) -> None:
    """What the team has before it, and how likely the day is; said, never refused (P29)."""
    with reading() as session:
        found = backlog(session, viewer, team=team, brief_id=row.id, now=now())
    promise = promise_of(found, today=_today(row), due_on=due_on)
    badge = Badge("promise with care", "hourglass_top", "orange")
    if due_on is not None and not promise.is_doubtful:
        badge = Badge("likely by then", "check", "green")
    st.markdown(f"{in_line(badge)} {plain(promise.sentence)}")
    second_line(f"{backlog_line(found)} Counted over all places, up to now.")


def _fixing(viewer: Viewer, row: BriefRow) -> None:
    today = _today(row)
    with st.form(f"fix-{row.id}", border=False):
        fixed_on: date = st.date_input(
            "Fixed on", row.fixed_on or today, max_value=today, key=f"fixed-{row.id}", width=200,
            format="DD/MM/YYYY",
        )  # fmt: skip
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
