"""The only writer of the audit trail, and its verifier.

Every entry carries a keyed hash (HMAC-SHA256, RFC 2104) over its own words and the hash of the
entry before it; the head row carries one over the end of the trail. The key lies outside the
database, so that neither can be forged from inside. Whoever puts back an older head row with a
shorter trail is told on by the nightly seals (also kept in a file outside) and by the head that
every signed minute carries.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from db.rules.flaws import Flaw, cut_off, forged, unlike_its_hash
from db.settings import read_settings
from db.tables.audit import AuditEntry, AuditHead, AuditSeal
from db.tables.minutes import Minutes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from db.rules.viewers import Viewer


# Where a session keeps the entry that it wrote last, and the head row, which it would otherwise
# forget between two entries: a session is one transaction here.
LAST, HEAD = "last audit entry", "head of the audit trail"


APPEND = insert(AuditEntry)
COLUMNS = tuple(AuditEntry.__table__.columns.keys())


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act was done to; `place_id` says where, for the scope of readers."""

    kind: str
    id: int | str
    place_id: int | None = None


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
    key = read_settings().secret()
    row, previous_hash = _end(session)
    entry = AuditEntry(
        sequence=row.sequence + 1,
        at=at,
        actor_id=viewer.person_id,
        act=act,
        subject_kind=subject.kind,
        subject_id=str(subject.id),
        place_id=subject.place_id,
        detail=json.dumps(detail or {}, default=str, ensure_ascii=False, sort_keys=True),
        previous_hash=previous_hash,
        hash="",
    )
    entry.hash = entry_hash(entry, key)
    row.sequence, row.hash = entry.sequence, head_hash(entry.sequence, entry.hash, key)
    session.flush()
    # Every act passes here, and nothing of the entry is ever changed: it is written straight.
    session.connection().execute(APPEND, {name: getattr(entry, name) for name in COLUMNS})
    session.info[LAST], session.info[HEAD] = entry, row
    return entry


def _end(session: Session) -> tuple[AuditHead, str]:
    """The head row, locked by the first entry of a transaction, and the hash of the last entry."""
    last = session.info.get(LAST)
    known = session.identity_map.get(session.identity_key(AuditHead, 1))
    if last and isinstance(known, AuditHead) and known.sequence == last.sequence:
        return known, last.hash
    row = session.scalars(select(AuditHead).with_for_update()).one()
    return row, _hash_of(session, row.sequence)


def entry_hash(entry: AuditEntry, key: bytes) -> str:
    """The keyed hash of an entry's words, in hexadecimal."""
    words = [
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_id,
        entry.act,
        entry.subject_kind,
        entry.subject_id,
        entry.place_id,
        entry.detail,
        entry.previous_hash,
    ]
    return _keyed(words, key)


def head_hash(sequence: int, last: str, key: bytes) -> str:
    """The keyed hash of the head row: the end of the trail cannot be moved without the key."""
    return _keyed(["head", sequence, last], key)


def _keyed(words: list[object], key: bytes) -> str:
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def head(session: Session) -> tuple[int, str]:
    """The sequence and the hash of the last entry."""
    row = session.scalars(select(AuditHead)).one()
    return row.sequence, _hash_of(session, row.sequence)


def _hash_of(session: Session, sequence: int) -> str:
    question = select(AuditEntry.hash).where(AuditEntry.sequence == sequence)
    return session.scalar(question) or ""


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
    """Everything that is wrong with the trail, in its order; an empty list when all is well.

    An entry whose words no longer give its hash was edited when somebody who holds the key
    vouches for that hash: the entry after it, or the head row. Otherwise it was forged.
    """
    key = read_settings().secret()
    entries = list(session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))
    row = session.scalars(select(AuditHead)).one()
    genuine = [hmac.compare_digest(entry_hash(entry, key), entry.hash) for entry in entries]
    is_end = _is_end(row, entries, key)
    found = [
        *_gaps(entries),
        *_own_flaws(entries, genuine, row.sequence if is_end else 0),
        *_end_flaws(row, entries, is_end=is_end, is_genuine=not genuine or genuine[-1]),
        *_remembered_flaws(entries, _remembered(session, seals_file)),
    ]
    # One thing that several witnesses tell of is one flaw; the first of them is quoted.
    once = {(flaw.sequence, flaw.kind): flaw for flaw in reversed(found)}
    return [once[each] for each in sorted(once)]


