"""What minutes say, and the one text in which they say it.

The canonical text is JSON with sorted keys, no spaces and NFC letters, so that the same content
always gives the same bytes.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from db.rules.refusals import Refusal
from db.rules.words import ItemKind, ItemOutcome, Origin

FORMAT = "readyroom-minutes/1"


@dataclass(frozen=True, slots=True)
class MinutedItem:
    """One decided item; `position` counts from 1, `owner` is a name or empty."""

    position: int
    kind: ItemKind
    title: str
    problem: str
    origin: Origin | None
    outcome: ItemOutcome
    text: str
    is_answered: bool | None
    owner: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Said:
    """A name and a moment: who confirmed or signed, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Addendum:
    """A correction: what is added to what stays."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MinutesContent:
    """All that one version of minutes says. Moments are aware; `held_on` is the office's date."""

    huddle_id: int
    number: int
    name: str
    place: str
    zone: str
    held_on: date
    budget_minutes: int
    started_at: datetime
    closed_at: datetime
    chair: str
    present: tuple[str, ...]
    away: tuple[str, ...]
    items: tuple[MinutedItem, ...]
    numbers: str
    confirmations: tuple[Said, ...]
    signed: Said
    addenda: tuple[Addendum, ...] = ()


def canonical_text(content: MinutesContent) -> str:
    """The one text of this content; see the top of this module for its form."""
    words = {"format": FORMAT, **asdict(content)}
    text = json.dumps(
        words, default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    return unicodedata.normalize("NFC", text)


def _plain(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    message = f"minutes cannot hold a {type(value).__name__}"
    raise TypeError(message)


def read_canonical(text: str) -> MinutesContent:
    """The content of a canonical text; a `Refusal` when it is none of ours."""
    try:
        words = json.loads(text)
        form = words.pop("format")
        if form != FORMAT:
            raise Refusal(f"These minutes are written as “{form}”, which is not known here.")
        return _content(words)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal("This is not the canonical text of minutes.") from error


def _content(words: dict[str, Any]) -> MinutesContent:
    return MinutesContent(
        **{
            **words,
            "held_on": date.fromisoformat(words["held_on"]),
            "started_at": datetime.fromisoformat(words["started_at"]),
            "closed_at": datetime.fromisoformat(words["closed_at"]),
            "present": tuple(words["present"]),
            "away": tuple(words["away"]),
            "items": tuple(_item(each) for each in words["items"]),
            "confirmations": tuple(_said(each) for each in words["confirmations"]),
            "signed": _said(words["signed"]),
            "addenda": tuple(
                Addendum(each["text"], each["by"], datetime.fromisoformat(each["at"]))
                for each in words["addenda"]
            ),
        }
    )


def _item(words: dict[str, Any]) -> MinutedItem:
    return MinutedItem(
        **{
            **words,
            "kind": ItemKind(words["kind"]),
            "origin": Origin(words["origin"]) if words["origin"] else None,
            "outcome": ItemOutcome(words["outcome"]),
            "due_on": date.fromisoformat(words["due_on"]) if words["due_on"] else None,
        }
    )


def _said(words: dict[str, Any]) -> Said:
    return Said(words["name"], datetime.fromisoformat(words["at"]))
