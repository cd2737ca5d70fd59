"""The screen of outcomes, run as the script that it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.commands import problems, walk_aways
from db.commands.walk_aways import Left
from db.rules.bases import Basis
from db.rules.marks import Mark
from db.rules.words import CauseClass, Fault, LeftReason, Origin
from tests.brief_cases import brief
from tests.counter_cases import asked
from tests.databases import Database
from tests.db.queries.cases import ask, give
from tests.pages.screens import run_screen, words_of
from tests.pages.taking_along import took_along
from tests.reopening_cases import resolved
from tests.world import NOW, World, world

SCREEN = "measures/outcomes.py"
DAY = timedelta(days=1)


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


@pytest.fixture
def busy(embedded: Database, made: World) -> World:
    """Half a year of gifts and asks at Nairobi, and other ones at Mombasa."""
    with embedded.doors.writing() as session:
        for number in range(1, 190, 3):
            day = NOW.date() - number * DAY
            noon = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            give(session, made, "Nairobi", "Bag delayed", at=noon)
            ask(session, made, "Nairobi", "Bag delayed", at=noon, settled=True)
            ask(session, made, "Mombasa", "Bag delayed", at=noon, settled=True, times=3)
    return made


class TestOutcomes:
    def test_begin_with_the_finding_its_counts_and_its_period(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        assert not screen.exception
        assert screen.title[0].value == "Staff in Nairobi settle 50 % themselves"
        assert "26 weeks to" in words_of(screen)

    def test_explain_each_share(self, busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Africa regional"], SCREEN)
        explained = [box for box in screen.expander if box.label == "Explain this number"]
        # Three shares, and why customers left.
        assert len(explained) == 4
        for box in explained:
            text = "\n".join(each.value for each in box.markdown)
            for part in ("Definition", "Counted", "Left out", "Clock", "Formula"):
                assert part in text

    def test_say_counts_and_interval_and_what_is_too_little(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"weeks": "13 weeks"}
        said = words_of(run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query))
        assert "matters were settled by staff, 13 weeks; 95 % interval" in said
        assert "No promise to call back came to its end at Nairobi" in said

    def test_say_who_came_back_and_of_which_weeks_nobody_knows_yet(
        self, busy: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P30: beside "complete", with counts, interval and the cohorts that are too young."""
        with embedded.doors.writing() as session:
            for days in (40, 41, 3):
                at = NOW - days * DAY
                resolved(session, busy, at=at, key=f"first {days}", reference=f"B-{days}")
                asked(session, busy, key=f"again {days}", at=at + DAY,
                      customer_reference=f"B-{days}")  # fmt: skip
        said = words_of(run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN))
        assert "3 % of resolved asks came back within 14 days" in said
        assert "2 of 58 resolved asks came back" in said
        assert "Not yet known\\: 6 resolved in weeks whose 14 days are not over" in said

    def test_never_say_nought_where_nothing_is_recorded(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert not screen.exception
        assert screen.title[0].value == "How it ended for customers in Nairobi"
        assert "Gifts are recorded on the counter card" in words_of(screen)

    def test_narrow_every_share_to_the_weeks_that_are_chosen(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken = took_along(monkeypatch)
        query = {"week": "2026-11-02..2026-11-09"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query)
        assert screen.button(key="chip-week").label == "Weeks of 2 Nov to 9 Nov"
        said = words_of(screen)
        assert "2 weeks; 95 % interval" in said
        assert "Only weeks of 2 Nov to 9 Nov" in said
        # The charts keep every week to choose from; the rows are those of the chosen ones.
        assert len(taken.sheets["first-line"].rows) == 26
        [gifts] = [each for each, _ in taken.counts if each.mark == Mark(Basis.GIFTS)]
        assert 0 < gifts.number < 10
        screen.button(key="chip-week").click().run()
        assert "week" not in screen.query_params

    def test_are_narrowed_by_keyboard_to_weeks_alone(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        screen.selectbox(key="from-0").select_index(1)
        screen.selectbox(key="to-0").select_index(0)
        assert not [each for each in screen.selectbox if str(each.key).startswith("class")]
        screen.button(key="select-these").click().run()
        assert screen.query_params["week"] == "2026-11-02..2026-11-09"
        assert not screen.exception

    def test_leave_what_no_week_can_be_chosen_by_out(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"class": "no_response", "hour": "mon-9"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query)
        assert not [each for each in screen.button if str(each.key).startswith("chip-")]

    def test_say_why_customers_left(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P25: with an ask and without, the commonest reason first."""
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert "Nobody noted that a customer left" in words_of(screen)
        with embedded.doors.writing() as session:
            for number in range(2):
                walk_aways.note(
                    session, made.viewers["Nairobi staff"], place_id=made.places["Nairobi"],
                    left=Left(LeftReason.HAD_TO_GO, made.problems["Bag delayed"]),
                    submit_key=str(number), at=NOW - 7 * DAY,
                )  # fmt: skip
        said = words_of(run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN))
        assert "Why customers left" in said
        assert "0 left while a manager was asked for, 2 before anybody asked" in said
        assert "- 2 had to go" in said

    def test_refuse_an_office_that_is_not_the_viewers(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"office": str(made.places["Singapore"])}
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN, query)
        assert screen.error[0].value.startswith("There is no such office for you.")
        assert not screen.title

    def test_are_closed_to_staff(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi staff"], SCREEN)
        assert screen.title[0].value == "This screen is closed to you"


class TestFromHearingToActing:
    def test_says_what_is_new_how_long_it_took_and_what_waits(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P35: the median with those that still wait, its counts and period, and its rows."""
        with embedded.doors.writing() as session:
            for number, days in enumerate((30, 20, 10)):
                made.problems[f"Belt {number}"] = problems.record(
                    session, made.viewers["Africa regional"], place_id=made.places["Kenya"],
                    title=f"Belt {number}", origin=Origin.REAL, cause_class=CauseClass.EQUIPMENT,
                    fault=Fault.OURS, at=NOW - 90 * DAY,
                )  # fmt: skip
                office = "Mombasa" if number == 2 else "Nairobi"
                ask(session, made, office, f"Belt {number}", at=NOW - days * DAY)
            ask(session, made, "Nairobi", "Bag delayed", at=NOW - 9 * DAY)
            brief(session, made, problem="Belt 0")
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], SCREEN,
                            {"office": str(made.places["Nairobi"])})  # fmt: skip
        assert not screen.exception
        said = words_of(screen)
        assert "Half of new problems were acted on within 30 d 0 h" in said
        assert "3 problems heard of for the first time in 26 weeks to 15 Nov 2026" in said
        assert "1 ready beforehand, 1 acted on, 1 still waiting" in said
        assert "Waits for 20 d 0 h" in said
        assert "Belt 2" not in said
        screen.segmented_control(key="heard-at").set_value("All your offices").run()
        assert "Belt 2" in words_of(screen)

    def test_says_what_will_stand_there_while_nothing_is_new(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = words_of(run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN))
        assert "No problem was heard of for the first time" in said
