"""The only writer of the audit trail, and its verifier.

Every entry carries a keyed hash (HMAC-SHA256, RFC 2104) over its own words and the hash of the
entry before it. The key lies outside the database, so that an entry cannot be forged from
inside. The head row, the nightly seals (also kept in a file outside) and the head that every
signed minute carries show a tail that was cut off.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db.settings import read_settings
from db.tables.audit import AuditEntry, AuditHead, AuditSeal
from db.tables.minutes import Minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from db.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act was done to; `place_id` says where, for the scope of readers."""

    kind: str
    id: int | str
    place_id: int | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with the trail: `kind` is edited, forged, missing or cut off."""

    kind: str
    sequence: int
    sentence: str


def record(
    session: Session,
    viewer: Viewer,
    act: str,
    subject: Subject,
    *,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Append one entry in the transaction of the change that it tells of."""
    head = session.scalars(select(AuditHead).with_for_update()).one()
    entry = AuditEntry(
        sequence=head.sequence + 1,
        at=at,
        actor_id=viewer.person_id,
        act=act,
        subject_kind=subject.kind,
        subject_id=str(subject.id),
        place_id=subject.place_id,
        detail=json.dumps(detail or {}, default=str, ensure_ascii=False, sort_keys=True),
        previous_hash=head.hash,
        hash="",
    )
    entry.hash = entry_hash(entry, read_settings().secret())
    head.sequence, head.hash = entry.sequence, entry.hash
    session.add(entry)
    session.flush()
    return entry


def entry_hash(entry: AuditEntry, key: bytes) -> str:
    """The keyed hash of an entry's words, in hexadecimal."""
    words = [
        entry.sequence,
        entry.at.isoformat(),
        entry.actor_id,
        entry.act,
        entry.subject_kind,
        entry.subject_id,
        entry.place_id,
        entry.detail,
        entry.previous_hash,
    ]
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def head(session: Session) -> tuple[int, str]:
    """The sequence and the hash of the last entry, as the head row has them."""
    row = session.scalars(select(AuditHead)).one()
    return row.sequence, row.hash


def seal(session: Session, *, at: datetime, file: Path) -> AuditSeal | None:
    """Keep the present head in the table of seals and in a file outside; None if nothing is new."""
    sequence, last = head(session)
    if session.get(AuditSeal, sequence) is not None:
        return None
    row = AuditSeal(sequence=sequence, hash=last, sealed_at=at)
    session.add(row)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({"sequence": sequence, "hash": last, "at": at.isoformat()}) + "\n")
    return row


def verify(session: Session, *, seals_file: Path | None = None) -> list[Flaw]:
    """Everything that is wrong with the trail, in its order; an empty list when all is well."""
    key = read_settings().secret()
    flaws: list[Flaw] = []
    entries = list(session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))
    hashes = {entry.sequence: entry.hash for entry in entries}
    last = 0
    for index, entry in enumerate(entries):
        if entry.sequence != last + 1:
            flaws.append(_missing(last + 1, entry.sequence - 1))
        elif entry.previous_hash != hashes.get(last, ""):
            flaws.append(_forged(entry.sequence, "does not follow the entry before it"))
        following = entries[index + 1] if index + 1 < len(entries) else None
        flaws.extend(_own_flaw(entry, following, session, key))
        last = entry.sequence
    flaws.extend(_tail_flaws(session, hashes, last, seals_file))
    return sorted(set(flaws), key=lambda flaw: (flaw.sequence, flaw.kind))


def _own_flaw(
    entry: AuditEntry, following: AuditEntry | None, session: Session, key: bytes
) -> Iterable[Flaw]:
    if hmac.compare_digest(entry_hash(entry, key), entry.hash):
        return
    known = following.previous_hash if following else head(session)[1]
    if known == entry.hash:
        sentence = f"Entry {entry.sequence} was edited: its words no longer give its hash."
        yield Flaw("edited", entry.sequence, sentence)
    else:
        yield _forged(entry.sequence, "carries a hash that was not made with this key")


def _tail_flaws(
    session: Session, hashes: dict[int, str], last: int, seals_file: Path | None
) -> Iterable[Flaw]:
    """Compare the end of the trail with everybody who remembers a head."""
    sequence, hash_now = head(session)
    for number in sorted(number for number in hashes if number > sequence):
        yield _forged(number, "lies beyond the head of the trail")
    remembered = {(sequence, hash_now, "the head row")}
    for seal_row in session.scalars(select(AuditSeal)):
        remembered.add((seal_row.sequence, seal_row.hash, "a nightly seal"))
    for minutes in session.scalars(select(Minutes)):
        remembered.add((minutes.audit_sequence, minutes.audit_hash, "a signed minute"))
    remembered.update(_seals_in(seals_file))
    for number, known, who in sorted(remembered):
        if number > last:
            sentence = f"Entries {last + 1} to {number} were cut off: {who} remembers {number}."
            yield Flaw("cut off", last + 1, sentence)
        elif number and number in hashes and hashes[number] != known:
            yield _forged(number, f"has another hash than {who} remembers")


def _seals_in(file: Path | None) -> set[tuple[int, str, str]]:
    if file is None or not file.exists():
        return set()
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return {(row["sequence"], row["hash"], "the seal file") for row in rows}


def _missing(first: int, last: int) -> Flaw:
    which = f"Entry {first} is missing." if first == last else f"{first} to {last} are missing."
    return Flaw("missing", first, which)


def _forged(sequence: int, why: str) -> Flaw:
    return Flaw("forged", sequence, f"Entry {sequence} is forged: it {why}.")
