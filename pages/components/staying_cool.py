"""Stay cool (P71): one tap away from the card. What to do and say, a quiet minute that counts in
the browser, and "take over from me".
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from db.rules.de_escalation import (
    BREATHE_IN,
    BREATHE_OUT,
    DO,
    MINUTE,
    MINUTES,
    OTHERWISE,
    STEPS,
    TITLE,
)
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.swapping import swap_button

if TYPE_CHECKING:
    from db.access import Viewer

_HERE = Path(__file__).parent
_BREATHING = st.components.v2.component(
    "readyroom_breathing",
    html=(_HERE / "breathing.html").read_text(encoding="utf-8"),
    css=(_HERE / "breathing.css").read_text(encoding="utf-8"),
    js=(_HERE / "breathing.js").read_text(encoding="utf-8"),
)
OVER = "That was it. Go back slowly."


def stay_cool_button(viewer: Viewer, *, place_id: int) -> None:
    """One tap opens the card over whatever stands there; everything behind it stays as it is."""
    if st.button(TITLE, key="stay-cool", icon=":material/self_improvement:"):
        _opened(viewer, place_id)


@st.dialog(TITLE)
def _opened(viewer: Viewer, place_id: int) -> None:
    stay_cool(viewer, place_id=place_id)


def stay_cool(viewer: Viewer, *, place_id: int) -> None:
    """The steps, the quiet minute, and the way out."""
    st.markdown("\n".join(f"{number}. {_step(*each)}" for number, each in enumerate(STEPS, 1)))
    st.markdown(f":gray[To step aside, say:] “{plain(MINUTE)}”")
    _BREATHING(
        key="breathing",
        data={
            "minutes": list(MINUTES), "breathe_in": BREATHE_IN, "breathe_out": BREATHE_OUT,
            "over": OVER,
        },
    )  # fmt: skip
    second_line(OTHERWISE)
    swap_button(viewer, place_id=place_id)


def _step(kind: str, words: str) -> str:
    return plain(words) if kind == DO else f"Say: **“{plain(words)}”**"
