"""Minutes: the chain of hashes over their canonical texts, and verification without us.

The hash of a version is SHA-256 (FIPS 180-4) over the hash of the version signed before it at
the same place, followed by its own text (`db.rules.minutes_text`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from db.rules.minutes_text import read_canonical
from db.rules.refusals import Refusal

EXPORT_FORMAT = "readyroom-minutes-export/1"


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
        if first == last:
            return [f"Version {first} of the chain is missing."]
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
