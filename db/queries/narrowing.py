"""A selection as a condition on escalations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, false, or_, true

from db.tables.escalations import Escalation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from db.rules.selections import Selection
    from db.rules.spans import Span


def among(spans: Sequence[Span], selection: Selection) -> ColumnElement[bool]:
    """The condition that an escalation belongs to some spans and to the chosen class."""
    kind = selection.escalation_class
    in_time = or_(
        false(),
        *(
            and_(Escalation.asked_at >= span.starts_at, Escalation.asked_at < span.ends_at)
            for span in spans
        ),
    )
    return and_(in_time, true() if kind is None else Escalation.escalation_class == kind)
