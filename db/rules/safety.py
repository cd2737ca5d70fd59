"""The safety line (P71, P75): what is said and not done, and when somebody asks how it went."""

from __future__ import annotations

from datetime import date, timedelta

from db.rules.words import AfterCareEventKind, AfterCareStep

# What everybody may read of it; its words stand in the restricted record alone.
WORDS = "Safety matter"
SAY = "I am stepping back now. Somebody else will help you."
NEVER = (
    "Do not argue, touch, block the way or follow.",
    "Do not offer or promise anything more.",
    "Do not stay alone. Your safety comes before things and money.",
)
DAYS: dict[AfterCareStep, int] = {
    AfterCareStep.SAME_DAY: 0,
    AfterCareStep.NEXT_DAY: 1,
    AfterCareStep.AFTER_A_WEEK: 7,
}
CLOSING = frozenset({AfterCareEventKind.DECLINED, AfterCareEventKind.DONE})
# What a person can tell of after-care; the others follow from what is planned.
TOLD = (
    AfterCareEventKind.OFFERED,
    AfterCareEventKind.TALKED,
    AfterCareEventKind.DECLINED,
    AfterCareEventKind.DONE,
)


def due_on(step: AfterCareStep, reported_on: date) -> date:
    """The day of a step on the calendar of the place; the day itself is in time."""
    return reported_on + timedelta(days=DAYS[step])


def is_overdue(due: date, today: date) -> bool:
    """Whether the day of open after-care is over."""
    return due < today
