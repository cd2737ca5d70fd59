"""Badges: one for every stored word, readable without its colour."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import pytest

from db.rules import words
from pages.components import badges
from pages.components.badges import Badge, badge_for, in_line, with_words

KINDS = [
    (badges.AVAILABILITY, words.AvailabilityState),
    (badges.ORIGIN, words.Origin),
    (badges.ASK, words.EscalationClass),
    (badges.ASK, words.EscalationReason),
    (badges.RESPONSE, words.ResponseState),
    (badges.HUDDLE, words.HuddleState),
    (badges.ESCALATION, words.EscalationState),
    (badges.OUTCOME, words.Outcome),
]


class TestBadges:
    @pytest.mark.parametrize(("kind", "stored"), KINDS)
    def test_every_stored_word_has_one(
        self, kind: Mapping[str, Badge], stored: type[StrEnum]
    ) -> None:
        assert [word for word in stored if word not in kind] == []

    @pytest.mark.parametrize(
        "kind", [badges.AVAILABILITY, badges.ORIGIN, badges.ESCALATION, badges.MUST_HAVE]
    )
    def test_states_differ_in_more_than_colour(self, kind: Mapping[str, Badge]) -> None:
        assert len({badge.icon for badge in kind.values()}) == len(kind)
        assert len({badge.word for badge in kind.values()}) == len(kind)

    def test_a_word_of_a_later_version_is_shown_as_it_is(self) -> None:
        assert badge_for(badges.ORIGIN, "over_heard") == Badge("over heard", "label", "gray")

    def test_more_words_keep_sign_and_colour(self) -> None:
        longer = with_words(badges.AVAILABILITY["away"], "away since 13:40")
        assert longer == Badge("away since 13:40", "do_not_disturb_on", "gray")

    def test_brackets_in_a_word_do_not_end_the_badge(self) -> None:
        assert in_line(Badge("a] b", "check", "green")) == (r":green-badge[:material/check: a\] b]")
