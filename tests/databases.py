"""Real databases for tests: the embedded one and a PostgreSQL server that the tests start.

Both are migrated once, by the product's own migrations, and copied for each test, so that every
test stands on a schema that an operator would have and sees no row of another test. Each worker
of a parallel run has a server of its own; a server costs half a second and nothing is shared.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from db.migrations import upgrade
from db.session import Doors, connect, use

SECONDS_TO_START = 20
NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Database:
    """One test's own database: its address, and the doors that the process uses meanwhile."""

    url: str
    doors: Doors

    @property
    def is_embedded(self) -> bool:
        """Whether it is SQLite."""
        return self.url.startswith("sqlite")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database at `url` as the process-wide one, until the block ends."""
    doors = connect(url)
    use(doors)
    try:
        yield Database(url, doors)
    finally:
        use(None)
        doors.dispose()


class Embedded:
    """A migrated SQLite file, and copies of it."""

    def __init__(self, folder: Path) -> None:
        """Migrate the template in `folder`, once."""
        self.template = folder / "template.db"
        upgrade(f"sqlite:///{self.template}")
        assert not self.template.with_name("template.db-wal").exists(), "upgrade left it open"

    def copy(self, folder: Path) -> str:
        """The URL of a fresh copy in `folder`."""
        path = folder / "readyroom.db"
        shutil.copyfile(self.template, path)
        return f"sqlite:///{path}"


class Server:
    """A PostgreSQL server with a migrated template, and databases made from it.

    `address` is the URL of a database in which this process may create others.
    """

    def __init__(self, address: URL) -> None:
        """Migrate the template of this run."""
        self.address = address.set(drivername="postgresql")
        self.template = self._name()
        self._order(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.template)))
        upgrade(self._url(self.template))

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The URL of a fresh database, which is dropped when the block ends."""
        name = self._name()
        new, old = sql.Identifier(name), sql.Identifier(self.template)
        self._order(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, old))
        try:
            yield self._url(name)
        finally:
            self.drop(name)

    def drop(self, name: str) -> None:
        """Drop the database `name`, even when a test left a connection to it open."""
        command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._order(command.format(sql.Identifier(name)))

    @staticmethod
    def _name() -> str:
        return f"readyroom_test_{os.getpid()}_{next(NUMBERS)}"

    def _url(self, name: str) -> str:
        return self.address.set(database=name).render_as_string(hide_password=False)

    def _order(self, command: sql.Composed) -> None:
        with psycopg.connect(self._url(self.address.database or "postgres"), autocommit=True) as it:
            it.execute(command)


@contextmanager
def postgresql() -> Iterator[Server]:
    """A real server: the one that TEST_DATABASE_URL names, else one started here.

    Its absence fails the tests that need it: a skipped test would say nothing, quietly.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    with _started() if given is None else _given(given) as address:
        server = Server(address)
        try:
            yield server
        finally:
            server.drop(server.template)


@contextmanager
def _given(text: str) -> Iterator[URL]:
    address = make_url(text)
    if address.get_backend_name() != "postgresql":
        pytest.fail(f"TEST_DATABASE_URL is not the address of a PostgreSQL server: {address!r}")
    yield address


@contextmanager
def _started() -> Iterator[URL]:
    """The address of a server that lives as long as the block, on a socket and no port."""
    binaries = newest_binaries()
    folder = Path(tempfile.mkdtemp(prefix="readyroom-postgresql-"))
    identity = _identity()
    if identity:
        shutil.chown(folder, "postgres", "postgres")
    server: subprocess.Popen[bytes] | None = None
    try:
        _make_cluster(binaries, folder, identity)
        server = _start(binaries, folder, identity)
        address = URL.create(
            "postgresql", "postgres", database="postgres", query={"host": str(folder)}
        )
        _await(server, address, folder)
        yield address
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def newest_binaries() -> Path:
    """The folder with the newest server's programs; fails the test when there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path is None:
        pytest.fail("No PostgreSQL server: install Debian's postgresql or set TEST_DATABASE_URL")
    return Path(on_path).resolve().parent


def _identity() -> dict[str, Any]:
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _make_cluster(binaries: Path, folder: Path, identity: dict[str, Any]) -> None:
    # Texts sort by code point, as they do in SQLite; upper and lower case know all letters.
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    made = subprocess.run(
        [binaries / "initdb", "-D", folder / "cluster", "--no-sync", *options],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **identity,
    )
    if made.returncode != 0:
        pytest.fail(f"initdb could not make a cluster: {made.stderr}")


def _start(binaries: Path, folder: Path, identity: dict[str, Any]) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        # A zone that nobody is in shows a query that leans on the zone of the server.
        "timezone": "Pacific/Chatham",
    }
    chosen = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    # A worker that is killed cannot stop its server; the kernel then does.
    setpriv = shutil.which("setpriv")
    tied = [setpriv, "--pdeathsig", "INT"] if setpriv else []
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*tied, binaries / "postgres", "-D", folder / "cluster", *chosen],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **identity,
        )


def _await(server: subprocess.Popen[bytes], address: URL, folder: Path) -> None:
    text = address.render_as_string(hide_password=False)
    latest = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < latest and server.poll() is None:
        with suppress(psycopg.OperationalError), psycopg.connect(text):
            return
        time.sleep(0.05)
    pytest.fail(f"PostgreSQL did not start: {(folder / 'log').read_text()}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    # The interrupt is PostgreSQL's fast stop: it waits for nobody.
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=SECONDS_TO_START)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
