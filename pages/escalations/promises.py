"""Promises to call back: what is due with both clocks, all of them, and how many were kept."""

from __future__ import annotations

from datetime import timedelta

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

PERIOD_DAYS, AHEAD_DAYS = 28, 400

viewer = open_screen(Permission.PROMISE_MAKE)
moment = now()
with reading() as session:
    standing = promises.promises_due(session, viewer, before=moment + timedelta(days=AHEAD_DAYS))
    since = moment - timedelta(days=PERIOD_DAYS)
    rate = promises.kept_rate(session, viewer, since=since, until=moment, now=moment)
    offices = offices_where(session, viewer, Permission.PROMISE_MAKE)
late = sum(row.standing.is_over(moment) for row in standing)
noun = "promise stands" if len(standing) == 1 else "promises stand"
finding(
    f"{len(standing)} {noun}, {late} overdue" if standing else "No promise stands",
    f"{rate.sentence}. Windows that ended in the last {PERIOD_DAYS} days.",
)
refusal_of_the_last_act()
promise_form(viewer, offices, is_open=not standing)
for row in standing:
    due_card(viewer, row)
if not standing:
    empty_state("Nobody waits for a call. Promise one above, or at the end of an escalation.")

section("All promises")
words = search_box("Search", key="q", placeholder="Words, an owner, or a customer's reference")
with reading() as session:
    total = promises.promises(session, viewer, words=words, limit=1)[1]
part = paged(total, key="page")
with reading() as session:
    rows, _ = promises.promises(session, viewer, words=words, limit=part.limit, offset=part.offset)
for row in rows:
    closed_row(row)
if rows:
    second_line(shown_of(part, total, "promises"))
else:
    empty_state("No promise says this. Try other words." if words else "No promise was made yet.")
