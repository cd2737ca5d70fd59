"""What makes signed minutes worth reading first: checks of their quality, as pure functions.

Each check gives a reason in words, with a weight; the sum of the weights is the risk by which
the reading queue is ordered. Minutes without a reason may still be drawn as a random sample.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from db.rules.minutes_text import MinutedItem, MinutesContent
from db.rules.words import ItemOutcome, Origin

BULK_WITHIN = timedelta(minutes=10)
BULK_AT_LEAST = 3
SAME_TEXT_FROM = 85.0
COMPARED_WITH = 7
DAYS_TO_SIGN = 2
DAYS_TO_IMAGINE = 60
SAMPLED_ONE_IN = 5
FIRST_VERSION = 1
# What somebody has to take further; what was decided, told or dropped stands by itself.
WANTS_OWNER = {ItemOutcome.ACTION, ItemOutcome.LIMIT_PROPOSED, ItemOutcome.CARRIED_OVER}


class Check(StrEnum):
    """The checks, worst first."""

    SIGNED_IN_BULK = "signed in bulk"
    NO_PROBLEM = "no problem discussed"
    SAME_TEXT = "same text"
    BACK_DATED = "back-dated"
    NO_OWNER = "no owner"
    NOTHING_IMAGINED = "nothing imagined"
    SAMPLE = "random sample"


WEIGHTS = {
    Check.SIGNED_IN_BULK: 5,
    Check.NO_PROBLEM: 5,
    Check.SAME_TEXT: 4,
    Check.BACK_DATED: 4,
    Check.NO_OWNER: 3,
    Check.NOTHING_IMAGINED: 2,
    Check.SAMPLE: 1,
}
GRAVE = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """Why minutes stand in the queue: the badge's words, and the whole sentence."""

    check: Check
    words: str
    sentence: str

    @property
    def weight(self) -> int:
        """How much the reason adds to the risk."""
        return WEIGHTS[self.check]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One signed set of minutes as the checks read it; `hash` is that of its version."""

    id: int
    place_id: int
    hash: str
    signed_by_id: int
    signed_at: datetime
    content: MinutesContent


def reasons_of_all(
    candidates: Iterable[Candidate], *, unread: Collection[int]
) -> dict[int, tuple[Reason, ...]]:
    """The reasons of the unread candidates by their key, each compared with all of its own place
    and signer; what was read needs no reason any more.
    """
    ordered = sorted(candidates, key=lambda each: (each.content.held_on, each.id), reverse=True)
    by_place: dict[int, list[Candidate]] = {}
    by_signer: dict[int, list[datetime]] = {}
    for each in ordered:
        by_place.setdefault(each.place_id, []).append(each)
        if each.content.number == FIRST_VERSION:
            by_signer.setdefault(each.signed_by_id, []).append(each.signed_at)
    for moments in by_signer.values():
        moments.sort()
    return {
        each.id: reasons(
            each,
            # Only the newest set of a place looks back further than to compare texts.
            earlier=line[1:] if index == 0 else line[index + 1 : index + 1 + COMPARED_WITH],
            signed_around=_around(by_signer.get(each.signed_by_id, ()), each.signed_at),
            is_newest=index == 0,
        )
        for line in by_place.values()
        for index, each in enumerate(line)
        if each.id in unread
    }


def _around(moments: Sequence[datetime], moment: datetime) -> Sequence[datetime]:
    """Those of the sorted moments that lie within ten minutes of this one."""
    first = bisect_left(moments, moment - BULK_WITHIN)
    return moments[first : bisect_right(moments, moment + BULK_WITHIN)]


def reasons(
    minutes: Candidate,
    *,
    earlier: Sequence[Candidate],
    signed_around: Sequence[datetime],
    is_newest: bool,
) -> tuple[Reason, ...]:
    """Every reason to read these minutes, worst first.

    `earlier` are those of the same place held before, newest first; `signed_around` are the
    moments at which the same person signed a first version, this one's included. An addendum is
    late by its nature, so only first versions answer for when they were signed. Only the newest
    minutes of a place answer for what the place did not imagine.
    """
    contents = [each.content for each in earlier]
    found = [no_problem(minutes.content), no_owner(minutes.content.items)]
    found.append(same_text(minutes.content, contents[:COMPARED_WITH]))
    if minutes.content.number == FIRST_VERSION:
        found.append(signed_in_bulk(minutes.signed_at, signed_around))
        found.append(back_dated(minutes.content, minutes.signed_at))
    if is_newest:
        found.append(nothing_imagined([minutes.content, *contents]))
    flagged = [reason for reason in found if reason is not None]
    if not flagged and is_sampled(minutes.hash):
        return (Reason(Check.SAMPLE, "random sample", "Drawn at random; nothing is flagged."),)
    return tuple(sorted(flagged, key=lambda each: (-each.weight, each.check)))


def risk(found: Iterable[Reason]) -> int:
    """The sum of the weights."""
    return sum(reason.weight for reason in found)


def signed_in_bulk(signed_at: datetime, signed_around: Sequence[datetime]) -> Reason | None:
    """Three sets or more signed by one person within ten minutes of this one."""
    count = sum(abs(moment - signed_at) <= BULK_WITHIN for moment in signed_around)
    if count < BULK_AT_LEAST:
        return None
    sentence = f"{count} sets were signed within minutes of each other."
    return Reason(Check.SIGNED_IN_BULK, "signed in bulk", sentence)


def no_problem(content: MinutesContent) -> Reason | None:
    """No item that a customer could meet: neither a problem nor an origin stands in it."""
    if any(item.problem or item.origin for item in content.items):
        return None
    sentence = f"None of {len(content.items)} items is about a problem."
    return Reason(Check.NO_PROBLEM, "no problem discussed", sentence)


def same_text(content: MinutesContent, earlier: Sequence[MinutesContent]) -> Reason | None:
    """The text of the items is nearly that of an earlier set (similarity of Indel distance)."""
    text = _said(content)
    if not text:
        return None
    best: tuple[float, date] | None = None
    for each in earlier:
        ratio = fuzz.ratio(text, _said(each), score_cutoff=SAME_TEXT_FROM)
        if ratio and (best is None or ratio > best[0]):
            best = ratio, each.held_on
    if best is None:
        return None
    words = f"{int(best[0])} % same text as {best[1]:%-d %b}"
    return Reason(Check.SAME_TEXT, words, f"{words[0].upper()}{words[1:]}.")


def back_dated(content: MinutesContent, signed_at: datetime) -> Reason | None:
    """Signed more than two days after the huddle, on the office's calendar."""
    late = (signed_at.astimezone(ZoneInfo(content.zone)).date() - content.held_on).days
    if late <= DAYS_TO_SIGN:
        return None
    return Reason(
        Check.BACK_DATED, f"signed {late} days later", f"Signed {late} days after the huddle."
    )


