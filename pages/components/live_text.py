"""A text area whose words are handed over while a person types, without leaving the field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
_AREA = st.components.v2.component(
    "readyroom_kept_text",
    html=(_HERE / "live_text.html").read_text(encoding="utf-8"),
    css=(_HERE / "live_text.css").read_text(encoding="utf-8"),
    js=(_HERE / "live_text.js").read_text(encoding="utf-8"),
)
LONGEST = 20_000


def kept_text_area(
    label: str,
    value: str,
    *,
    key: str,
    height: int = 120,
    placeholder: str = "",
    disabled: bool = False,
) -> str:
    """What stands in the field now, under a second after the last stroke.

    `value` is the draft that the record holds; the caller stores what comes back when it differs.
    Each pause in typing reruns the screen, or only the fragment that the field stands in. What
    was typed while the server was away is sent when it is back; inside a fragment, at a reload.
    `key` names the draft ("huddle-7-item-3"): another key is another text. `height` is in pixels.
    """
    mounted = f"{key}-{_generation(key)}"
    before: dict[str, Any] = dict(st.session_state.get(mounted, {}))
    typed = before.get("typed") or {"text": value, "turn": 0}
    result = _AREA(
        key=mounted,
        data={
            "label": label,
            "value": typed["text"],
            "turn": typed["turn"],
            "name": mounted,
            "height": height,
            "placeholder": placeholder,
            "disabled": disabled,
            "longest": LONGEST,
        },
        on_typed_change=lambda: None,
    )
    return str((result.typed or typed)["text"])


def forget_text(key: str) -> None:
    """Let the field with this key start again from its `value`, after a submit or a conflict."""
    st.session_state[_counter(key)] = _generation(key) + 1


def _generation(key: str) -> int:
    return int(st.session_state.get(_counter(key), 0))


def _counter(key: str) -> str:
    return f"kept-text-generation-{key}"
