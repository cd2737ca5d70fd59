"""Rotas: shifts by date or weekday, each refused cell named, and nothing twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from db.__main__ import main
from db.access import Viewer, system
from db.imports import rota
from db.imports.mapping_files import read_mapping
from db.imports.reports import ImportReport, lines_of
from db.imports.rota_mapping import RotaMapping
from db.imports.shifts import Weeks
from db.queries.skills import skills_of
from db.rules.refusals import NotPermitted, Refusal
from db.tables.audit import AuditEntry
from db.tables.cover import Cover
from db.tables.people import Person
from db.tables.places import Place
from tests.databases import Database
from tests.db.imports.desk import file_of
from tests.world import NOW, world

HEADER = "Person,Office,Date,From,Until,Skills"
MONDAY = date(2026, 11, 23)
STAFF, MANAGER = "Nairobi staff", "Nairobi manager"


def taken(
    session: Session,
    folder: Path,
    *rows: str,
    header: str = HEADER,
    viewer: Viewer | None = None,
    under: str = "",
    weeks: Weeks | None = None,
    dry_run: bool = False,
    mapping: RotaMapping | None = None,
) -> ImportReport:
    read = rota.read(file_of(folder, *rows, header=header), mapping, now=NOW)
    return rota.write(
        session, viewer or system(), read, under=under, weeks=weeks, dry_run=dry_run, at=NOW
    )


def shifts(session: Session) -> list[tuple[str, datetime, datetime]]:
    """Those after the shifts that the world begins with."""
    question = (
        select(Person.name, Cover.starts_at, Cover.ends_at)
        .join(Person, Person.id == Cover.person_id)
        .where(Cover.starts_at > NOW)
        .order_by(Cover.starts_at, Person.name)
    )
    return [(name, starts, ends) for name, starts, ends in session.execute(question)]


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


class TestRows:
    def test_become_shifts_on_the_clock_of_their_office(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            report = taken(
                session, tmp_path,
                "Nairobi staff,Nairobi,2026-11-23,06:00,14:00,Payments; Portuguese",
                "singapore.staff,SIN,2026-11-23,22:30,6:30,",
            )  # fmt: skip
            assert shifts(session) == [
                ("Nairobi staff", utc(23, 3), utc(23, 11)),
                ("Singapore staff", utc(23, 14, 30), utc(23, 22, 30)),
            ]
            assert (report.rows_kept, report.shifts, report.wrong) == (2, 2, ())
            assert "2 shifts were added." in lines_of(report)
            staff = made.people[STAFF]
            assert skills_of(session, [staff])[staff] == {"payments", "portuguese"}
            acts = session.scalars(select(AuditEntry.act)).all()
            assert acts == ["rota imported", "skills recorded"]

    def test_name_the_cell_that_is_wrong(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            world(session)
            report = taken(
                session, tmp_path,
                "Nairobi staff,Nairobi,2026-11-23,06:00,14:00,",
                "Nairobi stuff,Nairobi,2026-11-23,06:00,14:00,",
                "Nairobi staff,Nairobbery,2026-11-24,06:00,14:00,",
                "Nairobi staff,Kenya,2026-11-24,06:00,14:00,",
                "Nairobi staff,Nairobi,someday,06:00,14:00,",
                "Nairobi staff,Nairobi,2026-11-24,25:00,14:00,",
                "Nairobi staff,Nairobi,2026-11-24,06:00,06:00,",
                ",Nairobi,2026-11-24,06:00,14:00,",
                "Nairobi staff,Nairobi,2036-11-24,06:00,14:00,",
                "Nairobi staff,,2026-11-24,06:00,14:00,",
            )  # fmt: skip
            wrong = [(each.row, each.column) for each in report.wrong]
            assert wrong == [
                (3, "Person"), (4, "Office"), (5, "Office"), (6, "Date"), (7, "From"),
                (8, "Until"), (9, "Person"), (10, "Date"), (11, "Office"),
            ]  # fmt: skip
            assert "Did you mean “nairobi staff”?" in report.wrong[0].reason
            assert len(shifts(session)) == 1

    def test_are_refused_where_they_overlap_and_taken_where_they_touch(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            report = taken(
                session, tmp_path,
                "Nairobi staff,Nairobi,2026-11-23,06:00,14:00,",
                "Nairobi staff,Nairobi,2026-11-23,14:00,24:00,",
                "Nairobi staff,Mombasa,2026-11-23,13:59,15:00,",
                "Nairobi staff,Nairobi,2026-11-23,06:00,14:00,",
            )  # fmt: skip
            assert [each.row for each in report.wrong] == [4, 5]
            assert report.wrong[0].reason == "On duty already 23 Nov 06:00 to 14:00, by row 2."
            assert [ends for *_, ends in shifts(session)] == [utc(23, 11), utc(23, 21)]

    def test_of_two_with_one_name_mean_who_works_there(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for who in ("Mombasa staff", "Jakarta staff"):
                session.get_one(Person, made.people[who]).name = "Wanjiru"
            report = taken(
                session, tmp_path,
                "Wanjiru,Mombasa,2026-11-23,06:00,14:00,", "Wanjiru,Nairobi,2026-11-23,06:00,14:00,"
            )  # fmt: skip
            assert [name for name, *_ in shifts(session)] == ["Wanjiru"]
            assert report.wrong[0].reason == "2 people are called “Wanjiru”: write the sign-in."


class TestTwice:
    def test_adds_nothing(self, database: Database, tmp_path: Path) -> None:
        row = "Nairobi staff,Nairobi,2026-11-23,06:00,14:00,"
        with database.doors.writing() as session:
            world(session)
            taken(session, tmp_path, row)
            again = taken(session, tmp_path, row)
            assert (again.rows_kept, again.known, again.wrong, again.shifts) == (0, 1, (), 0)
            assert len(shifts(session)) == 1

    def test_adds_what_is_new_in_a_longer_file(self, database: Database, tmp_path: Path) -> None:
        row = "Nairobi staff,Nairobi,2026-11-23,06:00,14:00,"
        with database.doors.writing() as session:
            world(session)
            taken(session, tmp_path, row)
            again = taken(session, tmp_path, row, "Nairobi staff,Nairobi,2026-11-24,06:00,14:00,")
            assert (again.rows_kept, again.known) == (1, 1)

    def test_looks_without_writing(self, database: Database, tmp_path: Path) -> None:
        row = "Nairobi staff,Nairobi,2026-11-23,06:00,14:00,Payments"
        with database.doors.writing() as session:
            world(session)
            report = taken(session, tmp_path, row, dry_run=True)
            assert (report.rows_kept, report.shifts, report.run_id) == (1, 1, None)
            assert shifts(session) == []
            assert session.scalars(select(AuditEntry.act)).all() == []


class TestWeekdays:
    def test_repeat_every_week_until_a_day_and_that_day_too(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            rows = (
                "Nairobi staff,Nairobi,Monday,06:00,14:00,",
                "Nairobi staff,Nairobi,wed,6:00,14:00,",
            )
            weeks = Weeks(date(2026, 11, 25), date(2026, 12, 7))
            report = taken(session, tmp_path, *rows, weeks=weeks)
            assert [f"{starts:%d %b}" for _, starts, _ in shifts(session)] == [
                "23 Nov", "25 Nov", "30 Nov", "02 Dec", "07 Dec",
            ]  # fmt: skip
            assert (report.rows_kept, report.shifts) == (2, 5)

    def test_stay_at_their_hour_when_summer_time_ends(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.get_one(Place, made.places["Nairobi"]).zone = "Europe/Lisbon"
            session.flush()
            weeks = Weeks(date(2027, 3, 22), date(2027, 4, 4))
            report = taken(session, tmp_path, "Nairobi staff,Nairobi,7,08:00,12:00,", weeks=weeks)
            assert [f"{starts:%d %H}" for _, starts, _ in shifts(session)] == ["28 07", "04 07"]
            skipped = taken(session, tmp_path, "Nairobi staff,Nairobi,7,01:30,05:00,", weeks=weeks)
            assert report.wrong == ()
            assert (skipped.wrong[0].column, skipped.rows_kept) == ("From", 0)

    def test_need_a_week(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            world(session)
            with pytest.raises(Refusal, match="of which week"):
                taken(session, tmp_path, "Nairobi staff,Nairobi,Monday,06:00,14:00,")

    def test_repeat_no_longer_than_a_year(self, database: Database, tmp_path: Path) -> None:
        row = "Nairobi staff,Nairobi,Monday,06:00,14:00,"
        with database.doors.writing() as session:
            world(session)
            for until in (date(2026, 11, 22), date(2028, 1, 1)):
                with pytest.raises(Refusal):
                    taken(session, tmp_path, row, weeks=Weeks(MONDAY, until))


class TestWhoMay:
    def test_is_who_changes_the_cover_of_the_place(
        self, database: Database, tmp_path: Path
    ) -> None:
        row = "Nairobi staff,Nairobi,2026-11-23,06:00,14:00,"
        with database.doors.writing() as session:
            made = world(session)
            for who in (STAFF, "Mombasa manager"):
                with pytest.raises((NotPermitted, Refusal)):
                    taken(session, tmp_path, row, viewer=made.viewers[who], under="Nairobi")
            report = taken(session, tmp_path, row, viewer=made.viewers[MANAGER], under="Nairobi")
            assert report.rows_kept == 1

    def test_finds_nobody_of_another_office(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            made = world(session)
            report = taken(
                session, tmp_path, "Mombasa staff,,2026-11-23,06:00,14:00,",
                viewer=made.viewers[MANAGER], under="Nairobi",
            )  # fmt: skip
            assert "Nobody called “Mombasa staff”" in report.wrong[0].reason


class TestFiles:
    def test_may_be_a_spreadsheet_with_real_dates_and_hours(self, database: Database) -> None:
        content = BytesIO()
        with Workbook(content, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["E-mail", "Date", "Start", "End"])
            sheet.write(1, 0, "nairobi.staff")
            sheet.write_datetime(
                1, 1, date(2026, 11, 23), book.add_format({"num_format": "yyyy-mm-dd"})
            )
            hours = book.add_format({"num_format": "hh:mm"})
            sheet.write_datetime(1, 2, time(6), hours)
            sheet.write_datetime(1, 3, time(14), hours)
        with database.doors.writing() as session:
            world(session)
            read = rota.read_content("rota.xlsx", content.getvalue(), now=NOW)
            report = rota.write(session, system(), read, under="Nairobi", at=NOW)
            assert report.wrong == ()
            assert shifts(session) == [("Nairobi staff", utc(23, 3), utc(23, 11))]

    def test_may_be_written_with_semicolons(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            world(session)
            report = taken(
                session, tmp_path, "Nairobi staff;Nairobi;2026-11-23;6.00;14h00",
                header="name;site;day;from;to",
            )  # fmt: skip
            assert report.rows_kept == 1

    def test_may_be_mapped(self, database: Database, tmp_path: Path) -> None:
        mapping = read_mapping(
            'place = "Nairobi"\nperson = "Quem"\nday = "Dia"\nbegins = "Das"\nends = "Ate"\n'
            "weekdays = { Segunda = 1 }",
            RotaMapping,
        )
        with database.doors.writing() as session:
            world(session)
            report = taken(
                session, tmp_path, "nairobi.staff,Segunda,06:00,14:00", header="Quem,Dia,Das,Ate",
                mapping=mapping, weeks=Weeks(MONDAY),
            )  # fmt: skip
            assert report.rows_kept == 1
            assert shifts(session)[0][1] == utc(23, 3)

    def test_say_which_column_is_missing(self, tmp_path: Path) -> None:
        path = file_of(tmp_path, "a,b", header="Person,Date")
        with pytest.raises(Refusal, match="No column says from when"):
            rota.read(path, now=NOW)


class TestTheCommandLine:
    def test_takes_a_rota_without_a_mapping(
        self, embedded: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with embedded.doors.writing() as session:
            world(session)
        row = "Nairobi staff,Nairobi,Monday,06:00,14:00,"
        words = ["import", "rota", str(file_of(tmp_path, row, header=HEADER))]
        assert main(words, now=NOW) == 1
        assert "of which week" in capsys.readouterr().err
        words += ["--week", "2026-11-23", "--until", "2026-12-06"]
        assert main([*words, "--dry-run"], now=NOW) == 0
        assert "2 shifts would be added." in capsys.readouterr().out
        assert main(words, now=NOW) == 0
        assert main(words, now=NOW) == 0
        assert "1 row was imported before" in capsys.readouterr().out
        with embedded.doors.reading() as session:
            assert len(shifts(session)) == 2

    def test_needs_a_mapping_for_anything_else(
        self, embedded: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = file_of(tmp_path, "a", header="b")
        assert main(["import", "contacts", str(path)], now=NOW) == 1
        assert "--mapping MAP.toml" in capsys.readouterr().err
        assert embedded.url
