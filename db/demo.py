"""A believable organisation for a newcomer, made only through commands.

Merbau Ground Services serves the guests of airlines at eight airports in five countries. All of
it is drawn with one seed, so that two demonstrations of one day tell the same story.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access
from db.commands import installation, starting
from db.commands.installation import FirstOrganisation
from db.commands.passwords import one_time_password
from db.commands.sign_in import hash_password
from db.demonstration import (
    authority,
    care,
    desk,
    flaws,
    following,
    founding,
    limit_sets,
    meetings,
    playbook,
    present,
    promises,
    raises,
    region,
    rota,
    rulings,
    serving,
    wording,
)
from db.demonstration.cast import everybody
from db.demonstration.stage import Stage, founded_at
from db.demonstration.timeline import Timeline
from db.queries.installation import is_set_up
from db.queries.people import search_people
from db.rules.refusals import Refusal
from db.session import writing
from db.starter.packs import load_pack
from db.tables.problems import Problem
from db.tables.remedies import Remedy

# Fourteen weeks hold thirteen whole ones, which a control chart wants.
DAYS = 98
SEED = 2026
SHOWN = 3
MERBAU = FirstOrganisation("Merbau Ground Services", "Asia/Singapore", "SGD", "SG")


def build_all(*, at: datetime, password: str | None = None, days: int = DAYS) -> str:
    """Begin the organisation where there is none, and build in it; what to tell the newcomer.

    The password is drawn at random unless one is given. Raises `Refusal` where people work
    already.
    """
    chosen = password or one_time_password()
    with writing() as session:
        if not is_set_up(session):
            installation.begin(session, organisation=MERBAU, at=founded_at(at, days))
        build(session, at=at, password=chosen, days=days)
    return told(chosen)


def build(session: Session, *, at: datetime, password: str, days: int = DAYS) -> None:
    """Build inside an organisation that was just set up; `days` of work end at the moment `at`.

    Everybody gets the one password. Raises `Refusal` where anybody beside the first
    administrator is known already, and for a password that is too short.
    """
    _, known = search_people(session, access.system(), words="", limit=1, offset=0)
    if known > 1:
        raise Refusal("People work here already. The demonstration needs an empty organisation.")
    stage = _stage(session, at, days)
    _found(stage, hash_password(password))
    # Before the first rota there was one flaw already, which is followed to its end.
    flaws.plan_flaws(stage)
    stage.timeline.run(before=stage.planned_at)
    rota.plan_rota(stage)
    desk.plan_asks(stage)
    serving.plan_service(stage)
    authority.plan_raise(stage)
    raises.plan_ended_raise(stage)
    limit_sets.plan_sending(stage)
    meetings.plan_huddles(stage)
    following.plan_topics(stage)
    region.plan_reading(stage)
    region.plan_snapshots(stage)
    rulings.plan_rulings(stage)
    promises.plan_promises(stage)
    care.plan_care(stage)
    authority.plan_cap(stage)
    wording.plan_wording(stage)
    present.plan_present(stage)
    stage.timeline.run()


def told(password: str) -> str:
    """What a newcomer needs to look around: one name for each role, and the password."""
    names: dict[str, list[str]] = {}
    for part in everybody():
        names.setdefault(part.role.label, []).append(part.sign_in)
    lines = [f"{MERBAU.name} is in place, with {len(everybody())} people. Sign in as one of them:"]
    lines += [f"  {role:<14} {', '.join(known[:SHOWN])}" for role, known in names.items()]
    lines += [f"Password of everybody: {password}", "It is shown only now. Write it down."]
    return "\n".join(lines)


def _stage(session: Session, at: datetime, days: int) -> Stage:
    chance = Random(SEED)  # noqa: S311 - drawn for show, no secret hangs on it.
    return Stage(session, at, days, chance, Timeline(at), load_pack("airline"))


def _found(stage: Stage, password_hash: str) -> None:
    founding.build_tree(stage)
    stage.keys = starting.vocabulary(
        stage.session, access.system(), pack=stage.pack, at=stage.founded_at
    )
    # Holding the rows that every act reads spares a question each time.
    stage.kept += [*stage.session.scalars(select(Problem)), *stage.session.scalars(select(Remedy))]
    founding.bring_in(stage, password_hash=password_hash)
    founding.equip(stage)
    authority.publish_first(stage)
    playbook.write_and_agree(stage)
