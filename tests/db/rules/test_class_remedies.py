"""Every class of escalation has a remedy of its own."""

from __future__ import annotations

from db.rules.class_remedies import REMEDIES, class_shares
from db.rules.words import EscalationClass


class TestClassShares:
    def test_every_class_has_its_own_remedy(self) -> None:
        assert len(set(REMEDIES.values())) == len(REMEDIES) == len(EscalationClass)

    def test_stand_with_most_asks_first_and_leave_out_none(self) -> None:
        found = class_shares(
            {EscalationClass.SAFETY: 1, EscalationClass.NO_RULE: 3, EscalationClass.ABOVE: 0}
        )
        assert [(each.escalation_class, each.share) for each in found] == [
            (EscalationClass.NO_RULE, 0.75),
            (EscalationClass.SAFETY, 0.25),
        ]

    def test_of_no_asks_are_none(self) -> None:
        assert class_shares({}) == ()
