"""What events say beside their columns: a line for each, and the same lines for many at once."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from db.rules.replays import ASKED_FACTS, facts_line, facts_lines
from db.rules.words import EscalationReason

row = st.fixed_dictionaries(
    {
        "place_id": st.integers(1, 3),
        "unanticipated_words": st.sampled_from(["", "a “quoted”, word", "Ä"]),
        "reason": st.sampled_from(list(EscalationReason)),
        "amount_asked": st.one_of(st.none(), st.just(Decimal("1.50")), st.just(Decimal(200))),
        "source": st.just("Desk"),
    }
)


class TestFactsLines:
    @given(rows=st.lists(row, min_size=1, max_size=6))
    def test_are_the_line_of_each_row_whatever_they_share(
        self, rows: list[dict[str, object]]
    ) -> None:
        columns = {name: [each[name] for each in rows] for name in rows[0]}
        same = {name: each[0] for name, each in columns.items() if each.count(each[0]) == len(rows)}
        varied = {name: each for name, each in columns.items() if name not in same}
        found = facts_lines(same, varied, ASKED_FACTS, rows=len(rows))
        # What all share is said first.
        names = sorted(ASKED_FACTS, key=lambda name: name not in same)
        assert found == [facts_line(each, tuple(names)) for each in rows]
