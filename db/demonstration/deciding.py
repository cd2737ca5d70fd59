"""How the items of a huddle end: outcome, words, owner and date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from db.commands.decisions import Decided
from db.demonstration import lines
from db.demonstration.stage import Stage
from db.queries.huddle_items import ItemView
from db.rules.words import ItemKind, ItemOutcome
from db.starter.parts import Problem

DUE_IN = (5, 7, 10, 14, 21)
PUT_OFF_ONE_IN = 18
OWNED, IMAGINED_IS_OWNED_ONE_IN = 0.8, 3
CARDS = {ItemKind.IMAGINE, ItemKind.DRILL, ItemKind.RECOGNITION}
# How the agenda names an action that waits to be seen to work.
DONE = "Done: "


@dataclass(frozen=True, slots=True)
class Table:
    """Who sits in a huddle on a day: those present, and who owns what is decided."""

    held_on: date
    present: tuple[int, ...]
    is_copied: bool = False
    imagines: bool = True


@dataclass(frozen=True, slots=True)
class PutOff:
    """An item that is not decided: carried over, or dropped with a reason."""

    why: str
    is_dropped: bool


def ending_of(stage: Stage, item: ItemView, table: Table) -> Decided | PutOff:
    """How an item ends in the huddle."""
    if item.kind in CARDS:
        return _card(stage, item, table)
    if table.is_copied:
        return Decided(ItemOutcome.INFORMATION, lines.COPIED)
    if item.kind is ItemKind.FINDING:
        return Decided(ItemOutcome.INFORMATION, _one(stage, lines.ANSWERED))
    if item.kind is ItemKind.OVERDUE_ACTION:
        return _followed_up(stage, item, table)
    return _talked_about(stage, item, table)


def _card(stage: Stage, item: ItemView, table: Table) -> Decided | PutOff:
    if item.kind is ItemKind.IMAGINE:
        return _imagined(stage, item, table)
    if item.kind is ItemKind.DRILL:
        return _drilled(stage, table)
    return Decided(ItemOutcome.INFORMATION, _one(stage, lines.THANKS))


def _followed_up(stage: Stage, item: ItemView, table: Table) -> Decided:
    """What was done is seen to work; what is late gets another date."""
    if item.title.startswith(DONE):
        return Decided(ItemOutcome.INFORMATION, _one(stage, lines.WORKED))
    return _owned(stage, ItemOutcome.DECISION, _one(stage, lines.FOLLOWED_UP), table)


def _talked_about(stage: Stage, item: ItemView, table: Table) -> Decided | PutOff:
    if stage.chance.randrange(PUT_OFF_ONE_IN) == 0:
        return PutOff(_one(stage, lines.PUT_OFF), is_dropped=False)
    if item.kind is ItemKind.AUTHORITY_GAP:
        return _owned(stage, ItemOutcome.LIMIT_PROPOSED, _one(stage, lines.GAPS), table)
    return _about_problem(stage, item, table)


def _imagined(stage: Stage, item: ItemView, table: Table) -> Decided | PutOff:
    if not table.imagines:
        return PutOff(lines.NOTHING_TO_IMAGINE, is_dropped=True)
    problem = _known(stage, item)
    words = _one(stage, lines.IMAGINED) if problem is None else problem.response.what_we_do_now
    if problem is not None and stage.chance.randrange(IMAGINED_IS_OWNED_ONE_IN):
        return Decided(ItemOutcome.INFORMATION, words)
    return _owned(stage, ItemOutcome.DECISION, words, table)


def _drilled(stage: Stage, table: Table) -> Decided:
    took_part = len(table.present)
    gave = stage.chance.randint(max(1, took_part // 2), took_part)
    return Decided(ItemOutcome.INFORMATION, "", took_part=took_part, gave_agreed_words=gave)


def _about_problem(stage: Stage, item: ItemView, table: Table) -> Decided:
    """An item about a problem takes its words from the playbook, or shows that there are none."""
    problem, draw = _known(stage, item), stage.chance.random()
    if problem is None:
        return _owned(stage, ItemOutcome.ACTION, _one(stage, lines.UNNAMED), table)
    if draw < 0.25:  # noqa: PLR2004 - a quarter leads to an action.
        return _owned(stage, ItemOutcome.ACTION, problem.response.prevention, table)
    if draw < 0.33 and problem.remedies:  # noqa: PLR2004 - a twelfth to a proposal.
        remedy = next(each for each in stage.pack.remedies if each.key == problem.remedies[0])
        words = f"{remedy.name}: agents should decide this alone, up to what is usual."
        return _owned(stage, ItemOutcome.LIMIT_PROPOSED, words, table)
    if draw < 0.6:  # noqa: PLR2004 - a quarter is decided, the rest is told.
        words = problem.response.what_we_do_now
        if stage.chance.random() < OWNED:
            return _owned(stage, ItemOutcome.DECISION, words, table)
        return Decided(ItemOutcome.DECISION, words)
    return Decided(ItemOutcome.INFORMATION, _one(stage, lines.INFORMED))


def _owned(stage: Stage, outcome: ItemOutcome, words: str, table: Table) -> Decided:
    due_on = table.held_on + timedelta(days=stage.chance.choice(DUE_IN))
    return Decided(outcome, words, owner_id=stage.chance.choice(table.present), due_on=due_on)


def _known(stage: Stage, item: ItemView) -> Problem | None:
    return next((each for each in stage.pack.problems if each.title == item.problem_title), None)


def _one(stage: Stage, words: tuple[str, ...]) -> str:
    return stage.chance.choice(words)
