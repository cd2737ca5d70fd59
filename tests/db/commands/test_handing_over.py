"""P28, P29: briefs are handed over by an act; what waits with a team is counted before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db.commands import design_briefs as commands
from db.queries.agenda import agenda_facts
from db.queries.backlogs import backlog, depends_on, known_team, team_names
from db.queries.design_briefs import brief_events, owners_of_briefs, parties_of
from db.rules.proposals import proposals
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import BriefEventKind, Party
from db.tables.design_briefs import DesignBrief
from db.tables.places import Place
from tests.brief_cases import brief
from tests.world import NOW, World, world

DAY = timedelta(days=1)
PROBLEMS = ("Bag delayed", "Missed connection", "Passport expired")


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


def _hand(
    session: Session, made: World, key: int, party: Party, *, team: str = "Belts", days: int = 0,
    due: int | None = None, owner: str = "Nairobi duty", who: str = "Nairobi manager",
) -> None:  # fmt: skip
    at = NOW + days * DAY
    commands.assign(
        session, made.viewers[who], brief_id=key, party=party, owner_id=made.people[owner],
        team=team, words="A belt that does not stop.", at=at,
        due_on=None if due is None else (at + due * DAY).date(),
        version=session.get_one(DesignBrief, key).version,
    )  # fmt: skip


class TestAssign:
    def test_hands_over_with_owner_clock_and_day(self, session: Session, made: World) -> None:
        """P28: each party has an owner and a clock, and an act hands over."""
        key, manager = brief(session, made), made.viewers["Nairobi manager"]
        _hand(session, made, key, Party.FIXERS, days=2, due=9)
        _hand(session, made, key, Party.DESIGN, team="Product", owner="Africa regional", days=5)
        counter, fixers, design = parties_of(session, manager, brief_id=key, now=NOW + 12 * DAY)
        assert [line.held for line in (counter, fixers, design)] == [2 * DAY, 3 * DAY, 7 * DAY]
        assert [line.since for line in (counter, fixers, design)] == [None, None, NOW + 5 * DAY]
        assert (fixers.who, fixers.due_on) == ("Belts, Nairobi duty", (NOW + 11 * DAY).date())
        last = brief_events(session, manager, brief_id=key)[-1]
        assert (last.kind, last.party, last.owner, last.team) == (
            BriefEventKind.ASSIGNED, Party.DESIGN, "Africa regional", "Product",
        )  # fmt: skip

    def test_can_hand_it_back_to_the_counter(self, session: Session, made: World) -> None:
        key, manager = brief(session, made), made.viewers["Nairobi manager"]
        _hand(session, made, key, Party.FIXERS, days=1)
        _hand(session, made, key, Party.COUNTER, team="Desk 4", days=3)
        counter = parties_of(session, manager, brief_id=key, now=NOW + 4 * DAY)[0]
        assert (counter.since, counter.held, counter.owner) == (
            NOW + 3 * DAY, 2 * DAY, "Nairobi duty",
        )  # fmt: skip

    def test_refuses_a_day_that_is_over_and_takes_today(
        self, session: Session, made: World
    ) -> None:
        key = brief(session, made)
        with pytest.raises(Refusal, match="That day is over"):
            _hand(session, made, key, Party.FIXERS, due=-1)
        _hand(session, made, key, Party.FIXERS, due=0)
        assert session.get_one(DesignBrief, key).due_on == NOW.date()

    def test_is_told_on_the_agenda(self, session: Session, made: World) -> None:
        """P28: with whom it lies, since when, and what was promised, in the huddle."""
        key = brief(session, made)
        _hand(session, made, key, Party.FIXERS, due=9)
        facts = agenda_facts(
            session, made.viewers["Nairobi manager"], held_on=(NOW + 13 * DAY).date(), seed="one",
            place=session.get_one(Place, made.places["Nairobi"]),
        )  # fmt: skip
        (item,) = [each for each in proposals(facts) if each.source_key == f"brief:{key}"]
        assert item.facts.endswith(
            "It lies with the fixers (Belts, Nairobi duty) for 12 days, promised for 27 Nov "
            "and not fixed."
        )


class TestOwners:
    def test_are_those_who_manage_there_above_or_below(self, session: Session, made: World) -> None:
        regional = made.viewers["Africa regional"]
        names = [name for _, name in
                 owners_of_briefs(session, regional, place_id=made.places["Kenya"])]  # fmt: skip
        assert names == [
            "Administrator", "Africa regional", "Mombasa duty", "Mombasa manager", "Nairobi duty",
            "Nairobi manager",
        ]  # fmt: skip
        manager = made.viewers["Nairobi manager"]
        assert owners_of_briefs(session, manager, place_id=made.places["Kenya"]) == []


class TestTeams:
    def test_are_one_however_they_are_spelt(self, session: Session, made: World) -> None:
        _hand(session, made, brief(session, made), Party.FIXERS, team="Belts")
        other = brief(session, made, problem="Missed connection")
        _hand(session, made, other, Party.FIXERS, team="  belts ")
        assert team_names(session) == ["Belts"]
        assert known_team(session, "BELTS") == "Belts"
        assert known_team(session, "Motors  and belts") == "Motors and belts"


class TestBacklog:
    def test_counts_what_waits_with_the_team_and_before_this_one(
        self, session: Session, made: World
    ) -> None:
        """P29: whose place it is does not matter to the fixers; who sees it sees counts."""
        first = brief(session, made, office="Mombasa")
        second = brief(session, made)
        third = brief(session, made, problem="Missed connection")
        other = brief(session, made, problem="Passport expired")
        _hand(session, made, first, Party.FIXERS, days=1, who="Mombasa manager")
        _hand(session, made, second, Party.DESIGN, days=2)
        _hand(session, made, third, Party.COUNTER, days=3)
        _hand(session, made, other, Party.FIXERS, days=3, team="Motors")
        viewer, now = made.viewers["Nairobi staff"], NOW + 9 * DAY
        found = backlog(session, viewer, team="Belts", brief_id=second, now=now)
        assert (found.waiting, found.ahead, found.longest) == (2, 1, 8 * DAY)
        assert backlog(session, viewer, team="Belts", now=now).ahead == 2
        assert backlog(session, viewer, team="Nobody", now=now).waiting == 0

    def test_counts_the_fixes_of_eight_weeks(self, session: Session, made: World) -> None:
        manager = made.viewers["Nairobi manager"]
        for number, problem in enumerate(PROBLEMS):
            key = brief(session, made, problem=problem)
            _hand(session, made, key, Party.FIXERS)
            # Written down twice, it is one fix all the same.
            for _ in range(2):
                commands.make_fix(
                    session, manager, brief_id=key, fixed_on=NOW.date(), words="A motor.",
                    version=session.get_one(DesignBrief, key).version, at=NOW + number * DAY,
                )  # fmt: skip
        for days, fixed in ((2, 3), (56, 2), (57, 1), (58, 0)):
            found = backlog(session, manager, team="Belts", now=NOW + days * DAY)
            assert (found.fixed, found.waiting) == (fixed, 0), days

    def test_is_closed_to_whoever_serves_nobody(self, session: Session, made: World) -> None:
        nobody = replace(made.viewers["Nairobi staff"], held=())
        with pytest.raises(NotPermitted):
            backlog(session, nobody, team="Belts", now=NOW)


class TestDependsOn:
    def test_finds_the_team_that_a_promise_hangs_on(self, session: Session, made: World) -> None:
        """P29: whoever promises a call about this problem sees what waits before it."""
        key = brief(session, made)
        viewer, path = made.viewers["Nairobi staff"], made.paths["Nairobi"]
        about = {"problem_id": made.problems["Bag delayed"], "path": path, "now": NOW + 4 * DAY}
        assert depends_on(session, viewer, **about) is None  # type: ignore[arg-type]  # one dict for all.
        _hand(session, made, key, Party.FIXERS, days=1, due=3)
        found = depends_on(session, viewer, **about)  # type: ignore[arg-type]  # one dict for all.
        assert found is not None
        assert (found.brief_id, found.backlog.ahead) == (key, 0)
        assert found.sentence == (
            "It lies with the fixers (Belts, Nairobi duty) for 3 days, promised for 22 Nov. "
            "Nothing waits before it; Belts fixed none in the last 8 weeks. Promise no day."
        )
        elsewhere = made.paths["Mombasa"]
        assert depends_on(session, viewer, **{**about, "path": elsewhere}) is None  # type: ignore[arg-type]  # one dict for all.
        assert depends_on(session, viewer, **{**about, "problem_id": None}) is None  # type: ignore[arg-type]  # one dict for all.
