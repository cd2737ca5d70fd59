"""The sheets of a pocket card: what stands on the front, and what its backs have room for.

Paper does not scroll. The lines that a text will take are counted beforehand, with room to spare;
what the front cannot hold goes to a back, and every sheet tells which one it is.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from db.queries.pocket_cards import Line, PocketCard

ON_THE_BACK = "What they may give stands on the back."
MORE_ON_THE_BACK = "More stands on the back."
# What a heading and the space after a note take, in lines.
HEADING, SPACE = 2.0, 0.4
# What Unicode calls wide and full, and the broad ones among the Latin letters.
WIDE, BROAD = frozenset("WF"), frozenset("MWmw@%")


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of paper: the signs in a line of a band and of a back, and the lines of both."""

    name: str
    band: int
    bands: int
    back: int
    backs: int


PAPERS = {"a6": Paper("A6", 54, 7, 66, 33), "a4": Paper("A4", 66, 13, 104, 48)}


@dataclass(frozen=True, slots=True)
class Note:
    """A line or some: of what, and what is said of it."""

    about: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """Notes under one heading."""

    heading: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The bands of the front in words, and the sections of each back."""

    own: str
    above: str
    backs: tuple[tuple[Section, ...], ...]


def sheets(card: PocketCard, size: str) -> Sheets:
    """The card on paper of this size."""
    paper = PAPERS[size]
    own, above = _by_remedy(card.own), _by_remedy(card.above)
    bands = paper.bands - _longer(card, paper)
    shown, later = _first(own, paper, bands)
    room = bands - _lines(shown, paper.band)
    fits = not later and _lines(" ".join(above), paper.band) <= room
    higher = card.higher.name if card.higher else ""
    sections = [
        Section("You may also give", _plain(later)),
        Section(f"The {higher} may give", () if fits else _plain(above)),
        Section("For these problems", _by_problem(card.own)),
        Section("Legal advice", _legal(card)),
    ]
    return Sheets(
        own=f"{shown} {MORE_ON_THE_BACK}" if later else shown,
        above=" ".join(above) if fits else ON_THE_BACK,
        backs=tuple(packed([each for each in sections if each.notes], paper)),
    )


def packed(sections: Iterable[Section], paper: Paper) -> Iterator[tuple[Section, ...]]:
    """The sections on as few backs as hold them; a heading stands again where its notes go on."""
    sheet: list[Section] = []
    used = 0.0
    for section in sections:
        notes: list[Note] = []
        used += HEADING
        for note in _pieces(section.notes, paper):
            takes = _height(note, paper)
            if used + takes > paper.backs:
                yield (*sheet, *_section(section, notes))
                sheet, notes, used = [], [], HEADING
            notes.append(note)
            used += takes
        sheet += _section(section, notes)
    if sheet:
        yield tuple(sheet)


def _section(section: Section, notes: Sequence[Note]) -> list[Section]:
    return [Section(section.heading, tuple(notes))] if notes else []


def _pieces(notes: Iterable[Note], paper: Paper) -> Iterator[Note]:
    """The notes; one that is longer than a whole back in pieces that are not."""
    most = int((paper.backs - HEADING - 1) / 2) * paper.back
    for note in notes:
        about, said = note.about, ""
        for word in note.words.split():
            if said and _width(f"{about} {said} {word}") > most:
                yield Note(about, f"{said} …")
                about, said = "", ""
            said = f"{said} {word}".strip()
        yield Note(about, said)


def _longer(card: PocketCard, paper: Paper) -> int:
    """The lines by which long names make the rest of the front longer than it mostly is."""
    desk = card.desk.name if card.desk else ""
    hours = card.desk.hours if card.desk else ""
    said = (
        f"{card.grade.name}, {card.place.name}",
        f"Nobody here: {desk}",
        f"Above that. Call +00 000 000 000, {hours}.",
        f"Ask the {card.higher.name if card.higher else ''}",
        card.security.name if card.security else "",
    )
    # Headings are larger, and the first line of each is counted already.
    return sum(max(0, _lines(text, paper.band - 6) - 1) for text in said)


def _first(entries: Sequence[str], paper: Paper, bands: int) -> tuple[str, list[str]]:
    """As many of the entries as the first band holds, and the others."""
    shown: list[str] = []
    for entry in entries:
        if _lines(" ".join([*shown, entry, MORE_ON_THE_BACK]), paper.band) > bands:
            break
        shown.append(entry)
    return " ".join(shown), list(entries[len(shown) :])


def _height(note: Note, paper: Paper) -> float:
    return _lines(f"{note.about} {note.words}", paper.back) + SPACE


def _lines(text: str, signs: int) -> int:
    return math.ceil(_width(text) / signs)


def _width(text: str) -> float:
    """In small letters of the Latin script; those of some others are twice as wide."""
    return sum(
        2
        if sign in BROAD or unicodedata.east_asian_width(sign) in WIDE
        else 1.3
        if sign.isupper()
        else 1
        for sign in text
    )


def _plain(entries: Iterable[str]) -> tuple[Note, ...]:
    return tuple(Note("", entry) for entry in entries)


def _by_remedy(lines: Sequence[Line]) -> list[str]:
    """Remedies that give the same are said once: "Meal, tour up to SGD 30."."""
    plain = sorted((line for line in lines if not line.problem), key=lambda line: line.value)
    return [
        f"{', '.join(line.remedy for line in same)} {value}."
        for value, same in groupby(plain, key=lambda line: line.value)
    ]


def _by_problem(lines: Sequence[Line]) -> tuple[Note, ...]:
    """What a rule of its own gives for one problem: "Seat oversold: hotel night up to 1 piece"."""
    special = sorted((line for line in lines if line.problem), key=lambda line: line.problem)
    return tuple(
        Note(f"{problem}:", "; ".join(f"{line.remedy.lower()} {line.value}" for line in same) + ".")
        for problem, same in groupby(special, key=lambda line: line.problem)
    )


def _legal(card: PocketCard) -> tuple[Note, ...]:
    """From which amount on advice is spoken of, and in which words; the same words stand once."""
    alike = groupby(
        sorted(card.legal, key=lambda each: (each.threshold.amount, each.sentence, each.problem)),
        key=lambda each: (each.threshold, each.sentence),
    )
    return tuple(
        Note(f"{', '.join(each.problem for each in same)}, from {threshold} on:", sentence)
        for (threshold, sentence), same in alike
    )
