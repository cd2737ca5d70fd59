"""The screen of window caps and of what is raised for a time, run as its script."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.commands import caps
from db.rules.cap_lines import CapLine
from db.rules.words import CapHolder, CapPeriod
from db.tables.caps import WindowCap
from db.tables.limits import AuthorityLimit
from tests.databases import Database
from tests.pages.administration.meal_limits import changing_meals
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

CAPS = "administration/caps.py"
PUBLISH = "Publish cap"


def _seed(database: Database) -> World:
    with database.doors.writing() as session:
        return world(session)


def _opened(made: World, monkeypatch: pytest.MonkeyPatch, who: str = "Africa regional") -> AppTest:
    return run_screen(monkeypatch, made.viewers[who], CAPS, {"office": str(made.places["Nairobi"])})


def _fill(screen: AppTest, most: str, unit: str, period: CapPeriod | None, why: str) -> None:
    by_label = {each.label: each for each in (*screen.selectbox, *screen.text_input)}
    by_label["In a"].set_value(period)
    by_label["At most"].set_value(most)
    by_label["Counted in"].set_value(unit)
    by_label["Why"].set_value(why)
    next(each for each in screen.button if each.label == PUBLISH).click().run()


class TestTheScreen:
    def test_publishes_a_cap_and_says_what_is_wrong_with_another(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        screen = _opened(made, monkeypatch)
        assert "No cap binds at Nairobi" in words_of(screen)
        _fill(screen, "2", "times", None, "Twice is enough.")
        assert "a cap needs a period" in words_of(screen)
        _fill(screen, "two", "times", CapPeriod.WEEK, "Twice is enough.")
        assert "is not a number of times" in words_of(screen)
        _fill(screen, "", "worth", CapPeriod.WEEK, "Twice is enough.")
        assert "A blank is not a cap" in words_of(screen)
        _fill(screen, "-5", "worth", CapPeriod.WEEK, "Twice is enough.")
        assert "must be above zero" in words_of(screen)
        _fill(screen, "2", "times", CapPeriod.WEEK, "Twice is enough.")
        assert not screen.exception
        assert "At most 2 times a week for each customer" in words_of(screen)
        with embedded.doors.reading() as session:
            found = session.scalars(select(WindowCap)).one()
            assert (found.holder, found.most_times) == (CapHolder.CUSTOMER, 2)

    def test_ends_a_cap(self, embedded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        made = _seed(embedded)
        before = NOW - timedelta(days=1)
        with embedded.doors.writing() as session:
            key = caps.publish(
                session, made.viewers["Africa regional"], place_id=made.places["Nairobi"],
                line=CapLine(CapHolder.PERSON, CapPeriod.DAY, most_times=9), note="Enough.",
                in_force_from=before, submit_key="one", at=before,
            )  # fmt: skip
        screen = _opened(made, monkeypatch)
        screen.button(key=f"end-{key}").click().run()
        assert "No cap binds at Nairobi" in words_of(screen)

    def test_only_reads_for_managers(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = _opened(_seed(embedded), monkeypatch, "Nairobi manager")
        assert not screen.exception
        assert not [each for each in screen.button if each.label == PUBLISH]


class TestALimitForATime:
    def test_is_published_with_its_end_and_listed_with_it(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        screen, office, form, agent = changing_meals(made, monkeypatch)
        screen.text_input(key=f"{agent}-amount").set_value("12,000")
        screen.text_input(key=f"{form}-note").set_value("A storm is coming")
        day = (datetime.now(UTC) + timedelta(days=3)).date()
        screen.date_input(key=f"{form}-ends").set_value(day)
        screen.button(key=f"{form}-publish").click().run()
        assert not screen.exception
        assert not screen.error
        with embedded.doors.reading() as session:
            row = session.scalars(
                select(AuthorityLimit).where(AuthorityLimit.place_id == office)
            ).one()
            assert row.is_temporary
        listed = words_of(_opened(made, monkeypatch))
        assert "agent, Meal voucher, any problem: up to KES" in listed
        assert "ends by itself" in listed
