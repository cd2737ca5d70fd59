"""What opening the screens of every day costs: no question twice, and no form before it is wanted.

The numbers are what was needed when they were written. A screen that needs more has to say so
here; docs/performance.md tells what a statement and a piece cost.
"""

from __future__ import annotations

import pytest

from tests.databases import Database
from tests.pages.costs import Cost, counted
from tests.pages.screens import run_screen
from tests.world import World, world

MANAGER = "Nairobi manager"
PLAYBOOK, READINESS = "playbook/problems.py", "readiness/office.py"
# At most so many statements and pieces, in the world of the tests.
SCREENS = {"huddles/huddles.py": (10, 20), PLAYBOOK: (4, 16), READINESS: (33, 37)}


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


def opened(made: World, database: Database, patch: pytest.MonkeyPatch, path: str) -> Cost:
    """What it costs to open the screen."""
    with counted(database, patch) as cost:
        screen = run_screen(patch, made.viewers[MANAGER], path)
    assert not screen.exception
    return cost


class TestADailyScreen:
    @pytest.mark.parametrize("path", SCREENS)
    def test_asks_and_draws_no_more_than_it_did(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        cost = opened(made, embedded, monkeypatch, path)
        statements, pieces = SCREENS[path]
        assert len(cost.statements) <= statements, cost.statements
        assert len(cost.drawn) <= pieces, cost.drawn


class TestReadiness:
    @pytest.mark.parametrize("table", ["rehearsals", "briefings", "problem_mentions", "cover"])
    def test_reads_the_record_once_for_score_and_ladder(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch, table: str
    ) -> None:
        assert len(opened(made, embedded, monkeypatch, READINESS).about(table)) == 1


class TestThePlaybook:
    def test_draws_three_pieces_a_problem_and_no_form(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cost = opened(made, embedded, monkeypatch, PLAYBOOK)
        assert cost.drawn.count("button") == len(made.problems)
        assert cost.pieces.count("form") == 0
        assert [each for each in cost.drawn if each == "text_input"] == ["text_input"]
