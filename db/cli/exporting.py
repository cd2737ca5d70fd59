"""`python -m db export`: tables out."""

from __future__ import annotations

import argparse

from db.cli.said import OPERATOR, Said, said
from db.queries.exports import export
from db.queries.minutes import chain
from db.queries.places import place_named
from db.queries.sheets import Sheet, as_csv, as_json, as_xlsx
from db.rules.minutes import export_text
from db.rules.refusals import Refusal
from db.session import reading


def run(given: argparse.Namespace) -> Said:
    """Write a table to a file, or print it."""
    if given.kind == "chain":
        return _delivered(given, _chain(given).encode(), "minutes for an auditor")
    with reading() as session:
        place_id = None
        if given.place:
            place_id = place_named(session, OPERATOR, named=given.place).id
        sheet = export(session, OPERATOR, kind=given.kind, place_id=place_id)
    return _delivered(given, _written(given, sheet), f"{len(sheet.rows):,} rows")


def _chain(given: argparse.Namespace) -> str:
    """The whole chain of minutes of one place, which `verify FILE` checks without the record."""
    if not given.place:
        raise Refusal("Name the place whose minutes you want, with --place.")
    with reading() as session:
        place = place_named(session, OPERATOR, named=given.place)
        links = chain(session, OPERATOR, place_id=place.id)
    if not links:
        raise Refusal(f"{place.name} has no signed minutes.")
    return export_text(place.name, links)


def _written(given: argparse.Namespace, sheet: Sheet) -> bytes:
    suffix = given.to.suffix.lower().removeprefix(".") if given.to else ""
    form = given.format or (suffix if suffix in {"xlsx", "json"} else "csv")
    if form == "xlsx":
        if given.to is None:
            raise Refusal("An XLSX file needs a name: add --to FILE.xlsx.")
        return as_xlsx(sheet)
    if form == "json":
        return as_json(sheet).encode()
    # The mark at the start tells spreadsheets that the file is UTF-8; a console needs none.
    return as_csv(sheet).encode("utf-8-sig" if given.to else "utf-8")


def _delivered(given: argparse.Namespace, content: bytes, what: str) -> Said:
    if given.to is None:
        return said(content.decode().rstrip("\r\n"))
    try:
        given.to.write_bytes(content)
    except OSError as error:
        raise Refusal(f"{given.to} cannot be written: {error.strerror}.") from None
    return said(f"{what} written to {given.to}")
