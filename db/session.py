"""The only door to the record: `reading()` and `writing()`. The only place that commits.

SQLite gets two engines over one file. The writing one begins with BEGIN IMMEDIATE behind a
process-wide lock, so that a read-modify-write can lose nothing; the reading one cannot write.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db import held_changes
from db.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from sqlalchemy import CursorResult, Select

# What this room hands on beside its own: the name of what a door yields.
__all__ = [
    "Doors",
    "Session",
    "answers",
    "connect",
    "doors",
    "once",
    "reading",
    "rows_of",
    "use",
    "writing",
]


T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_ASKED = "asked"
# Whatever a session writes, what is held of it is written with it.
event.listen(Session, "before_flush", held_changes.measure)
event.listen(Session, "after_flush", held_changes.follow)


KIBIBYTES, WAL_PAGES = 64 * 1024, 1_000


class Doors:
    """The two doors of one database."""

    def __init__(self, url: str, *, wal_pages: int = WAL_PAGES) -> None:
        """Open nothing yet; connections are made at first use. After so many pages SQLite takes
        what was written into the file: whoever writes many at once writes fewer of them twice.
        """
        self.url = url
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._write_lock = threading.Lock()
        # Called after each writing of this process was kept, by whoever waits for news.
        self.after_writing: list[Callable[[], None]] = []
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, wal_pages, read_only=False)
            self._reader = _sqlite_engine(url, wal_pages, read_only=True)
        else:
            self._writer = create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
            self._reader = self._writer.execution_options(postgresql_readonly=True)

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations and backups."""
        return self._writer

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the record, from its first question on, and cannot
        change it. There is nothing to keep at its end, so it is only closed.
        """
        with Session(self._reader, expire_on_commit=False, info={_ASKED: {}}) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is kept whole or not at all; commits when the block ends well."""
        one_at_a_time = self._write_lock if self.is_sqlite else nullcontext()
        with (
            one_at_a_time,
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
        for call in tuple(self.after_writing):
            call()

    def dispose(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()


def _sqlite_engine(url: str, wal_pages: int, *, read_only: bool) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 30})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        # The driver's own transaction control is off; `_on_begin` says how each one starts.
        connection.isolation_level = None
        pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"]
        # What an import lays down beside the record; and pages that are written again and again.
        pragmas += ["temp_store=MEMORY", f"cache_size=-{KIBIBYTES}"]
        pragmas.append(f"wal_autocheckpoint={wal_pages}")
        if read_only:
            pragmas.append("query_only=ON")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def connect(url: str, *, wal_pages: int = WAL_PAGES) -> Doors:
    """The doors of the database at `url`; see `Doors`."""
    if url.startswith("sqlite:///"):
        # An absent folder is the commonest first failure of an embedded database.
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    return Doors(url, wal_pages=wal_pages)


_current: list[Doors] = []
_opening = threading.Lock()


def use(doors: Doors | None) -> None:
    """Make these the doors of the process; None forgets them."""
    _current[:] = [] if doors is None else [doors]


def doors() -> Doors:
    """The doors of the process, opened from the settings at first use."""
    if not _current:
        with _opening:
            if not _current:
                _current.append(connect(read_settings().database_url))
    return _current[0]


@contextmanager
def reading() -> Iterator[Session]:
    """See `Doors.reading`, on the database of the process."""
    with doors().reading() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """See `Doors.writing`, on the database of the process."""
    with doors().writing() as session:
        yield session


def rows_of(
    session: Session, statement: Select[*Ts], given: Mapping[str, object] | None = None
) -> CursorResult[*Ts]:
    """The rows of a statement of columns, asked past the ORM, which has no objects to keep here.

    For statements that are built once and asked at every run of a screen: this way they cost a
    third. What the session has not written yet is written before.
    """
    session.flush()
    return session.connection().execute(statement, given or {})


def once(session: Session, key: Hashable, ask: Callable[[], T]) -> T:
    """What a reading session was asked before under this key: it sees one moment, so the answer
    stands until its end. Whoever writes asks anew.
    """
    known = session.info.get(_ASKED)
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    answer: T = known[key]
    return answer


def answers() -> bool:
    """Whether the database of the process can be read at this moment."""
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
