"""Backups: a copy that was checked before it is called one, and the way back.

A backup is written beside its place, checked, and only then given its name, so that a backup
that was cut off never looks like one. The key of the audit trail is not in it: keep that apart.
"""

from __future__ import annotations

import os
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db.commands import postgresql_copies, sqlite_copies
from db.rules.refusals import Refusal
from db.session import Doors
from db.tables.places import Place

NAME = "readyroom"


def ending(doors: Doors) -> str:
    """What the name of a backup ends with: a database file, or PostgreSQL's custom format."""
    return ".db" if doors.is_sqlite else ".dump"


def backup(doors: Doors, file: Path) -> Path:
    """Copy the live record into `file`, checked and whole; whatever stood there is replaced.

    Raises:
        Refusal: the copy could not be made or is not sound; what stood there before still does.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    copy = sqlite_copies.copy_to if doors.is_sqlite else postgresql_copies.copy_to
    try:
        copy(doors, part)
        part.chmod(0o600)
        _settle(part)
        part.replace(file)
        _settle(file.parent)
    except OSError as error:
        raise Refusal(f"The backup could not be written to {file}: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    return file


def restore(doors: Doors, file: Path, *, replace: bool, aside: Path, at: datetime) -> Path | None:
    """Put the record back as `file` has it; returns where the former record is kept, if any.

    The file is checked first. A record that holds an organisation is replaced only when
    `replace` says so, and is kept in the folder `aside`. Bring the schema up to date afterwards.
    """
    if not file.is_file():
        raise Refusal(f"There is no file {file}. Name the backup to restore.")
    copies = sqlite_copies if doors.is_sqlite else postgresql_copies
    copies.check(file)
    former = None
    if _holds_an_organisation(doors):
        if not replace:
            raise Refusal(
                "The record holds an organisation already: add --replace to put the backup in its"
                " place; the present record is kept aside."
            )
        name = f"before-restore-{at:%Y-%m-%d-%H%M%S}"
        former = backup(doors, _unused(aside, name, ending(doors)))
    copies.copy_from(doors, file)
    return former


def daily_backup(doors: Doors, folder: Path, keep: int, *, at: datetime) -> Path:
    """One backup a day, named by the day; the newest `keep` of them stay, at least one.

    A second one on the same day replaces the first. Other files in the folder are left alone.
    """
    made = backup(doors, folder / f"{NAME}-{at:%Y-%m-%d}{ending(doors)}")
    days = "[0-9]" * 4 + "-[0-9][0-9]-[0-9][0-9]"
    kept = sorted(folder.glob(f"{NAME}-{days}{ending(doors)}"), reverse=True)
    for old in kept[max(keep, 1) :]:
        old.unlink()
    return made


def _holds_an_organisation(doors: Doors) -> bool:
    try:
        with doors.reading() as session:
            return session.scalar(select(Place.id).limit(1)) is not None
    except DBAPIError:
        # There is no table yet: the database was never migrated.
        return False


def _unused(folder: Path, name: str, end: str) -> Path:
    """A name that no file has: what is kept aside never replaces what was kept before."""
    names = chain([f"{name}{end}"], (f"{name}-{number}{end}" for number in count(2)))
    return next(folder / each for each in names if not (folder / each).exists())


def _settle(path: Path) -> None:
    """Have the disk hold what was written, a file or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
