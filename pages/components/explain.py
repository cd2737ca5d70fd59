"""Where a number comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.components.counted import of_several
from pages.components.escaping import plain


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that a number leaves out, and why."""

    rows: int
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a number means: definition, rows counted, rows left out, clock used, formula."""

    definition: str
    rows_in: int
    clock: str
    formula: str
    left_out: Sequence[LeftOut] = ()
    noun: str = "rows"


def explain(explanation: Explanation, *, key: str | None = None) -> None:
    """A closed expander below a number or a chart."""
    parts = (
        ("Definition", explanation.definition),
        ("Counted", of_several(explanation.rows_in, explanation.noun)),
        ("Left out", _left_out(explanation)),
        ("Clock", explanation.clock),
        ("Formula", explanation.formula),
    )
    with st.expander("Explain this number", icon=":material/info:", key=key):
        st.markdown("\n\n".join(f":gray[{name}]  \n{plain(text)}" for name, text in parts))


def _left_out(explanation: Explanation) -> str:
    reasons = [of_several(part.rows, part.why) for part in explanation.left_out if part.rows]
    return "; ".join(reasons) if reasons else "none"
