"""What the record already says about the tickets of a file."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.imports.mapping import EscalationMapping
from db.imports.reports import RefusedRow
from db.imports.rows import Ticket
from db.rules.refusals import Refusal
from db.tables.escalations import Escalation
from db.tables.remedies import Remedy


@dataclass(frozen=True, slots=True)
class Known:
    """The tickets that are new, the rows that are not, and the remedy that all of them name."""

    new: tuple[Ticket, ...]
    refused: tuple[RefusedRow, ...]
    remedy_id: int | None


def known_of(session: Session, mapping: EscalationMapping, tickets: tuple[Ticket, ...]) -> Known:
    """What the record already says about these tickets."""
    question = select(Escalation.external_reference)
    found = session.scalars(question.where(Escalation.source == mapping.source))
    known = set(found)
    return Known(
        new=tuple(each for each in tickets if each.reference not in known),
        refused=tuple(
            _known_row(mapping.reference, each) for each in tickets if each.reference in known
        ),
        remedy_id=_remedy_id(session, mapping.amounts.remedy),
    )


def _known_row(column: str, ticket: Ticket) -> RefusedRow:
    what = f"“{ticket.reference}”" if column else "This row"
    reason = f"{what} was imported before; it is not taken twice."
    return RefusedRow(ticket.number, column, reason, is_known=True)


def _remedy_id(session: Session, named: str) -> int | None:
    if not named:
        return None
    question = select(Remedy.id, Remedy.code, Remedy.name).order_by(Remedy.id)
    for remedy_id, code, name in session.execute(question):
        if named.casefold() in {code.casefold(), name.casefold()}:
            return remedy_id
    raise Refusal(f"The key “amounts.remedy” names “{named}”, which is not in the catalogue.")
