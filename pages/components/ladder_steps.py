"""The ladder of a place: its steps, when nobody is meant to come, and how often it begins again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

import streamlit as st

from db.access import Viewer
from db.commands import ladder_steps as commands
from db.commands.ladder_steps import Step
from db.queries import catalogue, people, place_tree, skills
from db.queries.place_tree import StepRow
from db.queries.places import PlaceRow
from db.rules.ladders import MOST_REPEATS
from db.session import reading, writing
from pages.components.escaping import plain
from pages.components.heading import second_line, section
from pages.components.moments import now
from pages.components.refusals import refusals_shown

MINUTES = {30: "30 seconds", 60: "1 minute", 120: "2 minutes", 300: "5 minutes", 600: "10 minutes"}
AGAIN = ("Never again", "Once more", "Twice more")


def ladder_part(viewer: Viewer, place: PlaceRow) -> None:
    """Whom an unanswered ask is offered to, in order, and how long each has."""
    with reading() as session:
        steps = place_tree.ladder(session, viewer, place_id=place.id)
        repeats = place_tree.ladder_repeats(session, viewer, place_id=place.id)
        whom: dict[str, Mapping[str, int | str]] = {f"{each.name} and above": {"grade_id": each.id}
                for each in catalogue.grades(session)}  # fmt: skip
        whom |= {f"Whoever has: {each}": {"skill": each}
                 for each in skills.recorded_skills(session)}  # fmt: skip
        whom |= {each.name: {"person_id": each.id}
                 for each in people.people_at(session, viewer, path=place.path)}  # fmt: skip
    section("Ladder")
    _shown(steps, repeats)
    wanted, again = _kept(steps), repeats
    added = _calling(place, whom)
    if steps:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            again = st.selectbox(
                "After the last step it begins again", range(MOST_REPEATS + 1), repeats,
                key=f"again-{place.id}-{repeats}", width=260,
                format_func=lambda each: AGAIN[each] if each < len(AGAIN) else f"{each} times more",
            )  # fmt: skip
            if st.button("Remove last", key=f"cut-step-{place.id}"):
                wanted, again = wanted[:-1], repeats if len(wanted) > 1 else 0
    closed = _closing(place)
    wanted += [each for each in (added, closed) if each]
    if again == repeats and wanted == _kept(steps):
        return
    with refusals_shown():
        with writing() as session:
            commands.set_ladder(
                session, viewer, place_id=place.id, steps=wanted, repeats=again, at=now()
            )
        st.rerun()


def _shown(steps: Sequence[StepRow], repeats: int) -> None:
    if not steps:
        second_line("No ladder is set. An ask waits with those on duty until somebody takes it.")
    for step in steps:
        if step.closed is not None:
            st.markdown(f"{step.number}. {plain(step.closed.words)}")
            continue
        seconds = MINUTES.get(step.time_out_seconds, f"{step.time_out_seconds} seconds")
        st.markdown(f"{step.number}. {plain(step.who)}  :gray[for {seconds}]")
    if steps and not repeats:
        second_line("After the last step it stays open to every manager here.")


def _calling(place: PlaceRow, whom: Mapping[str, Mapping[str, int | str]]) -> Step | None:
    """The step that was added for somebody."""
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"ladder-{place.id}"):
        who = st.selectbox("Next step", list(whom), key=f"step-{place.id}", width=260)
        time_out = st.selectbox("For", list(MINUTES), 2, key=f"for-{place.id}", width=140,
                               format_func=lambda each: MINUTES[each])  # fmt: skip
        is_added = st.button("Add step", key=f"add-step-{place.id}", icon=":material/add:")
    return Step(time_out, **whom[who]) if is_added else None  # type: ignore[arg-type]  # one of three


def _closing(place: PlaceRow) -> Step | None:
    """The step that was added for hours at which nobody is meant to come."""
    with (
        st.expander("Nobody is meant to come", key=f"closing-{place.id}"),
        st.form(f"closed-{place.id}", border=False, clear_on_submit=True),
    ):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            begins = st.time_input("From", None, key=f"closed-from-{place.id}", width=120)
            ends = st.time_input("Until", None, key=f"closed-until-{place.id}", width=120)
            reason = st.text_input("Reason", key=f"closed-why-{place.id}", width=260)
            is_sent = st.form_submit_button("Add closed hours", key=f"closed-send-{place.id}")
        second_line("Without hours nobody is meant to come from that step on, at any hour.")
    return _closed(begins, ends, reason or "") if is_sent else None


def _closed(begins: time | None, ends: time | None, reason: str) -> Step:
    return Step(60, closed_reason=reason, closed_from=begins, closed_until=ends)


def _kept(steps: Sequence[StepRow]) -> list[Step]:
    return [
        Step(
            each.time_out_seconds,
            each.person_id,
            each.grade_id,
            each.skill,
            each.closed.reason if each.closed else None,
            each.closed.begins if each.closed else None,
            each.closed.ends if each.closed else None,
        )
        for each in steps
    ]
