"""Copies of the embedded database, made while it is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from db.rules.refusals import Refusal
from db.session import Doors

BEGINS = b"SQLite format 3\x00"
SECONDS_TO_WAIT = 30


def copy_to(doors: Doors, part: Path) -> None:
    """Copy all pages in one step (in smaller ones it never ends under writers), then check."""
    part.unlink(missing_ok=True)
    with closing(_open(_path(doors))) as live, closing(_open(part)) as copy:
        live.backup(copy, pages=-1)
        # A copy is one file; the live one's journal is not carried over.
        copy.execute("PRAGMA journal_mode=DELETE")
        _check_sound(copy, part)


def check(file: Path) -> None:
    """Refuse a file that is no sound copy of a Readyroom record."""
    with file.open("rb") as opened:
        begins = opened.read(len(BEGINS))
    if begins != BEGINS:
        raise Refusal(f"{file.name} is not a backup of an embedded record.")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            _check_sound(copy, file)
            copy.execute("SELECT version_num FROM alembic_version, audit_head").fetchone()
    except sqlite3.DatabaseError as error:
        raise Refusal(f"{file.name} is damaged or no record of Readyroom: {error}.") from None


def copy_from(doors: Doors, file: Path) -> None:
    """Put the file's pages in place of the live ones, in one transaction."""
    doors.dispose()
    with closing(_open(file)) as copy, closing(_open(_path(doors))) as live:
        copy.backup(live, pages=-1)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=SECONDS_TO_WAIT)


def _path(doors: Doors) -> Path:
    return Path(make_url(doors.url).database or "")


def _check_sound(copy: sqlite3.Connection, file: Path) -> None:
    found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise Refusal(f"{file.name} is damaged: {str(found).splitlines()[0]}.")
