"""A file that another process reads comes block by block, as it would be read here."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from db.imports import escalations
from db.imports.reports import RefusedRow
from db.rules.refusals import Refusal
from jobs.reading_ahead import blocks_read_ahead
from tests.db.imports.desk import BACKWARDS, FIRST, SECOND, THIRD, file_of, mapping
from tests.world import NOW


def test_the_same_blocks_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalations, "LINES", 2)
    path = file_of(tmp_path, FIRST, SECOND, BACKWARDS, THIRD, FIRST)
    ahead = [*blocks_read_ahead(path, mapping(), now=NOW)]
    here = [*escalations.blocks(path, mapping(), now=NOW)]
    assert [each.tickets.references for each in ahead] == [["D-1", "D-2"], ["D-3"], []]
    assert [each.facts for each in ahead] == [each.facts for each in here]
    assert [each.refused for each in ahead] == [each.refused for each in here]
    assert ahead[-1].refused == (RefusedRow(6, "ticket", "“D-1” stands in row 2 already."),)


def test_a_broken_file_is_refused_here(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text('ticket,opened\n"D-1,2026-03-02')
    with pytest.raises(Refusal, match="has no column"):
        [*blocks_read_ahead(path, mapping(), now=NOW)]


def test_whoever_stops_listening_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalations, "LINES", 1)
    path = file_of(tmp_path, *(FIRST.replace("D-1", f"D-{number}") for number in range(5_000)))
    found = blocks_read_ahead(path, mapping(), now=NOW)
    assert next(found).tickets.references == ["D-0"]
    (reader,) = multiprocessing.active_children()
    found.close()
    assert reader.exitcode == 0
