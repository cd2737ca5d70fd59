"""A backup a day, so many kept; and the head of the audit trail sealed with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import audit
from db.commands import backups
from db.session import doors, writing
from db.settings import read_settings

if TYPE_CHECKING:
    from datetime import datetime


def run(now: datetime) -> str:
    """Seal the trail, then back up; where the backup lies, in words."""
    settings = read_settings()
    with writing() as session:
        audit.seal(session, at=now, file=settings.seals)
    kept = backups.daily_backup(doors(), settings.backups, settings.backups_kept, at=now)
    return f"kept {kept.name}"
