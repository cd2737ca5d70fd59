"""`python -m db import`: files in."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.cli.said import OPERATOR, Said, said
from db.commands.installation import FirstOrganisation, begin
from db.imports import contacts, escalations, rota
from db.imports.files import MEGABYTE
from db.imports.mapping import ContactMapping, EscalationMapping, PlacePart
from db.imports.mapping_files import read_mapping
from db.imports.reports import ImportReport, lines_of, write_refusals
from db.imports.rota_mapping import RotaMapping
from db.imports.shifts import Weeks
from db.rules.places import check_country, check_currency, check_zone
from db.rules.refusals import Refusal
from db.session import writing
from db.tables.places import Place

Write = Callable[[Session], ImportReport]


def run(given: argparse.Namespace) -> Said:
    """Read the file first, then write it in one short transaction."""
    # What is made here is kept until the end: looking for garbage would find none.
    gc.disable()
    part, write = _KINDS[given.kind](given)
    with writing() as session, session.begin_nested() as step:
        begun = _begin_if_empty(session, part, given.now) if part else ""
        report = write(session)
        if given.dry_run or not report.rows_kept:
            step.rollback()
    lines = lines_of(report)
    if begun and report.rows_kept and not given.dry_run:
        lines.append(
            f"The organisation {begun} was made. Add its first administrator:"
            " python -m db person add NAME --role administrator"
        )
    if given.refused is not None:
        _keep_refusals(given.refused, report)
        lines.append(f"Every refused row stands in {given.refused}.")
    if report.wrong and not report.rows_kept and not report.known:
        raise Refusal("\n".join(lines))
    return said(*lines)


def _tickets(given: argparse.Namespace) -> tuple[PlacePart, Write]:
    mapping = read_mapping(_text(given.mapping), EscalationMapping)
    largest = given.largest * MEGABYTE
    found = escalations.read(given.file, mapping, now=given.now, largest=largest)

    def write(session: Session) -> ImportReport:
        return escalations.write(
            session,
            OPERATOR,
            found,
            under=given.place,
            strict=given.strict,
            dry_run=given.dry_run,
            at=given.now,
        )

    return mapping.place, write


def _counts(given: argparse.Namespace) -> tuple[PlacePart, Write]:
    mapping = read_mapping(_text(given.mapping), ContactMapping)
    largest = given.largest * MEGABYTE
    found = contacts.read(given.file, mapping, now=given.now, largest=largest)

    def write(session: Session) -> ImportReport:
        return contacts.write(
            session,
            OPERATOR,
            found,
            under=given.place,
            strict=given.strict,
            dry_run=given.dry_run,
            at=given.now,
        )

    return mapping.place, write


def _shifts(given: argparse.Namespace) -> tuple[None, Write]:
    mapping = read_mapping(_text(given.mapping), RotaMapping) if given.mapping else None
    found = rota.read(given.file, mapping, now=given.now, largest=given.largest * MEGABYTE)

    def write(session: Session) -> ImportReport:
        return rota.write(
            session,
            OPERATOR,
            found,
            under=given.place,
            weeks=Weeks(given.week, given.until),
            strict=given.strict,
            dry_run=given.dry_run,
            at=given.now,
        )

    return None, write


_KINDS: dict[str, Callable[[argparse.Namespace], tuple[PlacePart | None, Write]]] = {
    escalations.KIND: _tickets,
    contacts.KIND: _counts,
    rota.KIND: _shifts,
}


def _text(path: Path | None) -> str:
    if path is None:
        raise Refusal("Say which column means what: --mapping MAP.toml. See docs/importing.md.")
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise Refusal(f"The mapping {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refusal(f"The mapping {path} is not UTF-8 text.") from None


def _begin_if_empty(session: Session, part: PlacePart, at: datetime) -> str:
    """The name of the organisation that was made, because the record held none."""
    if session.scalar(select(Place.id).limit(1)) is not None or not part.create:
        return ""
    missing = [key for key in ("zone", "currency", "country") if not getattr(part, key)]
    if missing:
        raise Refusal(f"A new organisation needs the key “place.{missing[0]}” in the mapping.")
    organisation = FirstOrganisation(
        name=part.organisation or f"{part.name} organisation",
        zone=check_zone(part.zone),
        currency=check_currency(part.currency),
        country_code=check_country(part.country),
    )
    return begin(session, organisation=organisation, at=at).name


def _keep_refusals(path: Path, report: ImportReport) -> None:
    try:
        write_refusals(path, report.refused)
    except OSError as error:
        raise Refusal(f"The refused rows could not be written: {error.strerror}.") from None
