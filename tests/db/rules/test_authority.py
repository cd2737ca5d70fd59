"""Which limit wins, and whether it covers what is asked: every boundary, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.authority import (
    Limit,
    Question,
    covers,
    decide,
    lowest_covering_rank,
    value_in_words,
    why_not,
)
from db.rules.money import PIECES, Money
from db.rules.words import LimitKind

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
OFFICE, COUNTRY, TOP = "/1/4/9/", "/1/4/", "/1/"
BAG, MEAL, AGENT = 5, 7, 1
ASKED = Question(OFFICE, BAG, MEAL, NOW)
A_DAY, A_MOMENT = timedelta(days=1), timedelta(microseconds=1)


def limit(number: int = 1, **changes: object) -> Limit:
    """A rule of the whole organisation for any problem and remedy: up to SGD 100, for agents."""
    plain = Limit(
        id=number, rule_number=number, version_number=1, place_path=TOP, grade_rank=AGENT,
        problem_id=None, remedy_id=None, kind=LimitKind.UP_TO, amount=Decimal(100),
        currency="SGD", unlimited_until=None, in_force_from=NOW - A_DAY, in_force_until=None,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # any field of the record


def winner(*limits: Limit) -> Limit | None:
    """The rule that decides the question for an agent."""
    return decide(limits, ASKED, grade_rank=AGENT).winner


def sgd(amount: str) -> Money:
    """So many Singapore dollars."""
    return Money(Decimal(amount), "SGD")


class TestPrecedence:
    """From strongest to weakest; each beats all that follow."""

    LADDER: tuple[dict[str, object], ...] = (
        {"place_path": OFFICE, "problem_id": BAG, "remedy_id": MEAL},
        {"place_path": OFFICE, "problem_id": BAG},
        {"place_path": OFFICE, "remedy_id": MEAL},
        {"place_path": OFFICE},
        {"place_path": COUNTRY, "problem_id": BAG, "remedy_id": MEAL},
        {"place_path": COUNTRY, "problem_id": BAG},
        {"place_path": COUNTRY, "remedy_id": MEAL},
        {"place_path": COUNTRY},
        {"problem_id": BAG, "remedy_id": MEAL},
        {"problem_id": BAG},
        {"remedy_id": MEAL},
        {},
    )

    @pytest.mark.parametrize("step", range(len(LADDER)))
    def test_puts_the_nearest_place_then_problem_then_remedy_first(self, step: int) -> None:
        # The numbers run against the ladder: whoever was written first does not win by that.
        rules = [limit(99 - place, **about) for place, about in enumerate(self.LADDER)]
        assert winner(*reversed(rules[step:])) == rules[step]

    def test_does_not_look_at_the_value(self) -> None:
        nothing = limit(2, place_path=OFFICE, kind=LimitKind.NONE, amount=None, currency=None)
        assert winner(limit(1), nothing) == nothing

    def test_puts_a_temporary_rule_before_the_standing_one_of_the_same_key_only(self) -> None:
        standing, raised = limit(1), limit(2, is_temporary=True, in_force_until=NOW + A_DAY)
        assert winner(standing, raised) == raised
        assert decide([standing, raised], ASKED, grade_rank=AGENT).losers[0].why == (
            "gives way to a temporary rule while that lasts"
        )
        assert winner(standing, replace(raised, in_force_until=NOW)) == standing
        nearer = limit(3, remedy_id=MEAL)
        assert winner(standing, raised, nearer) == nearer

    def test_leaves_other_grades_alone(self) -> None:
        assert winner(limit(1, grade_rank=2), limit(2, grade_rank=0)) is None


class TestDecide:
    @pytest.mark.parametrize(
        ("about", "why"),
        [
            ({"place_path": "/1/5/"}, "holds at another place"),
            ({"place_path": "/1/4/9/2/"}, "holds at another place"),
            ({"place_path": "/1/4/90/"}, "holds at another place"),
            ({"problem_id": BAG + 1}, "is for another problem"),
            ({"remedy_id": MEAL + 1}, "is for another remedy"),
            ({"in_force_from": NOW + A_MOMENT}, "is not yet in force"),
            ({"in_force_until": NOW}, "is no longer in force"),
            (
                {
                    "kind": LimitKind.UNLIMITED,
                    "amount": None,
                    "currency": None,
                    "unlimited_until": NOW,
                },
                "was unlimited until a date that has passed",
            ),
        ],
    )
    def test_says_why_a_rule_does_not_apply(self, about: dict[str, object], why: str) -> None:
        decision = decide([limit(1, **about)], ASKED, grade_rank=AGENT)
        assert decision.winner is None
        assert [loser.why for loser in decision.losers] == [why]

    @pytest.mark.parametrize(
        "about",
        [
            {"in_force_from": NOW},
            {"in_force_until": NOW + A_MOMENT},
            {
                "kind": LimitKind.UNLIMITED,
                "amount": None,
                "currency": None,
                "unlimited_until": NOW + A_MOMENT,
            },
        ],
    )
    def test_counts_the_first_moment_in_and_the_last_one_out(
        self, about: dict[str, object]
    ) -> None:
        assert winner(limit(1, **about)) is not None

    def test_finds_no_rule_for_an_unanticipated_problem_but_those_for_any(self) -> None:
        question = replace(ASKED, problem_id=None)
        rules = [limit(1, problem_id=BAG), limit(2)]
        assert decide(rules, question, grade_rank=AGENT).winner == rules[1]

    def test_says_why_a_weaker_rule_lost(self) -> None:
        strong = limit(1, place_path=OFFICE, problem_id=BAG, remedy_id=MEAL)
        rules = [
            strong,
            replace(strong, id=2, place_path=COUNTRY),
            replace(strong, id=3, problem_id=None),
            replace(strong, id=4, remedy_id=None),
        ]
        assert [loser.why for loser in decide(rules, ASKED, grade_rank=AGENT).losers] == [
            "is for any remedy, and there is one for this remedy",
            "is for any problem, and there is one for this problem",
            "belongs to a place further up",
        ]

    def test_has_no_winner_and_no_loser_without_rules(self) -> None:
        decision = decide([], ASKED, grade_rank=AGENT)
        assert (decision.winner, decision.losers) == (None, ())


class TestCovers:
    @pytest.mark.parametrize(
        ("amount", "covered"), [("0.01", True), ("99.99", True), ("100", True), ("100.01", False)]
    )
    def test_includes_the_limit_itself(self, amount: str, *, covered: bool) -> None:
        assert covers(limit(), sgd(amount)) is covered

    def test_gives_nothing_without_a_rule(self) -> None:
        assert not covers(None, sgd("0.01"))
        assert not covers(None, None)

    def test_gives_nothing_where_the_rule_says_nothing(self) -> None:
        nothing = limit(kind=LimitKind.NONE, amount=None, currency=None)
        assert not covers(nothing, sgd("0.01"))
        assert not covers(nothing, None)

    def test_gives_all_where_there_is_no_upper_limit(self) -> None:
        free = limit(kind=LimitKind.UNLIMITED, amount=None, currency=None, unlimited_until=NOW)
        assert covers(free, sgd("1000000"))

    @pytest.mark.parametrize("currency", ["USD", "KES", PIECES])
    def test_never_compares_another_currency(self, currency: str) -> None:
        assert not covers(limit(), Money(Decimal("0.01"), currency))

    def test_answers_whether_anything_may_be_given_when_no_amount_is_asked(self) -> None:
        assert covers(limit(), None)


class TestLowestCoveringRank:
    RULES = (
        limit(1, amount=Decimal(100)),
        limit(2, grade_rank=2, amount=Decimal(200)),
        limit(3, grade_rank=4, amount=Decimal(400)),
    )

    @pytest.mark.parametrize(
        ("amount", "rank"), [("100", 1), ("100.01", 2), ("200.01", 4), ("400.01", None)]
    )
    def test_is_the_first_whose_limit_covers(self, amount: str, rank: int | None) -> None:
        assert lowest_covering_rank(self.RULES, ASKED, sgd(amount)) == rank

    def test_is_nobody_without_rules(self) -> None:
        assert lowest_covering_rank([], ASKED, sgd("1")) is None


amounts = st.decimals(min_value=1, max_value=10_000, places=2)
kinds = st.sampled_from(LimitKind)
moments = st.sampled_from([NOW - 2 * A_DAY, NOW - A_DAY, NOW, NOW + A_DAY])


@st.composite
def rules(draw: st.DrawFn) -> list[Limit]:
    """Up to eight rules near the question, some of which hold and some do not."""
    return [_rule(draw, number) for number in range(1, draw(st.integers(1, 8)) + 1)]


def _rule(draw: st.DrawFn, number: int) -> Limit:
    kind, starts = draw(kinds), draw(moments)
    up_to = kind is LimitKind.UP_TO
    return limit(
        number,
        place_path=draw(st.sampled_from([TOP, COUNTRY, OFFICE, "/1/5/"])),
        grade_rank=draw(st.integers(1, 2)),
        problem_id=draw(st.sampled_from([None, BAG, BAG + 1])),
        remedy_id=draw(st.sampled_from([None, MEAL, MEAL + 1])),
        kind=kind,
        amount=draw(amounts) if up_to else None,
        currency=draw(st.sampled_from(["SGD", "USD"])) if up_to else None,
        unlimited_until=draw(moments) if kind is LimitKind.UNLIMITED else None,
        in_force_from=starts,
        in_force_until=draw(st.none() | st.just(starts + A_DAY)),
        is_temporary=draw(st.booleans()),
    )


class TestTheAnswer:
    @given(rules(), st.randoms(use_true_random=False))
    def test_never_depends_on_the_order_of_the_rules(
        self, found: list[Limit], dice: object
    ) -> None:
        shuffled = list(found)
        dice.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands over a Random
        answers = [decide(each, ASKED, grade_rank=AGENT) for each in (found, shuffled)]
        assert answers[0] == answers[1]

    @given(rules(), st.data(), amounts, amounts)
    def test_never_turns_red_because_a_limit_was_raised(
        self, found: list[Limit], data: st.DataObject, asked: Decimal, more: Decimal
    ) -> None:
        chosen = data.draw(st.sampled_from(found))
        raised = replace(chosen, amount=chosen.amount + more) if chosen.amount else chosen
        after = [raised if each is chosen else each for each in found]
        if covers(decide(found, ASKED, grade_rank=AGENT).winner, Money(asked, "SGD")):
            assert covers(decide(after, ASKED, grade_rank=AGENT).winner, Money(asked, "SGD"))

    @given(rules())
    def test_names_every_rule_of_the_grade_once(self, found: list[Limit]) -> None:
        decision = decide(found, ASKED, grade_rank=AGENT)
        named = {loser.limit.id for loser in decision.losers}
        named |= {decision.winner.id} if decision.winner else set()
        assert named == {each.id for each in found if each.grade_rank == AGENT}
        assert len(decision.losers) == len(named) - (decision.winner is not None)

    @given(rules())
    def test_comes_from_a_rule_that_applies(self, found: list[Limit]) -> None:
        decided = decide(found, ASKED, grade_rank=AGENT).winner
        assert decided is None or why_not(decided, ASKED) is None


class TestValueInWords:
    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            (None, "no rule"),
            (limit(kind=LimitKind.NONE, amount=None, currency=None), "nothing"),
            (limit(amount=Decimal("12.5")), "up to SGD 12.50"),
            (
                limit(kind=LimitKind.UNLIMITED, amount=None, currency=None, unlimited_until=NOW),
                "no upper limit until 18 Nov 2026",
            ),
        ],
    )
    def test_keeps_the_four_answers_apart(self, rule: Limit | None, words: str) -> None:
        assert value_in_words(rule).replace("\u00a0", " ") == words
