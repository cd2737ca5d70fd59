"""The operator's command line: what is printed, and the exit code."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from db.__main__ import main
from db.rules.words import EscalationClass, EscalationState, HoldingKind
from db.tables.escalations import Escalation
from db.tables.holdings import Holding
from db.tables.people import Person
from db.tables.places import Place
from tests.databases import Database, opened
from tests.db.queries.cases import ask, serve
from tests.db.test_holdings import escalation
from tests.rebase_cases import rebase
from tests.world import NOW, world

MAPPING = """
source = "Desk"
reference = "ticket"

[time]
zone = "Africa/Nairobi"

[place]
name = "Front desk"
create = true
organisation = "Baobab Hotels"
zone = "Africa/Nairobi"
currency = "KES"
country = "KE"

[stages]
asked = "opened"
acknowledged = "taken"
resolved = "solved"

[problem]
column = "topic"
title = "{value}"
create = true

[reason]
constant = "no_response"
"""
TICKETS = """ticket,opened,taken,solved,topic
T-1,2026-03-02T09:00,2026-03-02T09:01,2026-03-02T10:00,Room not ready
T-2,2026-03-02T09:00,2026-03-02T09:03,,Room not ready
T-3,2026-03-02T09:00,2026-03-02T08:00,,Room not ready
"""
Printed = pytest.CaptureFixture[str]


def _files(folder: Path) -> list[str]:
    (folder / "map.toml").write_text(MAPPING, encoding="utf-8")
    (folder / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    return [str(folder / "tickets.csv"), "--mapping", str(folder / "map.toml")]


def _run(*words: str) -> int:
    return main(words, now=NOW)


class TestMigrate:
    def test_makes_the_schema_that_every_other_command_wants(
        self, tmp_path: Path, capsys: Printed
    ) -> None:
        with opened(f"sqlite:///{tmp_path}/fresh.db"):
            assert _run("person", "list") == 1
            assert "run python -m db migrate" in capsys.readouterr().err
            assert _run("migrate") == 0
            assert _run("migrate") == 0
            assert "is on the newest schema" in capsys.readouterr().out
            assert _run("verify") == 0


class TestImport:
    def test_into_an_empty_record_makes_the_organisation_and_reports(
        self, database: Database, tmp_path: Path, capsys: Printed
    ) -> None:
        refused = tmp_path / "refused.csv"
        assert _run("import", "escalations", *_files(tmp_path), "--refused", str(refused)) == 0
        printed = capsys.readouterr().out
        assert "2 of 3 rows were imported from tickets.csv to Front desk as import 1." in printed
        assert "row 4, taken: The times are in the wrong order" in printed
        assert "python -m db person add NAME --role administrator" in printed
        assert refused.read_text("utf-8-sig").splitlines()[1].startswith("4,taken,The times")
        with database.doors.reading() as session:
            names = session.scalars(select(Place.name).order_by(Place.id)).all()
        assert names == ["Baobab Hotels", "Front desk"]

    def test_keeps_what_screens_show_as_a_count_from_nothing_has_it(
        self, database: Database, tmp_path: Path
    ) -> None:
        _run("import", "escalations", *_files(tmp_path))
        question = select(Holding.kind, Holding.piece, Holding.packed).order_by(Holding.kind)
        with database.doors.reading() as session:
            kept = [tuple(row) for row in session.execute(question)]
        # Nobody asked over a limit, so that nothing is held of a higher one.
        assert {HoldingKind.FOUR_WEEKS, HoldingKind.YEAR} == {row[0] for row in kept}
        assert _run("holdings") == 0
        with database.doors.reading() as session:
            assert [tuple(row) for row in session.execute(question)] == kept

    def test_twice_adds_nothing_and_says_so(
        self, database: Database, tmp_path: Path, capsys: Printed
    ) -> None:
        words = ("import", "escalations", *_files(tmp_path))
        _run(*words)
        capsys.readouterr()
        assert _run(*words) == 0
        assert "Nothing was added from tickets.csv: 2 rows were imported before." in (
            capsys.readouterr().out
        )
        with database.doors.reading() as session:
            assert session.scalar(select(func.count()).select_from(Escalation)) == 2

    @pytest.mark.parametrize("option", ["--dry-run", "--strict"])
    def test_may_keep_nothing_at_all(self, database: Database, tmp_path: Path, option: str) -> None:
        code = _run("import", "escalations", *_files(tmp_path), option)
        assert code == (1 if option == "--strict" else 0)
        with database.doors.reading() as session:
            assert session.scalar(select(func.count()).select_from(Place)) == 0

    def test_speaks_one_sentence_about_what_is_wrong(
        self, embedded: Database, tmp_path: Path, capsys: Printed
    ) -> None:
        words = _files(tmp_path)
        (tmp_path / "tickets.csv").write_bytes(b"ticket,opened\n\xff\xfe")
        assert _run("import", "escalations", *words) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith("tickets.csv is not utf-8 text (line 2)")
        assert len(told.err.splitlines()) == 1

    def test_needs_an_organisation_unless_it_may_make_one(
        self, embedded: Database, tmp_path: Path, capsys: Printed
    ) -> None:
        words = _files(tmp_path)
        (tmp_path / "map.toml").write_text(MAPPING.replace("create = true\norg", "org"))
        assert _run("import", "escalations", *words) == 1
        assert "There is no organisation yet: set create = true" in capsys.readouterr().err


class TestReport:
    def test_of_waits_is_json_in_seconds(
        self, database: Database, tmp_path: Path, capsys: Printed
    ) -> None:
        _run("import", "escalations", *_files(tmp_path))
        capsys.readouterr()
        words = ("report", "waits", "--stage", "resolved", "--as-of", "2026-03-02T09:30", "--json")
        assert _run(*words, "--place", "front desk", "--within", "60") == 0
        early = json.loads(capsys.readouterr().out)
        # 09:30 is read in the office's zone: half an hour after both asked.
        assert (early["n"], early["open"], early["reached"]) == (2, 2, 0)
        assert (early["median"], early["moments_read_in"]) == (None, "Africa/Nairobi")
        assert _run(*words) == 0
        late = json.loads(capsys.readouterr().out)
        # For the whole organisation the same words are UTC, three hours later.
        assert (late["reached"], late["median"], late["place"]) == (1, 3600, "whole organisation")
        assert late["as_of"] == "2026-03-02T09:30:00+00:00"
        assert late["finished_only_median"] == 3600
        assert [each["within"] for each in late["shares"]] == [60, 180, 300, 600]

    def test_of_waits_knows_opening_hours_as_a_measure_of_its_own(
        self, database: Database, capsys: Printed
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            evening = datetime(2026, 11, 10, 18, 59, 50, tzinfo=UTC)
            row = escalation(made, "Nairobi", evening, EscalationClass.NO_RULE)
            row.acknowledged_at = evening + timedelta(hours=8, seconds=25)
            row.state = EscalationState.ACKNOWLEDGED
            session.add(row)
        words = ("report", "waits", "--stage", "acknowledged", "--place", "Nairobi")
        medians = {}
        for clock in ((), ("--clock", "wall"), ("--clock", "open")):
            assert _run(*words, *clock, "--json") == 0
            record = json.loads(capsys.readouterr().out)
            medians[clock] = (record["clock"], record["median"])
        # The office closes ten seconds after the ask and opens after eight hours.
        wall = ("wall", 8 * 3600 + 25)
        assert list(medians.values()) == [wall, wall, ("open", 25)]
        assert _run(*words, "--clock", "open") == 0
        printed = capsys.readouterr().out
        assert "Waits from the ask to acknowledged, in opening hours: Nairobi" in printed
        assert "Seconds in which the office was open" in printed
        with pytest.raises(SystemExit):
            _run(*words, "--clock", "sundial")

    def test_reads_well_without_json(
        self, embedded: Database, tmp_path: Path, capsys: Printed
    ) -> None:
        _run("import", "escalations", *_files(tmp_path))
        for report in (["waits", "--stage", "acknowledged"], ["rates"], ["readiness"]):
            assert _run("report", *report) == 0
        printed = capsys.readouterr().out
        assert (
            "Waits from the ask to acknowledged, on the wall clock: whole organisation" in printed
        )
        assert "no contacts recorded" in printed
        assert "Covered demand: whole organisation" in printed

    def test_of_rates_says_the_usual_range_and_who_began_a_new_one(
        self, database: Database, capsys: Printed
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for weeks in range(1, 5):
                day = NOW - timedelta(weeks=weeks)
                serve(session, made, "Nairobi", day.date(), 100)
                ask(session, made, "Nairobi", "Bag delayed", at=day, times=weeks)
            rebase(session, made, starts_on=date(2026, 11, 2))
        assert _run("report", "rates", "--place", "Nairobi", "--weeks", "4") == 0
        printed = capsys.readouterr().out
        assert "New range from 2026-11-02: New refund limits (Nairobi manager, 2026-11-18)" in (
            printed
        )
        assert "usual range" in printed
        assert _run("report", "rates", "--place", "Nairobi", "--weeks", "4", "--json") == 0
        [office] = json.loads(capsys.readouterr().out)["offices"]
        assert [week["mean"] for week in office["weeks"]] == [3.5, 3.5, 1.5, 1.5]
        assert [each["reason"] for each in office["ranges"]] == ["New refund limits"]

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["waits", "--stage", "resolved", "--as-of", "soon"], "“soon” is not a moment."),
            (["waits", "--stage", "resolved", "--within", "-5"], "is not a list of seconds"),
            (["waits", "--stage", "resolved", "--place", "Nowhere"], "There is no place “Nowhere”"),
            (["waits", "--stage", "resolved", "--problem", "Rain"], "There is no problem “Rain”"),
            (["rates", "--weeks", "0"], "at least one week"),
        ],
    )
    def test_refuses_in_one_sentence(
        self, embedded: Database, capsys: Printed, words: list[str], sentence: str
    ) -> None:
        assert _run("report", *words) == 1
        assert sentence in capsys.readouterr().err

    def test_is_misused_with_exit_code_two(self, embedded: Database) -> None:
        with pytest.raises(SystemExit) as stopped:
            _run("report", "waits", "--stage", "guessed")
        assert stopped.value.code == 2


class TestExport:
    def test_writes_a_file_by_its_name(
        self, database: Database, tmp_path: Path, capsys: Printed
    ) -> None:
        _run("import", "escalations", *_files(tmp_path))
        for name in ("out.csv", "out.xlsx", "out.json"):
            assert _run("export", "escalations", "--to", str(tmp_path / name)) == 0
        exported = json.loads((tmp_path / "out.json").read_text("utf-8"))
        assert [row["asked_at"] for row in exported] == ["2026-03-02T06:00:00+00:00"] * 2
        assert (tmp_path / "out.xlsx").read_bytes().startswith(b"PK")
        assert "2 rows written to" in capsys.readouterr().out


class TestPerson:
    def test_is_added_listed_and_closed(self, database: Database, capsys: Printed) -> None:
        with database.doors.writing() as session:
            world(session)
        add = ("person", "add", "Amina Odhiambo", "--home", "Nairobi", "--role", "manager")
        assert _run(*add, "--grade", "duty manager") == 0
        assert "One-time password, shown only now: " in capsys.readouterr().out
        assert _run("person", "role", "amina.odhiambo", "staff", "--place", "Mombasa") == 0
        assert _run("person", "list", "--place", "Nairobi") == 0
        assert "manager at Nairobi, staff at Mombasa" in capsys.readouterr().out
        assert _run("person", "reset-password", "amina.odhiambo") == 0
        assert _run("person", "deactivate", "amina.odhiambo") == 0
        assert _run("person", "pseudonymise", "amina.odhiambo") == 0
        with database.doors.reading() as session:
            assert session.scalar(select(Person).where(Person.name.startswith("Amina"))) is None

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["deactivate", "administrator"], "is the last administrator"),
            (["deactivate", "nobody"], "Nobody signs in as nobody"),
            (["add", "Sam", "--grade", "king"], "There is no grade “king”. Choose one of agent"),
            (["role", "nairobi.staff", "manager", "--remove"], "does not hold that role"),
        ],
    )
    def test_is_refused_in_one_sentence(
        self, database: Database, capsys: Printed, words: list[str], sentence: str
    ) -> None:
        with database.doors.writing() as session:
            world(session)
        assert _run("person", *words) == 1
        assert sentence in capsys.readouterr().err


class TestVerify:
    def test_ends_with_exit_code_one_when_an_entry_was_edited(
        self, database: Database, tmp_path: Path, capsys: Printed
    ) -> None:
        _run("import", "escalations", *_files(tmp_path))
        assert _run("verify") == 0
        with database.doors.writing() as session:
            if database.is_embedded:
                session.execute(text("DROP TRIGGER audit_entries_append_only"))
            else:
                session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))
            session.execute(text("UPDATE audit_entries SET act = 'nothing' WHERE sequence = 2"))
        capsys.readouterr()
        assert _run("verify") == 1
        assert "Entry 2 was edited" in capsys.readouterr().out


class TestBackup:
    def test_comes_back_and_is_written_down(
        self, database: Database, tmp_path: Path, capsys: Printed
    ) -> None:
        _run("import", "escalations", *_files(tmp_path))
        copy = str(tmp_path / "copy")
        assert _run("backup", copy) == 0
        assert _run("restore", copy) == 1
        assert "add --replace" in capsys.readouterr().err
        later = NOW + timedelta(hours=1)
        assert main(["restore", copy, "--replace"], now=later) == 0
        assert "The former one is kept in" in capsys.readouterr().out
        assert _run("verify") == 0
        with database.doors.reading() as session:
            assert session.scalar(select(func.count()).select_from(Escalation)) == 2
