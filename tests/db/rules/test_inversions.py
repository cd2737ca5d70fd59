"""A lower grade never gets more than a higher: found in answers, wherever rules meet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.rules.authority import Limit, Question, decide
from db.rules.inversions import Span, inversion
from db.rules.limit_sets import worth
from db.rules.words import LimitKind
from tests.db.rules.test_authority import (
    A_DAY,
    AGENT,
    BAG,
    COUNTRY,
    MEAL,
    NOW,
    OFFICE,
    TOP,
    limit,
    rules,
)

SENIOR = AGENT + 1
ANY = frozenset({(None, None)})
EVER = Span(TOP, ANY, NOW - 9 * A_DAY)


def up_to(number: int, rank: int, amount: int, **changes: object) -> Limit:
    """A rule of the whole organisation for any problem and remedy."""
    return limit(number, grade_rank=rank, amount=Decimal(amount), **changes)


STANDING = (up_to(1, AGENT, 100), up_to(2, SENIOR, 200))


class TestInversion:
    @pytest.mark.parametrize(
        "about",
        [
            {"place_path": OFFICE},
            {"problem_id": BAG},
            {"remedy_id": MEAL},
            {"is_temporary": True, "in_force_until": NOW + A_DAY},
            {"in_force_from": NOW + A_DAY, "place_path": COUNTRY},
        ],
    )
    def test_is_found_where_a_nearer_or_closer_rule_is_only_for_the_lower(
        self, about: dict[str, object]
    ) -> None:
        assert inversion([*STANDING, up_to(3, AGENT, 200, **about)], EVER) is None
        found = inversion([*STANDING, up_to(3, AGENT, 201, **about)], EVER)
        assert found is not None
        assert (found.lower.id, found.higher.id) == (3, 2)

    def test_is_none_where_both_were_raised_for_the_same_while(self) -> None:
        for_a_day = {"is_temporary": True, "in_force_until": NOW + A_DAY}
        raised = [up_to(3, AGENT, 300, **for_a_day), up_to(4, SENIOR, 400, **for_a_day)]
        assert inversion([*STANDING, *raised], EVER) is None
        sooner = [raised[0], replace(raised[1], in_force_until=NOW)]
        assert inversion([*STANDING, *sooner], EVER) is not None

    def test_is_found_below_the_place_that_changes(self) -> None:
        local = up_to(3, SENIOR, 150, place_path=OFFICE)
        changed = up_to(4, AGENT, 160, place_path=COUNTRY)
        span = Span(COUNTRY, ANY, NOW)
        assert inversion([*STANDING, local, replace(changed, amount=Decimal(150))], span) is None
        found = inversion([*STANDING, local, changed], span)
        assert found is not None
        assert found.question.place_path == OFFICE

    def test_compares_no_currencies_and_no_grade_without_a_rule(self) -> None:
        assert inversion([up_to(1, AGENT, 100)], EVER) is None
        assert inversion([up_to(1, AGENT, 100), up_to(2, SENIOR, 1, currency="USD")], EVER) is None

    def test_looks_at_nothing_before_the_change(self) -> None:
        old = up_to(3, AGENT, 500, place_path=OFFICE, in_force_until=NOW)
        assert inversion([*STANDING, old], Span(TOP, ANY, NOW)) is None


class TestALowerGrade:
    @given(
        rules(),
        st.sampled_from([TOP, COUNTRY, OFFICE, "/1/5/", "/1/4/9/2/"]),
        st.sampled_from([None, BAG, BAG + 1, BAG + 2]),
        st.sampled_from([MEAL, MEAL + 1, MEAL + 2]),
        st.sampled_from([NOW + days * A_DAY for days in range(-3, 3)]),
    )
    def test_never_gets_more_than_a_higher_one_once_no_inversion_was_found(
        self, found: list[Limit], path: str, problem: int | None, remedy: int, at: object
    ) -> None:
        assume(inversion(found, EVER) is None)
        question = Question(path, problem, remedy, at)  # type: ignore[arg-type]  # drawn above
        lower, higher = (decide(found, question, grade_rank=rank).winner for rank in (1, 2))
        if lower is None or higher is None or not _same_currency(lower, higher):
            return
        assert worth(lower.kind, lower.amount) <= worth(higher.kind, higher.amount)

    @given(rules(), st.sampled_from([TOP, COUNTRY, OFFICE]), st.data())
    def test_is_looked_for_only_where_a_changed_rule_decides(
        self, found: list[Limit], path: str, data: st.DataObject
    ) -> None:
        here = [each.id for each in found if each.place_path == path]
        changed = frozenset(data.draw(st.sets(st.sampled_from(here)))) if here else frozenset()
        span = Span(path, ANY, NOW)
        told = inversion(found, span, changed=changed)
        assert (told is not None) == any(
            _is_odd(found, Question(where, problem, remedy, at), changed)
            for where in {each.place_path for each in found if each.place_path.startswith(path)}
            for problem in (None, BAG, BAG + 1, BAG + 9)
            for remedy in (MEAL, MEAL + 1, MEAL + 9)
            for at in {NOW, *(each.in_force_from for each in found),
                       *(each.in_force_until for each in found if each.in_force_until),
                       *(each.unlimited_until for each in found if each.unlimited_until)}
            if at >= NOW
        )  # fmt: skip


def _is_odd(found: list[Limit], question: Question, changed: frozenset[int]) -> bool:
    """Asked of the rule itself, of every pair of grades."""
    ranks = sorted({each.grade_rank for each in found})
    held = [decide(found, question, grade_rank=rank).winner for rank in ranks]
    ruled = [each for each in held if each is not None]
    return any(
        worth(lower.kind, lower.amount) > worth(higher.kind, higher.amount)
        and _same_currency(lower, higher)
        and not changed.isdisjoint({lower.id, higher.id})
        for number, lower in enumerate(ruled)
        for higher in ruled[number + 1 :]
    )


def _same_currency(one: Limit, other: Limit) -> bool:
    kinds = {one.kind, other.kind}
    return kinds != {LimitKind.UP_TO} or one.currency == other.currency
