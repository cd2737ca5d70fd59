"""Whatever was ordered to be imported is begun, each in a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import datetime

from db.commands import import_orders
from db.session import writing
from db.settings import ROOT

# The processes that were begun here, so that the system can be told that they ended.
BEGUN: list[subprocess.Popen[bytes]] = []


def run(now: datetime) -> str:
    """Begin the import that waits longest; what was begun, in words."""
    with writing() as session:
        order_id = import_orders.claim_next(session, now=now)
    if order_id is None:
        return "nothing waits"
    begin(order_id)
    return f"import {order_id} begun"


def begin(order_id: int) -> None:
    """Start the process; it goes on when this one ends."""
    ionice = shutil.which("ionice")
    # The third class of the disk's scheduler: only when nobody else wants it.
    low = [ionice, "-c", "3"] if ionice else []
    BEGUN[:] = [process for process in BEGUN if process.poll() is None]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and a number.
        [*low, sys.executable, "-m", "jobs.importing", str(order_id)],
        cwd=ROOT,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    BEGUN.append(process)
