"""Every command with values that fit one of everything in Nairobi, and who may give it.

Whoever of `PANEL` is not named may not. A command that is not here, nor in `WITHIN`, fails the
walk in test_access.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

from db.commands.asks import Ask
from db.commands.decisions import Decided
from db.commands.grants import Given
from db.commands.ladder_steps import Step
from db.commands.near_escalations import Wanted
from db.commands.promises import CallBack
from db.commands.resolutions import Resolution
from db.commands.starting import Keys
from db.commands.walk_aways import Left
from db.rules.cap_lines import CapLine
from db.rules.limit_sets import LimitLine
from db.rules.places import Stretch
from db.rules.problems import Facts
from db.rules.responses import ResponseWords
from db.rules.words import (
    AfterCareEventKind,
    AvailabilityState,
    CapHolder,
    CapPeriod,
    CauseClass,
    ContactKind,
    CountedIn,
    EscalationReason,
    Fault,
    ItemOutcome,
    LeftReason,
    LimitKind,
    NearReason,
    Origin,
    Outcome,
    Party,
    PassOnReason,
    PlaceKind,
    RemedyKind,
    Role,
    Verdict,
)
from db.starter.packs import load_pack
from db.tables.huddles import AgendaItem
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.responses import Response
from tests.counter_cases import kes
from tests.db.command_scene import Scene
from tests.limit_cases import grid_at
from tests.promise_cases import window
from tests.world import NOW

STAFF, MANAGER, DUTY = "Nairobi staff", "Nairobi manager", "Nairobi duty"
REGION, TOP, ADMIN = "Africa regional", "Administrator", "Nairobi administrator"
OUTSIDE = (
    "Mombasa staff", "Mombasa manager", "Singapore manager", "Asia regional",
    "Singapore administrator",
)  # fmt: skip
PANEL = (STAFF, MANAGER, DUTY, REGION, TOP, ADMIN, "Nobody", *OUTSIDE)

NOBODY: frozenset[str] = frozenset()
EVERYBODY = frozenset(PANEL)
REGIONAL = frozenset({REGION, TOP})
MANAGERS = REGIONAL | {MANAGER, DUTY}
WORKERS = MANAGERS | {STAFF}
ADMINISTRATORS = frozenset({TOP, ADMIN})
EQUIPPERS = MANAGERS | {ADMIN}
WHOEVER_HOLDS_IT = frozenset({MANAGER})
MONDAY = date(2026, 11, 9)
# Agents whose home is Nairobi: their amount changed.
CONCERNED = frozenset({STAFF, ADMIN, "Nobody"})
THE_TOP = frozenset({TOP})
# Each for the shift that they are on themselves.
MANAGERS_ON_DUTY = frozenset({MANAGER, DUTY, "Mombasa manager", "Singapore manager"})
WHOEVER_SERVES = EVERYBODY - {"Nobody", ADMIN, "Singapore administrator"}
DUE, TOMORROW = date(2026, 11, 30), NOW + timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """Who may give a command, and the values with which it would work."""

    allowed: frozenset[str]
    values: Callable[[Scene], dict[str, object]]
    has_moment: bool = True


def _same(**values: object) -> Callable[[Scene], dict[str, object]]:
    """Values that lean on nothing in the scene."""
    return lambda _it: values


def _item(it: Scene, **more: object) -> dict[str, object]:
    item = it.get(AgendaItem, "item")
    return {"item_id": item.id, "version": item.version, **more}


def _response(it: Scene, key: str, **more: object) -> dict[str, object]:
    response = it.get(Response, key)
    return {"response_id": response.id, "version": response.version, **more}


def _limits(it: Scene) -> dict[str, object]:
    line = LimitLine(
        it.made.grades["agent"], LimitKind.UP_TO, it.made.remedies["Meal voucher"],
        amount=Decimal(5_000), currency="KES",
    )  # fmt: skip
    return {
        "place_id": it.office, "lines": [line], "note": "Less for meals", "submit_key": "limits",
        "in_force_from": TOMORROW,
    }  # fmt: skip


def _set(it: Scene, key: str, *, has_version: bool = False) -> dict[str, object]:
    version = {"version": it.version(key)} if has_version else {}
    return {"draft_id": it.keys[key], **version}


def _place(it: Scene) -> dict[str, object]:
    place = it.session.get_one(Place, it.office)
    return {
        "place_id": place.id, "name": "Nairobi West", "code": "NBO", "zone": place.zone,
        "version": place.version,
    }  # fmt: skip


def _person(it: Scene) -> dict[str, object]:
    person = it.session.get_one(Person, it.person(STAFF))
    return {
        "person_id": person.id, "name": "Another name", "home_place_id": it.office,
        "grade_id": it.made.grades["senior agent"], "desk": "", "version": person.version,
    }  # fmt: skip


def _ask(it: Scene) -> dict[str, object]:
    ask = Ask(it.made.problems["Bag delayed"], "", EscalationReason.NEEDS_INFORMATION)
    return {"place_id": it.office, "asks": ask, "submit_key": "ask"}


def _gift(it: Scene) -> dict[str, object]:
    given = Given(it.made.remedies["Refund"], kes("1"), it.made.problems["Bag delayed"])
    return {"place_id": it.office, "given": given, "submit_key": "gift"}


def _problem(it: Scene) -> dict[str, object]:
    facts = Facts("Belt stands still again", Origin.REAL, CauseClass.EQUIPMENT, Fault.OURS)
    version = it.get(Problem, "problem").version
    return {"problem_id": it.keys["problem"], "version": version, "facts": facts}


def _role(it: Scene) -> dict[str, object]:
    return {"person_id": it.person("Nairobi senior"), "role": Role.STAFF, "place_id": it.office}


def _pack(it: Scene) -> dict[str, object]:
    pack, made = load_pack("utility"), it.made
    keys = Keys(
        {each.key: made.grades["agent"] for each in pack.grades},
        {each.key: made.remedies["Refund"] for each in pack.remedies},
        {each.key: made.problems["Bag delayed"] for each in pack.problems},
    )
    return {"pack": pack, "keys": keys, "place": it.session.get_one(Place, it.office)}


NEW = {"origin": Origin.REAL, "cause_class": CauseClass.EQUIPMENT, "fault": Fault.OURS}
SITUATION = {
    "title": "Fog", "cause": "Fog.", "cannot": "Land.", "doing_in_numbers": "One team.",
}  # fmt: skip

COMMANDS: dict[str, Case] = {
    "actions.mark_done": Case(WORKERS, lambda it: {"action_id": it.keys["action"]}),
    "actions.reassign": Case(
        WORKERS,
        lambda it: {
            "action_id": it.keys["action"], "owner_id": it.person(MANAGER), "due_on": DUE,
        },
    ),
    "actions.take_up_again": Case(
        MANAGERS, lambda it: {"action_id": it.keys["done"], "due_on": DUE}
    ),
    "actions.verify_effective": Case(MANAGERS, lambda it: {"action_id": it.keys["done"]}),
    "agenda.add_item": Case(
        MANAGERS,
        lambda it: {"huddle_id": it.keys["running"], "text": "Fog", "origin": Origin.REAL},
    ),
    "agenda.add_hand_off": Case(MANAGERS, lambda it: {"huddle_id": it.keys["running"]}),
    "agenda.carry_over": Case(MANAGERS, lambda it: _item(it, why="No time")),
    "agenda.drop": Case(MANAGERS, lambda it: _item(it, why="No longer so")),
    "agenda.later": Case(MANAGERS, _item),
    "agenda.record_problem": Case(MANAGERS, lambda it: _item(it, title="Belt jams", **NEW)),
    "asks.ask": Case(WORKERS, _ask),
    "availability.promise": Case(MANAGERS_ON_DUTY, _same(minutes=5)),
    "availability.promise_no_more": Case(MANAGERS_ON_DUTY, _same()),
    "availability.set_availability": Case(
        WHOEVER_SERVES, _same(state=AvailabilityState.IN_A_MEETING)
    ),
    "caps.end": Case(REGIONAL, lambda it: {"cap_id": it.keys["cap"]}),
    "caps.publish": Case(
        REGIONAL,
        lambda it: {
            "place_id": it.office,
            "line": CapLine(CapHolder.CUSTOMER, CapPeriod.WEEK, most_times=2),
            "note": "Twice is enough.", "in_force_from": NOW, "submit_key": "another cap",
        },
    ),
    "contacts.add_calm_place": Case(
        EQUIPPERS, lambda it: {"place_id": it.office, "name": "Quiet room"}
    ),
    "contacts.add_help_contact": Case(
        EQUIPPERS,
        lambda it: {
            "place_id": it.office, "kind": ContactKind.AGENCY, "name": "Port", "phone": "+254 20 1",
        },
    ),
    "contacts.add_situation": Case(EQUIPPERS, lambda it: {"place_id": it.office, **SITUATION}),
    "contacts.approve_situation": Case(
        REGIONAL, lambda it: {"situation_id": it.keys["situation"]}
    ),
    "contacts.record_contacts_served": Case(
        EQUIPPERS,
        lambda it: {"place_id": it.office, "served_on": date(2026, 11, 17), "contacts": 300},
    ),
    "contacts.verify_help_contact": Case(
        EQUIPPERS,
        lambda it: {"help_contact_id": it.keys["contact"], "until": date(2027, 3, 1)},
    ),
    "cover.add_shift": Case(
        MANAGERS,
        lambda it: {
            "person_id": it.person(STAFF), "place_id": it.office, "starts_at": TOMORROW,
            "ends_at": TOMORROW + timedelta(hours=8),
        },
    ),
    "cover.copy_week": Case(
        MANAGERS,
        lambda it: {
            "place_id": it.office, "from_monday": date(2026, 11, 16),
            "to_monday": date(2026, 11, 23),
        },
    ),
    "cover.repeat_week": Case(
        MANAGERS,
        lambda it: {
            "place_id": it.office, "monday": date(2026, 11, 16), "until": date(2026, 12, 6),
        },
    ),
    "cover.remove_shift": Case(MANAGERS, lambda it: {"shift_id": it.keys["shift"]}),
    "decisions.decide": Case(
        MANAGERS,
        lambda it: _item(it, decided=Decided(ItemOutcome.INFORMATION, "Noted.")),
    ),
    "drafting.draft": Case(
        MANAGERS,
        lambda it: {"problem_id": it.made.problems["Bag delayed"], "place_id": it.office},
    ),
    "drafting.edit": Case(
        MANAGERS,
        lambda it: _response(it, "draft", words=ResponseWords(opening_words="I see.")),
    ),
    "drafting.put_forward": Case(MANAGERS, lambda it: _response(it, "draft")),
    "drafts.forget": Case(EVERYBODY, _same(subject="own"), has_moment=False),
    "drafts.forget_under": Case(EVERYBODY, _same(subject="own"), has_moment=False),
    "drafts.keep": Case(EVERYBODY, _same(subject="own", text="words")),
    "escalations.customer_left": Case(WORKERS, lambda it: {"escalation_id": it.keys["held"]}),
    "escalations.move_up": Case(NOBODY, _same()),
    "escalations.pass_on": Case(
        WHOEVER_HOLDS_IT,
        lambda it: {"escalation_id": it.keys["held"], "reason": PassOnReason.IN_A_MEETING},
    ),
    "escalations.take": Case(MANAGERS, lambda it: {"escalation_id": it.keys["waiting"]}),
    "escalations.with_customer": Case(
        WHOEVER_HOLDS_IT, lambda it: {"escalation_id": it.keys["held"]}
    ),
    "escalations.withdraw": Case(WORKERS, lambda it: {"escalation_id": it.keys["waiting"]}),
    "exchange_rates.record": Case(
        THE_TOP,
        _same(from_currency="SGD", to_currency="KES", rate="96.2", valid_from_on=DUE,
            source="The central bank", submit_key="rate"),
    ),
    "design_briefs.assign": Case(
        MANAGERS,
        lambda it: {
            "brief_id": it.keys["brief"], "party": Party.DESIGN, "owner_id": it.person(MANAGER),
            "team": "Design", "words": "A belt that runs.", "version": 1,
        },
    ),
    "design_briefs.close": Case(MANAGERS, lambda it: {"brief_id": it.keys["fixed"], "version": 3}),
    "design_briefs.make_fix": Case(
        MANAGERS,
        lambda it: {
            "brief_id": it.keys["fixed"], "fixed_on": NOW.date(), "words": "Again.", "version": 3,
        },
    ),
    "design_briefs.open_by_hand": Case(
        MANAGERS,
        lambda it: {
            "place_id": it.office, "problem_id": it.made.problems["Bag delayed"], "why": "Again.",
        },
    ),
    "design_briefs.open_for_signal": Case(
        MANAGERS,
        lambda it: {"place_id": it.office, "problem_id": it.made.problems["Bag delayed"]},
    ),
    "design_briefs.reopen": Case(
        MANAGERS, lambda it: {"brief_id": it.keys["fixed"], "why": "It is back.", "version": 3}
    ),
    "design_briefs.watch": Case(MANAGERS, lambda it: {"brief_id": it.keys["fixed"]}),
    "exemplars.draft_from": Case(
        MANAGERS, lambda it: {"exemplar_id": it.keys["worked"], "place_id": it.office}
    ),
    "exemplars.promote": Case(
        MANAGERS,
        lambda it: {"exemplar_id": it.keys["said"], "place_id": it.office, "version": 1},
    ),
    "exemplars.set_aside": Case(
        MANAGERS, lambda it: {"exemplar_id": it.keys["said"], "version": 1}
    ),
    "exemplars.write_down": Case(
        frozenset({STAFF, MANAGER}),
        lambda it: {
            "escalation_id": it.keys["resolved"], "words": "We bring it to you today.",
            "is_named": True,
        },
    ),
    "findings.answer": Case(
        MANAGERS, lambda it: {"finding_id": it.keys["finding"], "text": "Named."}
    ),
    "findings.close": Case(REGIONAL, lambda it: {"finding_id": it.keys["answered"]}),
    "findings.leave": Case(
        REGIONAL,
        lambda it: {
            "minutes_id": it.keys["minutes"], "text": "Say when.", "due_on": DUE,
            "owner_id": it.person(MANAGER), "submit_key": "finding",
        },
    ),
    "findings.mark_read": Case(REGIONAL, lambda it: {"minutes_id": it.keys["minutes"]}),
    "grants.record": Case(WORKERS, _gift),
    "huddle_series.begin_series": Case(
        MANAGERS,
        lambda it: {
            "place_id": it.office, "name": "Weekly", "weekdays": "0", "starts_at": time(9),
        },
    ),
    "huddle_series.end_series": Case(MANAGERS, lambda it: {"series_id": it.keys["series"]}),
    "huddles.close": Case(MANAGERS, lambda it: {"huddle_id": it.keys["decided"]}),
    "huddles.confirm": Case(
        frozenset({STAFF, MANAGER}), lambda it: {"huddle_id": it.keys["closed"]}
    ),
    "huddles.open_for_topics": Case(MANAGERS, lambda it: {"huddle_id": it.keys["prepared"]}),
    "huddles.prepare": Case(
        MANAGERS,
        lambda it: {"place_id": it.office, "held_on": date(2026, 11, 19), "name": "Another"},
    ),
    "huddles.set_attendance": Case(
        MANAGERS,
        lambda it: {"huddle_id": it.keys["running"], "present": [it.person(MANAGER)]},
    ),
    "huddles.start": Case(MANAGERS, lambda it: {"huddle_id": it.keys["prepared"]}),
    # Where the rows may be filed is judged when they are read.
    "import_orders.order": Case(
        REGIONAL | {ADMIN, "Asia regional", "Singapore administrator"},
        lambda it: {"file_name": "desk.csv", "mapping": "", "submit_key": uuid4().hex},  # noqa: ARG005 - a case of values of its scene.
    ),
    "limit_drafts.approve": Case(REGIONAL, lambda it: _set(it, "sent limits", has_version=True)),
    "limit_drafts.begin": Case(
        MANAGERS, lambda it: {"place_id": it.office, "submit_key": "another set"}
    ),
    "limit_drafts.edit": Case(
        MANAGERS,
        lambda it: {
            **_set(it, "limit draft", has_version=True), "note": "", "starts_on": None,
            "cells": grid_at(it.session, it.made, "Nairobi"),
        },
    ),
    "limit_drafts.reject": Case(
        REGIONAL, lambda it: {**_set(it, "sent limits", has_version=True), "why": "Too much"}
    ),
    "limit_drafts.revise": Case(MANAGERS, lambda it: _set(it, "rejected limits")),
    "limit_drafts.send": Case(MANAGERS, lambda it: _set(it, "limit draft", has_version=True)),
    "limit_drafts.set_aside": Case(MANAGERS, lambda it: _set(it, "limit draft")),
    "limit_drafts.take_back": Case(MANAGERS, lambda it: _set(it, "sent limits")),
    "limit_readers.confirm": Case(
        CONCERNED, lambda it: {"limit_set_ids": [it.keys["limit set"]]}
    ),
    "limit_rollbacks.begin": Case(
        MANAGERS, lambda it: {"limit_set_id": it.keys["limit set"], "submit_key": "back"}
    ),
    "limits.publish": Case(REGIONAL, _limits),
    "minutes.add_addendum": Case(
        MANAGERS, lambda it: {"huddle_id": it.keys["signed"], "text": "And the belt."}
    ),
    "minutes.sign": Case(MANAGERS, lambda it: {"huddle_id": it.keys["closed"]}),
    "people.add_person": Case(
        ADMINISTRATORS,
        lambda it: {
            "name": "Zuri Maina", "sign_in": "zuri", "home_place_id": it.office,
            "grade_id": it.made.grades["agent"], "roles": [(Role.STAFF, it.office)],
            "password_hash": "unusable",
        },
    ),
    "people.change_person": Case(ADMINISTRATORS, _person),
    "people.deactivate": Case(ADMINISTRATORS, lambda it: {"person_id": it.person(STAFF)}),
    "people.pseudonymise": Case(ADMINISTRATORS, lambda it: {"person_id": it.person("Former")}),
    "people.remove_role": Case(ADMINISTRATORS, _role),
    "people.set_password": Case(ADMINISTRATORS, lambda it: {"person_id": it.person(STAFF)}),
    "people.set_role": Case(ADMINISTRATORS, lambda it: {**_role(it), "role": Role.MANAGER}),
    "places.add_place": Case(
        ADMINISTRATORS,
        lambda it: {"parent_id": it.office, "kind": PlaceKind.TEAM, "name": "Belt team"},
    ),
    "places.change_place": Case(ADMINISTRATORS, _place),
    "places.close_on_purpose": Case(
        EQUIPPERS,
        lambda it: {"place_id": it.office, "closed_on": date(2026, 12, 26), "reason": "Feast"},
    ),
    "places.deactivate_place": Case(ADMINISTRATORS, lambda it: {"place_id": it.keys["team"]}),
    "places.open_again": Case(EQUIPPERS, lambda it: {"closure_id": it.keys["closure"]}),
    "skills.set_skills": Case(
        MANAGERS,
        lambda it: {
            "person_id": it.made.people["Nairobi duty"], "skills": ["Angry customers"],
        },
    ),
    "ladder_steps.set_ladder": Case(
        EQUIPPERS,
        lambda it: {
            "place_id": it.office,
            "steps": [Step(60, grade_id=it.made.grades["duty manager"])],
        },
    ),
    "places.set_opening_hours": Case(
        EQUIPPERS,
        lambda it: {"place_id": it.office, "stretches": [Stretch(0, time(8), time(17))]},
    ),
    "problems.change": Case(MANAGERS, _problem),
    "problems.deactivate": Case(MANAGERS, lambda it: {"problem_id": it.keys["problem"]}),
    "problems.record": Case(
        MANAGERS, lambda it: {"place_id": it.office, "title": "Belt smokes", **NEW}
    ),
    "readiness.take_snapshot": Case(MANAGERS, lambda it: {"place_id": it.office}),
    "rebases.start": Case(
        MANAGERS,
        lambda it: {
            "place_id": it.office, "starts_on": MONDAY, "reason": "New limits.",
            "submit_key": "range",
        },
    ),
    "rebases.take_back": Case(
        MANAGERS, lambda it: {"rebase_id": it.keys["rebase"], "reason": "By mistake."}
    ),
    "remedies.add_remedy": Case(
        THE_TOP,
        _same(code="tour", name="Tour", kind=RemedyKind.TOUR_VOUCHER,
            counted_in=CountedIn.MONEY),
    ),
    "remedies.deactivate_remedy": Case(
        THE_TOP, lambda it: {"remedy_id": it.made.remedies["Refund"]}
    ),
    "resolutions.resolve": Case(
        WHOEVER_HOLDS_IT,
        lambda it: {"escalation_id": it.keys["held"], "how": Resolution(Outcome.SETTLED, True)},
    ),
    "reopenings.say_came_back": Case(
        WORKERS,
        lambda it: {"escalation_id": it.keys["waiting"], "former_id": it.keys["resolved"]},
    ),
    "responses.agree": Case(
        MANAGERS, lambda it: {"response_id": it.keys["proposed"], "huddle_id": None}
    ),
    "responses.propose": Case(
        MANAGERS,
        lambda it: {
            "problem_id": it.made.problems["Bag delayed"], "place_id": it.office,
            "words": {"opening_words": "I see."},
        },
    ),
    "responses.verify": Case(
        MANAGERS, lambda it: {"response_id": it.keys["agreed"], "until": date(2027, 3, 1)}
    ),
    # A pack belongs to an empty installation: here its remedies are known, and its limits are
    # above what anybody holds.
    "starting.fill": Case(NOBODY, _same(start="utility")),
    "starting.publish": Case(NOBODY, _pack),
    "starting.vocabulary": Case(NOBODY, _same(pack=load_pack("utility"))),
    "starting.first_office": Case(THE_TOP, _same(name="First", opens="06:00", closes="22:00")),
    "temporary_limits.end": Case(REGIONAL, lambda it: {"limit_id": it.keys["raise"]}),
    "temporary_limits.tell_ended": Case(NOBODY, _same()),
    "temporary_limits.publish": Case(
        REGIONAL,
        lambda it: {**_limits(it), "ends_at": TOMORROW + timedelta(days=1)},
    ),
    "topics.raise_topic": Case(
        WORKERS, lambda it: {"place_id": it.office, "text": "Belts", "origin": Origin.REAL}
    ),
    "near_escalations.note": Case(
        WORKERS,
        lambda it: {
            "place_id": it.office, "wanted": Wanted(NearReason.MANAGER_BUSY, problem_words="Belt"),
            "submit_key": "new",
        },
    ),
    "near_escalations.withdraw": Case(frozenset({STAFF}), lambda it: {"near_id": it.keys["near"]}),
    "promises.hand_over": Case(
        WORKERS,
        lambda it: {"promise_id": it.keys["promise"], "owner_id": it.made.people["Nairobi senior"]},
    ),
    "promises.keep": Case(WORKERS, lambda it: {"promise_id": it.keys["promise"]}),
    "promises.make": Case(
        WORKERS,
        lambda it: {
            "place_id": it.office, "promised": CallBack("We call.", window(9)), "submit_key": "new",
        },
    ),
    "promises.miss": Case(
        WORKERS, lambda it: {"promise_id": it.keys["promise over"], "why": "No number."}
    ),
    "promises.promise_again": Case(
        WORKERS,
        lambda it: {"promise_id": it.keys["promise"], "window": window(9), "version": 1},
    ),
    "rulings.answer": Case(
        MANAGERS,
        lambda it: {
            "ruling_id": it.keys["ruling"], "verdict": Verdict.NOT_LIABLE, "words": "We are not.",
        },
    ),
    "rulings.ask": Case(
        WORKERS,
        lambda it: {
            "place_id": it.office, "problem_id": None, "question": "Would it?", "submit_key": "new",
        },
    ),
    "rulings.take_back": Case(
        frozenset({STAFF}), lambda it: {"ruling_id": it.keys["ruling"], "words": "Solved."}
    ),
    "after_care.hand_over": Case(
        MANAGERS, lambda it: {"care_id": it.keys["care"], "owner_id": it.person(DUTY)}
    ),
    "after_care.tell": Case(
        MANAGERS, lambda it: {"care_id": it.keys["care"], "kind": AfterCareEventKind.OFFERED}
    ),
    "safety.describe": Case(
        MANAGERS,
        lambda it: {"record_id": it.keys["safety"], "words": "He left.", "submit_key": "new"},
    ),
    "safety.read": Case(MANAGERS, lambda it: {"record_id": it.keys["safety"]}),
    "trainings.add_subject": Case(THE_TOP, _same(name="First aid", is_needed=False)),
    "trainings.record": Case(
        MANAGERS,
        lambda it: {
            "person_id": it.person(DUTY), "subject_id": 1, "trained_on": NOW.date(),
            "valid_until": DUE, "submit_key": "new",
        },
    ),
    "trainings.retire_subject": Case(THE_TOP, _same(subject_id=1)),
    "trainings.take_back": Case(
        MANAGERS, lambda it: {"training_id": it.keys["training"], "why": "Another person."}
    ),
    "walk_aways.note": Case(
        WORKERS,
        lambda it: {
            "place_id": it.office, "submit_key": "new",
            "left": Left(LeftReason.HAD_TO_GO, it.made.problems["Bag delayed"]),
        },
    ),
    "walk_aways.withdraw": Case(
        frozenset({STAFF}), lambda it: {"walk_away_id": it.keys["walk-away"]}
    ),
    "swap_outs.ask": Case(WORKERS, lambda it: {"place_id": it.office, "submit_key": "new"}),
    "swap_outs.not_needed": Case(
        frozenset({STAFF}), lambda it: {"swap_out_id": it.keys["own swap"]}
    ),
    "swap_outs.take_over": Case(WORKERS, lambda it: {"swap_out_id": it.keys["swap"]}),
}  # fmt: skip

# Parts of commands: whoever calls them has checked, or they themselves are the check.
WITHIN = {
    "actions.note": "what deciding an item leaves behind",
    "actions.note_what_is_left": "what an end that is not complete leaves behind",
    "after_care.plan": "what a safety record leaves to do",
    "brief_events.locked": "the check of whoever leads a brief",
    "brief_events.tell": "the event and the audit entry of an act on a brief",
    "escalations.held_by": "the check of whoever holds an escalation",
    "escalations.asked_by": "the check of whoever asked, or manages there",
    "escalations.record": "the audit entry of an act on an escalation",
    "grants.check_caps": "the check of what a window cap leaves, at the counter and at the end",
    "grants.keep": "the row of a grant, at the counter and at the end of an escalation",
    "huddle_leading.led_huddle": "the check of whoever leads a huddle",
    "huddle_leading.led_item": "the check of whoever leads an item's huddle",
    "huddle_leading.seen_huddle": "the check of whoever sees a huddle",
    "huddle_leading.tell": "the audit entry of an act on a huddle",
    "import_orders.carry_on": "each their own order: see test_import_orders.py",
    "import_orders.stop": "each their own order: see test_import_orders.py",
    "reopenings.note_from_ask": "what an ask of a customer who was here before leaves behind",
    "safety.open_record": "what an ask about safety leaves behind",
    "scope.check_works_only_below": "the check of whoever acts on the whole of a person",
    "scope.place_where": "the check of a place",
    "sign_in.change_own_password": "each their own, with the former one: see test_sign_in.py",
}
