"""What can be permitted."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What can be permitted, named by subject and act."""

    COUNTER_ASK = "use the counter card"
    GRANT_RECORD = "record what was given"
    ESCALATION_ASK = "ask for a manager"
    ESCALATION_TAKE = "take an escalation"
    ESCALATION_SEE_ALL = "see the escalations of the place"
    COVER_CHANGE = "change who is on duty"
    TOPIC_RAISE = "raise a topic"
    HUDDLE_SEE = "see huddles"
    HUDDLE_PREPARE = "prepare a huddle"
    MINUTES_SIGN = "sign minutes"
    MINUTES_CONFIRM = "confirm minutes"
    PLAYBOOK_SEE = "see the playbook"
    PROBLEM_RECORD = "record a problem"
    RESPONSE_WRITE = "write a response"
    RESPONSE_AGREE = "agree a response"
    ACTION_CHANGE = "change an action"
    MEASURES_SEE = "see the measures"
    READINESS_SEE = "see readiness"
    MINUTES_AUDIT = "audit minutes"
    FINDING_ANSWER = "answer a finding"
    LIMITS_SEE = "see the limits"
    LIMITS_DRAFT = "draft limits"
    LIMITS_PUBLISH = "publish limits"
    PLACE_EQUIP = "set calm places, contacts and cover of a place"
    SITUATION_APPROVE = "approve a situation"
    REMEDIES_CHANGE = "change the remedies"
    PEOPLE_CHANGE = "change people and roles"
    PLACES_CHANGE = "change places"
    IMPORT_RUN = "import files"
    TRAIL_SEE = "see the audit trail"
    RULING_ASK = "ask whether something would make us liable"
    RULING_ANSWER = "answer a question of liability"
    PROMISE_MAKE = "promise to call back"
    OWN_ACCOUNT_SEE = "see your own account"
