"""Rows of the record that tests of readiness and of the measures are made of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from db.rules.words import (
    ContactKind,
    EscalationClass,
    EscalationReason,
    EscalationState,
    HuddleState,
    Origin,
    Outcome,
)
from db.tables.contacts import ContactsServed, HelpContact
from db.tables.cover import Cover
from db.tables.escalations import Escalation
from db.tables.huddles import Attendance, Huddle
from db.tables.problems import ProblemMention
from db.tables.remedies import Grant
from db.tables.responses import Briefing, Rehearsal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.world import World


def ask(
    session: Session,
    made: World,
    office: str,
    problem: str | None,
    *,
    at: datetime,
    settled: bool = False,
    times: int = 1,
) -> None:
    """So many asks at one moment; a settled one ends ten minutes later."""
    for _ in range(times):
        session.add(
            Escalation(
                place_id=made.places[office],
                asker_id=made.people.get(f"{office} staff"),
                problem_id=made.problems[problem] if problem else None,
                unanticipated_words="" if problem else "Something that nobody had named",
                reason=EscalationReason.NO_RESPONSE,
                escalation_class=EscalationClass.NO_RESPONSE,
                state=EscalationState.RESOLVED if settled else EscalationState.WAITING,
                outcome=Outcome.SETTLED if settled else None,
                asked_at=at,
                resolved_at=at + timedelta(minutes=10) if settled else None,
            )
        )
    session.flush()


def give(session: Session, made: World, office: str, problem: str | None, *, at: datetime) -> None:
    """Something given at the counter, without a manager."""
    session.add(
        Grant(
            place_id=made.places[office],
            person_id=made.people[f"{office} staff"],
            problem_id=made.problems[problem] if problem else None,
            remedy_id=made.remedies["Meal voucher"],
            amount=Decimal(10),
            currency="KES",
            given_at=at,
            submit_key=uuid4().hex,
        )
    )
    session.flush()


def brief(session: Session, made: World, problem: str, *people: str) -> None:
    """These people were told of the agreed version."""
    session.add_all(
        Briefing(
            person_id=made.people[name],
            response_id=made.responses[problem],
            at=made.now - timedelta(days=2),
        )
        for name in people
    )
    session.flush()


def rehearse(session: Session, made: World, office: str, problem: str, *, at: datetime) -> None:
    """A drill."""
    session.add(
        Rehearsal(
            problem_id=made.problems[problem],
            place_id=made.places[office],
            at=at,
            took_part=4,
            gave_agreed_words=3,
        )
    )
    session.flush()


def serve(session: Session, made: World, office: str, on: date, contacts: int) -> None:
    """So many contacts on one day."""
    session.add(ContactsServed(place_id=made.places[office], served_on=on, contacts=contacts))
    session.flush()


def cover(session: Session, made: World, person: str, office: str, hours: tuple[int, int]) -> None:
    """A shift from and to so many hours after now."""
    session.add(
        Cover(
            person_id=made.people[person],
            place_id=made.places[office],
            starts_at=made.now + timedelta(hours=hours[0]),
            ends_at=made.now + timedelta(hours=hours[1]),
        )
    )
    session.flush()


def mention(session: Session, made: World, office: str, problem: str) -> None:
    """A huddle of the office that spoke of the problem."""
    huddle = Huddle(
        place_id=made.places[office],
        name="Morning huddle",
        held_on=made.now.date(),
        budget_minutes=10,
        chair_id=made.people[f"{office} manager"],
        state=HuddleState.CLOSED,
        created_at=made.now - timedelta(days=1),
    )
    session.add(huddle)
    session.flush()
    session.add(
        ProblemMention(
            problem_id=made.problems[problem],
            huddle_id=huddle.id,
            origin=Origin.IMAGINED,
            is_answered=False,
            at=made.now - timedelta(days=1),
        )
    )
    session.flush()


def drilled(
    session: Session, made: World, office: str, *, present: tuple[str, ...], at: datetime
) -> None:
    """A huddle of the office in which these people rehearsed the first problem."""
    huddle = Huddle(
        place_id=made.places[office], name=f"Drill {at}", held_on=at.date(), budget_minutes=10,
        chair_id=made.people[f"{office} manager"], state=HuddleState.CLOSED, created_at=at,
    )  # fmt: skip
    session.add(huddle)
    session.flush()
    session.add_all(
        Attendance(huddle_id=huddle.id, person_id=made.people[who], is_present=True)
        for who in present
    )
    session.add(
        Rehearsal(
            problem_id=made.problems["Bag delayed"], place_id=made.places[office], at=at,
            took_part=len(present), gave_agreed_words=1, huddle_id=huddle.id,
        )
    )  # fmt: skip
    session.flush()


def number(session: Session, made: World, place: str, kind: ContactKind, until: date) -> None:
    """A number that somebody called a month ago."""
    session.add(
        HelpContact(
            place_id=made.places[place],
            kind=kind,
            name=f"{kind.label} of {place}",
            phone="0555",
            verified_at=made.now - timedelta(days=30),
            verified_until=until,
        )
    )
    session.flush()
