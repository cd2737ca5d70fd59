"""Rulings: questions of liability with their clocks, and the answers that were given."""

from __future__ import annotations

from db.access import Permission
from db.queries import rulings
from db.session import reading
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.moments import now
from pages.components.paging import search_box
from pages.components.ruling_rows import answered_ruling, waiting_ruling

viewer = open_screen(Permission.RULING_ASK)
with reading() as session:
    waiting = rulings.waiting_rulings(session, viewer)
late = sum(row.due_at <= now() for row in waiting)
noun = "question waits" if len(waiting) == 1 else "questions wait"
finding(
    f"{len(waiting)} {noun} for an answer" if waiting else "No question waits",
    f"{late} past their time. Would it make us liable? A superior answers, and the answer stays."
    if waiting
    else "Would it make us liable? Ask from the counter card; a superior answers, and it stays.",
)
for row in waiting:
    waiting_ruling(viewer, row)

section("Answered")
words = search_box("Search", key="q", placeholder="Words of a question or an answer")
with reading() as session:
    answered = rulings.answered_rulings(session, viewer, words=words)
for row in answered:
    answered_ruling(viewer, row)
if not answered:
    empty_state("Nothing fits these words." if words else "No question was answered yet.")
