"""What the counter card says, the same on every page that shows it. No drawing here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from db.rules.caps import may_give
from db.rules.cards import spoken
from db.rules.money import Money
from db.rules.words import Answer, AvailabilityState, CapHolder
from pages.components.escaping import Strong, Words

if TYPE_CHECKING:
    from datetime import datetime

    from db.queries.counter import Card
    from db.queries.deciders import MayRow

HOLD = "I want to put this right today. {name} decides this with me; I am asking now."
# Where the ladder asks somebody first who could not decide it alone.
COMES = "I want to put this right today. {name} looks at it with me; I am asking now."
# Where a manager ended it as not satisfiable: no more words that sound like an offer (P70).
STANDS = "What we could do, we have told you, and that stands. I am sorry that it is not more."
NEW_DECISION = "What you give now is a new decision."
NO_DECISION = "I cannot decide this here. I find out who can, and I come back to you myself."
STALE = "These words are past their date. Check them before you lean on them."
ORDER = (
    "The nearest place wins, then the specific problem over any, then the specific remedy over "
    "any, then a temporary rule over the standing one."
)
NOBODY = "Nobody is on duty here, and no desk is listed. Call your own manager."


@dataclass(frozen=True, slots=True)
class Band:
    """Green, amber or red; the headline, what stands beside it, and one line below.

    `share` is how much of the own limit is asked for, where that is known.
    """

    answer: Answer
    headline: str
    detail: tuple[Words, ...]
    line: tuple[Words, ...]
    share: float | None = None


def band(card: Card, remedy: str, worth: Money | None) -> Band:
    """The answer in one look."""
    asked: tuple[Words, ...] = (f"{remedy} ", Strong(str(worth))) if worth else (remedy,)
    if card.answer is Answer.GREEN:
        return Band(card.answer, "Yes, you may", asked, _room(card), _share(card, worth))
    if card.answer is Answer.AMBER:
        return Band(card.answer, "Ask first", _whom(card), (_above(card, worth),))
    if is_ended(card):
        return Band(card.answer, "Decided already", ("Not satisfiable",), (card.why,))
    if card.is_safety:
        number = card.security
        call: tuple[Words, ...] = (f"{number.name}: ", Strong(number.phone)) if number else asked
        return Band(card.answer, "Call Security", call, (card.why,))
    next_one = first_by_phone(card)
    if card.closing:
        ring: tuple[Words, ...] = ("; next: ", Strong(next_one.name)) if next_one else ()
        opens = (Strong(card.closing[0].upper() + card.closing[1:]), *ring)
        return Band(card.answer, "Closed now", opens, (_above(card, worth),))
    reach: tuple[Words, ...] = ("Next: ", Strong(next_one.name)) if next_one else asked
    return Band(card.answer, "Nobody here may", reach, (_above(card, worth),))


def say(card: Card, remedy: str, worth: Money | None) -> tuple[str, str] | None:
    """When to say it, and the words; while waiting for somebody, those that hold the customer."""
    if card.answer is Answer.AMBER:
        first = card.called or first_decider(card)
        name = first.name.split()[0] if first else "My manager"
        hold = HOLD if first is None or first.covers else COMES
        return "Say while you wait", hold.format(name=name)
    if is_ended(card):
        return "Say", STANDS
    if card.answer is Answer.RED and not card.is_safety:
        return "Say", NO_DECISION
    opening = card.words.opening if card.words else ""
    return ("Say", spoken(opening, remedy=remedy, worth=str(worth or ""))) if opening else None


def is_ended(card: Card) -> bool:
    """Whether a manager ended it with this customer, and the reader may not decide anew."""
    ended = card.remaining.ended
    return ended is not None and card.answer is Answer.RED and card.why == ended.sentence


def ended_before(card: Card) -> str:
    """What whoever may decide anew should know first; empty where nobody ended it."""
    ended = card.remaining.ended
    if ended is None or is_ended(card):
        return ""
    return f"{ended.first} {NEW_DECISION}"


def nobody(card: Card) -> str:
    """What stands where nobody may decide; closed on purpose is not the same as nobody there."""
    if not card.closing:
        return NOBODY
    return f"Closed now, {card.closing}. An ask waits until then; your own manager may be called."


def first_decider(card: Card) -> MayRow | None:
    """The first who may decide and can come now."""
    ready = (
        row
        for row in card.who_may
        if row.covers and row.may_take and row.state is AvailabilityState.AVAILABLE
    )
    return next(ready, None)


def first_by_phone(card: Card) -> MayRow | None:
    """Whom to ring when nobody here may: Security on a matter of safety, else the nearest desk; no
    desk bids on where a manager ended it.
    """
    if card.is_safety:
        return card.security
    if is_ended(card):
        return None
    return next((row for row in card.who_may if row.phone), None)


def deciders(card: Card) -> list[MayRow]:
    """Who may decide, at most six; on a matter of safety Security stands before them (P75), and
    where nobody here may, those who are reached by phone.
    """
    rows = list(card.who_may)
    if card.answer is Answer.RED and not is_ended(card):
        rows.sort(key=lambda row: not row.phone)
    if card.security is not None:
        rows.insert(0, card.security)
    return rows[:6]


def call_label(card: Card) -> str:
    """What the button that calls somebody says: the name of whom the ask will be offered to."""
    if card.called is None:
        return "Get a manager"
    return f"Get {card.called.name.split()[0]} now"


def rule_behind(card: Card) -> str:
    """The rule, its version and its date; and who checked the words."""
    zone = ZoneInfo(card.place.zone)
    if card.limit is None:
        return "No rule found for this: treated as no authority." + _checked(card, zone)
    since = f"{card.limit.in_force_from.astimezone(zone):%-d %b %Y}"
    until = card.limit.in_force_until or card.limit.unlimited_until
    ends = f"holds until {until.astimezone(zone):%-d %b %Y}" if until else "holds until changed"
    return (
        f"Rule R-{card.limit.rule_number}, version {card.limit.version_number}, from {since}, "
        f"{ends}. Set for {card.limit_place}." + _checked(card, zone)
    )


def clock(moment: datetime, card: Card) -> str:
    """The time of day at the card's place."""
    return f"{moment.astimezone(ZoneInfo(card.place.zone)):%H:%M}"


