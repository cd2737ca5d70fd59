"""Asks counted one by one, where what is held cannot answer a cross of two selections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.rules.selections import At, Selection
from db.rules.spans import DAY
from db.rules.words import EscalationClass


@dataclass(frozen=True, slots=True)
class Ask:
    """One ask on the clock of its office."""

    day: date
    at: At
    escalation_class: EscalationClass

    @property
    def monday(self) -> date:
        """The week in which it came."""
        return self.day - self.day.weekday() * DAY


def ask_of(kind: EscalationClass, local: datetime) -> Ask:
    """An ask at the time that the office's clock showed."""
    return Ask(local.date(), (local.weekday(), local.hour), kind)


def selected(asks: Iterable[Ask], selection: Selection) -> list[Ask]:
    """The asks that belong to every part of a selection."""
    weeks, hour, kind = selection.weeks, selection.hour, selection.escalation_class
    return [
        ask
        for ask in asks
        if (weeks is None or weeks[0] <= ask.monday <= weeks[1])
        and (hour is None or ask.at == hour)
        and (kind is None or ask.escalation_class is kind)
    ]


def by_week(
    asks: Sequence[Ask], mondays: Sequence[date], counted: Collection[date]
) -> tuple[list[int], int]:
    """Asks of each week on days with contacts, and how many fell on other days."""
    inside = set(mondays)
    shown = [ask for ask in asks if ask.monday in inside]
    found = Counter(ask.monday for ask in shown if ask.day in counted)
    return [found[monday] for monday in mondays], len(shown) - found.total()


def by_hour(asks: Iterable[Ask]) -> dict[At, int]:
    """Asks by weekday and hour."""
    return dict(sorted(Counter(ask.at for ask in asks).items()))


def by_class(asks: Iterable[Ask]) -> dict[EscalationClass, int]:
    """Asks of every class, those without any too."""
    found = Counter(ask.escalation_class for ask in asks)
    return {each: found[each] for each in EscalationClass}
