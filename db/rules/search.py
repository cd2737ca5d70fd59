"""Search that forgives spelling: each typed word is set right against the vocabulary first."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAR_ENOUGH = 68.0
TITLE_WEIGHT = 2.0
EMPTY_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "has",
        "have",
        "in",
        "is",
        "it",
        "its",
        "my",
        "no",
        "not",
        "of",
        "off",
        "on",
        "or",
        "our",
        "over",
        "the",
        "their",
        "to",
        "was",
        "we",
        "will",
        "with",
    ]
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: its key, its title and further words people may type."""

    id: int
    title: str
    keywords: str


def words_of(text: str) -> list[str]:
    """The telling words of a text, in small letters, plural endings cut."""
    found = re.findall(r"[^\W_]+", text.lower())
    return [_stem(word) for word in found if word not in EMPTY_WORDS]


def _stem(word: str) -> str:
    longer_than = 3
    if len(word) > longer_than and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


class Index:
    """The entries with their vocabulary; built once, asked often."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Split every entry into words and weigh each word by its rarity."""
        self._entries = list(entries)
        self._titles = [frozenset(words_of(entry.title)) for entry in entries]
        self._all = [
            title | frozenset(words_of(entry.keywords))
            for entry, title in zip(entries, self._titles, strict=True)
        ]
        self._counts = Counter(word for words in self._all for word in words)
        self._vocabulary = sorted(self._counts)

    def best(self, typed: str, *, limit: int = 10) -> list[Entry]:
        """The entries that fit best, best first; entries without any fitting word are left out."""
        wanted = [self._corrected(word) for word in words_of(typed)]
        scored = [
            (score, -position)
            for position in range(len(self._entries))
            if (score := self._score(position, wanted)) > 0
        ]
        scored.sort(reverse=True)
        return [self._entries[-position] for _, position in scored[:limit]]

    def _corrected(self, word: str) -> dict[str, float]:
        """The vocabulary's words that the typed word may mean, with how sure that is (0 to 1)."""
        if word in self._counts:
            return {word: 1.0}
        near = process.extract(
            word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=3
        )
        meant = {other: (score / 100) ** 2 for other, score, _ in near}
        begun = [other for other in self._vocabulary if len(word) > 1 and other.startswith(word)]
        meant.update({other: max(meant.get(other, 0), 0.8) for other in begun[:5]})
        return meant

    def _score(self, position: int, wanted: Sequence[dict[str, float]]) -> float:
        total = 0.0
        for meant in wanted:
            total += max(
                (
                    sure * self._rarity(word) * self._weight(position, word)
                    for word, sure in meant.items()
                    if word in self._all[position]
                ),
                default=0.0,
            )
        return total

    def _rarity(self, word: str) -> float:
        return 1.0 + math.log(len(self._entries) / self._counts[word])

    def _weight(self, position: int, word: str) -> float:
        return TITLE_WEIGHT if word in self._titles[position] else 1.0
