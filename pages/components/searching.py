"""Choosing a problem: pick it from the list, or type what the customer says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from db.access import Viewer
from db.queries import rulings, searching
from db.queries.rulings import RulingRow
from db.queries.searching import Found
from db.rules.rulings import SAID
from db.rules.words import FoundKind
from db.session import reading
from pages.components.escaping import plain

SUGGESTIONS = 5
SHOWN_RULINGS = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """A problem from the playbook, or the customer's words for one that is not in it."""

    problem_id: int | None
    words: str


def choose_problem(viewer: Viewer, titles: Mapping[str, int], *, key: str) -> Chosen | None:
    """The search box of the counter. Words that are no title are searched for, forgiving the
    spelling; if none of the finds is meant, the words stand for an unanticipated problem.
    """
    typed = st.selectbox(
        "Problem",
        list(titles),
        index=None,
        key=key,
        placeholder="What is wrong? Type a few words",
        icon=":material/search:",
        accept_new_options=True,
        label_visibility="collapsed",
    )
    if not typed:
        return None
    if typed in titles:
        return Chosen(titles[typed], "")
    return _nearest(viewer, typed, key=key)


def remedy_field(problem_id: int | None) -> str:
    """The key of the field in which the remedy for a problem is chosen."""
    return f"remedy-{problem_id}"


def _nearest(viewer: Viewer, typed: str, *, key: str) -> Chosen:
    """The finds: problems to choose from, remedies to take over, rulings to read."""
    with reading() as session:
        found = searching.find(session, viewer, words=typed)
        keys = [each.id for each in found if each.kind is FoundKind.RULING][:SHOWN_RULINGS]
        known = rulings.rulings_by_key(session, viewer, keys=keys)
    problems = _of(found, FoundKind.PROBLEM)
    meant = None
    if problems:
        meant = st.pills(
            f"Nearest to “{typed}”", list(problems), key=f"{key}-{typed}",
            default=next(iter(problems)), format_func=problems.__getitem__,
        )  # fmt: skip
    if remedies := _of(found, FoundKind.REMEDY):
        _take_over(remedies, remedy_field(meant), key=f"{key}-{typed}-remedy")
    if known:
        _ruled(known)
    return Chosen(meant, typed)


def _of(found: Sequence[Found], kind: FoundKind) -> dict[int, str]:
    named = [(each.id, each.title) for each in found if each.kind is kind]
    return dict(named[:SUGGESTIONS])


def _take_over(remedies: dict[int, str], field: str, *, key: str) -> None:
    """Remedies that fit the words; a tap chooses one in the field below."""

    def take() -> None:
        if (chosen := st.session_state.get(key)) is not None:
            st.session_state[field] = chosen

    st.pills("Remedies that fit", list(remedies), key=key, on_change=take,
             format_func=remedies.__getitem__)  # fmt: skip


def _ruled(known: Sequence[RulingRow]) -> None:
    count = len(known)
    with st.expander(f"{count} {'ruling fits' if count == 1 else 'rulings fit'} these words",
                     icon=":material/gavel:"):  # fmt: skip
        for row in known:
            said = f"**{SAID[row.verdict]}.** {plain(row.answer)}" if row.verdict else ""
            st.markdown(f"{plain(row.question)}  \n{said}  \n:gray[{plain(row.answered_by)}]")
