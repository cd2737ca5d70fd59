"""What the record already says about the tickets of a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.imports.mapping import EscalationMapping
from db.imports.reports import RefusedRow
from db.imports.tickets import Tickets
from db.rules.refusals import Refusal
from db.tables.remedies import Remedy

# So many references are asked for in one statement.
AT_ONCE = 10_000
# As one value: a statement with a name for each would be made anew each time.
_KNOWN = {
    "sqlite": text(
        "SELECT e.external_reference FROM json_each(:given) AS g CROSS JOIN escalations AS e "
        "ON e.source = :source AND e.external_reference = g.value"
    ),
    "postgresql": text(
        "SELECT e.external_reference FROM json_array_elements_text(CAST(:given AS json)) AS g "
        "JOIN escalations AS e ON e.source = :source AND e.external_reference = g"
    ),
}


@dataclass(frozen=True, slots=True)
class Known:
    """The tickets that are new, the rows that are not, and the remedy that all of them name."""

    new: Tickets
    refused: tuple[RefusedRow, ...]
    remedy_id: int | None


def known_of(session: Session, mapping: EscalationMapping, tickets: Tickets) -> Known:
    """What the record already says about these tickets."""
    known = _among(session, mapping.source, tickets.references)
    remedy_id = _remedy_id(session, mapping.amounts.remedy)
    if not known:
        return Known(tickets, (), remedy_id)
    rows = zip(tickets.numbers, tickets.references, strict=True)
    refused = tuple(_known_row(mapping.reference, *row) for row in rows if row[1] in known)
    new = [row for row, reference in enumerate(tickets.references) if reference not in known]
    return Known(tickets.taken(new), refused, remedy_id)


def _among(session: Session, source: str, references: Sequence[str]) -> set[str]:
    """Those of the references under which the source has an ask in the record."""
    connection, found = session.connection(), set[str]()
    for first in range(0, len(references), AT_ONCE):
        given = json.dumps(references[first : first + AT_ONCE])
        asked = _KNOWN[connection.dialect.name], {"source": source, "given": given}
        found.update(connection.scalars(*asked))
    return found


def _known_row(column: str, number: int, reference: str) -> RefusedRow:
    what = f"“{reference}”" if column else "This row"
    reason = f"{what} was imported before; it is not taken twice."
    return RefusedRow(number, column, reason, is_known=True)


def _remedy_id(session: Session, named: str) -> int | None:
    if not named:
        return None
    question = select(Remedy.id, Remedy.code, Remedy.name).order_by(Remedy.id)
    for remedy_id, code, name in session.execute(question):
        if named.casefold() in {code.casefold(), name.casefold()}:
            return remedy_id
    raise Refusal(f"The key “amounts.remedy” names “{named}”, which is not in the catalogue.")
