"""Words that worked (P26): written down after a case, promoted, and said again by others."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.access import Permission, Viewer
from db.commands import exemplars as commands
from db.queries import exemplars
from db.queries.escalations import EscalationRow
from db.queries.exemplars import ExemplarRow, Worked
from db.queries.places import PlaceRow, places_where
from db.queries.problems import ProblemView
from db.rules.words import PlaceKind
from db.session import reading, writing
from pages.components.escaping import plain
from pages.components.heading import second_line, section
from pages.components.moments import now
from pages.components.refusals import refusals_shown

HELP = "As you said it, in one breath. Nothing of the customer: no name, no number."
PROBLEM = "playbook/problem.py"


def worked_lines(worked: Sequence[Worked]) -> str:
    """Markdown: each in quotation marks, and from whom; empty where nothing was promoted."""
    return "  \n".join(f"“{plain(each.words)}” :gray[{plain(each.by)}]" for each in worked)


def words_fields(key: str) -> tuple[str, bool]:
    """The words, and whether others may read from whom they are."""
    words = st.text_input("Words that worked", key=f"worked-{key}", help=HELP)
    is_named = st.checkbox("Say that they are from me", value=True, key=f"worked-named-{key}")
    return words, is_named


def write_down(viewer: Viewer, row: EscalationRow) -> None:
    """Below the steps of a resolved case, for whoever handled it and wrote nothing down yet."""
    if viewer.person_id not in {row.asker_id, row.holder_id}:
        return
    with reading() as session:
        is_open = exemplars.may_write_down(session, viewer, escalation_id=row.id)
    if not is_open:
        return
    with st.form(f"worked-form-{row.id}", border=True):
        words, is_named = words_fields(str(row.id))
        is_sent = st.form_submit_button("Write it down", key=f"worked-send-{row.id}",
                                        icon=":material/format_quote:")  # fmt: skip
    if is_sent:
        with refusals_shown():
            with writing() as session:
                commands.write_down(session, viewer, escalation_id=row.id, words=words,
                                    is_named=is_named, at=now())  # fmt: skip
            st.rerun()


def worked_panel(viewer: Viewer, view: ProblemView, path: str) -> None:
    """On the screen of a problem: what worked at the chosen place; to managers also what waits."""
    with reading() as session:
        worked = exemplars.what_worked(session, problem_id=view.id, path=path)
        waiting = exemplars.exemplars_to_decide(session, viewer, problem_id=view.id)
        promoted = exemplars.promoted_exemplars(session, viewer, problem_id=view.id)
        desks = places_where(session, viewer, Permission.RESPONSE_WRITE)
    if worked:
        section("What worked")
        st.markdown(worked_lines(worked))
    if waiting:
        section(f"{len(waiting)} said in real cases, for you to decide")
    for row in waiting:
        _to_decide(viewer, row, desks)
    if promoted:
        with st.expander(f"{len(promoted)} promoted from your offices", key="worked-promoted",
                         icon=":material/format_quote:"):  # fmt: skip
            for row in promoted:
                _promoted(viewer, row, desks)


def _to_decide(viewer: Viewer, row: ExemplarRow, desks: Sequence[PlaceRow]) -> None:
    with st.container(border=True, key=f"exemplar-{row.id}", gap="small"):
        _said(row)
        places = _above(row, desks)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            names = {each.id: each.name for each in places}
            place_id = st.selectbox("Holds at, and below", list(names), key=f"holds-{row.id}",
                                    format_func=names.__getitem__, width=220)  # fmt: skip
            if st.button("Promote", key=f"promote-{row.id}", icon=":material/thumb_up:"):
                with refusals_shown():
                    with writing() as session:
                        commands.promote(session, viewer, exemplar_id=row.id, place_id=place_id,
                                         version=row.version, at=now())  # fmt: skip
                    st.rerun()
            _set_aside(viewer, row, "Not this one")


def _promoted(viewer: Viewer, row: ExemplarRow, desks: Sequence[PlaceRow]) -> None:
    with st.container(border=True, key=f"promoted-{row.id}", gap="small"):
        _said(row)
        # Where they hold; whoever does not write there begins a local variant at their own office.
        by_id = {each.id: each for each in desks}
        place = by_id.get(row.holds_at_id or 0) or by_id.get(viewer.office_id)
        with st.container(horizontal=True, gap="small"):
            if place and st.button(f"Draft from this at {place.name}", key=f"draft-{row.id}",
                                   icon=":material/edit:"):  # fmt: skip
                _draft(viewer, row, place)
            _set_aside(viewer, row, "Take back")


def _draft(viewer: Viewer, row: ExemplarRow, place: PlaceRow) -> None:
    """Begin the draft, and go to where it is written."""
    with refusals_shown():
        with writing() as session:
            commands.draft_from(session, viewer, exemplar_id=row.id, place_id=place.id, at=now())
        query = {"problem": str(row.problem_id), "part": "Write"}
        st.switch_page(PROBLEM, query_params=query)


def _above(row: ExemplarRow, desks: Sequence[PlaceRow]) -> list[PlaceRow]:
    """The office where it was said, then the places above it that are the viewer's."""
    found = [each for each in desks if row.place_path.startswith(each.path)]
    return sorted(
        (each for each in found if each.kind is not PlaceKind.TEAM),
        key=lambda each: -len(each.path),
    )


def _said(row: ExemplarRow) -> None:
    st.markdown(f"“{plain(row.words)}”")
    who = f"{row.by}, {row.place_name}" if row.by else f"{row.place_name}, without a name"
    holds = f" Holds at {row.holds_at} and below." if row.holds_at else ""
    second_line(f"{who}, {row.written_at:%-d %b %Y}.{holds}")


def _set_aside(viewer: Viewer, row: ExemplarRow, label: str) -> None:
    if st.button(label, key=f"aside-{row.id}", icon=":material/undo:", type="tertiary"):
        with refusals_shown():
            with writing() as session:
                commands.set_aside(session, viewer, exemplar_id=row.id, version=row.version,
                                   at=now())  # fmt: skip
            st.rerun()


def exemplars_that_wait(viewer: Viewer) -> None:
    """On the playbook: what was said in real cases and waits for a manager."""
    with reading() as session:
        waiting = exemplars.exemplars_to_decide(session, viewer)
    if not waiting:
        return
    noun = "wording waits" if len(waiting) == 1 else "wordings wait"
    with st.expander(f"{len(waiting)} {noun} to be promoted", icon=":material/format_quote:",
                     key="exemplars"):  # fmt: skip
        for row in waiting:
            with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
                st.markdown(f"**{plain(row.problem)}**  \n“{plain(row.words)}”", width="stretch")
                if st.button("Open", key=f"exemplar-open-{row.id}", type="tertiary"):
                    st.switch_page(PROBLEM, query_params={"problem": str(row.problem_id)})
