"""What a grid says, what it changes, and how it is kept."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from db.rules.limit_grid_changes import changed_by
from db.rules.limit_grids import Grid, GridRow, Known, as_text, differing_cells, from_text, grid_of
from db.rules.refusals import Refusal

KNOWN = Known(
    place_name="Changi", currency="SGD", zone=ZoneInfo("Asia/Singapore"),
    grades={"agent": 1, "shift manager": 3}, remedies={"hotel": 7, "kit": 8},
    problems={"bag delayed": 5}, in_pieces=frozenset({8}),
)  # fmt: skip
HEADER = ("Remedy", "Problem", "agent", "shift manager")
BASE = grid_of(HEADER, [("Hotel", "any problem", "80", "none"), ("Kit", "any problem", "", "2")])
word = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


def _changed(*lines: tuple[str, ...], header: tuple[str, ...] = HEADER) -> list[str]:
    return [each.sentence for each in changed_by(grid_of(header, lines), BASE, KNOWN).flaws]


class TestChangedBy:
    def test_leaves_out_what_stays_as_it_was(self) -> None:
        found = changed_by(
            grid_of(HEADER, [("hotel", "Any problem", "up to 80 SGD", "nothing"), BASE.lines[1]]),
            BASE, KNOWN,
        )  # fmt: skip
        assert (found.lines, found.ended, found.flaws) == ((), (), ())

    def test_makes_lines_of_what_is_new(self) -> None:
        found = changed_by(
            grid_of(HEADER, [
                ("Hotel", "any problem", "90", "no rule"), BASE.lines[1],
                ("Kit", "Bag delayed", "3", ""),
            ]),
            BASE, KNOWN,
        )  # fmt: skip
        assert [(each.key, each.amount, each.currency) for each in found.lines] == [
            ((1, 7, None), Decimal(90), "SGD"), ((1, 8, 5), Decimal(3), "pcs"),
        ]  # fmt: skip
        assert found.ended == ((3, 7, None),)
        assert found.flaws == ()

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            (("Hotel", "any problem", "80", ""), "Hotel, shift manager: the cell is blank"),
            (("Hotel", "any problem", "80", "60 EUR"), "Hotel, shift manager: EUR is not used"),
            (("Hotel", "any problem", "80", "lots"), "Hotel, shift manager: “lots” is no value"),
            (("Hottel", "any problem", "80", "1"), "Row 1: “Hottel” is not a remedy known here"),
            (("Hotel", "Bag lost", "80", "1"), "Row 1: “Bag lost” is not a problem known here"),
            (("", "any problem", "80", "1"), "Row 1: the remedy is blank"),
            (("Hotel", "", "80", "1"), "Row 1: the problem is blank"),
        ],
    )
    def test_names_a_wrong_cell_by_row_and_column(
        self, line: tuple[str, ...], sentence: str
    ) -> None:
        said = _changed(line, BASE.lines[1])
        assert any(each.startswith(sentence) for each in said), said

    def test_names_a_row_that_stands_twice(self) -> None:
        said = _changed(*BASE.lines, ("hotel", "any problem", "70", "none"))
        assert said == ["hotel stands twice. Keep one of the two rows."]

    def test_names_a_row_and_a_column_that_are_gone(self) -> None:
        (said,) = _changed(BASE.lines[0])
        assert said.startswith("Kit: the row or column is gone")
        said = _changed(("Hotel", "any problem", "80"), ("Kit", "any problem", ""),
                        header=HEADER[:3])[0]  # fmt: skip
        assert said.startswith("Hotel, shift manager: the row or column is gone")

    def test_names_a_column_that_is_no_grade_and_reads_the_others(self) -> None:
        header = (*HEADER, "boss")
        grid = grid_of(header, [("Hotel", "any problem", "90", "none", "5"), BASE.lines[1]])
        found = changed_by(grid, BASE, KNOWN)
        assert [each.sentence for each in found.flaws] == [
            "The column “boss” is not a grade. Rename it, or leave it out."
        ]
        assert [line.amount for line in found.lines] == [Decimal(90)]


class TestGridOf:
    def test_fills_short_lines_and_drops_empty_ones(self) -> None:
        grid = grid_of(HEADER, [("Hotel", "any problem"), ("", " ", ""), ("Kit",)])
        assert grid.lines == (("Hotel", "any problem", "", ""), ("Kit", "", "", ""))

    def test_refuses_other_columns_in_front(self) -> None:
        with pytest.raises(Refusal, match="first two columns must be"):
            grid_of(("Grade", "Remedy", "agent"), [])

    @given(some.lists(some.tuples(word, word, word, word), max_size=6))
    def test_is_kept_as_it_was_typed(self, lines: list[tuple[str, ...]]) -> None:
        grid = grid_of(HEADER, lines)
        assert from_text(as_text(grid)) == grid


class TestDifferingCells:
    def test_show_both(self) -> None:
        typed = Grid(BASE.grades, (GridRow("Hotel", "any problem", ("90", "none")), BASE.rows[1]))
        assert differing_cells(BASE, typed) == ["Hotel, agent: 80 (yours: 90)"]
