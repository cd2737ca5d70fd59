"""What the counter card costs at each tap: few statements, few pieces, and nothing for what stands
there seldom or waits behind a tap.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from db.queries import counter
from db.queries.places import place
from db.rules.words import ContactKind, EscalationReason
from db.tables.contacts import HelpContact
from tests.counter_cases import asked
from tests.databases import Database
from tests.pages.costs import Cost, counted
from tests.pages.screens import SECONDS, run_screen
from tests.world import NOW, World, world

if TYPE_CHECKING:
    from pages.components.in_hand import Matter

STAFF = "Nairobi staff"
SCREEN = "counter/card.py"


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        made = world(session)
        session.add(
            HelpContact(place_id=made.places["Kenya"], kind=ContactKind.DUTY_DESK, name="Desk",
                        phone="+254 000 0104", hours="always", what_for="All")
        )  # fmt: skip
        return made


# Both run as scripts of their own, as a browser runs a part of the screen. A script knows nothing
# of this module: it imports what it needs, and its types are words.
def the_answer(matter: "Matter") -> None:  # noqa: UP037 - as above.
    import streamlit as st  # noqa: PLC0415 - as above.

    from pages.components.counter_answer import answer  # noqa: PLC0415 - as above.

    left, right = st.columns(2)
    answer(matter, left, right)


def the_other_ways(matter: "Matter") -> None:  # noqa: UP037 - as above.
    import streamlit as st  # noqa: PLC0415 - as above.

    from pages.components.other_ways import other_ways  # noqa: PLC0415 - as above.

    other_ways(matter, st.container())


def part(
    made: World, database: Database, patch: pytest.MonkeyPatch, script: Callable[..., None],
    *, age: timedelta = timedelta(0),
) -> Cost:  # fmt: skip
    """What this part costs when it runs by itself for a delayed bag, an amount typed, when the
    problem was chosen so long ago.
    """
    run_screen(patch, made.viewers[STAFF], SCREEN)
    # Not before: the screens bind their clock when they are loaded.
    from pages.components.in_hand import Matter  # noqa: PLC0415 - as above.
    from pages.components.searching import Chosen  # noqa: PLC0415 - as above.

    viewer, key = made.viewers[STAFF], made.problems["Bag delayed"]
    with database.doors.reading() as session:
        here = place(session, viewer, place_id=made.places["Nairobi"])
        found = counter.prepared(session, viewer, place=here, problem_id=key, now=NOW)
    matter = Matter(here, Chosen(key, ""), found, "x", NOW - age)
    screen = AppTest.from_function(script, kwargs={"matter": matter}, default_timeout=SECONDS)
    screen.session_state["worth-KES"] = "5000"
    with counted(database, patch) as cost:
        screen.run()
    assert not screen.exception
    return cost


class TestTheScreen:
    def test_asks_three_things_before_anything_is_chosen(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with counted(embedded, monkeypatch) as cost:
            run_screen(monkeypatch, made.viewers[STAFF], SCREEN)
        assert len(cost.statements) == 3, cost.statements
        # The way to search, what to do, and at the bottom Safety and how to stay cool.
        assert cost.drawn == ["selectbox", "markdown", "button", "button"]

    def test_asks_for_what_seldom_stands_there_only_where_it_does(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            asked(session, made, None, problem_id=None, words="He has a knife", remedy_id=None,
                  reason=EscalationReason.SAFETY)  # fmt: skip
        with counted(embedded, monkeypatch) as cost:
            run_screen(monkeypatch, made.viewers[STAFF], SCREEN)
        assert len(cost.about("safety_records")) == 1
        assert len(cost.about("escalation_events")) >= 1


class TestAnAmount:
    def test_asks_for_the_rules_the_duty_and_the_caps_and_nothing_else(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cost = part(made, embedded, monkeypatch, the_answer)
        tables = [("authority_limits",), ("cover",), ("window_caps",)]
        assert len(cost.statements) == len(tables), cost.statements
        for statement, [table] in zip(cost.statements, tables, strict=True):
            assert f"FROM {table}" in statement or f"JOIN {table}" in statement

    def test_draws_the_fields_the_answer_and_its_buttons(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cost = part(made, embedded, monkeypatch, the_answer)
        assert cost.drawn == ["selectbox", "selectbox", "html", "html", "button", "button"]
        assert cost.sent < 8_000

    def test_asks_again_for_words_that_are_no_longer_young(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run_screen(monkeypatch, made.viewers[STAFF], SCREEN)
        from pages.components.in_hand import HOLDS  # noqa: PLC0415 - after the clock was set.

        young = part(made, embedded, monkeypatch, the_answer, age=HOLDS / 2)
        old = part(made, embedded, monkeypatch, the_answer, age=HOLDS)
        assert young.about("FROM responses") == []
        assert len(old.about("FROM responses")) == 1
        assert len(old.about("FROM problems")) == 1


class TestTheOtherWays:
    def test_ask_nothing_until_one_is_tapped(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cost = part(made, embedded, monkeypatch, the_other_ways)
        assert cost.statements == []
        assert cost.drawn == ["button", "menu_button", "menu_button", "button", "button"]
