"""Every problem in every office: what is drawn, in which order, and the key of the rungs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from db.queries.readiness import Ladders, OfficeLadder
from db.queries.sheets import Sheet
from db.rules.words import Rung
from pages.charts.readiness import Cell, Ladder

RUNGS = tuple(Rung)
# Below "empowered" somebody at the desk still has to ask.
FIRST_WITHOUT_GAP = RUNGS.index(Rung.EMPOWERED)


class Order(StrEnum):
    """How the problems are put in order."""

    WORST = "Worst first"
    CAUSE = "By cause"
    TITLE = "A to Z"


Rungs = Mapping[tuple[str, str], int]


def ladder_of(found: Ladders, order: Order, *, only_gaps: bool) -> Ladder:
    """The cells of the heat map; `only_gaps` keeps what is not yet empowered."""
    names = office_names(found.offices)
    rungs = _rungs(found.offices, names)
    if only_gaps:
        rungs = {key: rung for key, rung in rungs.items() if rung < FIRST_WITHOUT_GAP}
    problems = {title for title, _ in rungs}
    return Ladder(
        cells=tuple(Cell(title, office, rung) for (title, office), rung in sorted(rungs.items())),
        problems=tuple(sorted(problems, key=_sort_key(order, rungs, _causes(found.offices)))),
        offices=tuple(names[each.office.id] for each in _offices_in_order(found)),
    )


def counts_by_rung(ladder: Ladder) -> dict[int, int]:
    """How many cells stand on each rung."""
    return dict(Counter(cell.rung for cell in ladder.cells))


def ladder_sheet(ladder: Ladder) -> Sheet:
    """Problems as rows, offices as columns, the rung in words in each cell."""
    known = {(cell.problem, cell.office): RUNGS[cell.rung].label for cell in ladder.cells}
    rows = tuple(
        (title, *(known.get((title, office), "") for office in ladder.offices))
        for title in ladder.problems
    )
    return Sheet("readiness ladder", ("problem", *ladder.offices), rows)


def office_names(offices: Sequence[OfficeLadder]) -> dict[int, str]:
    """What an office is called above its column: its code, or its name where codes repeat."""
    codes = Counter(each.office.code for each in offices)
    return {
        each.office.id: each.office.code
        if each.office.code and codes[each.office.code] == 1
        else each.office.name
        for each in offices
    }


def _offices_in_order(found: Ladders) -> list[OfficeLadder]:
    """Worst first where that order holds whatever the weighting; else by name."""
    if found.order_is_sound:
        return sorted(found.offices, key=lambda each: (each.score, each.office.name))
    return sorted(found.offices, key=lambda each: each.office.name)


def _rungs(offices: Sequence[OfficeLadder], names: Mapping[int, str]) -> dict[tuple[str, str], int]:
    """The rung by title and office; of two problems of one title the lower one counts."""
    rungs: dict[tuple[str, str], int] = {}
    for each in offices:
        for row in each.problems:
            if row.rung is not None:
                key = (row.title, names[each.office.id])
                rungs[key] = min(rungs.get(key, len(RUNGS)), RUNGS.index(row.rung))
    return rungs


def _causes(offices: Sequence[OfficeLadder]) -> dict[str, str]:
    return {row.title: row.cause for each in offices for row in each.problems}


def _sort_key(
    order: Order, rungs: Rungs, causes: Mapping[str, str]
) -> Callable[[str], tuple[float | str, ...]]:
    if order is Order.TITLE:
        return lambda title: (title,)
    if order is Order.CAUSE:
        return lambda title: (causes[title], title)
    heights: dict[str, list[int]] = {}
    for (title, _), rung in rungs.items():
        heights.setdefault(title, []).append(rung)
    return lambda title: (sum(heights[title]) / len(heights[title]), title)
