"""What was answered on a day is what an answer as of that day says later."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from db.rules.authority import Decision, Limit, Question, decide
from db.rules.authority_index import AuthorityIndex
from tests.db.rules.test_authority import AGENT, BAG, MEAL, NOW, OFFICE, TOP, limit

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "for a time", "ask"]),
        st.sampled_from([TOP, OFFICE]),
        st.sampled_from([None, BAG]),
        st.integers(1, 9),
        st.integers(0, 3),
    ),
    max_size=12,
)


class Record:
    """Rules as publishing writes them: versions follow, nothing but an end is written later."""

    def __init__(self) -> None:
        """Nothing is published yet."""
        self.limits: list[Limit] = []

    def publish(self, path: str, problem: int | None, amount: int, *, start: datetime) -> None:
        """A standing rule; its former version ends where this one begins."""
        former = [
            each
            for each in self.limits
            if (each.place_path, each.problem_id, each.is_temporary) == (path, problem, False)
        ]
        if former and former[-1].in_force_from >= start:
            return
        if former:
            self.limits[self.limits.index(former[-1])] = replace(former[-1], in_force_until=start)
        self.limits.append(self._rule(path, problem, amount, start))

    def for_a_time(
        self, path: str, problem: int | None, amount: int, *, start: datetime, end: datetime
    ) -> None:
        """A temporary rule, which ends by itself."""
        rule = self._rule(path, problem, amount, start)
        self.limits.append(replace(rule, in_force_until=end, is_temporary=True))

    def answer(self, at: datetime) -> Decision:
        """The decision for an agent."""
        return decide(self.limits, Question(OFFICE, BAG, MEAL, at), grade_rank=AGENT)

    def _rule(self, path: str, problem: int | None, amount: int, start: datetime) -> Limit:
        return limit(
            len(self.limits) + 1, place_path=path, problem_id=problem, in_force_from=start,
            amount=Decimal(amount),
        )  # fmt: skip


class TestAnAnswerAsOfADate:
    @given(ACTS)
    def test_equals_the_answer_given_on_that_date(
        self, acts: list[tuple[str, str, int | None, int, int]]
    ) -> None:
        record, given_then = Record(), {}
        for hour, (kind, path, problem, amount, ahead) in enumerate(acts):
            at = NOW + timedelta(hours=hour)
            start = at + timedelta(hours=ahead)
            if kind == "publish":
                record.publish(path, problem, amount, start=start)
            elif kind == "for a time":
                end = start + timedelta(hours=amount)
                record.for_a_time(path, problem, amount, start=start, end=end)
            # Asked after the act, as a screen that is opened after the publication would.
            given_then[at] = self._said(record.answer(at))
        index = AuthorityIndex(record.limits)
        for at, said in given_then.items():
            assert self._said(record.answer(at)) == said
            later = index.decide(Question(OFFICE, BAG, MEAL, at), grade_rank=AGENT)
            assert self._said(later) == said

    @staticmethod
    def _said(decision: Decision) -> tuple[int, Decimal | None] | None:
        winner = decision.winner
        return None if winner is None else (winner.id, winner.amount)

    @given(st.integers(1, 5), st.integers(0, 8))
    def test_is_the_standing_rule_again_once_a_raise_has_ended(
        self, hours: int, asked: int
    ) -> None:
        record = Record()
        record.publish(OFFICE, None, 100, start=NOW)
        end = NOW + timedelta(hours=hours)
        record.for_a_time(OFFICE, None, 500, start=NOW, end=end)
        winner = record.answer(NOW + timedelta(hours=asked)).winner
        assert winner is not None
        assert winner.amount == (Decimal(500) if asked < hours else Decimal(100))
