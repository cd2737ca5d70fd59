"""Columns, constraints and triggers of the record; importing this package knows every table."""

from __future__ import annotations

from db.tables import (
    audit,
    contacts,
    cover,
    escalations,
    huddles,
    imports,
    jobs,
    limit_drafts,
    limits,
    minutes,
    people,
    places,
    problems,
    readiness,
    remedies,
    responses,
    rulings,
)
from db.tables.base import Table

__all__ = [
    "Table",
    "audit",
    "contacts",
    "cover",
    "escalations",
    "huddles",
    "imports",
    "jobs",
    "limit_drafts",
    "limits",
    "minutes",
    "people",
    "places",
    "problems",
    "readiness",
    "remedies",
    "responses",
    "rulings",
]
