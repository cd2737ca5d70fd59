"""Days at the desk: asks for a manager, from the first word until somebody stands there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from db import access
from db.commands import asks, escalations
from db.commands.asks import Ask
from db.demonstration import customers
from db.demonstration.customers import STORIES, Meeting
from db.demonstration.ending import resolve
from db.demonstration.geography import OFFICES, Office
from db.demonstration.shifts import local
from db.demonstration.stage import Case, Stage, days_of
from db.demonstration.wishes import Wish
from db.rules.words import EscalationReason, EscalationState, PassOnReason
from db.tables.escalations import Escalation

# Nobody asks by chance just before the present: who waits now is written down in `present`.
QUIET = timedelta(minutes=50)
PEAKS = ((8.0, 1.9), (18.0, 2.3))
LEAVES, WITHDRAWS, PASSED_ON, LEAVES_LATER = 0.055, 0.02, 0.09, 0.02
SPREAD_OF_WAITS = 0.85
NOT_ANSWERED_YET = timedelta(seconds=5)
PASS_ON = (
    PassOnReason.WITH_ANOTHER_CUSTOMER,
    PassOnReason.IN_A_MEETING,
    PassOnReason.SOMEONE_BETTER_PLACED,
)
OFFERED = ("", "", "A seat in the quiet corner", "The next flight", "Our apology in writing",
           "A call-back this evening")  # fmt: skip


def plan_asks(stage: Stage) -> None:
    """Every ask of the days of work, and the days that everybody remembers."""
    for office in OFFICES:
        for day in days_of(stage, office):
            for _ in range(customers.asks_on(stage, office, day)):
                _plan_one(stage, office, day, None)
    for story in STORIES:
        office = next(each for each in OFFICES if each.name == story.office)
        for _ in range(story.asks):
            _plan_one(stage, office, stage.ago(story.share).date(), story.problem)


def _plan_one(stage: Stage, office: Office, day: date, problem: str | None) -> None:
    moment = open_moment(stage, office, day)
    if stage.first_day_at <= moment < stage.at - QUIET:
        stage.timeline.plan(moment, lambda at: _ask_by_chance(stage, office, problem, at))


def open_moment(stage: Stage, office: Office, day: date) -> datetime:
    """A moment in opening hours, mostly near one of the two peaks of the day."""
    opens, closes = stage.chance.choice(office.open)
    first, last = opens.hour + 0.1, (closes.hour or 24) - 0.4
    mean, spread = stage.chance.choice(PEAKS)
    hour = stage.chance.gauss(mean, spread)
    if not first <= hour <= last:
        hour = stage.chance.uniform(first, last)
    return local(office, day, time()) + timedelta(hours=hour)


def _ask_by_chance(stage: Stage, office: Office, problem: str | None, at: datetime) -> None:
    meeting = Meeting(office, stage.staff_for(office, at), at)
    wish = customers.wish(stage, meeting)
    if problem is not None:
        known = next(each for each in stage.pack.problems if each.key == problem)
        wish = customers.about(stage, meeting, known, EscalationReason.OVER_MY_LIMIT)
    case = ask(stage, meeting, wish)
    _plan_fate(stage, case, at)


def ask(stage: Stage, meeting: Meeting, wish: Wish) -> Case:
    """Somebody at the desk asks for a manager; the ladder moves as its time-outs pass."""
    stage.asked += 1
    escalation_id = asks.ask(
        stage.session, meeting.person, place_id=stage.places[meeting.office.name],
        asks=Ask(
            problem_id=stage.keys.problems[wish.problem.key] if wish.problem else None,
            words=wish.words,
            reason=wish.reason,
            remedy_id=stage.keys.remedies[wish.remedy] if wish.remedy else None,
            worth=wish.worth,
            offered_already=stage.chance.choice(OFFERED),
            customer_reference=f"booking {stage.asked}",
        ),
        submit_key=f"demonstration {stage.asked}", at=meeting.at,
    )  # fmt: skip
    row = stage.session.get_one(Escalation, escalation_id)
    case = Case(meeting.office, escalation_id, meeting.person, wish, row)
    _plan_moving_up(stage, case)
    return case


def _plan_moving_up(stage: Stage, case: Case) -> None:
    due = stage.escalation(case).move_up_at
    if due is not None:
        stage.timeline.plan(due + NOT_ANSWERED_YET, lambda at: _move_up(stage, case, at))


def _move_up(stage: Stage, case: Case, at: datetime) -> None:
    escalation = stage.escalation(case)
    if escalation.move_up_at is not None and escalation.move_up_at <= at:
        escalations.move_up(stage.session, access.system(), at=at)
        _plan_moving_up(stage, case)


def _plan_fate(stage: Stage, case: Case, asked_at: datetime) -> None:
    """What becomes of an ask: mostly somebody comes; some customers do not wait for it."""
    fate = stage.chance.random()
    if fate < LEAVES:
        after = timedelta(minutes=stage.chance.uniform(4, 17))
        stage.timeline.plan(asked_at + after, lambda at: _leave(stage, case, at))
    elif fate < LEAVES + WITHDRAWS:
        after = timedelta(seconds=stage.chance.uniform(40, 200))
        stage.timeline.plan(asked_at + after, lambda at: _withdraw(stage, case, at))
    else:
        _plan_answer(stage, case, asked_at)


def _plan_answer(stage: Stage, case: Case, asked_at: datetime) -> None:
    comes_after = timedelta(seconds=_seconds(stage, case.office.answered_after))
    taken_at = asked_at + comes_after
    if stage.chance.random() < PASSED_ON:
        stage.timeline.plan(taken_at, lambda at: _pass_on(stage, case, at))
        taken_at += timedelta(seconds=_seconds(stage, 60))
    stage.timeline.plan(taken_at, lambda at: _take(stage, case, at))


def _seconds(stage: Stage, half_within: float) -> float:
    """A wait whose median is `half_within`, with the long tail that waits have."""
    return max(6.0, half_within * stage.chance.lognormvariate(0, SPREAD_OF_WAITS))


def _pass_on(stage: Stage, case: Case, at: datetime) -> None:
    offered_to = stage.escalation(case).offered_to_id
    if stage.stands(case) is EscalationState.WAITING and offered_to is not None:
        reason = stage.chance.choice(PASS_ON)
        escalations.pass_on(
            stage.session, stage.viewer(offered_to), escalation_id=case.escalation_id,
            reason=reason, at=at,
        )  # fmt: skip
        _plan_moving_up(stage, case)


def _take(stage: Stage, case: Case, at: datetime) -> None:
    if stage.stands(case) is not EscalationState.WAITING:
        return
    take(stage, case, at)
    walks = timedelta(seconds=_seconds(stage, 75))
    stage.timeline.plan(at + walks, lambda moment: stand_with(stage, case, moment))
    talks = timedelta(minutes=stage.chance.lognormvariate(2.1, 0.6))
    last = _leave if stage.chance.random() < LEAVES_LATER else resolve
    stage.timeline.plan(at + walks + talks, lambda moment: last(stage, case, moment))


def take(stage: Stage, case: Case, at: datetime) -> None:
    """Whoever it was offered to comes; else the manager on duty."""
    offered_to = stage.escalation(case).offered_to_id
    taker = stage.viewer(offered_to) if offered_to else stage.leader_for(case.office, at)
    escalations.take(stage.session, taker, escalation_id=case.escalation_id, at=at)


def stand_with(stage: Stage, case: Case, at: datetime) -> None:
    """Whoever took it stands with the customer."""
    holder = stage.escalation(case).holder_id
    if stage.stands(case) is EscalationState.ACKNOWLEDGED and holder is not None:
        viewer = stage.viewer(holder)
        escalations.with_customer(stage.session, viewer, escalation_id=case.escalation_id, at=at)


def _leave(stage: Stage, case: Case, at: datetime) -> None:
    if stage.is_open(case):
        escalations.customer_left(
            stage.session, case.asker, escalation_id=case.escalation_id, at=at
        )


def _withdraw(stage: Stage, case: Case, at: datetime) -> None:
    if stage.is_open(case):
        escalations.withdraw(stage.session, case.asker, escalation_id=case.escalation_id, at=at)
