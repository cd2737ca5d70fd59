"""Promises to call back: what stands with both clocks, all of them, and how many were kept."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from db.access import Permission
from db.queries import promises
from db.queries.places import offices_where
from db.session import reading
from pages.components.acts import refusal_of_the_last_act
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line, section
from pages.components.moments import now
from pages.components.paging import paged, search_box, shown_of
from pages.components.promise_making import promise_form
from pages.components.promise_rows import closed_row, due_card

PERIOD_DAYS, PER_PAGE = 28, 10

viewer = open_screen(Permission.PROMISE_MAKE)
moment = now()
heading = st.container()
refusal_of_the_last_act()
with reading() as session:
    since = moment - timedelta(days=PERIOD_DAYS)
    rate = promises.kept_rate(session, viewer, since=since, until=moment, now=moment)
    stand, late = promises.standing_count(session, viewer, now=moment)
    offices = offices_where(session, viewer, Permission.PROMISE_MAKE)
promise_form(viewer, offices, is_open=not stand)
words = search_box("Search", key="q", placeholder="Words, an owner, or a customer's reference")
noun = "promise stands" if stand == 1 else "promises stand"
with heading:
    finding(
        f"{stand:,} {noun}, {late:,} overdue" if stand else "No promise stands",
        f"{rate.sentence}. Windows that ended in the last {PERIOD_DAYS} days.",
    )
with reading() as session:
    fitting = promises.standing_count(session, viewer, words=words, now=moment)[0]
    total = promises.promises(session, viewer, words=words, limit=1)[1]
here = paged(fitting, key="standing", per_page=PER_PAGE)
with reading() as session:
    standing = promises.standing_promises(
        session, viewer, words=words, limit=here.limit, offset=here.offset
    )
    told = promises.events_of(session, viewer, promise_ids=[each.id for each in standing])
for row in standing:
    due_card(viewer, row, events=told[row.id])
if fitting:
    second_line(shown_of(here, fitting, "standing promises"))
elif stand:
    empty_state("No promise that stands says this. Try other words.")
else:
    empty_state("Nobody waits for a call. Promise one above, or at the end of an escalation.")

section("All promises")
part = paged(total, key="page", per_page=PER_PAGE)
with reading() as session:
    rows, _ = promises.promises(session, viewer, words=words, limit=part.limit, offset=part.offset)
    told = promises.events_of(session, viewer, promise_ids=[each.id for each in rows])
for row in rows:
    closed_row(row, told[row.id])
if rows:
    second_line(shown_of(part, total, "promises"))
else:
    empty_state("No promise says this. Try other words." if words else "No promise was made yet.")
