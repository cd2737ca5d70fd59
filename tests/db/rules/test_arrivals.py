"""What a manager reads on the way: what the asker may, and what they may themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from db.rules.arrivals import asker_may, you_may
from db.rules.authority import Limit
from db.rules.caps import Cap, Left, Tally, window
from db.rules.money import Money
from db.rules.words import CapHolder, CapPeriod, LimitKind

SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def limit(kind: LimitKind = LimitKind.UP_TO, amount: str | None = "10000") -> Limit:
    worth = Decimal(amount) if amount else None
    return Limit(1, 7, 2, "/1/", 1, None, 1, kind, worth, "KES" if worth else None, None,
                 SOME_DAY, None)  # fmt: skip


def kes(amount: str) -> Money:
    return Money(Decimal(amount), "KES")


def _left(amount: str) -> Left:
    cap = Cap(1, 1, 1, "/1/", None, None, None, CapHolder.PERSON, CapPeriod.DAY, None,
              Decimal(amount), "KES", SOME_DAY, None)  # fmt: skip
    return Left(cap, Tally(), window(CapPeriod.DAY, SOME_DAY, UTC))


class TestTheAsker:
    def test_may_give_their_limit_itself(self) -> None:
        said = asker_may("Amina", limit(), kes("10000"), place="Kenya")
        assert said == "Amina may give up to KES\u00a010,000 (R-7, version 2, Kenya)."

    def test_may_not_give_more(self) -> None:
        said = asker_may("Amina", limit(), kes("10000.01"), place="Kenya")
        assert "up to KES\u00a010,000, not KES\u00a010,000.01 (" in said

    def test_may_give_nothing_where_a_rule_says_so(self) -> None:
        said = asker_may("", limit(LimitKind.NONE, None), None, place="Kenya")
        assert said == "The asker may give nothing of this (R-7, version 2, Kenya)."

    def test_has_no_rule_and_is_told_so(self) -> None:
        assert asker_may("", None, None, place="") == "No rule lets the asker give this."


class TestYou:
    def test_may_decide_the_limit_itself(self) -> None:
        said = you_may(limit(), kes("10000"), place="Kenya")
        assert said == "You may decide up to KES\u00a010,000 (R-7, version 2, Kenya)."

    def test_pass_on_what_is_more(self) -> None:
        assert you_may(limit(), kes("10001"), place="Kenya").endswith("Kenya): pass it on.")

    def test_pass_on_what_another_currency_limits(self) -> None:
        asked = Money(Decimal(1), "SGD")
        assert you_may(limit(), asked, place="Kenya").endswith(": pass it on.")

    def test_pass_on_what_no_rule_or_a_rule_of_nothing_covers(self) -> None:
        assert you_may(None, kes("1"), place="") == "No rule lets you decide this: pass it on."
        nothing = you_may(limit(LimitKind.NONE, None), kes("1"), place="Kenya")
        assert nothing == "You may give nothing of this (R-7, version 2, Kenya): pass it on."

    def test_pass_on_what_a_cap_leaves_no_room_for(self) -> None:
        left = [_left("9000"), _left("9999.99"), _left("20000")]
        said = you_may(limit(), kes("9999.99"), place="Kenya", left=left[1:])
        assert said.endswith("version 2, Kenya), KES\u00a09,999.99 left today.")
        said = you_may(limit(), kes("9999.99"), place="Kenya", left=left)
        assert said.endswith("version 2, Kenya), KES\u00a09,000 left today: pass it on.")

    def test_pass_on_what_is_not_for_their_grade(self) -> None:
        said = you_may(limit(), kes("1"), place="Kenya", is_below_grade=True)
        assert said == "This one is not for your grade: pass it on."
