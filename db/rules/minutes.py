"""Minutes: their canonical text, the chain of hashes over it, and verification without us.

The canonical text is JSON with sorted keys, no spaces and NFC letters, so that the same content
always gives the same bytes. The hash of a version is SHA-256 (FIPS 180-4) over the hash of the
version signed before it at the same place, followed by its own text.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from db.rules.refusals import Refusal
from db.rules.words import ItemKind, ItemOutcome, Origin

FORMAT = "readyroom-minutes/1"
EXPORT_FORMAT = "readyroom-minutes-export/1"


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


@dataclass(frozen=True, slots=True)
class Link:
    """One version as the chain of its place holds it; `position` counts from 1."""

    position: int
    canonical_text: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how many versions were read, and one sentence per flaw."""

    versions: int
    flaws: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether there was something to verify and nothing was wrong with it."""
        return self.versions > 0 and not self.flaws


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


def chained(previous_hash: str, text: str) -> str:
    """The hash of a version, in hexadecimal; `previous_hash` is empty for the first of a place."""
    return hashlib.sha256((previous_hash + text).encode()).hexdigest()


def verify_chain(links: Sequence[Link], *, from_start: bool = True) -> tuple[str, ...]:
    """One sentence for each flaw in a chain that is given whole (or, with `from_start` false,
    for a stretch of it), in the order of positions; empty when all is well.
    """
    flaws: list[str] = []
    before = Link(0, "", "", "") if from_start else None
    for link in sorted(links, key=lambda each: each.position):
        if chained(link.previous_hash, link.canonical_text) != link.hash:
            flaws.append(f"Version {link.position} of the chain was edited: its hash differs.")
        if before is not None:
            flaws.extend(_joint(before, link))
        before = link
    return tuple(flaws)


def _joint(before: Link, link: Link) -> list[str]:
    if link.position == before.position:
        return [f"Version {link.position} of the chain is there twice."]
    if link.position != before.position + 1:
        first, last = before.position + 1, link.position - 1
        return [f"Versions {first} to {last} of the chain are missing."]
    if link.previous_hash != before.hash:
        return [f"Version {link.position} of the chain does not follow the one before it."]
    return []


def export_text(place: str, links: Sequence[Link]) -> str:
    """The file that an auditor takes away: the versions as they are stored, in order."""
    ordered = sorted(links, key=lambda each: each.position)
    words = {
        "format": EXPORT_FORMAT,
        "place": place,
        "versions": [asdict(each) for each in ordered],
    }
    return json.dumps(words, ensure_ascii=False, indent=2) + "\n"


def verify_export(text: str, *, printed_hash: str = "") -> Verdict:
    """Verify an exported file with nothing but itself.

    A gap between versions is no flaw, since a file may hold the versions of one huddle only; a
    `printed_hash`, whole or its beginning as paper shows it, must be the last version's.
    Raises `Refusal` when the file is no export of ours.
    """
    links = _links_of(text)
    flaws = [flaw for stretch in _stretches(links) for flaw in _flaws_of(stretch)]
    wanted = printed_hash.replace(" ", "").lower()
    if wanted and not (links and links[-1].hash.startswith(wanted)):
        flaws.append("The hash on the paper is not the hash of the last version in this file.")
    return Verdict(len(links), tuple(flaws))


def _flaws_of(stretch: Sequence[Link]) -> list[str]:
    flaws = list(verify_chain(stretch, from_start=stretch[0].position == 1))
    for link in stretch:
        try:
            read_canonical(link.canonical_text)
        except Refusal as refusal:
            flaws.append(f"Version {link.position} of the chain cannot be read: {refusal}")
    return flaws


def _links_of(text: str) -> list[Link]:
    try:
        words = json.loads(text)
        if words["format"] != EXPORT_FORMAT:
            raise Refusal("This file is not an export of minutes of a known form.")
        found = [_link(each) for each in words["versions"]]
        return sorted(found, key=lambda each: each.position)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal("This file is not an export of minutes.") from error


def _link(words: dict[str, Any]) -> Link:
    texts = [words[name] for name in ("canonical_text", "previous_hash", "hash")]
    if type(words["position"]) is not int or not all(isinstance(text, str) for text in texts):
        message = "a version has a position and three texts"
        raise TypeError(message)
    return Link(words["position"], *texts)


def _stretches(links: Sequence[Link]) -> list[list[Link]]:
    """Versions that follow one another directly, or claim the same position, together."""
    stretches: list[list[Link]] = []
    for link in links:
        if stretches and link.position <= stretches[-1][-1].position + 1:
            stretches[-1].append(link)
        else:
            stretches.append([link])
    return stretches
