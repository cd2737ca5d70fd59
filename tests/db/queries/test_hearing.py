"""P35: what an office first heard of in a period, how, and what was done about it first."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from db.commands import agenda, design_briefs, huddles, limits, problems, responses, topics
from db.queries.hearing import HearingRow, hearings
from db.queries.huddle_items import items_of
from db.rules.hearing import ActedBy, HeardAs
from db.rules.limit_sets import LimitLine
from db.rules.refusals import Refusal
from db.rules.words import ActionKind, CauseClass, Fault, LimitKind, Origin
from db.tables.huddles import Action
from db.tables.places import Place
from tests.brief_cases import brief
from tests.db.queries.cases import ask
from tests.world import NOW, World, world

DAY = timedelta(days=1)
# The Monday on which the last 13 whole weeks begin.
SINCE = datetime(2026, 8, 16, 21, tzinfo=NOW.tzinfo)


@pytest.fixture
def made(session: Session) -> World:
    """The world, in which only an imagined problem has no response from above."""
    return world(session)


def _new(session: Session, made: World, title: str = "Belt jams") -> str:
    """A problem of the country that nobody has answered yet."""
    made.problems[title] = problems.record(
        session, made.viewers["Africa regional"], place_id=made.places["Kenya"], title=title,
        origin=Origin.REAL, cause_class=CauseClass.EQUIPMENT, fault=Fault.OURS,
        at=NOW - 200 * DAY,
    )  # fmt: skip
    return title


def _found(
    session: Session, made: World, *, office: str = "Nairobi", who: str = "Africa regional",
    every: bool = False,
) -> dict[tuple[str, str], HearingRow]:  # fmt: skip
    found = hearings(
        session, made.viewers[who], place_id=made.places[office], weeks=13, all_offices=every,
        now=NOW,
    )  # fmt: skip
    return {(row.office.name, row.problem): row for row in found.rows}


class TestHearings:
    @pytest.mark.parametrize(("before", "is_new"), [(timedelta(seconds=1), False), (-DAY, True)])
    def test_are_of_the_weeks_in_which_a_problem_was_first_heard_of(
        self, session: Session, made: World, before: timedelta, *, is_new: bool
    ) -> None:
        """P35: the period is chosen by the first hearing; what is older is another period's."""
        title = _new(session, made)
        ask(session, made, "Nairobi", title, at=SINCE - before)
        ask(session, made, "Nairobi", title, at=NOW - 20 * DAY)
        ask(session, made, "Mombasa", title, at=SINCE - 90 * DAY)
        assert (("Nairobi", title) in _found(session, made)) is is_new

    def test_wait_until_something_is_done(self, session: Session, made: World) -> None:
        title = _new(session, made)
        ask(session, made, "Nairobi", title, at=NOW - 20 * DAY, times=3)
        row = _found(session, made)["Nairobi", title]
        assert (row.hearing.heard.how, row.hearing.acted) == (HeardAs.ASK, None)
        assert row.hearing.waited(NOW) == 20 * DAY

    def test_begin_with_a_topic_at_a_huddle(self, session: Session, made: World) -> None:
        """P35: a topic is heard when it is raised, before any customer asks."""
        staff, manager = made.viewers["Nairobi staff"], made.viewers["Nairobi manager"]
        topics.raise_topic(session, staff, place_id=made.places["Nairobi"], text="A belt jams",
                           origin=Origin.REAL, at=NOW - 9 * DAY)  # fmt: skip
        huddle_id = _huddle(session, made)
        path = made.paths["Nairobi"]
        (item,) = [each for each in items_of(session, huddle_id=huddle_id, path=path)
                   if each.source_key.startswith("topic:")]  # fmt: skip
        made.problems["Belt jams"] = agenda.record_problem(
            session, manager, item_id=item.id, title="Belt jams", origin=Origin.REAL,
            cause_class=CauseClass.EQUIPMENT, fault=Fault.OURS, version=item.version,
            at=NOW - 8 * DAY,
        )  # fmt: skip
        ask(session, made, "Nairobi", "Belt jams", at=NOW - 2 * DAY)
        row = _found(session, made)["Nairobi", "Belt jams"]
        assert (row.hearing.heard.how, row.hearing.heard.at) == (HeardAs.TOPIC, NOW - 9 * DAY)

    def test_begin_with_words_that_were_filed_under_it(self, session: Session, made: World) -> None:
        """P35: unanticipated words of customers, under the problem that a huddle recorded."""
        manager = made.viewers["Nairobi manager"]
        said_at = NOW - 9 * DAY
        ask(session, made, "Nairobi", None, at=said_at)
        ask(session, made, "Nairobi", None, at=said_at + timedelta(hours=1))
        huddle_id = _huddle(session, made)
        path = made.paths["Nairobi"]
        (item,) = [each for each in items_of(session, huddle_id=huddle_id, path=path)
                   if each.source_key == "asks:unanticipated"]  # fmt: skip
        agenda.record_problem(
            session, manager, item_id=item.id, title="Belt jams", origin=Origin.REAL,
            cause_class=CauseClass.EQUIPMENT, fault=Fault.OURS, version=item.version,
            at=NOW - 8 * DAY,
        )  # fmt: skip
        row = _found(session, made)["Nairobi", "Belt jams"]
        assert (row.hearing.heard.how, row.hearing.heard.at) == (HeardAs.WORDS, said_at)

    def test_leave_what_a_huddle_imagined_unheard(self, session: Session, made: World) -> None:
        _huddle(session, made)
        assert _found(session, made) == {}

    @pytest.mark.parametrize("by", list(ActedBy))
    def test_end_with_the_first_action(self, session: Session, made: World, by: ActedBy) -> None:
        """P35: a response agreed, a limit set, an action noted, a brief opened."""
        title = _new(session, made)
        ask(session, made, "Nairobi", title, at=NOW - 20 * DAY)
        ask(session, made, "Mombasa", title, at=NOW - 20 * DAY)
        ACTS[by](session, made, title, NOW - 6 * DAY)
        found = _found(session, made, every=True)
        acted = found["Nairobi", title].hearing.acted
        assert acted is not None
        assert (acted.by, acted.at) == (by, NOW - 6 * DAY)
        assert found["Mombasa", title].hearing.acted is None

    def test_end_with_what_is_done_above(self, session: Session, made: World) -> None:
        title = _new(session, made)
        for office in ("Nairobi", "Mombasa"):
            ask(session, made, office, title, at=NOW - 20 * DAY)
        _agree(session, made, title, NOW - 6 * DAY, place="Kenya", who="Africa regional")
        found = _found(session, made, every=True)
        assert [row.hearing.acted.by for row in found.values() if row.hearing.acted] == [
            ActedBy.RESPONSE, ActedBy.RESPONSE,
        ]  # fmt: skip

    def test_say_that_the_office_was_ready(self, session: Session, made: World) -> None:
        ask(session, made, "Nairobi", "Bag delayed", at=NOW - 20 * DAY)
        row = _found(session, made)["Nairobi", "Bag delayed"]
        assert (row.hearing.was_ready, row.hearing.acted) == (True, None)

    def test_put_those_that_wait_first_and_count_all(self, session: Session, made: World) -> None:
        for number, days in enumerate((9, 30, 20)):
            ask(session, made, "Nairobi", _new(session, made, f"Belt {number}"),
                at=NOW - days * DAY)  # fmt: skip
        brief(session, made, problem="Belt 1")
        found = hearings(session, made.viewers["Nairobi manager"],
                         place_id=made.places["Nairobi"], weeks=13, now=NOW)  # fmt: skip
        assert [row.problem for row in found.rows] == ["Belt 2", "Belt 0", "Belt 1"]
        assert (found.summary.waiting, found.summary.acted) == (2, 1)

    def test_are_of_the_offices_that_the_viewer_measures(
        self, session: Session, made: World
    ) -> None:
        title = _new(session, made)
        for office in ("Nairobi", "Mombasa"):
            ask(session, made, office, title, at=NOW - 20 * DAY)
        found = _found(session, made, who="Nairobi manager", every=True)
        assert list(found) == [("Nairobi", title)]
        for who in ("Nairobi staff", "Asia regional"):
            with pytest.raises(Refusal):
                _found(session, made, who=who)