def _is_end(row: AuditHead, entries: Sequence[AuditEntry], key: bytes) -> bool:
    """Whether the head row was written with the key, for an entry that is there."""
    if row.sequence == 0:
        return not row.hash
    hashes = {entry.sequence: entry.hash for entry in entries}
    last = hashes.get(row.sequence)
    return last is not None and hmac.compare_digest(head_hash(row.sequence, last, key), row.hash)


def _gaps(entries: Sequence[AuditEntry]) -> Iterator[Flaw]:
    last = 0
    for entry in entries:
        if entry.sequence > last + 1:
            first, to = last + 1, entry.sequence - 1
            which = f"Entry {first} is" if first == to else f"Entries {first} to {to} are"
            yield Flaw("missing", first, f"{which} missing.")
        last = entry.sequence


def _own_flaws(entries: Sequence[AuditEntry], genuine: Sequence[bool], end: int) -> Iterator[Flaw]:
    """From the end backwards: whoever is trusted vouches for the hash of the entry before."""
    vouched = False
    for index in reversed(range(len(entries))):
        entry, before = entries[index], entries[index - 1] if index else None
        vouched = vouched or entry.sequence == end
        if not genuine[index]:
            yield unlike_its_hash(entry.sequence, is_edited=vouched)
        if before is None or before.sequence != entry.sequence - 1:
            vouched = False
            continue
        follows = before.hash == entry.previous_hash
        if not follows and genuine[index] and genuine[index - 1]:
            yield forged(entry.sequence, "does not follow the entry before it")
        vouched = follows and (vouched or genuine[index])


def _end_flaws(
    row: AuditHead, entries: Sequence[AuditEntry], *, is_end: bool, is_genuine: bool
) -> Iterator[Flaw]:
    """Compare the end of the trail with the head row; a forged last entry is named already."""
    last = entries[-1].sequence if entries else 0
    if row.sequence > last:
        yield cut_off(last + 1, row.sequence, "the head row")
    elif is_genuine and row.sequence < last:
        sentence = f"The head row was set back to {row.sequence}; the trail goes on to {last}."
        yield Flaw("edited", row.sequence, sentence)
    elif is_genuine and not is_end:
        sentence = f"What followed entry {last} was cut off: the head row was set without the key."
        yield Flaw("cut off", last + 1, sentence)


def _remembered(session: Session, seals_file: Path | None) -> set[tuple[int, str, str]]:
    """What others know of the trail: sequence, hash, and who remembers it."""
    known = {
        (row.sequence, row.hash, "a nightly seal") for row in session.scalars(select(AuditSeal))
    }
    question = select(Minutes.audit_sequence, Minutes.audit_hash)
    known |= {(number, last, "a signed minute") for number, last in session.execute(question)}
    if seals_file is not None and seals_file.exists():
        lines = (json.loads(line) for line in seals_file.read_text("utf-8").splitlines() if line)
        known |= {(line["sequence"], line["hash"], "the seal file") for line in lines}
    return known


def _remembered_flaws(
    entries: Sequence[AuditEntry], remembered: set[tuple[int, str, str]]
) -> Iterator[Flaw]:
    hashes = {entry.sequence: entry.hash for entry in entries}
    last = entries[-1].sequence if entries else 0
    for number, known, who in sorted(remembered, reverse=True):
        if number > last:
            yield cut_off(last + 1, number, who)
        elif hashes.get(number, known) != known:
            yield forged(number, f"has another hash than {who} remembers")
