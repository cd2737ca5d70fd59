"""The floor under an import: the same rows and nothing else, through the driver alone."""

from __future__ import annotations

import sqlite3
import tempfile
import time


def bare_rows_a_second(rows: int = 100_000) -> float:
    """Rows with three events each, without constraints, indexes or holdings."""
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(f"{folder}/bare.db") as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("CREATE TABLE asks (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT, d TEXT)")
        bare.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, of INTEGER, a TEXT, b TEXT)")
        asks = [(number, "2026-01-01", "2026-01-01", "words", "x") for number in range(rows)]
        began = time.perf_counter()
        bare.executemany("INSERT INTO asks VALUES (?, ?, ?, ?, ?)", asks)
        events = ((number // 3, "2026-01-01", "asked") for number in range(3 * rows))
        bare.executemany("INSERT INTO events (of, a, b) VALUES (?, ?, ?)", events)
        bare.commit()
        return rows / (time.perf_counter() - began)
