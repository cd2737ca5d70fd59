"""After-care (P75): what is due stands on Now, without a word of what happened."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, Viewer, may_somewhere
from db.commands import after_care as commands
from db.queries import after_care
from db.queries.after_care import CareRow
from db.rules.safety import TOLD
from db.rules.words import AfterCareEventKind
from db.session import reading, writing
from pages.components.acts import submit
from pages.components.badges import Badge, in_line
from pages.components.escaping import plain
from pages.components.heading import in_small, second_line, section
from pages.components.moments import now
from pages.components.refusals import refusals_shown

FEW = 3
SAID = {
    AfterCareEventKind.PLANNED: Badge("planned", "schedule", "gray"),
    AfterCareEventKind.OFFERED: Badge("offered", "front_hand", "blue"),
    AfterCareEventKind.TALKED: Badge("talked", "forum", "blue"),
    AfterCareEventKind.DECLINED: Badge("declined", "do_not_disturb_on", "gray"),
    AfterCareEventKind.DONE: Badge("done", "check", "green"),
}
OVERDUE = Badge("overdue", "error", "red")


def after_care_that_is_due(viewer: Viewer) -> None:
    """Beside the queue: with whom to talk today; nothing when nobody is meant."""
    if not may_somewhere(viewer, Permission.SAFETY_READ):
        return
    with reading() as session:
        due = after_care.after_care_due(session, viewer, now=now())
    if not due:
        return
    section("After-care due", badge=Badge(str(len(due)), "volunteer_activism", "orange"))
    for row in due[:FEW]:
        with st.container(border=True, key=f"care-due-{row.id}", gap="small"):
            _facts(row, whom=True)
            _told(row)
    if len(due) > FEW:
        second_line(f"And {len(due) - FEW} more.")
    if st.button("Safety records", key="to-safety", icon=":material/shield:"):
        st.switch_page("escalations/safety.py")


def after_care_rows(viewer: Viewer, *, record_id: int) -> None:
    """All after-care of one record: tell what became of it, or hand it over."""
    with reading() as session:
        rows = after_care.after_care_of(session, viewer, record_id=record_id, now=now())
        owners = dict(after_care.care_owners(session, viewer, record_id=record_id))
    for row in rows:
        with st.container(border=True, key=f"care-{row.id}", gap="small"):
            _facts(row, whom=False)
            if row.closed_at is None and row.is_own:
                st.button("I do not need it", key=f"decline-{row.id}", on_click=submit,
                          args=(commands.tell,), kwargs={
                              "care_id": row.id, "kind": AfterCareEventKind.DECLINED,
                          })  # fmt: skip
            elif row.closed_at is None:
                _tellings(row)
                _over_to(viewer, row, owners)


def _facts(row: CareRow, *, whom: bool) -> None:
    badge = in_line(OVERDUE if row.is_overdue else SAID[row.last])
    title = f"{row.person}, {row.step.label}" if whom else row.step.label.capitalize()
    owner = f"{row.owner} owns it" if row.owner else "Nobody owns it"
    due = in_small(f"{row.place_name}. Due {row.due_on:%-d %b %Y}. {owner}.")
    st.markdown(f"**{plain(title)}** {badge}  \n{due}")


def _told(row: CareRow) -> None:
    """The same behind one tap, beside the queue."""
    kinds = [each for each in TOLD if each is not row.last]
    kind = st.menu_button(
        "What became of it", kinds, key=f"care-told-{row.id}",
        format_func=lambda each: each.label.capitalize(),
    )  # fmt: skip
    if kind is not None:
        submit(commands.tell, care_id=row.id, kind=kind)
        st.rerun()


def _tellings(row: CareRow) -> None:
    """What became of it; the last two close it."""
    with st.container(horizontal=True, gap="small"):
        for kind in TOLD:
            if kind is row.last:
                continue
            st.button(
                kind.label.capitalize(), key=f"care-{kind.value}-{row.id}", on_click=submit,
                args=(commands.tell,), kwargs={"care_id": row.id, "kind": kind},
            )  # fmt: skip


def _over_to(viewer: Viewer, row: CareRow, owners: dict[int, str]) -> None:
    others = [key for key in owners if key != row.owner_id]
    if not others:
        return
    owner_id = st.menu_button(
        "Hand over", others, key=f"care-over-{row.id}", format_func=owners.__getitem__,
        icon=":material/forward:",
    )  # fmt: skip
    if owner_id is not None:
        with refusals_shown():
            with writing() as session:
                commands.hand_over(session, viewer, care_id=row.id, owner_id=owner_id, at=now())
            st.rerun()
