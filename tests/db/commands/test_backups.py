"""Backups, and the way back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.commands import backups
from db.rules.refusals import Refusal
from db.tables.people import Person
from tests.databases import Database
from tests.world import NOW, world


def _people(database: Database) -> int:
    with database.doors.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


class TestBackup:
    def test_brings_back_what_was_there(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            world(session)
        before = _people(database)
        made = backups.backup(database.doors, tmp_path / "kept" / "one.copy")
        with database.doors.writing() as session:
            grade = session.scalars(select(Person.grade_id)).first()
            home = session.scalars(select(Person.home_place_id)).first()
            session.add(Person(name="Later", sign_in="later", grade_id=grade, home_place_id=home))
        former = backups.restore(database.doors, made, replace=True, aside=tmp_path, at=NOW)
        assert _people(database) == before
        assert former is not None
        backups.restore(database.doors, former, replace=True, aside=tmp_path, at=NOW)
        assert _people(database) == before + 1

    def test_leaves_no_part_of_a_file_behind(self, database: Database, tmp_path: Path) -> None:
        folder = tmp_path / "kept"
        made = backups.backup(database.doors, folder / "one.copy")
        assert list(folder.iterdir()) == [made]
        assert made.stat().st_mode & 0o077 == 0

    def test_is_refused_where_it_cannot_be_written(
        self, database: Database, tmp_path: Path
    ) -> None:
        (tmp_path / "taken").mkdir()
        with pytest.raises(Refusal, match="could not be written"):
            backups.backup(database.doors, tmp_path / "taken")


class TestRestore:
    def test_wants_to_be_told_to_replace_an_organisation(
        self, database: Database, tmp_path: Path
    ) -> None:
        made = backups.backup(database.doors, tmp_path / "empty.copy")
        with database.doors.writing() as session:
            world(session)
        before = _people(database)
        with pytest.raises(Refusal, match="add --replace"):
            backups.restore(database.doors, made, replace=False, aside=tmp_path, at=NOW)
        assert _people(database) == before

    @pytest.mark.parametrize("kept", [0, 100, 5_000])
    def test_refuses_a_file_that_was_cut_off(
        self, database: Database, tmp_path: Path, kept: int
    ) -> None:
        with database.doors.writing() as session:
            world(session)
        made = backups.backup(database.doors, tmp_path / "one.copy")
        made.write_bytes(made.read_bytes()[:kept])
        before = _people(database)
        with pytest.raises(Refusal):
            backups.restore(database.doors, made, replace=True, aside=tmp_path, at=NOW)
        assert _people(database) == before

    def test_refuses_a_file_that_is_not_there(self, database: Database, tmp_path: Path) -> None:
        with pytest.raises(Refusal, match="There is no file"):
            backups.restore(database.doors, tmp_path / "none", replace=True, aside=tmp_path, at=NOW)


class TestDailyBackup:
    def test_keeps_the_newest_days_and_other_files(
        self, database: Database, tmp_path: Path
    ) -> None:
        other = tmp_path / "readyroom-by-hand.db"
        other.touch()
        days = [NOW + timedelta(days=number) for number in range(4)]
        for day in days:
            backups.daily_backup(database.doors, tmp_path, 2, at=day)
            backups.daily_backup(database.doors, tmp_path, 2, at=day)
        kept = sorted(path.name for path in tmp_path.glob("readyroom-2026-*.d*"))
        end = backups.ending(database.doors)
        assert kept == [f"readyroom-2026-11-20{end}", f"readyroom-2026-11-21{end}"]
        assert other.exists()
