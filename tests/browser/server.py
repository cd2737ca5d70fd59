"""A real Readyroom in a process of its own, on a record that the tests can reach too."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from db.migrations import upgrade
from db.session import Doors, connect
from db.settings import read_settings
from tests.house.source import ROOT

SECONDS_TO_START = 240
SECONDS_TO_END = 20
CODE = re.compile(r"with the code (\S+)")


class Served:
    """One installation in `folder`: its address, its record, and the process that serves it."""

    def __init__(self, folder: Path) -> None:
        """Migrate the record; nothing is started yet."""
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_url = f"sqlite:///{folder / 'readyroom.db'}"
        upgrade(self.database_url)
        self.doors: Doors = connect(self.database_url)
        self.console = folder / "console.txt"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server as an operator does, and wait until it answers."""
        self._process = start(
            [sys.executable, "app.py"],
            environment=self._environment(),
            console=self.console,
            health=f"{self.url}/health",
        )

    def stop(self) -> None:
        """End the server."""
        process, self._process = self._process, None
        if process is not None:
            stop(process)

    @property
    def process_id(self) -> int:
        """The process that serves; it must have been started."""
        assert self._process is not None, "start() first"
        return self._process.pid

    def code_on_the_console(self) -> str:
        """The one-time code of the last start."""
        printed = CODE.findall(self.console.read_text())
        assert printed, self.console.read_text()
        return str(printed[-1])

    def _environment(self) -> dict[str, str]:
        """The operator's variables; the secret is the tests' own, so that both sign one trail."""
        return os.environ | {
            "READYROOM_FOLDER": str(self.folder),
            "READYROOM_DATABASE_URL": self.database_url,
            "READYROOM_HOST": "127.0.0.1",
            "READYROOM_PORT": str(self.port),
            "READYROOM_SECRET": read_settings().secret().hex(),
        }


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """An installation in `folder`, not yet started; whatever was started ends with the block."""
    installation = Served(folder)
    try:
        yield installation
    finally:
        installation.stop()
        installation.doors.dispose()


def start(
    command: list[str], *, console: Path, health: str, environment: Mapping[str, str] = os.environ
) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers at `health`; what it prints goes to `console`."""
    with console.open("ab") as printed:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=printed, stderr=subprocess.STDOUT
        )
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers(health):
        ended = process.poll() is not None
        if ended or time.monotonic() > deadline:
            stop(process)
            raise AssertionError(f"No server at {health}:\n{console.read_text()[-4000:]}")
        time.sleep(0.1)
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process: asked first, then by force."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address.
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False
