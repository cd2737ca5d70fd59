"""The only reader of the environment."""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
BYTES_OF_A_SECRET = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set; every field has a safe default.

    `database_url` is an SQLAlchemy URL. `folder` holds the embedded database, its backups, the
    secret and the seals. `host` is loopback unless the operator says otherwise.
    """

    database_url: str
    folder: Path
    host: str
    port: int
    base_url: str
    secure_cookies: bool
    scheduler: bool
    backups_kept: int
    given_secret: str
    recurrence_threshold: int = 8

    @property
    def backups(self) -> Path:
        """Where the daily backup lies."""
        return self.folder / "backups"

    @property
    def imports(self) -> Path:
        """Where files lie that are about to be imported."""
        return self.folder / "imports"

    @property
    def seals(self) -> Path:
        """Where the heads of the audit trail are kept, outside the database."""
        return self.folder / "seals.jsonl"

    def secret(self) -> bytes:
        """The key of the audit trail and of customer references.

        Given as hexadecimal in READYROOM_SECRET where several machines share one database, else
        made once in the folder and readable only by its owner. Raises `ValueError` for a key
        that is too short to keep anything.
        """
        if self.given_secret:
            return _long_enough(bytes.fromhex(self.given_secret), "READYROOM_SECRET")
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "secret.key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _written(path)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(BYTES_OF_A_SECRET))
        return path.read_bytes()


def _written(path: Path) -> bytes:
    """The key in a file that another process may be writing at this very moment."""
    for _ in range(100):
        key = path.read_bytes()
        if len(key) >= BYTES_OF_A_SECRET:
            return key
        time.sleep(0.01)
    return _long_enough(path.read_bytes(), str(path))


def _long_enough(key: bytes, where: str) -> bytes:
    if len(key) < BYTES_OF_A_SECRET:
        message = f"{where} holds {len(key)} bytes; the key needs {BYTES_OF_A_SECRET}."
        raise ValueError(message)
    return key


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process, from variables whose names begin with READYROOM_."""
    given = os.environ if environment is None else environment
    folder = Path(given.get("READYROOM_FOLDER", str(ROOT / "data"))).absolute()
    host = given.get("READYROOM_HOST", "127.0.0.1")
    port = int(given.get("READYROOM_PORT", "8501"))
    base_url = given.get("READYROOM_BASE_URL", f"http://{host}:{port}").rstrip("/")
    return Settings(
        database_url=given.get("READYROOM_DATABASE_URL", f"sqlite:///{folder / 'readyroom.db'}"),
        folder=folder,
        host=host,
        port=port,
        base_url=base_url,
        secure_cookies=base_url.startswith("https://"),
        scheduler=given.get("READYROOM_SCHEDULER", "on") != "off",
        backups_kept=int(given.get("READYROOM_BACKUPS_KEPT", "14")),
        given_secret=given.get("READYROOM_SECRET", ""),
        recurrence_threshold=int(given.get("READYROOM_RECURRENCE_THRESHOLD", "8")),
    )
