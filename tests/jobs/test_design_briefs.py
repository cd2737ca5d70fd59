"""Problems that come back open briefs once a day; fixes are watched."""

from __future__ import annotations

from jobs import design_briefs
from tests.brief_cases import DROPPED, RISING, cases_by_week, fixed_brief
from tests.databases import Database
from tests.world import NOW, world


class TestRun:
    def test_opens_and_watches_each_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            cases_by_week(session, made, RISING, problem="Missed connection")
            cases_by_week(session, made, DROPPED)
            fixed_brief(session, made)
        assert design_briefs.run(NOW) == "1 opened, 1 watched"
        assert design_briefs.run(NOW) == "0 opened, 0 watched"

    def test_has_nothing_to_do_in_an_empty_record(self, database: Database) -> None:
        assert design_briefs.run(NOW) == "0 opened, 0 watched"
