"""The figures of one screen under load, and the table of all."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Seconds of processor time in so many seconds, of a server that only waits.
QUIET, SECONDS_OF_QUIET = 0.1, 4
HEADINGS = (
    "screen", "acts", "median ms", "p95 ms", "CPU ms an act", "times blank", "idle, % of a core",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """One screen: seconds waited by each act, CPU seconds of the server for all acts together,
    and the share of a core that the open screens take while nobody acts.
    """

    screen: str
    waits: tuple[float, ...]
    cpu: float
    idle: float

    @property
    def cpu_per_act(self) -> float:
        """CPU milliseconds of the server for one act."""
        return 1000 * self.cpu / len(self.waits)

    def row(self, blank: Figures) -> tuple[str, ...]:
        """The line of the table; times are milliseconds."""
        return (
            self.screen,
            str(len(self.waits)),
            f"{1000 * statistics.median(self.waits):.0f}",
            f"{1000 * percentile(self.waits, 0.95):.0f}",
            f"{self.cpu_per_act:.1f}",
            f"{self.cpu_per_act / blank.cpu_per_act:.1f}",
            f"{100 * self.idle:.1f}",
        )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all do not exceed; `values` is not empty."""
    ranked = sorted(values)
    below = -int(-share * len(ranked) // 1)
    return ranked[max(0, below - 1)]


def together(figures: Sequence[Figures]) -> Figures:
    """The same screen measured several times, as one."""
    waits = tuple(wait for each in figures for wait in each.waits)
    idle = statistics.mean(each.idle for each in figures)
    return Figures(figures[0].screen, waits, sum(each.cpu for each in figures), idle)


def table(figures: Sequence[tuple[Figures, Figures]]) -> str:
    """The table in Markdown: each screen with the blank page measured just before it, to which it
    is compared; the first row is all of the blank page.
    """
    blank = together([before for _, before in figures])
    rows = [HEADINGS, ("---", *["---:"] * (len(HEADINGS) - 1)), blank.row(blank)]
    rows += [found.row(before) for found, before in figures]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def settled(process_id: int) -> None:
    """Wait until a server only waits: what it catches up with at its start is done, and so is
    whatever its first visitors made it load.
    """
    before, used = 0.0, 1.0
    while used > QUIET:
        time.sleep(SECONDS_OF_QUIET)
        before, used = (now := cpu_seconds(process_id)), now - before


def cpu_seconds(process_id: int) -> float:
    """What a process has used of the processor, as the kernel of Linux counts it."""
    # The name in brackets may hold spaces; what follows the last bracket does not.
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    user, system = int(fields[11]), int(fields[12])
    return (user + system) / os.sysconf("SC_CLK_TCK")
