"""The heat map of every problem in every office: what is drawn, and in which order."""

from __future__ import annotations

from db.queries.places import PlaceRow
from db.queries.readiness import Ladders, OfficeLadder
from db.queries.readiness_rows import ProblemRow
from db.rules.words import PlaceKind, Rung
from pages.components.ladder import Order, counts_by_rung, ladder_of, ladder_sheet


def _office(number: int, name: str, code: str, score: float, **rungs: Rung | None) -> OfficeLadder:
    place = PlaceRow(number, name, code, PlaceKind.OFFICE, f"/1/{number}/", "UTC", "SGD", "SG")
    rows = tuple(
        ProblemRow(
            problem_id=place_of_row,
            title=title,
            cause="weather" if title == "Ash" else "billing",
            cases=0,
            share=0.0,
            points=0.0,
            gates={},
            rung=rung,
        )
        for place_of_row, (title, rung) in enumerate(rungs.items())
    )
    return OfficeLadder(place, score, rows, None)


BALI = _office(1, "Bali", "DPS", 60, Ash=Rung.PROVEN, Bag=Rung.IMAGINED, Unanticipated=None)
NAIROBI = _office(2, "Nairobi", "NBO", 20, Ash=Rung.ANSWERED, Fee=Rung.EMPOWERED)


class TestLadderOf:
    def test_has_a_cell_for_each_problem_that_an_office_knows(self) -> None:
        ladder = ladder_of(Ladders((BALI, NAIROBI), True), Order.TITLE, only_gaps=False)
        assert {(cell.problem, cell.office, cell.rung) for cell in ladder.cells} == {
            ("Ash", "DPS", 5), ("Bag", "DPS", 1), ("Ash", "NBO", 2), ("Fee", "NBO", 3),
        }  # fmt: skip

    def test_puts_the_worst_problem_first(self) -> None:
        ladder = ladder_of(Ladders((BALI, NAIROBI), True), Order.WORST, only_gaps=False)
        assert ladder.problems == ("Bag", "Fee", "Ash")

    def test_keeps_problems_of_one_cause_together(self) -> None:
        ladder = ladder_of(Ladders((BALI, NAIROBI), True), Order.CAUSE, only_gaps=False)
        assert ladder.problems == ("Bag", "Fee", "Ash")
        assert ladder_of(Ladders((BALI,), True), Order.TITLE, only_gaps=False).problems == (
            "Ash",
            "Bag",
        )

    def test_orders_offices_by_score_only_where_that_is_sound(self) -> None:
        sound = ladder_of(Ladders((BALI, NAIROBI), True), Order.WORST, only_gaps=False)
        unsound = ladder_of(Ladders((BALI, NAIROBI), False), Order.WORST, only_gaps=False)
        assert (sound.offices, unsound.offices) == (("NBO", "DPS"), ("DPS", "NBO"))

    def test_keeps_only_what_is_not_empowered(self) -> None:
        ladder = ladder_of(Ladders((BALI, NAIROBI), True), Order.WORST, only_gaps=True)
        assert {(cell.problem, cell.office) for cell in ladder.cells} == {
            ("Bag", "DPS"),
            ("Ash", "NBO"),
        }

    def test_names_offices_whose_codes_repeat(self) -> None:
        twin = _office(3, "Batam", "DPS", 10, Ash=Rung.PROVEN)
        ladder = ladder_of(Ladders((BALI, twin), True), Order.WORST, only_gaps=False)
        assert ladder.offices == ("Batam", "Bali")

    def test_counts_its_cells_by_rung(self) -> None:
        ladder = ladder_of(Ladders((BALI, NAIROBI), True), Order.WORST, only_gaps=False)
        assert counts_by_rung(ladder) == {5: 1, 1: 1, 2: 1, 3: 1}


class TestLadderSheet:
    def test_has_a_row_for_each_problem_and_a_column_for_each_office(self) -> None:
        ladder = ladder_of(Ladders((BALI, NAIROBI), False), Order.TITLE, only_gaps=False)
        sheet = ladder_sheet(ladder)
        assert sheet.header == ("problem", "DPS", "NBO")
        assert sheet.rows == (
            ("Ash", "proven", "answered"),
            ("Bag", "imagined", ""),
            ("Fee", "", "empowered"),
        )
