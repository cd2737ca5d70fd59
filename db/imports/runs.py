"""One file, one run: what every import writes beside its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit
from db.access import Viewer
from db.audit import Subject
from db.imports.files import Source
from db.imports.reports import RefusedRow, refusals_as_json
from db.rules.refusals import Refusal
from db.tables.imports import ImportRun
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a run keeps of a file; `left_out` counts the rows that the mapping does not want."""

    kind: str
    name: str
    sha256: str
    mapping: str
    rows_read: int
    left_out: int

    @classmethod
    def of(
        cls, kind: str, source: Source, *, mapping: str, rows_read: int, left_out: int
    ) -> FileFacts:
        """The facts of a file that was read to its end; refused when it held no row."""
        if not rows_read:
            raise Refusal(f"{source.name} has a header and no rows. Nothing was added.")
        return cls(kind, source.name, source.sha256, mapping, rows_read, left_out)


def keep_run(
    session: Session,
    viewer: Viewer,
    facts: FileFacts,
    *,
    place: Place,
    kept: int,
    refused: Sequence[RefusedRow],
    digest: str = "",
    at: datetime,
) -> int:
    """Write the import run and its entry in the audit trail; returns the key of the run."""
    run = ImportRun(
        kind=facts.kind,
        file_name=facts.name,
        file_sha256=facts.sha256,
        mapping=facts.mapping,
        imported_at=at,
        imported_by_id=viewer.person_id,
        rows_read=facts.rows_read,
        rows_kept=kept,
        rows_refused=len(refused),
        refusals=refusals_as_json(refused),
    )
    session.add(run)
    session.flush()
    detail = {
        "file": facts.name,
        "sha256": facts.sha256,
        "rows_read": facts.rows_read,
        "rows_kept": kept,
        "rows_refused": len(refused),
    }
    if digest:
        detail["piece"] = digest
    subject = Subject("import", run.id, place.id)
    audit.record(session, viewer, f"{facts.kind} imported", subject, at=at, detail=detail)
    return run.id