def _whom(card: Card) -> tuple[Words, ...]:
    """Whom an ask goes to and until when they are here; and who may decide, if that is another."""
    first = first_decider(card)
    if card.called is not None and not card.called.covers and first is not None:
        return (
            Strong(card.called.name), " is asked first; ", Strong(first.name), " may decide",
        )  # fmt: skip
    named = card.called or first
    until = f" may, until {clock(named.until, card)}" if named and named.until else " may"
    return (Strong(named.name if named else ""), until)


def _checked(card: Card, zone: ZoneInfo) -> str:
    if card.words is None or card.words.verified_at is None:
        return ""
    day = card.words.verified_at.astimezone(zone)
    return (
        f" Words version {card.words.number}, checked by {card.words.verified_by} on {day:%-d %b}."
    )


def _share(card: Card, worth: Money | None) -> float | None:
    most = may_give(card.limit, card.remaining.left)
    if most is None or worth is None or most.amount == 0:
        return None
    return float(worth.amount / most.amount)


def _room(card: Card) -> tuple[Words, ...]:
    """The limit, and what each cap leaves of it, the tightest first. Without a reference nobody
    knows what this customer received.
    """
    waits = card.remaining.wants_reference
    known = [
        each for each in card.remaining.left if each.cap.holder is CapHolder.PERSON or not waits
    ]
    said = [f"Your limit: {card.value}."]
    said += [f" {each.words[0].upper()}{each.words[1:]}." for each in known]
    said += [" Write the customer's reference before you give it."] if waits else []
    return tuple(said)


def _above(card: Card, worth: Money | None) -> str:
    limit = card.limit
    if limit and limit.amount is not None and worth and limit.currency == worth.currency:
        above = Money(worth.amount - limit.amount, worth.currency)
        if above.amount > 0:
            own = Money(limit.amount, worth.currency)
            return f"Your own limit is {own}; this is {above} above."
    return card.why
