"""One of everything in Nairobi, for the walk over all commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.commands import (
    agenda,
    asks,
    caps,
    contacts,
    drafting,
    exemplars,
    findings,
    huddles,
    limit_drafts,
    minutes,
    near_escalations,
    places,
    problems,
    promises,
    resolutions,
    rulings,
    swap_outs,
    temporary_limits,
    trainings,
    walk_aways,
)
from db.commands import responses as response_commands
from db.commands.asks import Ask
from db.commands.near_escalations import Wanted
from db.commands.promises import CallBack
from db.commands.resolutions import Resolution
from db.commands.walk_aways import Left
from db.queries.people import viewer_of
from db.rules.cap_lines import CapLine
from db.rules.limit_sets import LimitLine
from db.rules.responses import ResponseWords
from db.rules.words import (
    ActionKind,
    CapHolder,
    CapPeriod,
    CauseClass,
    ContactKind,
    EscalationReason,
    Fault,
    LeftReason,
    LimitKind,
    NearReason,
    Origin,
    Outcome,
    PlaceKind,
    Role,
)
from db.tables.base import Table
from db.tables.cover import Cover
from db.tables.huddles import Action
from db.tables.limit_drafts import LimitDraft
from db.tables.limits import AuthorityLimit
from db.tables.people import Person, RoleAssignment
from db.tables.safety import AfterCare, SafetyRecord
from tests.brief_cases import DROPPED, brief, cases_by_week, fixed_brief
from tests.counter_cases import asked, taken
from tests.huddle_cases import a_huddle, a_running_huddle, a_series, decide_all
from tests.limit_cases import a_draft, approved
from tests.promise_cases import window
from tests.rebase_cases import rebase
from tests.world import NOW, World, world

WORDS = ResponseWords(
    opening_words="I am sorry about this.", what_we_can_still_do="We can always call you back."
)
Row = TypeVar("Row", bound=Table)


@dataclass
class Scene:
    """The world with one of everything in Nairobi; `keys` by what they are."""

    session: Session
    made: World
    keys: dict[str, int] = field(default_factory=dict)

    @property
    def office(self) -> int:
        """Nairobi."""
        return self.made.places["Nairobi"]

    def person(self, name: str) -> int:
        """The key of a person."""
        return self.made.people[name]

    def viewer(self, name: str) -> Viewer:
        """The person as a viewer."""
        return self.made.viewers[name]

    def version(self, key: str) -> int:
        """The version of one of the sets of limits."""
        return self.get(LimitDraft, key).version

    def get(self, table: type[Row], key: str) -> Row:
        """The row of one of the keys."""
        return self.session.get_one(table, self.keys[key])


def scene(session: Session) -> Scene:
    """Everything that the walk needs, written by those who may."""
    made = world(session)
    it = Scene(session, made)
    for name, place, role in (
        ("Nobody", "Nairobi", None),
        ("Former", "Nairobi", None),
        ("Nairobi administrator", "Nairobi", Role.ADMINISTRATOR),
        ("Singapore administrator", "Singapore", Role.ADMINISTRATOR),
    ):
        _person(it, name, place, role)
    session.get_one(Person, it.person("Former")).deactivated_at = NOW
    _counter(it)
    _playbook(it)
    _huddles(it)
    _office(it)
    _limits(it)
    cases_by_week(session, made, DROPPED, problem="Passport expired")
    it.keys["brief"] = brief(session, made, problem="Missed connection")
    it.keys["fixed"] = fixed_brief(session, made, problem="Passport expired")
    it.keys["rebase"] = rebase(session, made, starts_on=date(2026, 11, 2))
    session.flush()
    return it


def _person(it: Scene, name: str, place: str, role: Role | None) -> None:
    person = Person(
        name=name, sign_in=name.lower(), home_place_id=it.made.places[place],
        grade_id=it.made.grades["agent"],
    )  # fmt: skip
    it.session.add(person)
    it.session.flush()
    it.made.people[name] = person.id
    if role is not None:
        it.session.add(
            RoleAssignment(person_id=person.id, place_id=it.made.places[place], role=role)
        )
        it.session.flush()
    viewer = viewer_of(it.session, person.id)
    assert viewer is not None
    it.made.viewers[name] = viewer


def _counter(it: Scene) -> None:
    it.keys["waiting"] = asked(it.session, it.made, key="waiting")
    it.keys["held"] = taken(it.session, it.made, key="held")
    it.keys["resolved"] = taken(it.session, it.made, key="resolved", at=NOW - timedelta(hours=1))
    resolutions.resolve(
        it.session, it.viewer("Nairobi manager"), escalation_id=it.keys["resolved"],
        how=Resolution(Outcome.SETTLED, True), at=NOW,
    )  # fmt: skip
    _exemplars(it)
    for key, hours in (("promise", 5), ("promise over", -2)):
        it.keys[key] = promises.make(
            it.session, it.viewer("Nairobi staff"), place_id=it.office, submit_key=key,
            promised=CallBack("We call.", window(hours)), at=NOW - timedelta(hours=9),
        )  # fmt: skip
    _safety(it)
    it.keys["near"] = near_escalations.note(
        it.session, it.viewer("Nairobi staff"), place_id=it.office, submit_key="near", at=NOW,
        wanted=Wanted(NearReason.MANAGER_BUSY, problem_words="A belt"),
    )  # fmt: skip
    it.keys["walk-away"] = walk_aways.note(
        it.session, it.viewer("Nairobi staff"), place_id=it.office, submit_key="left", at=NOW,
        left=Left(LeftReason.HAD_TO_GO, None, "A belt"),
    )  # fmt: skip
    it.keys["ruling"] = rulings.ask(
        it.session, it.viewer("Nairobi staff"), place_id=it.office, problem_id=None,
        question="Would this make us liable?", submit_key="ruling", at=NOW,
    )  # fmt: skip
    it.keys["cap"] = caps.publish(
        it.session, it.viewer("Africa regional"), place_id=it.office,
        line=CapLine(CapHolder.PERSON, CapPeriod.DAY, most_times=50), note="No more.",
        in_force_from=NOW - timedelta(days=1), submit_key="cap", at=NOW - timedelta(days=1),
    )  # fmt: skip
    raised = temporary_limits.publish(
        it.session, it.viewer("Africa regional"), place_id=it.office, note="A storm.",
        lines=[LimitLine(it.made.grades["agent"], LimitKind.UP_TO, it.made.remedies["Refund"],
                         amount=Decimal(12_000), currency="KES")],
        in_force_from=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=1),
        submit_key="raise", at=NOW - timedelta(hours=1),
    )  # fmt: skip
    it.keys["raise"] = it.session.scalars(
        select(AuthorityLimit.id).where(AuthorityLimit.limit_set_id == raised)
    ).one()
    _shift(it)


def _shift(it: Scene) -> None:
    shift = Cover(
        person_id=it.person("Nairobi senior"), place_id=it.office,
        starts_at=NOW + timedelta(days=2), ends_at=NOW + timedelta(days=2, hours=8),
    )  # fmt: skip
    it.session.add(shift)
    it.session.flush()
    it.keys["shift"] = shift.id


def _exemplars(it: Scene) -> None:
    """Words of another case, by both who handled it; the manager's are promoted."""
    escalation_id = taken(it.session, it.made, key="worked", at=NOW - timedelta(hours=2))
    manager = it.viewer("Nairobi manager")
    resolutions.resolve(it.session, manager, escalation_id=escalation_id,
                        how=Resolution(Outcome.SETTLED, True), at=NOW)  # fmt: skip
    for key, who in (("said", "Nairobi staff"), ("worked", "Nairobi manager")):
        it.keys[key] = exemplars.write_down(
            it.session, it.viewer(who), escalation_id=escalation_id, is_named=True, at=NOW,
            words="I stay with you until it is found.",
        )  # fmt: skip
    exemplars.promote(it.session, manager, exemplar_id=it.keys["worked"], place_id=it.office,
                      version=1, at=NOW)  # fmt: skip


