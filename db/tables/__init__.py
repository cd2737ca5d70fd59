"""Columns, constraints and triggers of the record; importing this package knows every table."""

from __future__ import annotations

from db.tables import (
    audit,
    caps,
    contacts,
    cover,
    escalations,
    exchange_rates,
    holdings,
    huddles,
    imports,
    jobs,
    limit_drafts,
    limits,
    minutes,
    people,
    places,
    problems,
    promises,
    readiness,
    remedies,
    responses,
    rulings,
)
from db.tables.base import Table

__all__ = [
    "Table",
    "audit",
    "caps",
    "contacts",
    "cover",
    "escalations",
    "exchange_rates",
    "holdings",
    "huddles",
    "imports",
    "jobs",
    "limit_drafts",
    "limits",
    "minutes",
    "people",
    "places",
    "problems",
    "promises",
    "readiness",
    "remedies",
    "responses",
    "rulings",
]
