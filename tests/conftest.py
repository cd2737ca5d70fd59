"""What every test may ask for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import Database, Embedded, Server, opened, postgresql

# The secret, the seals and the backups of a test run lie in a folder of its own.
os.environ["READYROOM_FOLDER"] = tempfile.mkdtemp(prefix="readyroom-tests-")

# Two cores are busy with other tests: how long one example takes says nothing.
settings.register_profile("readyroom", deadline=None, print_blob=True)
settings.register_profile("quick", deadline=None, print_blob=True, max_examples=15)
settings.load_profile("quick" if os.environ.get("READYROOM_TEST_PACE") else "readyroom")


@pytest.fixture(scope="session")
def embedded_template(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A migrated SQLite file to copy."""
    return Embedded(tmp_path_factory.mktemp("embedded"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A running PostgreSQL with a migrated template; fails where there is none."""
    with postgresql() as server:
        yield server


@pytest.fixture
def embedded(embedded_template: Embedded, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database, the process-wide one: for screens, routes and jobs."""
    with opened(embedded_template.copy(tmp_path)) as database:
        yield database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh database, the process-wide one; the test runs once on each kind."""
    if request.param == "sqlite":
        template: Embedded = request.getfixturevalue("embedded_template")
        with opened(template.copy(tmp_path)) as fresh:
            yield fresh
        return
    server: Server = request.getfixturevalue("postgresql_server")
    with server.copy() as url, opened(url) as fresh:
        yield fresh
