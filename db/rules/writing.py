"""What people type into fields: given, trimmed, and of a length that can be meant."""

from __future__ import annotations

from db.rules.refusals import Refusal

LONGEST_NAME = 120
LONGEST_TEXT = 4_000


def given_name(text: str, what: str) -> str:
    """The name without surrounding or doubled spaces; a `Refusal` when blank or too long.

    `what` names the field as a sentence would: "name of the office".
    """
    name = " ".join(text.split())
    if not name:
        raise Refusal(f"The {what} is empty. Write one.")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"The {what} has {len(name)} characters. Use at most {LONGEST_NAME}.")
    return name


def given_text(text: str, what: str) -> str:
    """The text without surrounding spaces; a `Refusal` when blank or too long."""
    kept = optional_text(text, what)
    if not kept:
        raise Refusal(f"The {what} is empty. Write at least one sentence.")
    return kept


def optional_text(text: str, what: str) -> str:
    """The text without surrounding spaces, possibly empty; a `Refusal` when too long."""
    kept = text.replace("\x00", "").strip()
    if len(kept) > LONGEST_TEXT:
        raise Refusal(f"The {what} has {len(kept):,} characters. Use at most {LONGEST_TEXT:,}.")
    return kept
