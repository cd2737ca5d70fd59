"""The vocabulary of the field, stored by value and shown by `label`.

Every enumeration that a table stores lives here, so that one word has one spelling in the
record, in the files that are imported, on the screens and in the tests.
"""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """A stored word; its label is the same word as people read it."""

    @property
    def label(self) -> str:
        """The word as a sentence would hold it: `over_my_limit` reads "over my limit"."""
        return self.value.replace("_", " ")


class PlaceKind(Word):
    """The five levels of the tree of places."""

    ORGANISATION = "organisation"
    REGION = "region"
    COUNTRY = "country"
    OFFICE = "office"
    TEAM = "team"


class Role(Word):
    """What the software lets a person do. A role opens screens; a grade spends money."""

    STAFF = "staff"
    MANAGER = "manager"
    REGIONAL = "regional"
    ADMINISTRATOR = "administrator"


class AvailabilityState(Word):
    """Whether a person on duty can come now (P46, P47, P51)."""

    AVAILABLE = "available"
    IN_A_MEETING = "in_a_meeting"
    BUSY = "busy"
    AWAY = "away"


class Origin(Word):
    """How a problem came to be known (P67)."""

    REAL = "real"
    BRAINSTORMED = "brainstormed"
    IMAGINED = "imagined"


class CauseClass(Word):
    """What lies behind a problem (P37)."""

    OUTAGE = "outage"
    OUR_PROCESS = "our_process"
    BILLING = "billing"
    EQUIPMENT = "equipment"
    SUPPLIER = "supplier"
    LAW_OR_POLICY = "law_or_policy"
    WEATHER = "weather"
    CUSTOMER_ACTION = "customer_action"
    MISUNDERSTANDING = "misunderstanding"
    CONDUCT_OR_SAFETY = "conduct_or_safety"


class Fault(Word):
    """Whose part it is, as agreed beforehand (P56)."""

    OURS = "ours"
    MISUNDERSTANDING = "misunderstanding"
    CUSTOMER = "customer"
    NOBODY = "nobody"


class Branch(Word):
    """Which order the parts of a response card take (P3, P55)."""

    OUR_ERROR = "our_error"
    MISUNDERSTANDING = "misunderstanding"
    CUSTOMER_ERROR = "customer_error"
    POWERLESS = "powerless"


class ResponseState(Word):
    """The life of one version of a response."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    SUPERSEDED = "superseded"


class NoReason(Word):
    """Why something cannot be done (P18)."""

    LAW = "law"
    CUSTOMER_ACTION = "customer_action"
    TECHNOLOGY = "technology"
    SAFETY = "safety"
    OTHER = "other"


class RemedyKind(Word):
    """What can be given (P31, P64, P72)."""

    REFUND = "refund"
    CREDIT = "credit"
    FEE_WAIVER = "fee_waiver"
    REPLACEMENT = "replacement"
    MEAL = "meal"
    HOTEL = "hotel"
    TOUR_VOUCHER = "tour_voucher"
    SHOPPING_VOUCHER = "shopping_voucher"
    GIFT = "gift"
    UPGRADE = "upgrade"
    HOSPITALITY = "hospitality"
    VISIT = "visit"
    CALL_BACK = "call_back"


class CountedIn(Word):
    """How a remedy is measured."""

    MONEY = "money"
    PIECES = "pieces"


class LimitKind(Word):
    """The three values that an authority limit may take; finding no rule is a fourth answer."""

    NONE = "none"
    UP_TO = "up_to"
    UNLIMITED = "unlimited"


class LimitDraftState(Word):
    """The life of a set of limits before it is in force; what was sent back can be revised."""

    DRAFT = "draft"
    SENT = "sent"
    REJECTED = "rejected"
    APPROVED = "approved"
    SET_ASIDE = "set_aside"


class LimitDraftEventKind(Word):
    """What can happen to a drafted set; events are appended, never edited."""

    BEGUN = "begun"
    SENT = "sent"
    TAKEN_BACK = "taken_back"
    REJECTED = "rejected"
    REVISED = "revised"
    APPROVED = "approved"
    SET_ASIDE = "set_aside"


class Answer(Word):
    """What the counter card says."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class EscalationState(Word):
    """Where an escalation stands."""

    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    WITH_CUSTOMER = "with_customer"
    RESOLVED = "resolved"
    LEFT = "left"
    WITHDRAWN = "withdrawn"


