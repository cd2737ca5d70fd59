"""Acts on the catalogue of remedies, which holds for the whole organisation."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import root
from db.rules.money import check_amount
from db.rules.places import check_currency
from db.rules.refusals import Refusal
from db.rules.words import CountedIn, RemedyKind
from db.rules.writing import given_name
from db.tables.remedies import Remedy


def add_remedy(
    session: Session,
    viewer: Viewer,
    *,
    code: str,
    name: str,
    kind: RemedyKind,
    counted_in: CountedIn,
    unit_cost: Decimal | None = None,
    unit_cost_currency: str | None = None,
    needs_evidence: bool = False,
    at: datetime,
) -> int:
    """Add something that can be given; pieces have a unit cost and its currency, money has none.

    Nobody may give it until limits are published for it. Returns the key of the remedy.
    """
    place = root(session)
    access.require(viewer, Permission.REMEDIES_CHANGE, place.path)
    code, name = given_name(code, "code").lower(), given_name(name, "name of the remedy")
    taken = select(Remedy.name).where((Remedy.code == code) | (Remedy.name == name))
    if session.scalar(taken) is not None:
        raise Refusal(f"There is already a remedy called {name} or coded {code}.")
    currency = _check_cost(counted_in, unit_cost, unit_cost_currency)
    remedy = Remedy(
        code=code,
        name=name,
        kind=kind,
        counted_in=counted_in,
        unit_cost=unit_cost,
        unit_cost_currency=currency,
        needs_evidence=needs_evidence,
    )
    session.add(remedy)
    session.flush()
    audit.record(session, viewer, "remedy added", Subject("remedy", remedy.id, place.id), at=at,
                 detail={"code": code, "name": name, "counted_in": counted_in})  # fmt: skip
    return remedy.id


def _check_cost(
    counted_in: CountedIn, unit_cost: Decimal | None, currency: str | None
) -> str | None:
    """The checked currency of the unit cost; None for a remedy that is counted in money."""
    if counted_in is CountedIn.MONEY:
        if unit_cost is not None or currency is not None:
            raise Refusal("A remedy counted in money has no unit cost. Leave it empty.")
        return None
    if unit_cost is None or currency is None:
        raise Refusal("A remedy counted in pieces needs what one piece costs, and its currency.")
    code = check_currency(currency)
    check_amount(unit_cost, code)
    return code


def deactivate_remedy(session: Session, viewer: Viewer, *, remedy_id: int, at: datetime) -> None:
    """Take a remedy out of the catalogue; what was given stays in the record."""
    place = root(session)
    access.require(viewer, Permission.REMEDIES_CHANGE, place.path)
    remedy = session.get(Remedy, remedy_id)
    if remedy is None:
        raise Refusal("There is no such remedy. Choose one from the list.")
    if remedy.deactivated_at is not None:
        raise Refusal(f"{remedy.name} is already out of the catalogue.")
    remedy.deactivated_at = at
    session.flush()
    audit.record(session, viewer, "remedy deactivated", Subject("remedy", remedy.id, place.id),
                 at=at, detail={"name": remedy.name})  # fmt: skip
