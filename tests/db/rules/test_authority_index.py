"""The index answers as the rule itself does: winner, losers and reasons, at every moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from db.rules.authority import Limit, Question, decide, precedence
from db.rules.authority_index import AuthorityIndex
from tests.db.rules.test_authority import (
    A_DAY,
    A_MOMENT,
    AGENT,
    ASKED,
    BAG,
    COUNTRY,
    MEAL,
    NOW,
    OFFICE,
    TOP,
    limit,
    rules,
)

places = st.sampled_from([TOP, COUNTRY, OFFICE, "/1/5/", "/1/4/9/2/", "/1/4/90/"])
instants = st.sampled_from(
    [NOW + days * A_DAY + step for days in (-2, -1, 0, 1) for step in (-A_MOMENT, 0 * A_DAY)]
)
questions = st.builds(
    Question,
    places,
    st.sampled_from([None, BAG, BAG + 1, BAG + 2]),
    st.sampled_from([MEAL, MEAL + 1, MEAL + 2]),
    instants,
)


class TestTheIndex:
    @given(rules(), questions, st.sampled_from([1, 2, 3]))
    def test_names_the_winner_and_the_losers_of_the_rule(
        self, found: list[Limit], asked: Question, rank: int
    ) -> None:
        index = AuthorityIndex(found)
        plain = decide(found, asked, grade_rank=rank)
        answer = index.decide(asked, grade_rank=rank)
        assert answer.winner == plain.winner
        others = list(index.elsewhere(asked, grade_rank=rank))
        together = sorted([*answer.losers, *others], key=lambda each: precedence(each.limit))
        assert tuple(reversed(together)) == plain.losers

    @given(rules(), questions, instants)
    def test_remembers_nothing_of_one_question_in_the_next(
        self, found: list[Limit], asked: Question, later: datetime
    ) -> None:
        index = AuthorityIndex(found)
        index.prepare([asked.place_path], [AGENT])
        for at in (asked.at, later, asked.at):
            now = replace(asked, at=at)
            expected = decide(found, now, grade_rank=AGENT).winner
            assert index.decide(now, grade_rank=AGENT).winner == expected

    def test_keeps_every_loser_that_stands_on_the_path(self) -> None:
        found = [
            limit(1, place_path=OFFICE, problem_id=BAG, remedy_id=MEAL),
            limit(2, place_path=COUNTRY, problem_id=BAG, in_force_until=NOW),
            limit(3),
            limit(4, remedy_id=MEAL, in_force_from=NOW + A_DAY),
            limit(5, problem_id=BAG + 1),
            limit(6, place_path="/1/5/"),
        ]
        index = AuthorityIndex(found)
        answer = index.decide(ASKED, grade_rank=AGENT)
        assert answer.winner == found[0]
        assert {each.limit.id: each.why for each in answer.losers} == {
            2: "is no longer in force",
            3: "belongs to a place further up",
            4: "is not yet in force",
        }
        elsewhere = {each.limit.id: each.why for each in index.elsewhere(ASKED, grade_rank=AGENT)}
        assert elsewhere == {5: "is for another problem", 6: "holds at another place"}

    def test_answers_without_any_rule(self) -> None:
        answer = AuthorityIndex([]).decide(ASKED, grade_rank=AGENT)
        assert (answer.winner, answer.losers) == (None, ())
