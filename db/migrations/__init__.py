"""Alembic's folder: `upgrade` brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from db import holdings, session

if TYPE_CHECKING:
    from db.session import Doors

FOLDER = Path(__file__).parent


def _config(doors: Doors) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = doors.engine
    return config


def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest schema; does nothing when it is there."""
    doors = session.connect(url)
    try:
        command.upgrade(_config(doors), "head")
        with doors.writing() as opened:
            holdings.make_if_missing(opened.connection())
    finally:
        doors.dispose()


def check(url: str) -> None:
    """Fail when the tables say something that the migrations do not (alembic's own check)."""
    doors = session.connect(url)
    try:
        command.check(_config(doors))
    finally:
        doors.dispose()


def is_newest(doors: Doors) -> bool:
    """Whether the database stands on the newest schema."""
    newest = ScriptDirectory.from_config(_config(doors)).get_current_head()
    with doors.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
