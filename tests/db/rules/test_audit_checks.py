"""What makes minutes worth reading first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from db.rules import audit_checks
from db.rules.audit_checks import Candidate, Check, Reason
from db.rules.minutes_text import MinutesContent
from db.rules.words import ItemOutcome, Origin
from tests.db.signed_sets import IMAGINED, ITEM, content_of

DAY = date(2026, 11, 17)
SIGNED = datetime(2026, 11, 17, 8, 20, tzinfo=UTC)


def _candidate(key: int, content: MinutesContent, signed_at: datetime = SIGNED) -> Candidate:
    return Candidate(key, 7, f"{key:08x}", 3, signed_at, content)


def _reasons(*candidates: Candidate) -> dict[int, tuple[Reason, ...]]:
    return audit_checks.reasons_of_all(candidates, unread=[each.id for each in candidates])


class TestSignedInBulk:
    @pytest.mark.parametrize(("minutes", "flagged"), [((0, 5, 10), True), ((0, 5, 11), False)])
    def test_takes_three_within_ten_minutes(
        self, minutes: tuple[int, ...], flagged: bool  # noqa: FBT001 - what is expected.
    ) -> None:  # fmt: skip
        moments = [SIGNED + timedelta(minutes=each) for each in minutes]
        assert bool(audit_checks.signed_in_bulk(SIGNED, moments)) is flagged


class TestNoProblem:
    def test_is_said_of_minutes_without_problem_or_origin(self) -> None:
        talk = replace(ITEM, problem="", origin=None)
        assert audit_checks.no_problem(content_of(items=(talk,))) is not None
        assert audit_checks.no_problem(content_of(items=())) is not None
        assert audit_checks.no_problem(content_of(items=(talk, IMAGINED))) is None


class TestSameText:
    def test_names_the_earlier_day_and_the_share(self) -> None:
        before = content_of(date(2026, 11, 11))
        found = audit_checks.same_text(content_of(), [before])
        assert found is not None
        assert found.words == "100 % same text as 11 Nov"

    def test_lets_different_texts_pass(self) -> None:
        other = replace(ITEM, title="Kiosks down", text="Paper tags are in the second drawer.")
        assert audit_checks.same_text(content_of(items=(other,)), [content_of()]) is None
        assert audit_checks.same_text(content_of(items=()), [content_of(items=())]) is None


class TestBackDated:
    @pytest.mark.parametrize(("hours", "late"), [(48, None), (60, None), (65, 3)])
    def test_counts_days_of_the_offices_calendar(self, hours: int, late: int | None) -> None:
        # 08:20 UTC is 11:20 in Nairobi; 60 hours later it is still the second day there.
        found = audit_checks.back_dated(content_of(), SIGNED + timedelta(hours=hours))
        assert (found.words if found else None) == (f"signed {late} days later" if late else None)


class TestNoOwner:
    def test_counts_what_asks_somebody_to_act(self) -> None:
        owned = replace(ITEM, outcome=ItemOutcome.ACTION)
        bare = replace(owned, owner="")
        told = replace(ITEM, owner="", outcome=ItemOutcome.INFORMATION)
        found = audit_checks.no_owner([owned, bare, bare, told])
        assert found is not None
        assert (found.words, found.sentence) == (
            "no owner on 2 actions", "2 of 3 actions have no owner.",
        )  # fmt: skip
        assert audit_checks.no_owner([owned, told, replace(ITEM, owner="")]) is None


class TestNothingImagined:
    @pytest.mark.parametrize(("days", "flagged"), [(60, False), (61, True)])
    def test_looks_back_sixty_days(self, days: int, flagged: bool) -> None:  # noqa: FBT001 - what is expected.
        contents = [content_of(items=(ITEM,)), content_of(DAY - timedelta(days=days))]
        assert bool(audit_checks.nothing_imagined(contents)) is flagged


class TestReasonsOfAll:
    def test_compare_a_place_with_itself_only(self) -> None:
        here = _candidate(1, content_of())
        there = replace(_candidate(2, content_of(DAY - timedelta(days=1))), place_id=8)
        found = _reasons(here, there)
        assert all(each.check is Check.SAMPLE for reasons in found.values() for each in reasons)

    def test_blame_only_the_newest_for_not_imagining(self) -> None:
        one = _candidate(1, content_of(DAY - timedelta(days=2), (ITEM,)))
        other = replace(ITEM, title="Kiosks down", text="Paper tags are in the second drawer.")
        two = _candidate(2, content_of(DAY, (other,)))
        found = _reasons(one, two)
        assert [each.check for each in found[2]] == [Check.NOTHING_IMAGINED]
        assert found[1] == ()

    def test_leave_an_addendum_its_late_signature(self) -> None:
        content = replace(content_of(), number=2)
        late = _candidate(1, content, SIGNED + timedelta(days=30))
        assert [each.check for each in _reasons(late)[1]] == []

    def test_put_the_worst_first(self) -> None:
        bare = replace(ITEM, outcome=ItemOutcome.ACTION, owner="", problem="", origin=None)
        found = _reasons(_candidate(1, content_of(items=(bare,))))[1]
        assert [each.check for each in found] == [
            Check.NO_PROBLEM, Check.NO_OWNER, Check.NOTHING_IMAGINED,
        ]  # fmt: skip
        assert audit_checks.risk(found) == 10

    def test_are_given_for_the_unread_only(self) -> None:
        pair = [_candidate(key, content_of(DAY - timedelta(days=key))) for key in (1, 2)]
        assert set(audit_checks.reasons_of_all(pair, unread=[2])) == {2}


class TestSample:
    def test_is_drawn_by_the_hash(self) -> None:
        drawn = sum(audit_checks.is_sampled(f"{number:08x}ffff") for number in range(1000))
        assert drawn == 200


class TestOrigins:
    def test_count_items_by_origin(self) -> None:
        counts = audit_checks.origins([content_of(), content_of(items=(ITEM,))])
        assert counts == {Origin.REAL: 2, Origin.BRAINSTORMED: 0, Origin.IMAGINED: 1}
