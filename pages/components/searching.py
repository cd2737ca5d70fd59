"""Choosing a problem: pick it from the list, or type what the customer says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from db.rules.search import Entry, Index

SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Chosen:
    """A problem from the playbook, or the customer's words for one that is not in it."""

    problem_id: int | None
    words: str


def choose_problem(entries: Sequence[Entry], *, key: str) -> Chosen | None:
    """The search box of the counter. Words that are no title are searched for, forgiving the
    spelling; if none of the finds is meant, the words stand for an unanticipated problem.
    """
    titles = {entry.title: entry.id for entry in entries}
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
    return _nearest(entries, typed, key=key)


def _nearest(entries: Sequence[Entry], typed: str, *, key: str) -> Chosen:
    found = Index(entries).best(typed, limit=SUGGESTIONS)
    if not found:
        return Chosen(None, typed)
    by_title = {entry.title: entry.id for entry in found}
    meant = st.pills(
        f"Nearest to “{typed}”", list(by_title), key=f"{key}-{typed}", default=found[0].title
    )
    return Chosen(by_title[meant] if meant else None, typed)
