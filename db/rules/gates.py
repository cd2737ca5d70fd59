"""The five gates of covered demand: their values for one problem at one office, and what is
missing when one does not hold, in a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.rules.words import Gate, Word

UNANTICIPATED = "Unanticipated"


class Fix(Word):
    """What puts a lost point right; a screen has the button for each."""

    NAME_PROBLEMS = "name_problems"
    WRITE_RESPONSE = "write_response"
    AGREE_RESPONSE = "agree_response"
    VERIFY_RESPONSE = "verify_response"
    SET_LIMIT = "set_limit"
    SET_HOURS = "set_hours"
    SET_STAND_IN = "set_stand_in"
    ADD_STAFF = "add_staff"
    BRIEF_STAFF = "brief_staff"
    REHEARSE = "rehearse"


@dataclass(frozen=True, slots=True)
class CoveredHours:
    """Opening hours of some days ahead, and those in which a manager is on duty, in hours."""

    opening: float = 0.0
    covered: float = 0.0

    @property
    def share(self) -> float:
        """From 0 to 1; without opening hours nothing is known, which is 0."""
        return self.covered / self.opening if self.opening else 0.0


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What is known of one problem at one office; the default of each is that nothing is.

    `version` is the agreed version that holds there, `expired_on` the day on which it ran out
    (None with `is_fresh` False: nobody ever verified it).
    """

    cases: int = 0
    is_on_the_list: bool = True
    version: int | None = None
    is_fresh: bool = False
    expired_on: date | None = None
    is_in_the_making: bool = False
    is_empowered: bool = False
    hours: CoveredHours = CoveredHours()
    staff: int = 0
    briefed: int = 0
    is_tried: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether an agreed version holds that is not past its date."""
        return self.is_on_the_list and self.version is not None and self.is_fresh


def gate_values(facts: GateFacts) -> dict[Gate, float]:
    """How far each gate stands open, 0 to 1, in the order in which losses are charged.

    Unknown is 0. A version that is past its date, or was never verified, does not count as
    agreed; nor is anybody briefed on a version that does not hold.
    """
    if not facts.is_on_the_list:
        return dict.fromkeys(Gate, 0.0)
    briefed = facts.briefed / facts.staff if facts.staff and facts.version is not None else 0.0
    return {
        Gate.RESPONSE_AGREED: float(facts.is_answered),
        Gate.LIMIT_SET: float(facts.is_empowered),
        Gate.MANAGER_ON_COVER: facts.hours.share,
        Gate.STAFF_BRIEFED: briefed,
        Gate.TRIED: float(facts.is_tried),
    }


def what_is_missing(gate: Gate, facts: GateFacts) -> tuple[str, Fix]:
    """Why points are lost at the gate, as one short sentence, and what puts it right."""
    if not facts.is_on_the_list:
        return _unanticipated(facts.cases), Fix.NAME_PROBLEMS
    if gate is Gate.RESPONSE_AGREED:
        return _response(facts)
    if gate is Gate.LIMIT_SET:
        return ("Answered, no limit set" if facts.is_answered else "No limit set"), Fix.SET_LIMIT
    if gate is Gate.MANAGER_ON_COVER:
        return _cover(facts.hours)
    if gate is Gate.STAFF_BRIEFED:
        return _briefing(facts)
    return "Neither rehearsed nor tried for 180 days", Fix.REHEARSE


def _unanticipated(cases: int) -> str:
    if not cases:
        return "Customers bring what nobody has named; none here in 90 days"
    who = "1 customer" if cases == 1 else f"{cases} customers"
    return f"{who} brought what is not on the list"


def _response(facts: GateFacts) -> tuple[str, Fix]:
    if facts.version is None:
        if facts.is_in_the_making:
            return "A response is written, and not agreed yet", Fix.AGREE_RESPONSE
        return "No agreed response yet", Fix.WRITE_RESPONSE
    if facts.expired_on is None:
        return f"Version {facts.version} was never verified", Fix.VERIFY_RESPONSE
    return f"Version {facts.version} expired on {facts.expired_on:%-d %b}", Fix.VERIFY_RESPONSE


def _cover(hours: CoveredHours) -> tuple[str, Fix]:
    if not hours.opening:
        return "Opening hours are not recorded", Fix.SET_HOURS
    if not hours.covered:
        return "No manager is on duty in the coming 14 days", Fix.SET_STAND_IN
    missing = round(hours.opening - hours.covered)
    if missing == 0:
        return "A manager is missing for less than half an hour in 14 days", Fix.SET_STAND_IN
    sentence = f"No manager on duty for {missing} of {round(hours.opening)} hours in 14 days"
    return sentence, Fix.SET_STAND_IN


def _briefing(facts: GateFacts) -> tuple[str, Fix]:
    if not facts.staff:
        return "Nobody works here", Fix.ADD_STAFF
    if facts.version is None:
        return "Nobody can be briefed before a response is agreed", Fix.BRIEF_STAFF
    missing = facts.staff - facts.briefed
    return f"{missing} of {facts.staff} not briefed on version {facts.version}", Fix.BRIEF_STAFF
