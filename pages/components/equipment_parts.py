"""What an office has at hand, part by part: numbers, calm places, strategies, customers served."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission, Viewer, may
from db.commands import contacts as commands
from db.queries import contacts
from db.queries.places import PlaceRow
from db.rules.words import ContactKind
from db.session import reading, writing
from pages.components.badges import Badge, in_line
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown

HALF_A_YEAR = timedelta(days=182)
DAYS_SHOWN = 14
KINDS: list[ContactKind] = list(ContactKind)
CALLED = Badge("called", "check", "green")
NOT_CALLED = Badge("not called", "error", "orange")
APPROVED = Badge("approved, dormant", "check", "green")
NOT_APPROVED = Badge("not approved", "error", "orange")


def numbers_part(viewer: Viewer, place: PlaceRow) -> None:
    """Help contacts; a number is on the cards only after somebody called it."""
    with reading() as session:
        rows = contacts.help_contacts(session, viewer, place=place, now=now())
    until = now().astimezone(ZoneInfo(place.zone)).date() + HALF_A_YEAR
    with refusals_shown():
        for row in rows:
            with st.container(border=True, key=f"contact-{row.id}", gap="small"):
                badge = in_line(CALLED if row.is_good else NOT_CALLED)
                st.markdown(f"**{plain(row.name)}** {plain(row.phone)} {badge}")
                kind = row.kind.label.capitalize()
                told = [kind, row.what_for, row.hours, f"Known at {row.place_name}"]
                if row.verified_until:
                    told.append(f"Good until {row.verified_until:%-d %b %Y}")
                second_line(" ".join(f"{each.rstrip('.')}." for each in told if each))
                with st.container(horizontal=True, key=f"thumb-contact-{row.id}"):
                    is_good = row.is_here and st.button(
                        "It answered", key=f"answered-{row.id}", icon=":material/call:"
                    )
                    is_dead = row.is_here and st.button(
                        "It is dead", key=f"dead-{row.id}", icon=":material/phone_disabled:"
                    )
                if is_good or is_dead:
                    with writing() as session:
                        commands.verify_help_contact(
                            session, viewer, help_contact_id=row.id, answered=is_good,
                            until=until if is_good else None, at=now(),
                        )  # fmt: skip
                    st.rerun()
        _number_form(viewer, place)


def _number_form(viewer: Viewer, place: PlaceRow) -> None:
    with st.form("add-contact", border=False):
        with st.container(horizontal=True):
            kind = st.selectbox("Kind", KINDS, format_func=lambda each: each.label, key="kind",
                                width=160)  # fmt: skip
            name = st.text_input("Name", key="contact-name", width=220)
            phone = st.text_input("Number", key="contact-phone", width=180)
        what_for = st.text_input("What for", key="contact-for")
        hours = st.text_input("Hours", key="contact-hours")
        if st.form_submit_button("Add contact", key="contact-send", type="primary"):
            with writing() as session:
                commands.add_help_contact(
                    session, viewer, place_id=place.id, kind=kind, name=name or "",
                    phone=phone or "", what_for=what_for or "", hours=hours or "", at=now(),
                )  # fmt: skip
            st.rerun()


def calm_part(viewer: Viewer, place: PlaceRow) -> None:
    """Rooms for difficult conversations, planned beforehand (P73, P74)."""
    with reading() as session:
        rows = contacts.calm_places(session, viewer, place=place)
    for row in rows:
        st.markdown(f"**{plain(row.name)}**  :gray[{plain(row.directions)}]")
    if not rows:
        st.markdown("No calm place yet. Name a room or a lounge before somebody needs it.")
    with refusals_shown(), st.form("add-calm", border=False):
        name = st.text_input("Name", key="calm-name")
        directions = st.text_input("How to get there", key="calm-directions")
        if st.form_submit_button("Add calm place", key="calm-send", type="primary"):
            with writing() as session:
                commands.add_calm_place(
                    session, viewer, place_id=place.id, name=name or "",
                    directions=directions or "", at=now(),
                )  # fmt: skip
            st.rerun()


def strategies_part(viewer: Viewer, place: PlaceRow) -> None:
    """Strategies for a live failure: written and approved while there is none (P9)."""
    with reading() as session:
        rows = contacts.situations(session, viewer, place=place)
    with refusals_shown():
        for row in rows:
            with st.container(border=True, key=f"situation-{row.id}", gap="small"):
                badge = in_line(APPROVED if row.approved_at else NOT_APPROVED)
                st.markdown(f"**{plain(row.title)}** {badge}")
                for label, text in (("Cause", row.cause), ("We cannot", row.cannot),
                                    ("Being done", row.doing_in_numbers),
                                    ("Outside help", row.outside_help)):  # fmt: skip
                    if text:
                        st.markdown(f":gray[{label}] {plain(text)}")
                second_line(f"Known at {row.place_name} and below.")
                is_theirs = may(viewer, Permission.SITUATION_APPROVE, row.place_path)
                if is_theirs and not row.approved_at and st.button(
                    "Approve", key=f"approve-{row.id}", icon=":material/check:"
                ):  # fmt: skip
                    with writing() as session:
                        commands.approve_situation(session, viewer, situation_id=row.id, at=now())
                    st.rerun()
        with st.form("add-situation", border=False):
            title = st.text_input("What fails", key="situation-title")
            cause = st.text_input("Cause, in plain words", key="situation-cause")
            cannot = st.text_input("What we cannot do", key="situation-cannot")
            doing = st.text_input("What is being done, in numbers", key="situation-doing")
            helping = st.text_input("Outside help", key="situation-help")
            if st.form_submit_button("Add strategy", key="situation-send", type="primary"):
                with writing() as session:
                    commands.add_situation(
                        session, viewer, place_id=place.id, title=title or "", cause=cause or "",
                        cannot=cannot or "", doing_in_numbers=doing or "",
                        outside_help=helping or "", at=now(),
                    )  # fmt: skip
                st.rerun()


def served_part(viewer: Viewer, place: PlaceRow) -> None:
    """How many customers were served each day: what every rate is divided by."""
    today = now().astimezone(ZoneInfo(place.zone)).date()
    with reading() as session:
        days = contacts.days_served(session, viewer, place=place, until=today, days=DAYS_SHOWN)
    missing = sum(count is None for _, count in days)
    second_line(f"{missing} of the last {DAYS_SHOWN} days are missing. Unknown is not zero.")
    with refusals_shown(), st.form("served", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            day = st.date_input("Day", today, key="served-on", format="DD/MM/YYYY", width=160)
            count = st.number_input("Contacts served", 0, key="served-count", width=180, value=None)
            is_sent = st.form_submit_button("Save", key="served-send", type="primary")
        if is_sent and count is not None:
            with writing() as session:
                commands.record_contacts_served(
                    session, viewer, place_id=place.id, served_on=day, contacts=int(count), at=now()
                )
            st.rerun()
    for day, said in days:
        st.markdown(f"{day:%a %-d %b}  {':gray[not known]' if said is None else f'{said:,}'}")