def no_owner(items: Sequence[MinutedItem]) -> Reason | None:
    """Actions that nobody owns."""
    actions = [item for item in items if item.outcome in WANTS_OWNER]
    bare = sum(not item.owner for item in actions)
    if not bare:
        return None
    noun = "action" if bare == 1 else "actions"
    verb = "has" if bare == 1 else "have"
    return Reason(
        Check.NO_OWNER, f"no owner on {bare} {noun}",
        f"{bare} of {len(actions)} {_actions(len(actions))} {verb} no owner.",
    )  # fmt: skip


def nothing_imagined(contents: Sequence[MinutesContent]) -> Reason | None:
    """Nobody imagined a problem in 60 days; `contents` are the newest set and those before."""
    newest = contents[0].held_on
    recent = (each for each in contents if (newest - each.held_on).days <= DAYS_TO_IMAGINE)
    if any(item.origin is Origin.IMAGINED for each in recent for item in each.items):
        return None
    words = f"nothing imagined in {DAYS_TO_IMAGINE} days"
    sentence = f"No imagined problem stands in the minutes of the last {DAYS_TO_IMAGINE} days."
    return Reason(Check.NOTHING_IMAGINED, words, sentence)


def is_sampled(version_hash: str) -> bool:
    """One in five, by the hash of the version: nobody can choose, everybody draws the same."""
    return int(version_hash[:8], 16) % SAMPLED_ONE_IN == 0


def origins(contents: Iterable[MinutesContent]) -> dict[Origin, int]:
    """How many items of each origin were discussed."""
    counts = dict.fromkeys(Origin, 0)
    for content in contents:
        for item in content.items:
            if item.origin is not None:
                counts[item.origin] += 1
    return counts


def is_unanswered(item: MinutedItem) -> bool:
    """Whether a problem was discussed and staff still do not know what to say and do."""
    return item.is_answered is False


def _said(content: MinutesContent) -> str:
    return "\n".join(f"{item.title} {item.text}".strip() for item in content.items)


def _actions(count: int) -> str:
    return "action" if count == 1 else "actions"
