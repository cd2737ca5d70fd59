"""What a manager should know on the way to a customer, in sentences: who may decide how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.rules.authority import Limit, covers, value_in_words
from db.rules.money import show_money
from db.rules.words import LimitKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.rules.caps import Left
    from db.rules.money import Money

WANTS_REFERENCE = "A cap for each customer holds: ask for their reference."
NO_REMEDY = "No remedy is asked for, so no limit decides here."


def asker_may(name: str, limit: Limit | None, asked: Money | None, *, place: str) -> str:
    """What the asker may and may not do, with the rule that said so when they asked."""
    who = name or "The asker"
    if limit is None:
        return f"No rule lets {name or 'the asker'} give this."
    source = source_of(limit, place)
    if limit.kind is LimitKind.NONE:
        return f"{who} may give nothing of this ({source})."
    if asked is None or covers(limit, asked):
        return f"{who} may give {value_in_words(limit)} ({source})."
    not_this = show_money(asked.amount, asked.currency)
    return f"{who} may give {value_in_words(limit)}, not {not_this} ({source})."


def you_may(
    limit: Limit | None,
    asked: Money | None,
    *,
    place: str,
    is_below_grade: bool = False,
    left: Sequence[Left] = (),
    wants_reference: bool = False,
) -> str:
    """What the manager who reads it may decide themselves, with the tightest cap that binds them,
    and what to do when it is too little.
    """
    if is_below_grade:
        return "This one is not for your grade: pass it on."
    if limit is None:
        return "No rule lets you decide this: pass it on."
    source = source_of(limit, place)
    if limit.kind is LimitKind.NONE:
        return f"You may give nothing of this ({source}): pass it on."
    too_tight = [each for each in left if not each.covers(asked)]
    tightest = "".join(f", {each.words}" for each in (too_tight or left)[:1])
    sentence = f"You may decide {value_in_words(limit)} ({source}){tightest}"
    if too_tight or not covers(limit, asked):
        return f"{sentence}: pass it on."
    return f"{sentence}. {WANTS_REFERENCE}" if wants_reference else f"{sentence}."


def source_of(limit: Limit, place: str) -> str:
    """The rule as people find it again: its number, its version and the place that made it."""
    return f"R-{limit.rule_number}, version {limit.version_number}, {place}"