class EventKind(Word):
    """What can happen to an escalation; events are appended, never edited."""

    ASKED = "asked"
    OFFERED = "offered"
    DECLINED = "declined"
    REDIRECTED = "redirected"
    UNANSWERED = "unanswered"
    SKIPPED = "skipped"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_BACK = "taken_back"
    WITH_CUSTOMER = "with_customer"
    RESOLVED = "resolved"
    CUSTOMER_LEFT = "customer_left"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


class EscalationReason(Word):
    """Why a manager was asked for."""

    OVER_MY_LIMIT = "over_my_limit"
    NO_RULE = "no_rule"
    NO_RESPONSE = "no_response"
    UNSURE_OF_LIABILITY = "unsure_of_liability"
    CUSTOMER_INSISTS = "customer_insists"
    SAFETY = "safety"
    NEEDS_INFORMATION = "needs_information"


class EscalationClass(Word):
    """What the record says about an escalation, computed with the limits as they stood then."""

    WITHIN_LIMIT = "within_limit"
    JUST_ABOVE = "just_above"
    ABOVE = "above"
    NO_RULE = "no_rule"
    NO_RESPONSE = "no_response"
    STALE_RESPONSE = "stale_response"
    CUSTOMER_INSISTED = "customer_insisted"
    LIABILITY = "liability"
    SAFETY = "safety"


class Outcome(Word):
    """How an escalation ended for the customer (P70)."""

    SETTLED = "settled"
    PARTLY = "partly"
    NOT_SATISFIABLE = "not_satisfiable"


class LeftReason(Word):
    """Why a customer left with their matter unresolved (P25)."""

    WOULD_NOT_WAIT = "would_not_wait"
    NOBODY_CAME = "nobody_came"
    HAD_TO_GO = "had_to_go"
    OFFER_TOO_LITTLE = "offer_too_little"
    GAVE_NO_REASON = "gave_no_reason"


class PassOnReason(Word):
    """Why a manager passes an escalation on (P46 to P50)."""

    IN_A_MEETING = "in_a_meeting"
    WITH_ANOTHER_CUSTOMER = "with_another_customer"
    NOT_MINE_TO_DECIDE = "not_mine_to_decide"
    SOMEONE_BETTER_PLACED = "someone_better_placed"


class Stage(Word):
    """The stages whose waits are measured, each counted from the ask."""

    ACKNOWLEDGED = "acknowledged"
    WITH_CUSTOMER = "with_customer"
    RESOLVED = "resolved"


class BriefState(Word):
    """Where a design brief stands: wanted, fixed and watched, or closed by its chart."""

    OPEN = "open"
    FIXED = "fixed"
    CLOSED = "closed"


class Party(Word):
    """With whom a problem lies: those at the counter, the fixers, or the design team (P28)."""

    COUNTER = "counter"
    FIXERS = "fixers"
    DESIGN = "design"


class BriefEventKind(Word):
    """What can happen to a design brief. An office that would have opened its own joins the one
    of a place above it.
    """

    OPENED = "opened"
    JOINED = "joined"
    ASSIGNED = "assigned"
    FIX_MADE = "fix_made"
    WATCHED = "watched"
    CLOSED = "closed"
    REOPENED = "reopened"


class WaitClock(Word):
    """On which clock a wait is measured: two measures, never mixed."""

    WALL = "wall"
    OPEN = "open"


class HoldingKind(Word):
    """What a packed array holds about an office; see `db.rules.holdings`."""

    FOUR_WEEKS = "four_weeks"
    YEAR = "year"
    OVER_LIMITS = "over_limits"
    OVER_LIMITS_ABOVE = "over_limits_above"


class HuddleState(Word):
    """The life of a huddle."""

    DRAFT = "draft"
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"
    SIGNED = "signed"
    AUDITED = "audited"


class ItemKind(Word):
    """What put an item on the agenda."""

    ESCALATIONS = "escalations"
    EXPIRING_RESPONSE = "expiring_response"
    AUTHORITY_GAP = "authority_gap"
    OVERDUE_ACTION = "overdue_action"
    CARRIED_OVER = "carried_over"
    FINDING = "finding"
    PROMISES = "promises"
    IMAGINE = "imagine"
    DRILL = "drill"
    RECOGNITION = "recognition"
    TOPIC = "topic"


