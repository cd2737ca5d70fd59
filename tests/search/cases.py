"""The queries that were written down, by how well they are typed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent


class Query(NamedTuple):
    """What was typed over one starter pack, and the key of the problem that was meant."""

    pack: str
    typed: str
    meant: str


@cache
def queries(name: str) -> tuple[Query, ...]:
    """The queries of one file, without its comment."""
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    parted = (line.split("|") for line in lines if line and not line.startswith("#"))
    return tuple(Query(*(part.strip() for part in each)) for each in parted)


def well_typed() -> tuple[Query, ...]:
    """At least 150, over both packs."""
    return queries("well_typed")


def misspelt() -> tuple[Query, ...]:
    """At least 150, over both packs."""
    return queries("misspelt")