def _safety(it: Scene) -> None:
    """A matter that an agent above the one in the panel reported, and two who want to go."""
    escalation_id = asks.ask(
        it.session, it.viewer("Nairobi senior"), place_id=it.office, submit_key="safety", at=NOW,
        asks=Ask(None, "A threat", EscalationReason.SAFETY),
    )  # fmt: skip
    found = select(SafetyRecord.id).where(SafetyRecord.escalation_id == escalation_id)
    it.keys["safety"] = it.session.scalars(found).one()
    cares = select(AfterCare.id).where(AfterCare.safety_record_id == it.keys["safety"])
    it.keys["care"] = it.session.scalars(cares.order_by(AfterCare.id)).all()[0]
    for key, who in (("swap", "Nairobi senior"), ("own swap", "Nairobi staff")):
        it.keys[key] = swap_outs.ask(
            it.session, it.viewer(who), place_id=it.office, submit_key=key, at=NOW
        )


def _playbook(it: Scene) -> None:
    session, manager, made = it.session, it.viewer("Nairobi manager"), it.made
    it.keys["problem"] = problems.record(
        session, manager, place_id=it.office, title="Belt stands still", origin=Origin.REAL,
        cause_class=CauseClass.EQUIPMENT, fault=Fault.OURS, at=NOW,
    )  # fmt: skip
    for name, problem in (("agreed", "Bag delayed"), ("proposed", "Missed connection")):
        it.keys[name] = response_commands.propose(
            session, manager, problem_id=made.problems[problem], place_id=it.office,
            words={"opening_words": "I see."}, at=NOW,
        )  # fmt: skip
    response_commands.agree(session, manager, response_id=it.keys["agreed"], huddle_id=None, at=NOW)
    it.keys["draft"] = drafting.draft(
        session, manager, problem_id=made.problems["Passport expired"], place_id=it.office,
        words=WORDS, at=NOW,
    )  # fmt: skip


