"""The small organisation of `tests.world`, alive at this moment: on duty, with passwords."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from unittest import mock
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

import tests.world
from db.commands import huddles, minutes
from db.commands.sign_in import hash_password, open_session
from db.rules.words import ContactKind
from db.tables.contacts import HelpContact
from db.tables.cover import Cover
from db.tables.people import Installation, Person
from db.tables.responses import Response
from tests import huddle_cases
from tests.browser.server import Served
from tests.world import World, world

PASSWORD = "marmalade on the tarmac"


@cache
def _stored_password() -> str:
    return hash_password(PASSWORD)


def seed(served: Served) -> World:
    """The organisation as it stands now, written into the record of `served`."""
    now = datetime.now(UTC).replace(microsecond=0)
    with served.doors.writing() as session, mock.patch.object(tests.world, "NOW", now):
        made = world(session)
        session.get_one(Installation, 1).set_up_at = now
        for person in session.scalars(select(Person)):
            person.password_hash = _stored_password()
        for response in session.scalars(select(Response)):
            response.verified_until = date(now.year + 1, 12, 31)
        for cover in session.scalars(select(Cover)):
            cover.ends_at = now + timedelta(hours=12)
        _desks(session, made)
        _yesterday(session, made, now)
    return made


def huddles_of(served: Served, made: World) -> dict[str, int]:
    """Two huddles at Singapore, by what became of them: one is running, one is signed."""
    now = datetime.now(UTC).replace(microsecond=0)
    today = now.astimezone(ZoneInfo("Asia/Singapore")).date()
    manager = made.viewers["Singapore manager"]
    with (
        served.doors.writing() as session,
        mock.patch.multiple(huddle_cases, NOW=now, TODAY=today),
    ):
        running = huddle_cases.a_huddle(session, made, "Singapore", name="While it runs")
        huddles.start(session, manager, huddle_id=running, at=now)
        signed = huddle_cases.a_closed_huddle(session, made, "Singapore")
        minutes.sign(session, manager, huddle_id=signed, at=now)
    return {"running": running, "signed": signed}


def _yesterday(session: Session, made: World, now: datetime) -> None:
    """Asks of the day before, so that lists, charts and agendas have something to show."""
    for hours, waited in ((20, 4), (21, 11), (23, 12), (26, None)):
        huddle_cases.an_ask(
            session, made, office="Singapore", amount=180, asked_at=now - timedelta(hours=hours),
            waited_minutes=waited, left=waited is None,
        )  # fmt: skip


def _desks(session: Session, made: World) -> None:
    for kind, name, phone in (
        (ContactKind.DUTY_DESK, "Night desk", "+254 20 000 0101"),
        (ContactKind.SECURITY, "Security", "+254 20 000 0112"),
    ):
        session.add(
            HelpContact(
                place_id=made.places["Merbau"], kind=kind, name=name, phone=phone, hours="24 hours",
                what_for="At any hour",
            )
        )  # fmt: skip


def token_of(served: Served, person_id: int) -> str:
    """A fresh session of the person, as the sign-in page would have made it."""
    with served.doors.writing() as session:
        return open_session(session, person_id=person_id, at=datetime.now(UTC))
