"""What a response must say before staff may rely on it, and how far they may rely on it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from db.rules import cards
from db.rules.refusals import Refusal
from db.rules.words import NoReason

MOST_OPENING_WORDS = 30


@dataclass(frozen=True, slots=True)
class ResponseWords:
    """Every part of a response; a part that says nothing is empty."""

    opening_words: str = ""
    acknowledgement: str = ""
    empathy: str = ""
    ours: str = ""
    not_ours: str = ""
    cause: str = ""
    what_we_do_now: str = ""
    what_we_can_still_do: str = ""
    who_else_can_help: str = ""
    prevention: str = ""
    never_say: str = ""
    why: str = ""
    no_words: str = ""
    partial_solution: str = ""
    referral: str = ""
    no_reason: NoReason | None = None


TEXT_PARTS = tuple(each.name for each in fields(ResponseWords) if each.name != "no_reason")
LABELS = {"opening_words": "Opening words", **cards.LABELS}
_NO = ("no_words", "partial_solution", "referral")


def check_saved(words: ResponseWords) -> None:
    """What even a draft must keep to: a cause is never saved without a solution (P41)."""
    if words.cause and not (words.what_we_do_now or words.what_we_can_still_do):
        raise Refusal("A cause without a solution is an excuse. Write what we do now (P41).")


def check_agreeable(words: ResponseWords) -> None:
    """Refuse what leaves staff with empty hands (P15) or says half a “no” (P18 to P20)."""
    check_saved(words)
    if not words.what_we_can_still_do:
        raise Refusal("Write what we can still do for the customer. It is never nothing.")
    parts = {name: getattr(words, name) for name in _NO}
    if words.no_reason is None and not any(parts.values()):
        return
    missing = [LABELS[name].lower() for name, text in parts.items() if not text]
    if words.no_reason is None:
        missing.insert(0, "the reason")
    if missing:
        raise Refusal(f"A “no” is not complete yet. Add {', '.join(missing)} (P18 to P20).")


def check_opening(words: ResponseWords) -> None:
    """Refuse opening words that are missing, or too long to say in two breaths."""
    count = len(words.opening_words.split())
    if count == 0:
        raise Refusal("Write the opening words: what staff say first.")
    if count > MOST_OPENING_WORDS:
        raise Refusal(
            f"The opening words are {count} words long. Use at most {MOST_OPENING_WORDS}."
        )


class Standing(StrEnum):
    """How far the words of a response can be relied on today."""

    GOOD = "good"
    EXPIRED = "expired"
    UNVERIFIED = "unverified"
    NOT_AGREED = "not agreed"


def standing(*, is_agreed: bool, verified_until: date | None, today: date) -> Standing:
    """Good only while it is agreed and verified; the last day itself is still good."""
    if not is_agreed:
        return Standing.NOT_AGREED
    if verified_until is None:
        return Standing.UNVERIFIED
    return Standing.GOOD if today <= verified_until else Standing.EXPIRED


def as_text(words: ResponseWords) -> str:
    """All parts that say something, each under its label: what two people compare."""
    said = [
        f"{LABELS[name]}: {getattr(words, name)}" for name in TEXT_PARTS if getattr(words, name)
    ]
    if words.no_reason is not None:
        said.append(f"Reason of the no: {words.no_reason.label}")
    return "\n".join(said)


def differences(
    before: ResponseWords | None, after: ResponseWords
) -> tuple[tuple[str, str, str], ...]:
    """The parts that differ: label, text before, text after; all parts when there was nothing."""
    old = before or ResponseWords()
    changed = [
        (LABELS[name], getattr(old, name), getattr(after, name))
        for name in TEXT_PARTS
        if getattr(old, name) != getattr(after, name)
    ]
    if old.no_reason is not after.no_reason:
        said = [each.label if each else "" for each in (old.no_reason, after.no_reason)]
        changed.append(("Reason of the no", said[0], said[1]))
    return tuple(changed)
