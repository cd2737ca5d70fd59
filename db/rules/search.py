"""Search that forgives spelling: each typed word is set right against the vocabulary first."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

NEAR_ENOUGH = 68.0
TITLE_WEIGHT = 2.0
BEGUN = 0.8
SHORTEST_BEGINNING = 2
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


_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The telling words of a text, in small letters, plural endings cut."""
    return [_stem(word) for word in words_as_written(text) if word not in EMPTY_WORDS]


def words_as_written(text: str) -> list[str]:
    """Every word of a text, in small letters."""
    return _WORD.findall(text.lower())


def _stem(word: str) -> str:
    longer_than = 3
    if len(word) > longer_than and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


Meant = dict[str, float]
# A word as a text may hold it, plural or not, with what it adds when a text does.
Weights = dict[str, float]


def score(weights: Sequence[Weights], title: AbstractSet[str], words: AbstractSet[str]) -> float:
    """How well a text fits: of each wanted word what weighs most, twice when the title has it."""
    total = 0.0
    for each in weights:
        most = 0.0
        for word, weight in each.items():
            if word in title:
                most = max(most, weight * TITLE_WEIGHT)
            elif word in words:
                most = max(most, weight)
        total += most
    return total


def both_forms(word: str) -> tuple[str, str]:
    """A word whose plural ending was cut, without and with it."""
    return word, f"{word}s"


class Vocabulary:
    """The words that can be found, each with the number of texts that hold it."""

    def __init__(self) -> None:
        """No words yet."""
        self._counts: Counter[str] = Counter()
        self._words: list[str] = []
        self._texts = 0

    def add(self, texts: Iterable[frozenset[str]]) -> None:
        """Count the words of further texts."""
        for words in texts:
            self._counts.update(words)
            self._texts += 1
        # Numbers are typed right or not at all; nobody means 217 by 271.
        self._words = sorted(word for word in self._counts if word.isalpha())

    def meant(self, word: str) -> Meant:
        """The known words that the typed word may mean, with how sure that is (0 to 1)."""
        if word in self._counts:
            return {word: 1.0}
        near = process.extract(
            word, self._words, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=3
        )
        meant = {other: (score / 100) ** 2 for other, score, _ in near}
        meant.update({other: max(meant.get(other, 0), BEGUN) for other in self._begun(word)})
        return meant

    def rarity(self, word: str) -> float:
        """How much a word tells: 1 when every text holds it, more the fewer do."""
        return 1.0 + math.log(self._texts / self._counts[word])

    def holds(self, word: str) -> int:
        """How many texts hold the word."""
        return self._counts[word]

    def weights(self, wanted: Iterable[Meant]) -> list[Weights]:
        """What each wanted word adds to a text that holds it: by sureness and by rarity."""
        return [
            {
                spelt: sure * self.rarity(word)
                for word, sure in meant.items()
                for spelt in both_forms(word)
            }
            for meant in wanted
        ]

    def _begun(self, word: str) -> list[str]:
        """The first few words that begin as the typed one does."""
        if len(word) < SHORTEST_BEGINNING:
            return []
        at = bisect_left(self._words, word)
        begun = takewhile(lambda other: other.startswith(word), islice(self._words, at, None))
        return list(islice(begun, 5))


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
        self._vocabulary = Vocabulary()
        self._vocabulary.add(self._all)

    def best(self, typed: str, *, limit: int = 10) -> list[Entry]:
        """The entries that fit best, best first; entries without any fitting word are left out."""
        wanted = self._vocabulary.weights(map(self._vocabulary.meant, words_of(typed)))
        scored = [
            (fits, -position)
            for position, (title, words) in enumerate(zip(self._titles, self._all, strict=True))
            if (fits := score(wanted, title, words)) > 0
        ]
        scored.sort(reverse=True)
        return [self._entries[-position] for _, position in scored[:limit]]
