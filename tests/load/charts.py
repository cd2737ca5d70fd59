"""`python -m tests.load.charts`: what three charts cost a screen, kept and made anew.

A page with the three charts of the measures screen is served beside a blank one, in turns; what it
takes more of the processor is what charts cost: making them, packing their rows, and Streamlit's
own part in sending them. The aims: 15 ms where their rows are others, 8 ms where they are the same.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from db.rules.words import Role
from tests.browser.server import free_port, start, stop
from tests.load.figures import Figures, together
from tests.load.measuring import Pace, measure
from tests.load.scenes import BLANK, Scene

KEPT = Scene("three charts, the same", "", Role.STAFF)
ANEW = Scene("three charts, other rows", "", Role.STAFF, query="anew=yes")


def main() -> None:
    """Measure each page several times in turn, and print what charts add."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.charts", description=__doc__)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10)
    given = parser.parse_args()
    pace = Pace(users=4, every=0.5, seconds=given.seconds, quiet=3)
    found: dict[str, list[Figures]] = {}
    with tempfile.TemporaryDirectory(prefix="readyroom-charts-") as folder:
        for turn in range(given.turns):
            for scene, script in ((BLANK, "blank.py"), (KEPT, "three_charts.py"),
                                  (ANEW, "three_charts.py")):  # fmt: skip
                figures = _measured(scene, script, Path(folder), pace)
                found.setdefault(scene.name, []).append(figures)
                print(f"Turn {turn + 1}, {scene.name}: {figures.cpu_per_act:.1f} ms.",
                      file=sys.stderr)  # fmt: skip
    costs = {name: together(each).cpu_per_act for name, each in found.items()}
    blank = costs[BLANK.name]
    print("| page | CPU ms a run | more than blank |")
    print("| --- | ---: | ---: |")
    for name, cost in costs.items():
        print(f"| {name} | {cost:.1f} | {cost - blank:.1f} |")


def _measured(scene: Scene, script: str, folder: Path, pace: Pace) -> Figures:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.load.blank_server", str(port), script]
    console = folder / f"{script}.txt"
    process = start(command, console=console, health=f"{url}/_stcore/health")
    try:
        return asyncio.run(measure(scene, url, process.pid, [""] * pace.users, pace))
    finally:
        stop(process)


if __name__ == "__main__":
    main()
