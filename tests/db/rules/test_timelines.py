"""Waits of many asks at once: over or not, how they ended, and how long they were."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.rules.tallies import Ending
from db.rules.timelines import (
    BACKWARDS,
    NO_HOURS,
    NO_MOMENT,
    RUNNING,
    WITHOUT_TIME,
    Moments,
    in_opening_hours,
    lengths,
    settled,
    timelines_of,
)
from db.rules.words import EscalationState, Stage
from tests.world import NOW

# Minutes after the ask at which something happened, some of them before it.
minutes = st.one_of(st.none(), st.integers(-3, 12))


def after(minutes: int | None) -> datetime | None:
    return None if minutes is None else NOW + timedelta(minutes=minutes)


asks = st.lists(
    st.builds(
        Moments,
        st.floats(0, 59).map(lambda seconds: NOW + timedelta(seconds=seconds)),
        *[minutes.map(after)] * 5,
        st.sampled_from(list(EscalationState)),
    ),
    max_size=20,
)


def one(ask: Moments, stage: Stage) -> tuple[int, int]:
    """The definition in words, for one ask."""
    reached = {
        Stage.ACKNOWLEDGED: ask.acknowledged_at,
        Stage.WITH_CUSTOMER: ask.with_customer_at,
        Stage.RESOLVED: ask.resolved_at,
    }[stage]
    if reached and (ask.left_at is None or reached <= ask.left_at):
        ended, code = reached, Ending.REACHED
    elif ask.left_at:
        ended, code = ask.left_at, Ending.LEFT
    elif ask.withdrawn_at or ask.resolved_at or ask.state is EscalationState.RESOLVED:
        over = ask.withdrawn_at or ask.resolved_at
        if over is None:
            return NO_MOMENT, WITHOUT_TIME
        ended, code = over, Ending.OPEN
    else:
        return 0, RUNNING
    if ended < ask.asked_at:
        return BACKWARDS, WITHOUT_TIME
    return (ended - ask.asked_at) // timedelta(seconds=1), code


class TestTimelines:
    @given(given=asks, stage=st.sampled_from(list(Stage)))
    def test_say_of_each_what_the_definition_says(self, given: list[Moments], stage: Stage) -> None:
        timelines = timelines_of(given)
        seconds, codes = lengths(timelines, settled(timelines, timelines.reached(stage)))
        found = [*zip(seconds.tolist(), codes.tolist(), strict=True)]
        assert found == [one(each, stage) for each in given]

    def test_at_the_moment_of_leaving_it_was_reached(self) -> None:
        moment = NOW + timedelta(minutes=3)
        both = Moments(NOW, moment, None, None, moment, None, EscalationState.LEFT)
        timelines = timelines_of([both])
        seconds, codes = lengths(timelines, settled(timelines, timelines.acknowledged))
        assert (seconds.tolist(), codes.tolist()) == ([180], [Ending.REACHED])

    def test_a_manager_came_when_it_was_resolved_from_afar(self) -> None:
        resolved = Moments(
            NOW, None, None, NOW + timedelta(minutes=2), None, None, EscalationState.RESOLVED
        )
        met = timelines_of([resolved]).met()
        assert met.tolist() == timelines_of([resolved]).resolved.tolist()

    def test_in_opening_hours_only_a_length_changes(self) -> None:
        timelines = timelines_of([
            Moments(NOW, NOW + timedelta(minutes=4), None, None, None, None,
                    EscalationState.ACKNOWLEDGED),
            Moments(NOW, None, None, None, None, None, EscalationState.WAITING),
            Moments(NOW, NOW - timedelta(minutes=4), None, None, None, None,
                    EscalationState.ACKNOWLEDGED),
        ])  # fmt: skip
        seconds, codes = lengths(timelines, settled(timelines, timelines.acknowledged))
        for known, first in ((60, (60, Ending.REACHED)), (-1, (NO_HOURS, WITHOUT_TIME))):
            found = in_opening_hours(seconds, codes, seconds * 0 + known)
            told = [*zip(found[0].tolist(), found[1].tolist(), strict=True)]
            assert told == [first, (0, RUNNING), (BACKWARDS, WITHOUT_TIME)]
