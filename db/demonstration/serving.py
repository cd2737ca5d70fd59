"""What goes well without a manager: remedies given at the desk, and customers served."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from db.commands import contacts, grants
from db.commands.grants import Given
from db.demonstration import customers
from db.demonstration.authority import TIGHT_COUNTRY, raised_at
from db.demonstration.customers import Meeting
from db.demonstration.desk import open_moment
from db.demonstration.geography import OFFICES, Office
from db.demonstration.shifts import local
from db.demonstration.stage import Stage, days_of
from db.queries.safety import open_matter
from db.rules.words import EscalationReason

GIVEN_PER_ASK = 0.65
MORE_SINCE = 1.8
COUNTED_AT = time(23, 20)
NOT_COUNTED_ONE_IN = 60


def plan_service(stage: Stage) -> None:
    """Remedies given on every day, and how many customers came."""
    for office in OFFICES:
        for day in days_of(stage, office):
            for _ in range(customers.poisson(stage, _usual(stage, office, day))):
                _plan_grant(stage, office, day)
            _plan_count(stage, office, day)


def _usual(stage: Stage, office: Office, day: date) -> float:
    usual = office.asks / 7 * GIVEN_PER_ASK
    raised = office.country == TIGHT_COUNTRY and day >= raised_at(stage).date()
    return usual * MORE_SINCE if raised else usual


def _plan_grant(stage: Stage, office: Office, day: date) -> None:
    moment = open_moment(stage, office, day)
    if moment >= stage.first_day_at:
        stage.timeline.plan(moment, lambda at: _give(stage, office, at))


def _give(stage: Stage, office: Office, at: datetime) -> None:
    """Within the giver's own limit, or not at all: then it would be an ask."""
    giver, problem = stage.staff_for(office, at), customers.problem_at(stage, office)
    meeting = Meeting(office, giver, at)
    wish = customers.about(stage, meeting, problem, EscalationReason.CUSTOMER_INSISTS)
    if wish.remedy is None or wish.worth is None:
        return
    matter = customers.matter(stage, meeting, wish)
    if problem.safety or not matter.is_covered(giver.grade_rank):
        return
    # Whoever waits for help against a threat gives nothing.
    if open_matter(stage.session, giver):
        return
    stage.given += 1
    given = Given(
        stage.keys.remedies[wish.remedy], wish.worth, stage.keys.problems[problem.key],
        customer_reference=f"guest {stage.given}", evidence="Receipt seen at the desk",
    )  # fmt: skip
    grants.record(
        stage.session, giver, place_id=stage.places[office.name], given=given,
        submit_key=f"demonstration gift {stage.given}", at=at,
    )  # fmt: skip


def _plan_count(stage: Stage, office: Office, day: date) -> None:
    if stage.chance.randrange(NOT_COUNTED_ONE_IN) == 0:
        return
    served = customers.served_on(stage, office, day)
    counted_at = local(office, day, COUNTED_AT) + timedelta(minutes=30)

    def count(at: datetime) -> None:
        contacts.record_contacts_served(
            stage.session, stage.duty_manager(office), place_id=stage.places[office.name],
            served_on=day, contacts=served, at=at,
        )  # fmt: skip

    stage.timeline.plan(counted_at, count)
