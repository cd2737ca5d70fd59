"""`python -m db migrate`, `demo`, `verify`, `holdings`, `backup` and `restore`."""

from __future__ import annotations

import argparse

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, migrations
from db import holdings as held
from db.audit import Subject
from db.cli.said import OPERATOR, REFUSED, Said, said
from db.commands import backups
from db.demo import build_all
from db.queries import replays
from db.queries.minutes import chain
from db.rules.minutes import verify_chain, verify_export
from db.rules.refusals import Refusal
from db.session import doors, reading, writing
from db.settings import read_settings
from db.tables.minutes import Minutes
from db.tables.places import Place


def migrate(_given: argparse.Namespace) -> Said:
    """Bring the record to the newest schema."""
    was_newest = migrations.is_newest(doors())
    migrations.upgrade(doors().url)
    return said("The record is on the newest schema." if was_newest else "The record was migrated.")


def demo(given: argparse.Namespace) -> Said:
    """Put a believable organisation inside an empty record."""
    with reading() as session:
        top = session.scalar(select(Place.name).where(Place.parent_id.is_(None)).limit(1))
    if top is not None and given.unless_set_up:
        return said(f"{top} is set up already; nothing was added.")
    if top is not None:
        raise Refusal(f"{top} is set up already: the demo wants an empty record.")
    return said(build_all(at=given.now))


def verify(given: argparse.Namespace) -> Said:
    """Everything that is wrong with the audit trail, the minutes and the escalations, or with an
    exported file.
    """
    if given.file is not None:
        return _verified_export(given)
    with reading() as session:
        sequence, _ = audit.head(session)
        flaws = audit.verify(session, seals_file=read_settings().seals)
        lines = [f"{flaw.kind}: {flaw.sentence}" for flaw in flaws]
        versions, broken = _minutes(session)
        lines += broken
        lines += [each.sentence for each in replays.unlike_their_events(session, OPERATOR)]
    if lines:
        return Said((*lines, f"{len(lines)} flaws were found."), REFUSED)
    return said(f"All is well: {sequence:,} audit entries and {versions:,} signed minutes.")


def _verified_export(given: argparse.Namespace) -> Said:
    try:
        text = given.file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Refusal(f"{given.file} cannot be read as text.") from None
    verdict = verify_export(text, printed_hash=given.hash)
    if not verdict.is_sound:
        return Said(verdict.flaws or ("The file holds no minutes.",), REFUSED)
    return said(f"All is well: {verdict.versions:,} signed minutes.")


def _minutes(session: Session) -> tuple[int, list[str]]:
    """How many signed minutes there are, and what is wrong with the chain of each place."""
    question = select(Place.id, Place.name).where(Place.id.in_(select(Minutes.place_id)))
    versions, broken = 0, []
    for place_id, name in session.execute(question.order_by(Place.path)):
        links = chain(session, OPERATOR, place_id=place_id)
        versions += len(links)
        broken += [f"minutes of {name}: {flaw}" for flaw in verify_chain(links)]
    return versions, broken


def holdings(_given: argparse.Namespace) -> Said:
    """Count what screens show afresh from the rows."""
    with writing() as session:
        held.make_again(session.connection())
    return said("What screens show was counted afresh from the rows.")


def backup(given: argparse.Namespace) -> Said:
    """Copy the live record into a file, checked and whole."""
    open_doors = doors()
    name = f"{backups.NAME}-{given.now:%Y-%m-%d-%H%M%S}{backups.ending(open_doors)}"
    made = backups.backup(open_doors, given.file or read_settings().backups / name)
    return said(f"The record is copied to {made}. The key of the audit trail is not in it.")


def restore(given: argparse.Namespace) -> Said:
    """Put a backup in the record's place, and say in the audit trail that it was done."""
    open_doors = doors()
    former = backups.restore(
        open_doors,
        given.file,
        replace=given.replace,
        aside=read_settings().backups,
        at=given.now,
    )
    migrations.upgrade(open_doors.url)
    with writing() as session:
        subject = Subject("record", given.file.name)
        audit.record(session, OPERATOR, "record restored", subject, at=given.now)
    lines = [f"The record is as {given.file} has it."]
    if former is not None:
        lines.append(f"The former one is kept in {former}.")
    return said(*lines)
