"""What every test of the record may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.databases import Database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that writes into a fresh record, kept open for the whole test."""
    with database.doors.writing() as opened:
        yield opened