def _huddle(session: Session, made: World) -> int:
    """A huddle that began eight days ago."""
    manager, at = made.viewers["Nairobi manager"], NOW - 8 * DAY
    key = huddles.prepare(
        session, manager, place_id=made.places["Nairobi"], held_on=at.date(), name="Morning", at=at
    )
    huddles.start(session, manager, huddle_id=key, at=at)
    return key


def _agree(
    session: Session, made: World, title: str, at: datetime, *, place: str = "Nairobi",
    who: str = "Nairobi manager",
) -> None:  # fmt: skip
    response_id = responses.propose(
        session, made.viewers[who], problem_id=made.problems[title], place_id=made.places[place],
        words={"what_we_can_still_do": "We call."}, at=at - DAY,
    )  # fmt: skip
    responses.agree(session, made.viewers[who], response_id=response_id, huddle_id=None, at=at)


def _limit(session: Session, made: World, title: str, at: datetime) -> None:
    line = LimitLine(
        made.grades["agent"], LimitKind.UP_TO, made.remedies["Refund"], made.problems[title],
        amount=Decimal(100), currency="KES",
    )  # fmt: skip
    limits.publish(
        session, made.viewers["Africa regional"], place_id=made.places["Nairobi"], lines=[line],
        note="For the belt.", in_force_from=at + DAY, submit_key="belt", at=at,
    )  # fmt: skip


def _note(session: Session, made: World, title: str, at: datetime) -> None:
    session.add(
        Action(
            place_id=session.get_one(Place, made.places["Nairobi"]).id, kind=ActionKind.FIX,
            problem_id=made.problems[title], text="Ring the maker", created_at=at,
        )
    )  # fmt: skip
    session.flush()


def _open(session: Session, made: World, title: str, at: datetime) -> None:
    design_briefs.open_by_hand(
        session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
        problem_id=made.problems[title], why="Again.", at=at,
    )  # fmt: skip


ACTS = {
    ActedBy.RESPONSE: _agree,
    ActedBy.LIMIT: _limit,
    ActedBy.ACTION: _note,
    ActedBy.BRIEF: _open,
}
