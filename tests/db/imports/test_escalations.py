"""Another system's tickets become escalations, whole or not at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.access import system
from db.queries.escalations import open_escalations
from db.queries.exports import export
from db.queries.replays import unlike_their_events
from db.queries.sheets import as_csv
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import (
    EscalationClass,
    EscalationState,
    EventKind,
    LimitKind,
    Outcome,
    PlaceKind,
)
from db.tables.audit import AuditEntry
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.imports import ImportRun
from db.tables.places import Place
from db.tables.problems import Problem
from tests.databases import Database
from tests.db.imports.desk import (
    BACKWARDS,
    FIRST,
    HEADER,
    SECOND,
    THIRD,
    file_of,
    mapping,
    taken,
)
from tests.world import world

TEAMS = """
[place.below]
column = "team"
kind = "team"
create = true
name = "Team {value}"
when_blank = "stay"
"""
AMOUNTS = """
[amounts]
asked = "asked"
granted = "granted"
currency = "KES"
limit = 1000
"""


def _with_team(number: int, team: str) -> str:
    return f"D-{number},2026-03-02T09:00,,,,,,bag,{team},,"


def _count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _named(session: Session, reference: str) -> Escalation:
    question = select(Escalation).where(Escalation.external_reference == reference)
    return session.scalars(question).one()


class TestImport:
    def test_writes_each_ticket_with_its_stages_in_utc(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            report = taken(session, file_of(tmp_path, FIRST, SECOND, THIRD))
            first = _named(session, "D-1")
            assert report.rows_kept == 3
            assert first.asked_at == datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
            assert first.resolved_at == datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
            assert (first.place_id, first.problem_id) == (
                made.places["Nairobi"],
                made.problems["Bag delayed"],
            )
            states = session.scalars(select(Escalation.state).order_by(Escalation.id)).all()
            assert states == [
                EscalationState.RESOLVED,
                EscalationState.RESOLVED,
                EscalationState.LEFT,
            ]
            assert list(unlike_their_events(session, system())) == []

    def test_calls_no_manager_for_what_is_still_open_elsewhere(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            taken(session, file_of(tmp_path, "D-5,2026-03-02T09:00,,,,,,bag,,,"))
            assert _named(session, "D-5").state is EscalationState.WAITING
            assert open_escalations(session, made.viewers["Nairobi manager"]) == []

    def test_writes_an_event_for_each_stage_that_was_reached(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            taken(session, file_of(tmp_path, THIRD, FIRST))
            question = select(EscalationEvent.sequence, EscalationEvent.kind)
            third = question.where(EscalationEvent.escalation_id == _named(session, "D-3").id)
            assert session.execute(third.order_by(EscalationEvent.sequence)).all() == [
                (1, EventKind.ASKED),
                (2, EventKind.ACKNOWLEDGED),
                (3, EventKind.CUSTOMER_LEFT),
            ]

    def test_falls_back_to_the_next_column_of_a_stage(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            taken(session, file_of(tmp_path, SECOND))
            second = _named(session, "D-2")
            assert second.resolved_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
            assert second.acknowledged_at is None
            assert (second.problem_id, second.unanticipated_words) == (None, "About lost toy")

    def test_keeps_one_run_and_one_entry_of_the_trail(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            report = taken(session, file_of(tmp_path, FIRST, BACKWARDS))
            run = session.scalars(select(ImportRun)).one()
            entry = session.scalars(select(AuditEntry)).one()
            assert (run.id, run.rows_read, run.rows_kept, run.rows_refused) == (
                report.run_id, 2, 1, 1,
            )  # fmt: skip
            assert json.loads(run.refusals) == [
                {
                    "row": 3,
                    "column": "taken",
                    "reason": "The times are in the wrong order: acknowledged is before asked.",
                }
            ]
            assert entry.act == "escalations imported"
            assert json.loads(entry.detail)["sha256"] == run.file_sha256

    def test_adds_nothing_when_the_same_file_comes_again(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            path = file_of(tmp_path, FIRST, SECOND)
            taken(session, path)
            again = taken(session, path)
            assert (again.rows_kept, again.known, again.run_id) == (0, 2, None)
            assert _count(session, Escalation) == 2
            assert _count(session, ImportRun) == 1
            assert _count(session, AuditEntry) == 1

    def test_knows_a_row_without_a_reference_by_all_of_its_cells(
        self, database: Database, tmp_path: Path
    ) -> None:
        without = mapping(instead=('reference = "ticket"', ""))
        with database.doors.writing() as session:
            world(session)
            path = file_of(tmp_path, FIRST, SECOND, FIRST)
            report = taken(session, path, without)
            assert report.rows_kept == 2
            assert report.refused[0].reason == "The same row stands in row 2 already."
            assert taken(session, path, without).rows_kept == 0

    def test_takes_only_the_new_rows_of_a_longer_file(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            taken(session, file_of(tmp_path, FIRST))
            report = taken(session, file_of(tmp_path, FIRST, SECOND))
            assert (report.rows_kept, report.known, report.wrong) == (1, 1, ())

    def test_leaves_out_the_rows_that_the_mapping_does_not_want(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            only = mapping('[rows.only]\ntopic = "bag"\n')
            report = taken(session, file_of(tmp_path, FIRST, SECOND), only)
            assert (report.rows_kept, report.left_out, report.refused) == (1, 1, ())

    def test_gives_back_the_times_that_came_in(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            made = world(session)
            taken(session, file_of(tmp_path, FIRST, SECOND, THIRD))
            sheet = export(session, system(), kind="escalations", place_id=made.places["Nairobi"])
            lines = as_csv(sheet).splitlines()
            header = lines[0].split(",")
            shown = [dict(zip(header, line.split(","), strict=True)) for line in lines[1:]]
            assert [row["asked_at"] for row in shown] == [
                "2026-03-02T06:00:00+00:00",
                "2026-03-02T07:00:00+00:00",
                "2026-03-03T05:00:00+00:00",
            ]
            assert shown[0]["with_customer_at"] == "2026-03-02T06:10:00+00:00"
            assert shown[2]["left_at"] == "2026-03-03T05:20:00+00:00"


class TestRefusedRows:
    @pytest.mark.parametrize(
        ("row", "column", "reason"),
        [
            (BACKWARDS, "taken", "acknowledged is before asked"),
            ("D-9,,,,,,,bag,,,", "opened", "There is no time at which it began."),
            ("D-9,soon,,,,,,bag,,,", "opened", "“soon” is not a time"),
            ("D-9,2027-01-01T00:00,,,,,,bag,,,", "opened", "lies in the future"),
            (",2026-03-02T09:00,,,,,,bag,,,", "ticket", "The reference is blank."),
            ("D-1,2026-03-02T09:00,,,,,,bag,,,", "ticket", "“D-1” stands in row 2 already."),
            ("D-9,2026-03-02T09:00", "", "This row has 2 cells and the header 11."),
            (HEADER, "", "This row is the header again."),
            (
                "D-9,2026-03-02T09:00,,,2026-03-02T10:00,,2026-03-02T10:00,bag,,,",
                "gone",
                "It is both resolved and left; one can be true.",
            ),
            ("D-9,2026-03-02T09:00,,,,,,b\x07ag,,,", "topic", "It holds a control character"),
        ],
    )
    def test_name_row_column_and_reason_beside_the_good_ones(
        self, database: Database, tmp_path: Path, row: str, column: str, reason: str
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            report = taken(session, file_of(tmp_path, FIRST, row, SECOND))
            assert report.rows_kept == 2
            assert [(each.row, each.column) for each in report.refused] == [(3, column)]
            assert reason in report.refused[0].reason

    def test_refuse_all_when_the_operator_is_strict(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            with pytest.raises(Refusal, match="Nothing was added, because 1 row was refused"):
                taken(session, file_of(tmp_path, FIRST, BACKWARDS), strict=True)
            assert _count(session, Escalation) == 0

    def test_leave_nothing_behind_when_no_row_is_kept(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            assert taken(session, file_of(tmp_path, BACKWARDS)).run_id is None
            assert _count(session, ImportRun) + _count(session, AuditEntry) == 0

    def test_are_told_for_a_dry_run_that_keeps_nothing(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            path = file_of(tmp_path, _with_team(1, "7"), BACKWARDS)
            report = taken(session, path, mapping(TEAMS), dry_run=True)
            assert (report.rows_kept, len(report.refused)) == (1, 1)
            assert report.places_made == ("Team 7",)
        with database.doors.reading() as session:
            assert _count(session, Escalation) == 0
            assert session.scalar(select(Place.id).where(Place.name == "Team 7")) is None


class TestPlaces:
    def test_are_made_below_when_the_mapping_says_so(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            path = file_of(tmp_path, _with_team(1, "7"), _with_team(2, ""), _with_team(3, "7"))
            taken(session, path, mapping(TEAMS))
            team = session.scalars(select(Place).where(Place.name == "Team 7")).one()
            assert (team.kind, team.zone, team.currency) == (
                PlaceKind.TEAM, "Africa/Nairobi", "KES",
            )  # fmt: skip
            assert team.path == f"{made.paths['Nairobi']}{team.id}/"
            places = session.scalars(select(Escalation.place_id).order_by(Escalation.id)).all()
            assert places == [team.id, made.places["Nairobi"], team.id]

    def test_that_are_not_there_refuse_only_their_rows(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            chosen = mapping(TEAMS.replace("create = true", ""))
            report = taken(session, file_of(tmp_path, _with_team(5, "7"), FIRST), chosen)
            assert report.rows_kept == 1
            assert report.refused[0].column == "team"
            assert report.refused[0].reason == "“7” is no team below Nairobi."

    def test_are_found_by_the_table_of_old_values(self, database: Database, tmp_path: Path) -> None:
        offices = """
        [place.below]
        column = "team"
        kind = "office"
        table = { hall = "Mombasa" }
        """
        chosen = mapping(offices, instead=('name = "Nairobi"', 'name = "Kenya"\nkind = "country"'))
        with database.doors.writing() as session:
            made = world(session)
            path = file_of(
                tmp_path, _with_team(1, "hall"), _with_team(2, "NAI"), _with_team(3, "x")
            )
            report = taken(session, path, chosen)
            places = session.scalars(select(Escalation.place_id).order_by(Escalation.id)).all()
            assert places == [made.places["Mombasa"], made.places["Nairobi"]]
            assert report.refused[0].reason == "“x” is no office below Kenya."

    def test_are_the_ones_that_the_operator_names(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            made = world(session)
            taken(session, file_of(tmp_path, FIRST), under="Mombasa")
            assert _named(session, "D-1").place_id == made.places["Mombasa"]

    @pytest.mark.parametrize(
        ("under", "sentence"),
        [
            ("Nairoby", "There is no place “Nairoby”; did you mean “Nairobi”?"),
            ("Africa", "There is no place “Elsewhere”: name one with --place"),
        ],
    )
    def test_that_do_not_exist_are_refused(
        self, database: Database, tmp_path: Path, under: str, sentence: str
    ) -> None:
        chosen = mapping(instead=('name = "Nairobi"', 'name = "Elsewhere"'))
        with database.doors.writing() as session:
            world(session)
            with pytest.raises(Refusal, match=sentence.replace("?", r"\?")):
                taken(session, file_of(tmp_path, FIRST), chosen, under=under)

    def test_above_offices_take_no_rows(self, database: Database, tmp_path: Path) -> None:
        chosen = mapping(instead=('name = "Nairobi"', 'name = "Kenya"\nkind = "country"'))
        with database.doors.writing() as session:
            world(session)
            with pytest.raises(Refusal, match="Rows belong to an office or a team, and Kenya is"):
                taken(session, file_of(tmp_path, FIRST), chosen)

    def test_keep_a_name_that_is_a_formula_as_text(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            chosen = mapping(TEAMS.replace('"Team {value}"', '"{value}"'))
            taken(session, file_of(tmp_path, _with_team(1, "=HYPERLINK(1)")), chosen)
            assert session.scalar(select(Place.name).where(Place.kind == PlaceKind.TEAM)) == (
                "=HYPERLINK(1)"
            )
            sheet = export(session, system(), kind="escalations", place_id=made.places["Nairobi"])
            assert ",'=HYPERLINK(1)," in as_csv(sheet)


class TestProblems:
    def test_are_made_from_a_title_when_the_mapping_says_so(
        self, database: Database, tmp_path: Path
    ) -> None:
        chosen = mapping(instead=("[problem]", '[problem]\ntitle = "About {value}"\ncreate = true'))
        with database.doors.writing() as session:
            made = world(session)
            report = taken(session, file_of(tmp_path, FIRST, SECOND), chosen)
            assert report.problems_made == ("About lost toy",)
            problem = session.scalars(
                select(Problem).where(Problem.title == "About lost toy")
            ).one()
            assert problem.place_id == made.places["Nairobi"]
            assert _named(session, "D-2").problem_id == problem.id

    def test_of_the_table_must_be_in_the_playbook(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            world(session)
            chosen = mapping(instead=("Bag delayed", "Bag delaid"))
            with pytest.raises(Refusal, match="sends “bag” to the problem “Bag delaid”, which is"):
                taken(session, file_of(tmp_path, FIRST), chosen)


class TestAmounts:
    def test_are_kept_with_the_limit_that_held(self, database: Database, tmp_path: Path) -> None:
        rows = [
            f"D-{number},2026-03-02T09:00,,,,,,bag,,{asked},{granted}"
            for number, (asked, granted) in enumerate(
                [("1000", "0.0"), ("1,200.50", "500"), ("1201", ""), ("", "")]
            )
        ]
        outcome = '[outcome]\ncolumn = "granted"\ntable = { "0.0" = "not_satisfiable" }\n'
        chosen = mapping(AMOUNTS + outcome, instead=("needs_information", "over_my_limit"))
        with database.doors.writing() as session:
            world(session)
            assert taken(session, file_of(tmp_path, *rows[:1], rows[2], rows[3]), chosen).rows_kept
            first, third = _named(session, "D-0"), _named(session, "D-2")
            assert (first.amount_asked, first.amount_granted) == (Decimal(1000), Decimal(0))
            assert (first.limit_kind, first.limit_amount) == (LimitKind.UP_TO, Decimal(1000))
            assert first.escalation_class is EscalationClass.WITHIN_LIMIT
            assert first.outcome is Outcome.NOT_SATISFIABLE
            assert third.escalation_class is EscalationClass.ABOVE
            assert third.granted_currency is None

    @pytest.mark.parametrize("amount", ["-5", "0", "3000000000000", "much", "1.23456", "NaN"])
    def test_that_cannot_be_meant_are_refused(
        self, database: Database, tmp_path: Path, amount: str
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            row = f"D-9,2026-03-02T09:00,,,,,,bag,,{amount},"
            report = taken(session, file_of(tmp_path, FIRST, row), mapping(AMOUNTS))
            assert [(each.row, each.column) for each in report.refused] == [(3, "asked")]


class TestPermission:
    @pytest.mark.parametrize("who", ["Nairobi staff", "Nairobi manager", "Asia regional"])
    def test_is_needed_for_the_place(self, database: Database, tmp_path: Path, who: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal):
                taken(session, file_of(tmp_path, FIRST), viewer=made.viewers[who])
            assert _count(session, Escalation) == 0

    def test_is_held_by_the_region(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            made = world(session)
            regional = made.viewers["Africa regional"]
            assert taken(session, file_of(tmp_path, FIRST), viewer=regional).rows_kept == 1
            assert session.scalars(select(ImportRun.imported_by_id)).one() == regional.person_id

    def test_to_make_places_is_another_one(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            made = world(session)
            path = file_of(tmp_path, _with_team(1, "7"))
            with pytest.raises(NotPermitted, match="may not change places here"):
                taken(session, path, mapping(TEAMS), viewer=made.viewers["Africa regional"])