def _huddles(it: Scene) -> None:
    session, made, manager = it.session, it.made, it.viewer("Nairobi manager")
    it.keys["series"] = a_series(session, made)
    it.keys["prepared"] = a_huddle(session, made, name="Evening huddle")
    it.keys["running"] = a_running_huddle(session, made)
    it.keys["item"] = agenda.add_item(
        session, manager, huddle_id=it.keys["running"], text="A belt", origin=Origin.REAL, at=NOW
    )
    it.keys["decided"] = _running(it, "Night huddle")
    decide_all(session, made, it.keys["decided"])
    for name in ("closed", "signed"):
        it.keys[name] = _running(it, f"Huddle that is {name}")
        decide_all(session, made, it.keys[name])
        huddles.close(session, manager, huddle_id=it.keys[name], at=NOW)
    signed = minutes.sign(session, manager, huddle_id=it.keys["signed"], at=NOW)
    it.keys["minutes"] = signed.minutes_id
    _findings(it)
    for name, done in (("action", None), ("done", NOW)):
        action = Action(
            place_id=it.office, huddle_id=it.keys["running"], kind=ActionKind.FIX,
            text="Ring the belt's maker", owner_id=it.person("Nairobi staff"),
            due_on=date(2026, 11, 30), created_at=NOW, done_at=done,
        )  # fmt: skip
        session.add(action)
        session.flush()
        it.keys[name] = action.id


def _running(it: Scene, name: str) -> int:
    session, manager = it.session, it.viewer("Nairobi manager")
    key = a_huddle(session, it.made, name=name)
    huddles.start(session, manager, huddle_id=key, at=NOW)
    present = [it.person("Nairobi manager"), it.person("Nairobi staff")]
    huddles.set_attendance(session, manager, huddle_id=key, present=present, at=NOW)
    return key


def _findings(it: Scene) -> None:
    for name in ("finding", "answered"):
        it.keys[name] = findings.leave(
            it.session, it.viewer("Africa regional"), minutes_id=it.keys["minutes"],
            text="Name an owner.", owner_id=it.person("Nairobi manager"),
            due_on=date(2026, 11, 30), submit_key=name, at=NOW,
        )  # fmt: skip
    findings.answer(
        it.session, it.viewer("Nairobi manager"), finding_id=it.keys["answered"],
        text="Done.", at=NOW,
    )  # fmt: skip


def _office(it: Scene) -> None:
    session, manager = it.session, it.viewer("Nairobi manager")
    it.keys["contact"] = contacts.add_help_contact(
        session, manager, place_id=it.office, kind=ContactKind.SECURITY, name="Gate post",
        phone="+254 20 123", at=NOW,
    )  # fmt: skip
    it.keys["situation"] = contacts.add_situation(
        session, manager, place_id=it.office, title="Belts down", cause="A motor failed.",
        cannot="Move bags.", doing_in_numbers="Two teams.", at=NOW,
    )  # fmt: skip
    it.keys["closure"] = places.close_on_purpose(
        session, manager, place_id=it.office, closed_on=date(2026, 12, 25), reason="Feast", at=NOW
    )
    it.keys["training"] = trainings.record(
        session, manager, person_id=it.person("Nairobi duty"), subject_id=1, at=NOW,
        trained_on=NOW.date(), valid_until=date(2027, 3, 1), submit_key="training",
    )  # fmt: skip
    it.keys["team"] = places.add_place(
        session, it.viewer("Administrator"), parent_id=it.office, kind=PlaceKind.TEAM,
        name="Gate team", at=NOW,
    )  # fmt: skip


def _limits(it: Scene) -> None:
    manager, region = it.viewer("Nairobi manager"), it.viewer("Africa regional")
    for number, name in enumerate(("limit draft", "sent limits", "rejected limits"), start=1):
        it.keys[name] = a_draft(
            it.session, it.made, ("Refund", "agent", f"{number}00"), who="Nairobi manager",
            place="Nairobi", key=name,
        )  # fmt: skip
        if number > 1:
            limit_drafts.send(
                it.session, manager, draft_id=it.keys[name], version=it.version(name), at=NOW
            )
    limit_drafts.reject(
        it.session, region, draft_id=it.keys["rejected limits"],
        version=it.version("rejected limits"), why="Less", at=NOW,
    )  # fmt: skip
    # Somebody's own amount changes at the office.
    it.keys["limit set"] = approved(
        it.session, it.made, a_draft(it.session, it.made, ("Meal voucher", "agent", "9000"),
                                     place="Nairobi", key="read")
    )  # fmt: skip
