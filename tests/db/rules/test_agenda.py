"""Composing an agenda: order, budget, and nothing lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.agenda import KEPT, ORDER, ProposedItem, compose, pick, short_title
from db.rules.agenda_facts import AgendaFacts, Expiring, Gap, OpenAction
from db.rules.asks import Ask, AskGroup
from db.rules.proposals import about_actions, about_asks, about_expiring, numbers_of, proposals
from db.rules.words import EscalationClass, ItemKind, Origin

DAY = date(2026, 11, 18)
ASK = Ask(EscalationClass.ABOVE, "", None, "", None, None, None, has_left=False)
KINDS = st.sampled_from(list(ItemKind))
ITEMS = st.lists(
    st.builds(ProposedItem, KINDS, st.text("abc", min_size=1, max_size=4)), max_size=30
)


def _item(kind: ItemKind, title: str = "") -> ProposedItem:
    return ProposedItem(kind, title or kind.value)


def _facts(**given_facts: object) -> AgendaFacts:
    empty: dict[str, object] = {
        "held_on": DAY, "since": "Yesterday", "asks": (), "contacts": None, "findings": (),
        "carried": (), "expiring": (), "gaps": (), "actions": (), "topics": (), "cards": (),
    }  # fmt: skip
    return AgendaFacts(**{**empty, **given_facts})  # type: ignore[arg-type]  # each test knows what it gives.


class TestCompose:
    @given(proposed=ITEMS, budget=st.integers(5, 60))
    def test_never_takes_more_than_the_budget(
        self, proposed: list[ProposedItem], budget: int
    ) -> None:
        agenda = compose(proposed, budget)
        assert sum(plan.minutes for plan in agenda.items) <= budget
        assert all(1 <= plan.minutes <= plan.item.minutes for plan in agenda.items)

    @given(proposed=ITEMS, budget=st.integers(5, 60))
    def test_loses_nothing_but_a_second_closing_card(
        self, proposed: list[ProposedItem], budget: int
    ) -> None:
        agenda = compose(proposed, budget)
        kept = {plan.item for plan in agenda.items} | set(agenda.left_out)
        assert {item for item in proposed if item.kind not in KEPT} <= kept
        for kind in KEPT:
            assert sum(plan.item.kind is kind for plan in agenda.items) == any(
                item.kind is kind for item in proposed
            )

    @given(proposed=ITEMS, budget=st.integers(5, 60))
    def test_stands_in_the_written_order(self, proposed: list[ProposedItem], budget: int) -> None:
        ranks = [ORDER.index(plan.item.kind) for plan in compose(proposed, budget).items]
        assert ranks == sorted(ranks)

    def test_fills_eleven_minutes_to_the_minute(self) -> None:
        every = [_item(kind) for kind in reversed(ItemKind)]
        agenda = compose(every, 11)
        assert [plan.item.kind for plan in agenda.items] == list(ORDER)
        assert [plan.minutes for plan in agenda.items] == [1] * 11
        assert [plan.minutes for plan in compose(every, 12).items] == [2] + [1] * 10

    def test_keeps_the_closing_cards_on_a_bad_day(self) -> None:
        asks = [_item(ItemKind.ESCALATIONS, f"ask {number}") for number in range(9)]
        agenda = compose([*asks, *(_item(kind) for kind in KEPT)], 5)
        assert [plan.item.title for plan in agenda.items] == ["ask 0", "ask 1", *KEPT]
        assert len(agenda.left_out) == 7

    def test_takes_one_fact_once(self) -> None:
        twice = [ProposedItem(ItemKind.TOPIC, title, source_key="topic:1") for title in "ab"]
        assert [plan.item.title for plan in compose(twice, 10).items] == ["a"]


class TestAsks:
    def test_stand_alone_up_to_four_problems(self) -> None:
        groups = [AskGroup(key, f"P{key}", (ASK,)) for key in range(1, 5)]
        assert [item.problem_id for item in about_asks(groups)] == [1, 2, 3, 4]

    def test_of_the_rarer_problems_share_one_item(self) -> None:
        groups = [AskGroup(key, f"P{key}", (ASK,) * key) for key in range(1, 6)]
        items = about_asks(groups)
        assert [item.problem_id for item in items] == [5, 4, 3, None]
        assert items[-1].title == "Three more asks about two other problems. Which needs an answer?"
        assert items[-1].facts == "P2, 2; P1, 1."

    def test_for_want_of_a_limit_are_not_told_twice(self) -> None:
        gaps = (
            Gap(1, "P1", Origin.REAL, ("hotel night",), 2),
            Gap(2, "P2", Origin.REAL, ("hotel night", "refund"), 1),
        )
        items = proposals(_facts(asks=(AskGroup(1, "P1", (ASK,)),), gaps=gaps))
        assert [item.problem_id for item in items] == [1, 2]
        assert items[1].facts == "Nobody here may give hotel night or refund. One ask in 28 days."


class TestExpiring:
    def test_says_on_its_day_that_it_expires(self) -> None:
        found = [
            Expiring(f"response:{day.day}", f"P{day.day}", day, Origin.REAL, day.day)
            for day in (date(2026, 11, 19), DAY, date(2026, 11, 17))
        ]
        assert [item.facts.split(".")[0] for item in about_expiring(found, held_on=DAY)] == [
            "It expired on 17 Nov 2026", "It expires on 18 Nov 2026", "It expires on 19 Nov 2026",
        ]  # fmt: skip

    def test_of_many_crowds_out_nothing_else(self) -> None:
        found = [Expiring(f"response:{key}", f"P{key}", DAY, None, key) for key in range(30)]
        items = about_expiring(found, held_on=DAY)
        assert len(items) == 4
        assert items[-1].title == "27 more to verify"


class TestActions:
    def test_that_are_done_ask_whether_they_worked(self) -> None:
        open_one = OpenAction(1, "Call the hotel.", "Amina", DAY, False, None, None)
        done = OpenAction(2, "Print the cards.", "", None, True, None, None)
        titles = [item.title for item in about_actions([done, open_one])]
        assert titles == ["Overdue: Call the hotel.", "Done: Print the cards. Did it work?"]
        assert about_actions([done])[0].facts == "Nobody owns it."


class TestNumbers:
    def test_are_honest_about_nothing(self) -> None:
        said = numbers_of(_facts(contacts=0))
        assert said == "Yesterday: no contacts, no escalations."
        assert numbers_of(_facts()) == "Yesterday: contacts not counted, no escalations."


class TestPick:
    def test_stays_when_others_come_and_go(self) -> None:
        keys = [str(number) for number in range(20)]
        chosen = pick(keys, seed="huddle 7")
        assert chosen is not None
        assert pick(reversed(keys), seed="huddle 7") == chosen
        assert pick([chosen, "0"], seed="huddle 7") == chosen
        assert pick([], seed="huddle 7") is None

    def test_differs_from_huddle_to_huddle(self) -> None:
        keys = [str(number) for number in range(20)]
        assert len({pick(keys, seed=f"huddle {number}") for number in range(30)}) > 8


class TestShortTitle:
    @pytest.mark.parametrize(
        ("title", "problem", "kind", "short"),
        [
            ("Four customers were sent on. What?", "Bag delayed", "escalations", "Bag delayed"),
            ("Drill: “Bag”. Who?", "Bag delayed", "drill", "Drill: Bag delayed"),
            ("Thank you, Amina", "", "recognition", "Thank you, Amina"),
            ("One brought something new. What do we say?", "", "escalations",
             "One brought something new"),
            ("x" * 41, "", "topic", "x" * 39 + "…"),
            ("x" * 40, "", "topic", "x" * 40),
        ],
    )  # fmt: skip
    def test_is_what_the_list_has_room_for(
        self, title: str, problem: str, kind: str, short: str
    ) -> None:
        assert short_title(title, problem, ItemKind(kind)) == short
