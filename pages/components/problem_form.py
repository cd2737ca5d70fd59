"""The fields of a problem, for recording one and for changing one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st

from db.queries.catalogue import CatalogueRow, GradeRow
from db.rules.ladders import SUGGESTED_SKILLS
from db.rules.money import read_amount
from db.rules.problems import Facts, Flags
from db.rules.words import CauseClass, Fault, Origin, Word

LIKELIHOOD = {1: "1, rare", 2: "2, yearly", 3: "3, monthly", 4: "4, weekly", 5: "5, daily"}
IMPACT = {1: "1, a nuisance", 2: "2, lost time", 3: "3, lost plans", 4: "4, lost trust",
          5: "5, harm"}  # fmt: skip
Choice = TypeVar("Choice", bound=Word)


def problem_fields(
    start: Facts,
    *,
    grades: Sequence[GradeRow],
    remedies: Sequence[CatalogueRow],
    currency: str,
    skills: Sequence[str],
    key: str,
) -> Facts:
    """The facts as they stand in the fields; raises `Refusal` for an amount that is none."""
    title = st.text_input("Title, as customers would say it", start.title, key=f"{key}-title")
    with st.container(horizontal=True):
        origin = _word("Origin", Origin, start.origin, key=f"{key}-origin")
        cause = _word("Cause", CauseClass, start.cause_class, key=f"{key}-cause")
        fault = _word("Fault", Fault, start.fault, key=f"{key}-fault")
    with st.container(horizontal=True):
        likelihood = _rating("Likelihood", LIKELIHOOD, start.likelihood, key=f"{key}-likelihood")
        impact = _rating("Impact", IMPACT, start.impact, key=f"{key}-impact")
    promise = st.text_input(
        "The promise that is broken", start.promise_broken, key=f"{key}-promise",
        placeholder="What the customer was entitled to expect",
    )  # fmt: skip
    keywords = st.text_input("Other words for it", start.keywords, key=f"{key}-keywords")
    names = {each.id: each.name for each in remedies}
    fitting = st.multiselect(
        "Remedies that fit, best first",
        list(names),
        [each for each in start.remedy_ids if each in names],
        format_func=lambda each: names[each],
        key=f"{key}-remedies",
    )
    flags = _flags(start.flags, grades, currency, skills, key=key)
    return Facts(
        title or "", origin, cause, fault, likelihood, impact, promise or "", keywords or "",
        flags, tuple(fitting),
    )  # fmt: skip


def _flags(
    start: Flags, grades: Sequence[GradeRow], currency: str, skills: Sequence[str], *, key: str
) -> Flags:
    ranks = {each.id: each.name for each in grades}
    money = start.legal_currency or currency
    with st.expander("Flags", icon=":material/flag:", key=f"{key}-flags"):
        is_powerless = st.toggle(
            "We are powerless: the cause comes first", start.is_powerless, key=f"{key}-powerless"
        )
        is_safety = st.toggle("Safety: Security at once", start.is_safety, key=f"{key}-safety")
        grade_id = st.selectbox(
            "Not below this grade",
            list(ranks),
            list(ranks).index(start.minimum_grade_id) if start.minimum_grade_id in ranks else None,
            format_func=lambda each: ranks[each],
            key=f"{key}-grade",
            placeholder="Everybody may handle it",
        )
        known = ["", *sorted({*skills, *SUGGESTED_SKILLS, start.skill} - {""})]
        skill = st.selectbox(
            "Whoever has this skill is asked first",
            known,
            known.index(start.skill),
            format_func=lambda each: each or "Anybody may settle it",
            key=f"{key}-skill",
            accept_new_options=True,
        )
        amount = st.text_input(
            f"Legal threshold in {money}",
            "" if start.legal_threshold is None else f"{start.legal_threshold:f}",
            key=f"{key}-legal",
        )
        sentence = st.text_input(
            "What to say above it", start.legal_sentence, key=f"{key}-legal-sentence"
        )
    threshold = read_amount(amount, money) if amount and amount.strip() else None
    return Flags(
        is_powerless, is_safety, grade_id, threshold, money if threshold else None, sentence or "",
        skill or "",
    )  # fmt: skip


def _word(label: str, words: type[Choice], start: Choice, *, key: str) -> Choice:
    options = list(words)
    return st.selectbox(
        label,
        options,
        options.index(start),
        format_func=lambda each: each.label,
        key=key,
        width=220,
    )


def _rating(label: str, words: Mapping[int, str], start: int, *, key: str) -> int:
    return st.selectbox(
        label,
        list(words),
        list(words).index(start),
        format_func=lambda each: words[each],
        key=key,
        width=220,
    )
