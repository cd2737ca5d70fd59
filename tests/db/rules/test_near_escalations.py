"""What managers learn of asks that were not made: counts, and reasons from five on."""

from __future__ import annotations

from db.rules.near_escalations import LEAST_SHOWN, Noted, near_counts
from db.rules.words import NearReason

BUSY = Noted(NearReason.MANAGER_BUSY, "Bag delayed", "He was in a call.")
SHY = Noted(NearReason.DID_NOT_WANT_TO_BOTHER, "Seat broken")
LEFT = Noted(NearReason.CUSTOMER_COULD_NOT_WAIT, "Bag delayed")


class TestNearCounts:
    def test_say_only_how_many_below_five(self) -> None:
        few = near_counts([BUSY] * (LEAST_SHOWN - 1))
        assert (few.total, few.bother, few.is_broken_down) == (4, None, False)
        assert not few.reasons
        assert not few.problems
        assert not few.words

    def test_say_why_from_five_on_commonest_first(self) -> None:
        enough = near_counts([LEFT, BUSY, SHY, BUSY, LEFT, LEFT])
        assert enough.reasons == (
            (NearReason.CUSTOMER_COULD_NOT_WAIT, 3),
            (NearReason.MANAGER_BUSY, 2),
            (NearReason.DID_NOT_WANT_TO_BOTHER, 1),
        )
        assert enough.problems == (("Bag delayed", 5), ("Seat broken", 1))
        assert enough.bother == 3

    def test_keep_words_to_themselves_until_five_have_written_some(self) -> None:
        four = [Noted(NearReason.OTHER, "Bag delayed", words) for words in "dbca"]
        assert near_counts([*four, SHY]).words == ()
        five = [*four, Noted(NearReason.OTHER, "Bag delayed", "aa")]
        assert near_counts([*five, SHY]).words == ("a", "aa", "b", "c", "d")
