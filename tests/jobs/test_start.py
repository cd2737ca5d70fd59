"""What happens before anybody is served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from db.commands.installation import FirstOrganisation, FirstPerson, code_fits, set_up
from jobs import start
from tests.databases import Database
from tests.world import NOW

CODE = re.compile(r"with the code ((?:[0-9a-f]{4}-){3}[0-9a-f]{4})")


@pytest.fixture
def prepared(embedded: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database that the settings name."""
    monkeypatch.setenv("READYROOM_DATABASE_URL", embedded.url)
    monkeypatch.setenv("READYROOM_FOLDER", str(tmp_path))
    monkeypatch.setenv("READYROOM_BASE_URL", "https://ready.example")
    return embedded


class TestPrepare:
    def test_prints_the_code_while_nobody_has_set_up(
        self, prepared: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        start.prepare()
        former = CODE.findall(capsys.readouterr().out)
        start.prepare()
        said = capsys.readouterr().out
        assert "https://ready.example/set-up" in said
        (printed,) = CODE.findall(said)
        assert [printed] != former
        with prepared.doors.writing() as session:
            assert code_fits(session, code=printed)

    def test_says_nothing_once_it_is_set_up(
        self, prepared: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        start.prepare()
        (printed,) = CODE.findall(capsys.readouterr().out)
        with prepared.doors.writing() as session:
            first = FirstPerson("Amara Osei", "amara", "seven green kettles")
            organisation = FirstOrganisation("Merbau Air", "Asia/Singapore", "SGD", "SG")
            set_up(session, code=printed, first=first, organisation=organisation, at=NOW)
        start.prepare()
        assert CODE.findall(capsys.readouterr().out) == []
