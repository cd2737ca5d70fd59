"""What open screens are told when something happens, and what they are not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.commands import rulings, swap_outs
from db.commands.escalations import customer_left, pass_on, take, withdraw
from db.commands.sign_in import open_session
from db.queries.happenings import Mark, happened_since, newest_happening
from db.queries.swap_outs import STANDS, standing_swaps
from db.queries.waiting_asks import waiting_asks
from db.rules.escalations import COMING
from db.rules.viewers import system
from db.rules.words import EscalationReason, PassOnReason
from pages.plain import happenings
from pages.plain.happenings import LONGEST_MILLISECONDS, in_turn
from pages.plain.words_told import Word, waiting_word, word_for, word_of_something
from tests.counter_cases import LATER, asked
from tests.databases import Database
from tests.world import NOW, World, world

START = Mark()


def told(made: World, database: Database, who: str, *, after: Mark = START) -> Word | None:
    """What the screen of somebody hears."""
    with database.doors.reading() as session:
        return word_for(made.viewers[who], happened_since(session, system(), after=after), event=7)


def word(made: World, database: Database, who: str, *, after: Mark = START) -> Word:
    """The same for whoever is told something."""
    heard = told(made, database, who, after=after)
    assert heard is not None
    return heard


def mark(database: Database) -> Mark:
    """How far a look goes that is made now."""
    with database.doors.reading() as session:
        return newest_happening(session)


@pytest.fixture
def made(database: Database) -> World:
    with database.doors.writing() as session:
        made = world(session)
        asked(session, made)
    return made


class TestTheWord:
    def test_carries_the_facts_to_whoever_may_take_it(
        self, made: World, database: Database
    ) -> None:
        heard = word(made, database, "Nairobi duty")
        assert heard["asks"] == [{
            "id": 1, "title": "Bag delayed", "asks": "Refund KES\u00a015,000",
            "who": "Nairobi staff, Nairobi",
        }]  # fmt: skip
        assert heard["is_mine"] is False

    def test_carries_every_ask_of_one_look(self, made: World, database: Database) -> None:
        with database.doors.writing() as session:
            two = asked(session, made, "16000", key="two")
        assert [ask["id"] for ask in word(made, database, "Nairobi duty")["asks"]] == [1, two]

    def test_says_to_whom_it_was_offered(self, made: World, database: Database) -> None:
        assert word(made, database, "Nairobi manager")["is_mine"] is True

    def test_tells_the_asker_that_something_happened_and_no_more(
        self, made: World, database: Database
    ) -> None:
        heard = word(made, database, "Nairobi staff")
        assert heard == {"event": 7, "is_mine": True, "asks": [], "gone": [], "after": 0}

    @pytest.mark.parametrize("who", ["Nairobi senior", "Singapore manager", "Asia regional"])
    def test_tells_others_nothing(self, made: World, database: Database, who: str) -> None:
        assert told(made, database, who) is None

    def test_carries_the_facts_again_to_whom_it_is_offered_next(
        self, made: World, database: Database
    ) -> None:
        before = mark(database)
        with database.doors.writing() as session:
            pass_on(session, made.viewers["Nairobi manager"], escalation_id=1,
                    reason=PassOnReason.IN_A_MEETING, at=LATER)  # fmt: skip
        assert len(word(made, database, "Nairobi duty", after=before)["asks"]) == 1
        assert word(made, database, "Nairobi manager", after=before)["asks"] == []

    def test_says_of_what_was_taken_with_whom_it_is_and_offers_it_no_more(
        self, made: World, database: Database
    ) -> None:
        before = mark(database)
        with database.doors.writing() as session:
            take(session, made.viewers["Nairobi manager"], escalation_id=1, at=LATER)
        for after in (before, START):
            other = word(made, database, "Nairobi duty", after=after)
            said = "Escalation 1 is already with Nairobi manager."
            assert (other["asks"], other["gone"]) == ([], [{"id": 1, "said": said}])
        own = word(made, database, "Nairobi manager", after=before)
        assert own["gone"] == [{"id": 1, "said": COMING}]
        assert word(made, database, "Nairobi staff", after=before)["gone"] == []

    @pytest.mark.parametrize(("end", "said"), [(withdraw, "withdrawn"), (customer_left, "left")])
    def test_says_of_what_ended_how(
        self, made: World, database: Database, end: Callable[..., None], said: str
    ) -> None:
        before = mark(database)
        with database.doors.writing() as session:
            end(session, made.viewers["Nairobi staff"], escalation_id=1, at=LATER)
        heard = word(made, database, "Nairobi duty", after=before)
        gone = [{"id": 1, "said": f"Escalation 1 has already ended: {said}."}]
        assert (heard["asks"], heard["gone"]) == ([], gone)

    def test_offers_again_what_whoever_took_it_passed_on(
        self, made: World, database: Database
    ) -> None:
        manager = made.viewers["Nairobi manager"]
        with database.doors.writing() as session:
            take(session, manager, escalation_id=1, at=LATER)
            pass_on(session, manager, escalation_id=1, reason=PassOnReason.IN_A_MEETING,
                    at=LATER)  # fmt: skip
        heard = word(made, database, "Nairobi duty")
        assert ([ask["id"] for ask in heard["asks"]], heard["gone"]) == ([1], [])

    def test_says_of_a_matter_of_safety_only_where_to_come(
        self, made: World, database: Database
    ) -> None:
        with database.doors.writing() as session:
            asked(
                session, made, None, key="safety", problem_id=None, words="He has a knife",
                remedy_id=None, reason=EscalationReason.SAFETY, at=LATER,
            )  # fmt: skip
        heard = word(made, database, "Nairobi duty")
        assert heard["asks"][-1]["title"] == "Safety matter at Nairobi, come"
        assert "knife" not in str(heard)

    def test_tells_the_superiors_and_the_asker_of_a_ruling(
        self, made: World, database: Database
    ) -> None:
        with database.doors.writing() as session:
            before = newest_happening(session)
            rulings.ask(
                session, made.viewers["Nairobi staff"], place_id=made.places["Nairobi"],
                problem_id=None, question="Are we liable?", submit_key="ruling", at=LATER,
            )  # fmt: skip
            assert newest_happening(session).total == before.total + 1
        for who, is_mine in (("Nairobi manager", False), ("Nairobi staff", True)):
            heard = word(made, database, who, after=before)
            assert (heard["is_mine"], heard["asks"], heard["gone"]) == (is_mine, [], [])
        assert told(made, database, "Singapore manager", after=before) is None


class TestTheTurns:
    def words(self, *mine: bool) -> list[tuple[int, Word]]:
        return [
            (number, word_of_something(7) | {"is_mine": is_mine})
            for number, is_mine in enumerate(mine)
        ]

    def test_begin_with_those_to_whom_it_was_offered(self) -> None:
        turns = in_turn(self.words(False, True, False, True))
        assert [number for number, _ in turns] == [1, 3, 0, 2]
        assert [each["after"] for _, each in turns] == [0, 20, 40, 60]

    @pytest.mark.parametrize("screens", [1, 100, 101, 1000])
    def test_are_over_within_two_seconds(self, screens: int) -> None:
        [*_, (_, last)] = in_turn(self.words(*[False] * screens))
        assert last["after"] < LONGEST_MILLISECONDS

    def test_are_none_where_nobody_listens(self) -> None:
        assert in_turn([]) == []


class TestWhatWaits:
    def test_is_told_to_whom_it_is_offered_and_to_nobody_else(
        self, made: World, database: Database
    ) -> None:
        heard = waits(made, database, "Nairobi manager")
        assert [ask["title"] for ask in heard["waiting"]] == ["Bag delayed"]
        assert heard["waiting"][0]["asks"] == "Refund KES\u00a015,000"
        assert heard["more"] == 0
        for who in ("Nairobi duty", "Nairobi staff", "Singapore manager", "Asia regional"):
            assert waits(made, database, who) == {"waiting": [], "more": 0, "swaps": []}

    def test_goes_over_to_the_next_when_it_is_declined(
        self, made: World, database: Database
    ) -> None:
        with database.doors.writing() as session:
            pass_on(
                session, made.viewers["Nairobi manager"], escalation_id=1,
                reason=PassOnReason.IN_A_MEETING, at=LATER,
            )  # fmt: skip
        assert waits(made, database, "Nairobi manager")["waiting"] == []
        assert len(waits(made, database, "Nairobi duty")["waiting"]) == 1

    def test_ends_when_somebody_takes_it(self, made: World, database: Database) -> None:
        with database.doors.writing() as session:
            take(session, made.viewers["Nairobi duty"], escalation_id=1, at=LATER)
        assert waits(made, database, "Nairobi manager")["waiting"] == []

    def test_says_of_a_matter_of_safety_only_where_to_come(
        self, made: World, database: Database
    ) -> None:
        with database.doors.writing() as session:
            asked(
                session, made, None, key="safety", problem_id=None, words="He has a knife",
                remedy_id=None, reason=EscalationReason.SAFETY, at=LATER,
            )  # fmt: skip
        [newest, _] = waits(made, database, "Nairobi manager")["waiting"]
        assert (newest["title"], newest["asks"]) == ("Safety matter at Nairobi, come", "Help")

    def test_counts_what_finds_no_room_newest_first(self, made: World, database: Database) -> None:
        with database.doors.writing() as session:
            for number in range(4):
                asked(session, made, key=f"more-{number}", at=LATER + timedelta(minutes=number))
        heard = waits(made, database, "Nairobi manager")
        shown = [ask["id"] for ask in heard["waiting"]]
        assert (len(shown), heard["more"]) == (3, 2)
        assert shown == sorted(shown, reverse=True)


class TestARequestToTakeOver:
    """P71: it comes to the open screens of whoever works there, and leaves them as it came."""

    def asked_over(self, made: World, database: Database) -> int:
        with database.doors.writing() as session:
            return swap_outs.ask(
                session, made.viewers["Nairobi staff"], place_id=made.places["Nairobi"],
                submit_key="swap", at=NOW,
            )  # fmt: skip

    def test_is_told_to_whoever_works_there_and_not_to_the_asker(
        self, made: World, database: Database
    ) -> None:
        key = self.asked_over(made, database)
        for who in ("Nairobi senior", "Nairobi manager", "Africa regional"):
            [swap] = waits(made, database, who)["swaps"]
            assert (swap["id"], swap["who"], swap["where"]) == (key, "Nairobi staff", "Nairobi")
        for who in ("Nairobi staff", "Mombasa staff", "Mombasa manager"):
            assert waits(made, database, who)["swaps"] == []

    def test_is_news_when_it_is_made_and_when_it_ends(
        self, made: World, database: Database
    ) -> None:
        with database.doors.reading() as session:
            before = newest_happening(session)
        key = self.asked_over(made, database)
        for who, is_mine in (("Nairobi senior", False), ("Nairobi staff", True)):
            word = told(made, database, who, after=before)
            assert word is not None
            assert (word["is_mine"], "ask" in word) == (is_mine, False)
        assert told(made, database, "Mombasa staff", after=before) is None
        with database.doors.writing() as session:
            asked_at = newest_happening(session)
            assert asked_at.total == before.total + 1
            swap_outs.take_over(session, made.viewers["Nairobi senior"], swap_out_id=key, at=NOW)
            assert newest_happening(session).total == before.total + 2
        assert told(made, database, "Nairobi staff", after=asked_at) is not None
        assert waits(made, database, "Nairobi manager")["swaps"] == []

    def test_stands_no_longer_than_half_an_hour(self, made: World, database: Database) -> None:
        self.asked_over(made, database)
        with database.doors.reading() as session:
            almost = NOW + STANDS - timedelta(microseconds=1)
            assert len(standing_swaps(session, now=almost)) == 1
            assert standing_swaps(session, now=NOW + STANDS) == []

    def test_is_the_only_news_for_which_staff_are_looked_up(
        self, made: World, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(happenings, "now", lambda: NOW)
        with database.doors.writing() as session:
            person_id = made.people["Nairobi senior"]
            token = open_session(session, person_id=person_id, at=NOW)
            seen = newest_happening(session)
        staff = frozenset({happenings.Listener(token, shows_waiting=True, only_swaps=True)})
        with database.doors.writing() as session:
            asked(session, made, key="another")
        news = happenings._news(seen, staff)
        assert (len(news.happened) > 0, news.viewers) == (True, {})
        self.asked_over(made, database)
        assert set(happenings._news(news.seen, staff).viewers) == {token}


def waits(made: World, database: Database, who: str) -> dict[str, Any]:
    """What the strip of somebody holds."""
    with database.doors.reading() as session:
        swaps = standing_swaps(session, now=NOW)
        return dict(json.loads(waiting_word(made.viewers[who], waiting_asks(session), swaps)))
