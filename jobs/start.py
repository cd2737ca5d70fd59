"""What happens once, before anybody is served: migrate, print the set-up code, warm up."""

from __future__ import annotations

import gc
import importlib
import sys

from db.commands import installation
from db.migrations import upgrade
from db.session import doors, writing
from db.settings import read_settings


def prepare() -> None:
    """Bring the record to the newest schema and say on the console how to go on."""
    settings = read_settings()
    upgrade(settings.database_url)
    doors()
    with writing() as session:
        code = installation.new_code(session)
    if code is not None:
        sys.stdout.write(f"\nSet up at {settings.base_url}/set-up with the code {code}\n\n")
        sys.stdout.flush()
    # The first visitor should not wait half a second for these two.
    for module in ("pandas", "altair"):
        importlib.import_module(module)
    # What was made until here stays: no collection of garbage has to walk through it again,
    # which took a sixth of the processor time of the counter card.
    gc.collect()
    gc.freeze()
