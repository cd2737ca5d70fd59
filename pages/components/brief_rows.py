"""Design briefs in a list: why, with whom it lies, what is wanted, the chart, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission, Viewer, may
from db.queries.design_briefs import BriefEventRow, BriefRow, brief_events, linked
from db.queries.recurrence import recurring_at, since_the_fix
from db.queries.sheets import Sheet
from db.rules.parties import CALLED
from db.rules.recurrence import Verdict, WeekCases, read_shares
from db.rules.recurrence_across import MOST_NAMED
from db.rules.words import BriefEventKind
from db.session import reading
from pages.components.badges import in_line
from pages.components.brief_acts import brief_acts
from pages.components.brief_chart import brief_chart
from pages.components.brief_parties import STANDING, parties_strip
from pages.components.downloads import downloads
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now

COLUMNS = ("place", "problem", "state", "reason", "wanted", "lies with", "owner", "team",
           "opened at", "promised for", "fixed on", "closed at")  # fmt: skip
HAPPENED = {
    BriefEventKind.OPENED: "opened",
    BriefEventKind.JOINED: "joined",
    BriefEventKind.ASSIGNED: "handed over",
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
        parties_strip(viewer, row)
        if row.words:
            st.markdown(f":gray[Wanted]  \n{plain(row.words)}")
        opened = row.opened_at.astimezone(ZoneInfo(row.place.zone))
        fixed = f" Fixed on {row.fixed_on:%-d %b %Y}." if row.fixed_on else ""
        owner = "" if row.owner else " Nobody fixes it yet."
        second_line(f"{row.place.name}. Opened on {opened:%-d %b %Y}.{owner}{fixed}")
        if st.toggle("Chart and next step", key=f"look-{row.id}"):
            _look(viewer, row)


def _look(viewer: Viewer, row: BriefRow) -> None:
    verdict, weeks = _weeks(row)
    if weeks:
        brief_chart(row, weeks)
    else:
        second_line("No whole week is on record yet, so there is no chart.")
    _shares(row)
    if verdict is not None:
        st.markdown(f"**{plain(verdict.sentence)}**")
    _links(viewer, row)
    if may(viewer, Permission.BRIEF_LEAD, row.place.path):
        brief_acts(viewer, row)
    else:
        st.markdown(f"Those who answer for {plain(row.place.name)} lead this brief.")
    _history(viewer, row)


def _weeks(row: BriefRow) -> tuple[Verdict | None, tuple[WeekCases, ...]]:
    """What the chart says since the fix; before it, whether it still comes back, up to now."""
    with reading() as session:
        if row.fixed_on is None:
            found = recurring_at(session, row.place, row.problem_id, now=now())
            return found.verdict, found.weeks
        return since_the_fix(
            session, row.place, row.problem_id, fixed_on=row.fixed_on, now=row.closed_at or now()
        )


def _shares(row: BriefRow) -> None:
    """Which offices brought how many when it was opened; where the reason names the largest only,
    all of them, and a file.
    """
    shares = read_shares(row.evidence)
    if not shares:
        return
    total = sum(each.cases for each in shares)
    said = ", ".join(f"{each.name} {each.cases}" for each in shares)
    second_line(f"Of the {total} cases of the last weeks before it was opened: {said}.")
    if len(shares) > MOST_NAMED:
        sheet = Sheet(f"{row.problem} by office", ("office", "cases"),
                      tuple((each.name, each.cases) for each in shares))  # fmt: skip
        downloads(sheet, key=f"brief-offices-{row.id}")


def _links(viewer: Viewer, row: BriefRow) -> None:
    """The briefs about the same problem above and below: linked, not doubled."""
    with reading() as session:
        others = linked(session, viewer, row)
    for each in others:
        is_part = each.place.path.startswith(row.place.path)
        told = f"{each.place.name} has its own brief" if is_part else f"Part of {each.place.name}"
        st.markdown(f":material/link: {plain(told)} {in_line(STANDING[each.state])}")


def _history(viewer: Viewer, row: BriefRow) -> None:
    with reading() as session:
        events = brief_events(session, viewer, brief_id=row.id)
    lines = (_told(event, ZoneInfo(row.place.zone)) for event in events)
    st.markdown("\n".join(f"- {plain(each)}" for each in lines))


def _told(event: BriefEventRow, zone: ZoneInfo) -> str:
    party = f" to {CALLED[event.party]}" if event.party else ""
    who = ", ".join(each for each in (event.owner, event.team) if each and event.owner)
    to = f"{party} ({who})" if party and who else f" to {who}" if who else ""
    due = f", promised for {event.due_on:%-d %b %Y}" if event.due_on else ""
    by = f" by {event.by}" if event.by else ""
    at = event.at.astimezone(zone)
    return f"{at:%-d %b %Y}: {HAPPENED[event.kind]}{to}{due}{by}. {event.words}"


def sheet_of(rows: Sequence[BriefRow], *, name: str) -> Sheet:
    """Briefs as a table."""
    return Sheet(
        name,
        COLUMNS,
        tuple(
            (row.place.name, row.problem, row.state.value, row.reason, row.words, row.party.value,
             row.owner, row.team, row.opened_at, row.due_on, row.fixed_on, row.closed_at)
            for row in rows
        ),
    )  # fmt: skip
