"""The playbook: what is agreed, what is past its date, and what nobody has answered yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from db.commands import drafting, responses
from db.commands.starting import words_of
from db.demonstration.cast import DIRECTOR
from db.demonstration.rounds import agree_in_rounds
from db.demonstration.stage import Stage

# Nobody has written these yet; nobody agreed on the words of the others.
UNWRITTEN = ("customer_filming", "no_common_language", "pet_left_behind", "found_in_food")
PROPOSED = ("status_not_recognised", "wrong_bag_taken", "volunteer_wants_more")
DRAFTED = ("minor_connection_cancelled", "sports_or_instrument_refused")
# Days from the present until somebody has to look again; below zero it is past.
EXPIRED = {
    "excess_bag_fee": -9,
    "kiosks_not_printing": -21,
    "miles_missing": -4,
    "gate_closed_early": -33,
    "lounge_guest_not_admitted": -2,
}
EXPIRING = {"delay_over_2h": 5, "nonrefundable_fare": 9, "bag_damaged": 12, "visa_missing": 3}
LONGEST_GOOD_FOR = 100


def unanswered() -> tuple[str, ...]:
    """The problems of which no response is agreed."""
    return (*UNWRITTEN, *PROPOSED, *DRAFTED)


def write_all(stage: Stage) -> dict[str, int]:
    """Write what somebody has written; the keys of what can be agreed, by problem."""
    at = stage.founded_at + timedelta(days=3)
    starting_words = [each.key for each in stage.pack.problems if each.key not in UNWRITTEN]
    written = {}
    for number, key in enumerate(starting_words):
        moment = at + timedelta(hours=number)
        response_id = _draft(stage, key, moment)
        if key not in DRAFTED:
            drafting.put_forward(
                stage.session, stage.viewers[DIRECTOR], response_id=response_id, version=1,
                at=moment + timedelta(minutes=40),
            )  # fmt: skip
        if key not in unanswered():
            written[key] = response_id
    return written


def _draft(stage: Stage, key: str, at: datetime) -> int:
    return drafting.draft(
        stage.session, stage.viewers[DIRECTOR], problem_id=stage.keys.problems[key],
        place_id=stage.places[""], words=words_of(stage.pack, key), at=at,
    )  # fmt: skip


def write_and_agree(stage: Stage) -> None:
    """The whole playbook, before the first day of work."""
    written = write_all(stage)
    agree_in_rounds(stage, written)
    verify_all(stage, written, stage.founded_at + timedelta(days=60))


def verify_all(stage: Stage, written: dict[str, int], at: datetime) -> None:
    """Look at all that was agreed, and say until when it holds."""
    for key, response_id in written.items():
        responses.verify(
            stage.session, stage.viewers[DIRECTOR], response_id=response_id,
            until=good_until(stage, key), at=at,
        )  # fmt: skip


def good_until(stage: Stage, key: str) -> date:
    """Until when the words for a problem hold."""
    days = {**EXPIRED, **EXPIRING}.get(key, stage.chance.randint(25, LONGEST_GOOD_FOR))
    return (stage.at + timedelta(days=days)).date()
