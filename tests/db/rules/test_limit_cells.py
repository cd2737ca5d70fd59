"""One cell of a set in words, and a whole grid of them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from db.rules.limit_cells import NO_RULE, CellValue, cell_words, read_cell
from db.rules.refusals import Refusal
from db.rules.words import LimitKind

ZONE = ZoneInfo("Asia/Singapore")
UP_TO, UNLIMITED, NONE = LimitKind.UP_TO, LimitKind.UNLIMITED, LimitKind.NONE
# Midnight of 31 March in Singapore.
SPRING = datetime(2027, 3, 30, 16, tzinfo=UTC)


def _read(text: str, currency: str = "SGD") -> CellValue | None:
    return read_cell(text, currency, ZONE, place_name="Changi")


class TestReadCell:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("", None),
            ("  ", None),
            ("none", CellValue(NONE)),
            ("Nothing", CellValue(NONE)),
            ("0", CellValue(NONE)),
            ("no rule", NO_RULE),
            ("80", CellValue(UP_TO, Decimal(80))),
            ("80.50", CellValue(UP_TO, Decimal("80.50"))),
            ("1,200", CellValue(UP_TO, Decimal(1200))),
            ("up to 80 SGD", CellValue(UP_TO, Decimal(80))),
            ("Up to  SGD 80", CellValue(UP_TO, Decimal(80))),
            ("SGD\u00a080", CellValue(UP_TO, Decimal(80))),
            ("80sgd", CellValue(UP_TO, Decimal(80))),
            ("unlimited until 2027-03-31", CellValue(UNLIMITED, until=SPRING)),
            ("no upper limit until 31 Mar 2027", CellValue(UNLIMITED, until=SPRING)),
        ],
    )
    def test_knows_the_ways_in_which_a_value_is_said(
        self, text: str, value: CellValue | None
    ) -> None:
        assert _read(text) == value

    @pytest.mark.parametrize("text", ["2", "2 pieces", "up to 2 pcs"])
    def test_counts_pieces(self, text: str) -> None:
        assert _read(text, "pcs") == CellValue(UP_TO, Decimal(2))

    @pytest.mark.parametrize(
        ("text", "currency", "sentence"),
        [
            ("plenty", "SGD", "“plenty” is no value"),
            ("80 EUR", "SGD", "EUR is not used at Changi. Write the amount in SGD"),
            ("USD80", "SGD", "USD is not used at Changi"),
            ("80.123", "SGD", "can be read in two ways|SGD has 2 decimals"),
            ("-5", "SGD", "must be above zero"),
            ("up to", "SGD", "needs an amount"),
            ("unlimited", "SGD", "needs a date"),
            ("unlimited until spring", "SGD", "“spring” is not a date"),
            ("2 pieces", "SGD", "not in pieces"),
            ("1.5", "pcs", "counted whole"),
            ("80-90", "SGD", "is no value"),
        ],
    )
    def test_refuses_what_cannot_be_meant(self, text: str, currency: str, sentence: str) -> None:
        with pytest.raises(Refusal, match=sentence):
            _read(text, currency)

    @given(some.text(max_size=40))
    def test_answers_or_refuses_whatever_is_typed(self, text: str) -> None:
        # Anything but a refusal is a bug and would rise.
        with suppress(Refusal):
            value = _read(text)
            assert value is None or value.kind in {None, *LimitKind}


class TestCellWords:
    @given(
        some.decimals(min_value="0.01", max_value="999999999", places=2, allow_nan=False),
        some.dates(date(2026, 1, 1), date(2090, 1, 1)),
    )
    def test_say_what_is_read_back(self, amount: Decimal, day: date) -> None:
        midnight = datetime.combine(day, time(), ZONE).astimezone(UTC)
        assert _read(cell_words(UP_TO, amount, None, "SGD", ZONE)) == CellValue(UP_TO, amount)
        words = cell_words(UNLIMITED, None, midnight, "", ZONE)
        assert _read(words) == CellValue(UNLIMITED, until=midnight)
        assert _read(cell_words(NONE, None, None, "", ZONE)) == CellValue(NONE)