class ItemOutcome(Word):
    """How an agenda item was decided."""

    DECISION = "decision"
    INFORMATION = "information"
    ACTION = "action"
    RESPONSE_AGREED = "response_agreed"
    LIMIT_PROPOSED = "limit_proposed"
    CARRIED_OVER = "carried_over"
    DROPPED = "dropped"


class ActionKind(Word):
    """What an action is meant to do."""

    PREVENT = "prevent"
    FIX = "fix"
    DESIGN = "design"
    TRAIN = "train"
    CHANGE_A_LIMIT = "change_a_limit"


class ContactKind(Word):
    """What a help contact is for (P5, P14, P75)."""

    SECURITY = "security"
    EMERGENCY = "emergency"
    AGENCY = "agency"
    DUTY_DESK = "duty_desk"


class Gate(Word):
    """The gates of covered demand, in the order in which losses are charged."""

    RESPONSE_AGREED = "response_agreed"
    LIMIT_SET = "limit_set"
    MANAGER_ON_COVER = "manager_on_cover"
    STAFF_BRIEFED = "staff_briefed"
    TRIED = "tried"


class Rung(Word):
    """The ladder of one problem in one office, from not imagined (0) to proven (5)."""

    NOT_IMAGINED = "not_imagined"
    IMAGINED = "imagined"
    ANSWERED = "answered"
    EMPOWERED = "empowered"
    REHEARSED = "rehearsed"
    PROVEN = "proven"


class ImportState(Word):
    """How far an ordered import is. One that is running and no longer heard of was interrupted."""

    WAITING = "waiting"
    READING = "reading"
    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"
    REFUSED = "refused"


class JobState(Word):
    """Where one run of a job stands in the ledger."""

    STARTED = "started"
    DONE = "done"
    FAILED = "failed"


class FoundKind(Word):
    """What a search can find."""

    PROBLEM = "problem"
    REMEDY = "remedy"
    RULING = "ruling"


class RulingState(Word):
    """Where a question of liability stands (P65)."""

    WAITING = "waiting"
    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"


class RulingEventKind(Word):
    """What can happen to a ruling; events are appended, never edited."""

    ASKED = "asked"
    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"


class Verdict(Word):
    """The answer to "would this make us liable?"."""

    LIABLE = "liable"
    NOT_LIABLE = "not_liable"
    GET_ADVICE = "get_advice"


class CapHolder(Word):
    """Whose window a cap counts: what one customer received, or what one person gave."""

    CUSTOMER = "customer"
    PERSON = "person"


class CapPeriod(Word):
    """How long the window of a cap is: the office's own day, ISO week or month."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class PromiseState(Word):
    """Where a promise to call back stands at a moment (P32); computed, never stored."""

    OPEN = "open"
    DUE = "due"
    KEPT = "kept"
    LATE = "late"
    MISSED = "missed"


class PromiseEventKind(Word):
    """What can happen to a promise; events are appended, never edited."""

    MADE = "made"
    KEPT = "kept"
    MISSED = "missed"
    PROMISED_AGAIN = "promised_again"
    HANDED_OVER = "handed_over"


class NearReason(Word):
    """Why somebody wanted to ask for a manager and did not (P46, P47)."""

    MANAGER_BUSY = "manager_busy"
    DID_NOT_WANT_TO_BOTHER = "did_not_want_to_bother"
    CUSTOMER_COULD_NOT_WAIT = "customer_could_not_wait"
    FOUND_IT_OUT_MYSELF = "found_it_out_myself"
    OTHER = "other"


class SafetyEventKind(Word):
    """What can happen to a safety record; events are appended, never edited."""

    REPORTED = "reported"
    DESCRIBED = "described"


class AfterCareStep(Word):
    """When somebody asks an employee after a threat how they are (P75)."""

    SAME_DAY = "same_day"
    NEXT_DAY = "next_day"
    AFTER_A_WEEK = "after_a_week"


class AfterCareEventKind(Word):
    """What can happen to after-care; events are appended, never edited."""

    PLANNED = "planned"
    HANDED_OVER = "handed_over"
    OFFERED = "offered"
    TALKED = "talked"
    DECLINED = "declined"
    DONE = "done"


class SwapEnding(Word):
    """How "take over from me" ended (P71)."""

    TAKEN_OVER = "taken_over"
    NOT_NEEDED = "not_needed"
