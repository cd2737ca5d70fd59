"""A promise's life as people tell it: made, promised again in time or not, kept, late or missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.rules.promises import PromiseFact, Standing, after, begun
from db.rules.words import PromiseEventKind


class Turn(StrEnum):
    """What one event meant for the customer."""

    MADE = "made"
    AGAIN_IN_TIME = "again_in_time"
    AGAIN_AFTER = "again_after"
    HANDED_OVER = "handed_over"
    BROKE = "broke"
    KEPT = "kept"
    LATE = "late"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One step of the story: what it meant, when, and the end of the window that held from then;
    `number` is that of its event, None for a window that ended by itself.
    """

    turn: Turn
    at: datetime
    until: datetime
    number: int | None


def story(facts: Sequence[PromiseFact], *, now: datetime) -> list[Chapter]:
    """The story of a promise from its events in their order. The end of a window without a call
    is a step of its own, in its place: nobody wrote it down.
    """
    told: list[Chapter] = []
    standing: Standing | None = None
    for number, fact in enumerate(facts):
        if standing is None:
            standing = begun(fact)
            told.append(Chapter(Turn.MADE, fact.at, standing.window.ends_at, number))
            continue
        told += _broken(standing, fact.at, told)
        before, standing = standing, after(standing, fact)
        told.append(Chapter(_turn(fact, before), fact.at, standing.window.ends_at, number))
    if standing is not None and standing.closed_at is None:
        told += _broken(standing, now, told)
    return told


def _turn(fact: PromiseFact, before: Standing) -> Turn:
    is_late = before.broke_at is not None or fact.at > before.window.ends_at
    return {
        PromiseEventKind.KEPT: Turn.LATE if is_late else Turn.KEPT,
        PromiseEventKind.MISSED: Turn.MISSED,
        PromiseEventKind.PROMISED_AGAIN: Turn.AGAIN_AFTER if is_late else Turn.AGAIN_IN_TIME,
    }.get(fact.kind, Turn.HANDED_OVER)


def _broken(standing: Standing, by: datetime, told: Iterable[Chapter]) -> list[Chapter]:
    """That the window ended without a call, once for each window."""
    ends_at = standing.window.ends_at
    known = any(each.turn is Turn.BROKE and each.at == ends_at for each in told)
    return [] if known or by <= ends_at else [Chapter(Turn.BROKE, ends_at, ends_at, None)]
