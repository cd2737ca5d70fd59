"""`python -m jobs`: the same timetable in a process of its own, until it is told to stop."""

from __future__ import annotations

import signal
import threading

from db.migrations import upgrade
from db.settings import read_settings
from jobs import scheduler


def main() -> None:
    """Run until SIGINT or SIGTERM."""
    upgrade(read_settings().database_url)
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    with scheduler.running():
        stop.wait()


if __name__ == "__main__":
    main()
