"""Rows read many at once become what the same rows become one by one."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.imports.blocks import BlockReader
from db.imports.files import FIRST_ROW, Line, row_of
from db.imports.mapping import EscalationMapping
from db.imports.reports import RefusedRow, Unreadable
from db.imports.rows import TicketReader
from db.imports.tickets import LISTS, Tickets, joined, tickets_of
from db.rules.timelines import NEVER, stamps
from tests.db.imports.desk import FIRST, HEADER, mapping
from tests.world import NOW

COLUMNS = HEADER.split(",")
# A desk with everything that a mapping can ask for.
FULL = """
[rows]
blank = ["", "-"]
only = { kind = "incident" }

[place.below]
column = "team"
kind = "team"
create = true

[amounts]
asked = "asked"
granted = "granted"
currency_column = "currency"
currency = "KES"
limit = 1000

[outcome]
column = "result"
table = { ok = "settled" }
"""
WIDE = (*COLUMNS, "kind", "currency", "result", "zone", "why")
# Berlin puts its clocks on and back on two of these days.
times = st.sampled_from([
    "", "-", "2026-03-29T02:30", "2026-10-25T02:30", "2026-03-02T09:00", "2026-03-02T09:00:00",
    "2026-03-02 10:00", "2026-03-02T09:30:00Z", "2026-03-02T11:00:00+02:00", "2026-03-03", "soon",
    "2126-01-01", "1969-12-31T23:00", "2026-02-30", " 2026-03-02T09:10 ", "2026-11-16T11:00",
])  # fmt: skip
cells = {
    "ticket": st.sampled_from(["D-1", "D2", "D3", "D4", "D5", "", "x" * 130, "a\x07b", "ticket"]),
    "topic": st.sampled_from(["bag", "toy", "", "b\x01", "  two  words "]),
    "team": st.sampled_from(["T1", "T2", "", "-", "t" * 130]),
    "asked": st.sampled_from(["", "100", "1e3", "-5", "many", "0", "100.000", "3000000000000"]),
    "granted": st.sampled_from(["", "0", "50", "0.0", "x"]),
    "kind": st.sampled_from(["incident", "incident", "incident", "other", " incident "]),
    "currency": st.sampled_from(["", "KES", "EUR", "coins"]),
    "result": st.sampled_from(["ok", "", "no"]),
    "zone": st.sampled_from(["", "Europe/Berlin", "UTC", "Middle/Earth"]),
    "why": st.sampled_from(["safety", "info", "else"]),
}
row = st.fixed_dictionaries({name: cells.get(name, times) for name in WIDE})
odd = st.sampled_from([[], ["", " "], list(WIDE), ["D9", "2026-03-02T09:00"], ["D8"] * 30])
lines = st.lists(st.one_of(row.map(lambda each: [each[name] for name in WIDE]), row.map(
    lambda each: [each[name] for name in WIDE] + ["", ""]), odd), max_size=12)  # fmt: skip
INSTEAD = (
    '[reason]\nconstant = "needs_information"',
    '[reason]\ncolumn = "why"\ntable = { safety = "safety", info = "needs_information" }',
)


def full(*, with_reference: bool) -> EscalationMapping:
    chosen = mapping(FULL, instead=INSTEAD)
    time = chosen.time.model_copy(update={"zone_column": "zone"})
    reference = chosen.reference if with_reference else ""
    return chosen.model_copy(update={"time": time, "reference": reference})


def one_by_one(
    chosen: EscalationMapping, given: list[Line]
) -> tuple[Tickets, list[RefusedRow], int, int]:
    """What the rows are by the reader of single rows, in the order of the file."""
    reader, seen = TicketReader(chosen, NOW), dict[str, int]()
    found, refused, rows, left_out = [], [], 0, 0
    for line in given:
        each = row_of(WIDE, line)
        if each is None:
            continue
        rows += 1
        if not each.flaw and each.cells["kind"] != "incident":
            left_out += 1
            continue
        try:
            ticket = reader.read(each)
        except Unreadable as reason:
            refused.append(RefusedRow(each.number, reason.column, str(reason)))
            continue
        first = seen.setdefault(ticket.reference, each.number)
        if first == each.number:
            found.append(ticket)
            continue
        said = f"“{ticket.reference}” stands" if chosen.reference else "The same row stands"
        column, reason_said = chosen.reference, f"{said} in row {first} already."
        refused.append(RefusedRow(each.number, column, reason_said))
    return tickets_of(found), refused, rows, left_out


def same(one: Tickets, other: Tickets) -> None:
    for name in LISTS:
        assert getattr(one, name) == getattr(other, name), name
    for stage, moments in one.moments.items():
        assert moments.tolist() == other.moments[stage].tolist(), stage


class TestBlocks:
    @given(given=lines, size=st.integers(1, 5), with_reference=st.booleans())
    def test_say_what_single_rows_say(
        self, given: list[list[str]], size: int, *, with_reference: bool
    ) -> None:
        chosen = full(with_reference=with_reference)
        numbered = [*enumerate(given, start=FIRST_ROW)]
        tickets, refused, rows, left_out = one_by_one(chosen, numbered)
        reader = BlockReader(TicketReader(chosen, NOW), WIDE, NOW)
        parts = [
            reader.read(numbered[first : first + size]) for first in range(0, len(given), size)
        ]
        same(joined(parts), tickets)
        assert sorted(reader.refused, key=lambda each: each.row) == refused
        assert (reader.rows_read, reader.left_out) == (rows, left_out)

    def test_count_what_clocks_showed_twice(self) -> None:
        later = datetime.fromisoformat("2027-01-01T00:00+00:00")
        row = {"opened": "2026-10-25T02:30", "team": "T1", "kind": "incident", "why": "info",
               "zone": "Europe/Berlin"}  # fmt: skip
        rows = [row | {"ticket": f"D{number}"} for number in range(3)]
        given = [[each.get(name, "") for name in WIDE] for each in rows]
        reader = TicketReader(full(with_reference=True), later)
        found = BlockReader(reader, WIDE, later).read([*enumerate(given, start=FIRST_ROW)])
        assert reader.clock.ambiguous == len(found) == 3
        wanted = stamps([datetime.fromisoformat("2026-10-25T00:30+00:00")])[0]
        assert set(found.moments["asked"].tolist()) == {wanted}

    def test_read_a_plain_row_no_second_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(TicketReader, "read", None)
        (cells,) = csv.reader(StringIO(FIRST.replace("D-1", "D1")))
        found = BlockReader(TicketReader(mapping(), NOW), tuple(COLUMNS), NOW).read([(2, cells)])
        assert (found.references, found.titles) == (["D1"], ["Bag delayed"])
        assert found.moments["left"].tolist() == [NEVER]
