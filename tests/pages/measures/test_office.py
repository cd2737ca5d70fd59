"""The measures screen, run as the script that it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.queries.rates import rates
from db.rules.words import Stage
from pages.components.escaping import plain
from tests.databases import Database
from tests.db.queries.cases import ask, give, serve
from tests.pages.screens import run_screen, words_of
from tests.pages.taking_along import as_many_rows, took_along
from tests.rebase_cases import rebase
from tests.world import NOW, World, world

SCREEN, ROWS = "measures/office.py", "measures/rows.py"
DAY = timedelta(days=1)


def _key(element: Any) -> str:
    return str(element.key)


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


@pytest.fixture
def busy(embedded: Database, made: World) -> World:
    """Half a year of asks and contacts at two offices."""
    today = NOW.date()
    with embedded.doors.writing() as session:
        for number in range(1, 200):
            day = today - number * DAY
            noon = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            for office, contacts in (("Nairobi", 40), ("Mombasa", 60)):
                serve(session, made, office, day, contacts + number % 7)
                ask(session, made, office, "Bag delayed", at=noon, settled=True,
                    times=1 + number % 3)  # fmt: skip
    return made


class TestMeasuresOfAnOffice:
    def test_begins_with_the_finding_its_counts_and_its_period(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        assert not screen.exception
        assert "Nairobi" in screen.title[0].value
        assert "Nairobi, 26 weeks to" in words_of(screen)

    def test_tells_who_answered_to_whoever_asks(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        screen.toggle(key="levels").set_value(True).run()
        said = words_of(screen)
        assert "answered by the first person offered" in said
        assert "of 100 asks were turned away at first" in said

    def test_tells_of_each_problem_to_whoever_asks(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P45: a manager sees how often each problem needs one, and how long its customers wait."""
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        screen.segmented_control(key="stage").set_value(Stage.RESOLVED).run()
        assert "**Bag delayed**" not in words_of(screen)
        screen.toggle(key="by-problem").set_value(True).run()
        said = words_of(screen)
        assert "Most asks, 363 of 363: Bag delayed" in said
        assert "**Bag delayed**" in said
        assert plain("per 100 contacts (95 % interval ") in said
        assert plain("Half are resolved within 10.0\u00a0min.") in said

    def test_says_that_nobody_asked(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        screen.toggle(key="by-problem").set_value(True).run()
        assert "Nobody asked for a manager here" in words_of(screen)

    def test_explains_each_number(self, busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Africa regional"], SCREEN)
        screen.toggle(key="compare").set_value(True).run()
        explained = [box for box in screen.expander if box.label == "Explain this number"]
        assert len(explained) == 5
        for box in explained:
            text = "\n".join(each.value for each in box.markdown)
            for part in ("Definition", "Counted", "Left out", "Clock", "Formula"):
                assert part in text

    def test_shows_a_funnel_to_whoever_sees_two_offices_and_asks_for_it(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P34: its own past comes first; nothing is compared with the average by default, and no
        office has a rank.
        """
        one = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        assert not [each for each in one.toggle if each.key == "compare"]
        two = run_screen(monkeypatch, busy.viewers["Africa regional"], SCREEN)
        assert "Inner band" not in words_of(two)
        assert "usual range" in words_of(two)
        two.toggle(key="compare").set_value(True).run()
        assert "2 offices, 26 weeks" in words_of(two)

    def test_gives_each_class_its_own_remedy(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = words_of(run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN))
        assert "Agree a response in the next huddle" in said

    def test_narrows_every_part_to_what_the_address_names(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"week": "2026-11-02..2026-11-09", "hour": "mon-12"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query)
        labels = {button.key: button.label for button in screen.button}
        assert labels["chip-week"] == "Weeks of 2 Nov to 9 Nov"
        assert labels["chip-hour"] == "Mon 12\\-13"
        assert labels["rows-rates"] == labels["rows-hours"] == labels["rows-classes"]
        assert "Only weeks of 2 Nov to 9 Nov, Mon 12\\-13\\. Counted from" in words_of(screen)

    def test_takes_a_part_of_the_selection_away_with_one_tap(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"week": "2026-11-09", "class": "no_response"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query)
        screen.button(key="chip-week").click().run()
        assert "week" not in screen.query_params
        assert screen.query_params["class"] == "no_response"
        screen.button(key="clear-selection").click().run()
        assert "class" not in screen.query_params
        assert not screen.exception

    def test_is_narrowed_by_keyboard_as_well(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        screen.selectbox(key="from-0").select_index(2)
        screen.selectbox(key="to-0").select_index(0)
        screen.selectbox(key="class-0").select_index(0)
        screen.button(key="select-these").click().run()
        assert screen.query_params["week"] == "2026-10-26..2026-11-09"
        assert "class" in screen.query_params

    @pytest.mark.parametrize(
        "query",
        [{"week": "2026-11-10"}, {"week": "soon"}, {"hour": "mon-24"}, {"class": "rude"},
         {"week": "2020-01-06"}],
    )  # fmt: skip
    def test_says_what_cannot_be_chosen_and_offers_a_way_out(
        self, busy: World, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query)
        assert len(screen.error) == 1
        screen.button(key="clear-refused").click().run()
        assert not screen.error

    def test_takes_the_period_of_the_address(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        viewer = busy.viewers["Nairobi manager"]
        screen = run_screen(monkeypatch, viewer, SCREEN, {"weeks": "13 weeks"})
        assert "13 weeks to" in words_of(screen)

    def test_counts_who_was_reached_after_a_length_that_is_chosen(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"stage": "Resolved", "after": "600"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query)
        said = words_of(screen).replace("\\", "")
        assert "100 % are resolved within 10.0\xa0min" in said
        assert "After 10.0\xa0min: 368 resolved, 0 left, 0 had waited longer" in said
        screen.selectbox(key="length").set_value(300).run()
        assert screen.query_params["after"] == "300"
        said = words_of(screen).replace("\\", "")
        assert "After 5.0\xa0min: 0 resolved, 0 left, 368 had waited longer" in said
        for strange in ("", "-1", "soon", "9" * 30, "²"):
            query = {"after": strange}
            screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query)
            assert screen.selectbox(key="length").value == 300

    @pytest.mark.parametrize(
        "query",
        [{}, {"week": "2026-11-02..2026-11-09"}, {"hour": "mon-12", "class": "no_response"}],
    )
    def test_leads_each_number_to_as_many_rows(
        self, embedded: Database, busy: World, monkeypatch: pytest.MonkeyPatch,
        query: dict[str, str],
    ) -> None:  # fmt: skip
        taken, viewer = took_along(monkeypatch), busy.viewers["Africa regional"]
        asked = {"levels": "true", "office": str(busy.places["Nairobi"])} | query
        run_screen(monkeypatch, viewer, SCREEN, asked)
        with embedded.doors.reading() as session:
            as_many_rows(session, viewer, taken)

    def test_narrows_who_answered_to_the_selection_and_hides_who_did_not_ask(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"levels": "true", "week": "2026-11-09"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query)
        said = words_of(screen).replace("\\", "")
        assert "1 week; 95 % interval" in said
        assert "Who did not ask is counted for all weeks together" in said

    @pytest.mark.parametrize("stage", ["with_customer", "resolved"])
    def test_measures_waits_until_another_stage(
        self, busy: World, monkeypatch: pytest.MonkeyPatch, stage: str
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        screen.segmented_control(key="stage").set_value(stage).run()
        assert not screen.exception

    def test_measures_waits_in_opening_hours_apart(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"clock": "Opening hours"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query)
        assert not screen.exception
        said = words_of(screen)
        assert "Half are answered: not yet known; 95 % interval not yet known" in said
        assert "Nine in ten" in said
        assert "by the hours that it had when the wait ended" in said

    def test_never_says_nought_where_nothing_is_recorded(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert not screen.exception
        assert screen.title[0].value == "No contacts are recorded for Nairobi"
        said = words_of(screen)
        assert "so there is no rate" in said
        assert "Nobody asked for a manager in these weeks" in said

    def test_refuses_an_office_that_is_not_the_viewers(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"office": str(made.places["Singapore"])}
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN, query)
        assert screen.error[0].value.startswith("There is no such office for you.")
        assert not screen.title

    def test_is_closed_to_staff(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi staff"], SCREEN)
        assert screen.title[0].value == "This screen is closed to you"


class TestANewRange:
    def test_is_tried_out_in_the_address_and_goes_with_one_tap(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"range": "2026-08-17"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query)
        assert screen.button(key="chip-range").label == "Trying a new range from 17 Aug"
        assert "weeks of the new range" in words_of(screen)
        screen.button(key="chip-range").click().run()
        assert "range" not in screen.query_params
        assert not screen.exception

    def test_is_chosen_and_kept_by_keyboard_with_its_reason(
        self, embedded: Database, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        manager = busy.viewers["Nairobi manager"]
        screen = run_screen(monkeypatch, manager, SCREEN)
        screen.selectbox(key="range-from").set_value(date(2026, 8, 17)).run()
        screen.button(key="range-try").click().run()
        assert screen.query_params["range"] == "2026-08-17"
        screen.button(key="range-keep").click().run()
        assert "The reason is empty" in screen.error[0].value
        screen.text_input(key="range-why").set_value("New refund limits")
        screen.button(key="range-keep").click().run()
        assert not screen.exception
        assert "range" not in screen.query_params
        said = "New range from 17 Aug\\: New refund limits\\. Set by Nairobi manager on 18 Nov 2026"
        assert said in words_of(screen)
        # It stands in the record: others see it without the address.
        other = run_screen(monkeypatch, busy.viewers["Africa regional"], SCREEN, {
            "office": str(busy.places["Nairobi"])})  # fmt: skip
        assert said in words_of(other)
        assert "weeks of the new range" in words_of(other)

    def test_is_taken_back_by_another_act(
        self, embedded: Database, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = rebase(session, busy, starts_on=date(2026, 8, 17))
        screen = run_screen(monkeypatch, busy.viewers["Nairobi duty"], SCREEN)
        screen.button(key=f"range-end-{key}").click().run()
        assert "The reason is empty" in screen.error[0].value
        screen.text_input(key=f"range-why-{key}").set_value("Set by mistake")
        screen.button(key=f"range-end-{key}").click().run()
        assert not screen.exception
        assert "weeks of the new range" not in words_of(screen)

    def test_is_told_alike_by_screen_export_and_picture(
        self, embedded: Database, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            rebase(session, busy, starts_on=date(2026, 8, 17))
        taken = took_along(monkeypatch)
        run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        with embedded.doors.reading() as session:
            [told] = rates(session, busy.viewers["Nairobi manager"], weeks=26, now=NOW)
        sheet = taken.sheets["rates"]
        column = dict(zip(sheet.header, zip(*sheet.rows, strict=True), strict=True))
        means = [point.mean for point in told.chart.points]
        assert [float(each) for each in column["mean"]] == pytest.approx(means, abs=1e-4)
        assert column["why"][-1] == "New refund limits"
        assert set(column["range from"]) == {date(2026, 5, 18), date(2026, 8, 17)}
        picture = taken.pictures["rates"]
        assert any("New range from 17 Aug: New refund limits." in line for line in picture.lines)
        drawn = [row for rows in picture.chart["datasets"].values() for row in rows]
        assert "new range: New refund limits" in {row.get("words") for row in drawn}


class TestRowsBehindANumber:
    def test_are_listed_newest_first_with_their_count(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"week": "2026-11-09", "of": "rate"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], ROWS, query)
        assert screen.title[0].value.endswith("asks behind the number")
        said = words_of(screen)
        assert "9 Nov to 15 Nov, Week of 9 Nov, asks on days with recorded contacts" in said
        assert said.index("15 Nov 2026") < said.index("14 Nov 2026")

    def test_may_be_gifts_and_promises_and_leave_as_a_table(
        self, embedded: Database, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            give(session, busy, "Nairobi", "Bag delayed", at=NOW - 9 * DAY)
        taken = took_along(monkeypatch)
        viewer = busy.viewers["Nairobi manager"]
        screen = run_screen(monkeypatch, viewer, ROWS, {"of": "gifts"})
        assert screen.title[0].value == "1 gift behind the number"
        assert "Meal voucher" in words_of(screen)
        assert not [each for each in screen.button if _key(each).startswith("open-")]
        assert screen.button(key="back").label == "Back to the outcomes"
        assert taken.sheets["rows"].rows[0][2] == "Meal voucher"
        screen = run_screen(monkeypatch, viewer, ROWS, {"of": "missed"})
        assert screen.title[0].value == "0 promises behind the number"
        run_screen(monkeypatch, viewer, ROWS, {"of": "asks"})
        # The table holds every row, the screen one page of them.
        assert len(taken.sheets["rows"].rows) == 363

    def test_of_a_limit_are_of_any_place_and_up_to_now(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"of": "removed", "limit": "2000", "period": "0",
                 "office": str(busy.places["Kenya"])}  # fmt: skip
        screen = run_screen(monkeypatch, busy.viewers["Africa regional"], ROWS, query)
        said = words_of(screen).replace("\\", "")
        assert "Kenya, all there is up to 18 Nov, asks over a limit that KES\xa02,000" in said
        assert screen.button(key="back").label == "Back to the higher limit"

    def test_say_what_waited_how_long(self, busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
        query = {"of": "longer", "until": "resolved", "on": "open", "after": "300"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], ROWS, query)
        said = words_of(screen).replace("\\", "")
        assert screen.title[0].value == "368 asks behind the number"
        assert "waited longer than 5.0\xa0min of opening hours until resolved, or still do" in said

    @pytest.mark.parametrize("of", ["rude", "longer", "cases", "removed"])
    def test_are_refused_where_nobody_counts_them(
        self, busy: World, monkeypatch: pytest.MonkeyPatch, of: str
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], ROWS, {"of": of})
        assert "nobody counts" in screen.error[0].value
        assert not screen.exception

    def test_say_when_nothing_fits(self, busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
        query = {"hour": "sun-3"}
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], ROWS, query)
        assert screen.title[0].value == "0 asks behind the number"

    def test_are_closed_for_an_office_that_is_not_the_viewers(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"office": str(made.places["Singapore"])}
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], ROWS, query)
        assert screen.error[0].value.startswith("There is no such office for you.")

    def test_open_the_record_of_one(self, busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
        found = run_screen(monkeypatch, busy.viewers["Nairobi manager"], ROWS)
        key = next(each for each in map(_key, found.button) if each.startswith("open-"))
        number = key.removeprefix("open-")
        query = {"escalation": number}
        screen = run_screen(
            monkeypatch, busy.viewers["Nairobi manager"], "escalations/record.py", query
        )
        assert screen.title[0].value == f"Escalation {number}"
        assert screen.toggle(key=f"steps-{number}").value is True

    def test_open_no_record_of_elsewhere(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = run_screen(monkeypatch, busy.viewers["Nairobi manager"], ROWS)
        key = next(each for each in map(_key, found.button) if each.startswith("open-"))
        query = {"escalation": key.removeprefix("open-")}
        screen = run_screen(
            monkeypatch, busy.viewers["Singapore manager"], "escalations/record.py", query
        )
        assert not [each for each in screen.toggle if _key(each).startswith("steps-")]


class TestSmallOffices:
    def _screen(
        self, made: World, monkeypatch: pytest.MonkeyPatch, *, each: bool = True
    ) -> AppTest:
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], SCREEN)
        screen.toggle(key="compare").set_value(True).run()
        if each:
            screen.toggle(key="each-office").set_value(True).run()
        assert not screen.exception
        assert "nan" not in words_of(screen).lower()
        return screen

    def test_show_their_own_rate_beside_the_one_to_go_by(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = words_of(self._screen(busy, monkeypatch))
        assert "to go by" in said
        assert "No order within a band" in said

    def test_without_contacts_have_no_rate_and_are_named(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            ask(session, made, "Mombasa", "Bag delayed", at=NOW - 20 * DAY, times=2)
        said = words_of(self._screen(made, monkeypatch, each=False))
        assert "Offices cannot be compared yet" in said

    def test_where_all_is_still_open_say_what_is_not_known(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            for days in range(1, 90, 9):
                serve(session, made, "Nairobi", (NOW - days * DAY).date(), 50)
                ask(session, made, "Nairobi", "Bag delayed", at=NOW - days * DAY)
        query = {"office": str(made.places["Nairobi"])}
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], SCREEN, query)
        assert not screen.exception
        said = words_of(screen)
        assert "not yet known" in said
        assert "nan" not in said.lower()

    def test_with_a_year_of_gaps_pass_them_over_and_say_so(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            for week in (5, 20, 45):
                day = NOW - week * 7 * DAY
                serve(session, made, "Nairobi", day.date(), 50)
                ask(session, made, "Nairobi", "Bag delayed", at=day, settled=True)
        query = {"weeks": "1 year", "office": str(made.places["Nairobi"])}
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], SCREEN, query)
        assert not screen.exception
        said = words_of(screen)
        assert "49 periods without contacts" in said
        assert "nan" not in said.lower()
