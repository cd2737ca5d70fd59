"""Problems that come back: design briefs in each state, with each party, at offices and above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from db.access import Viewer, system
from db.commands import design_briefs, problems, responses
from db.demonstration.cases import plan_case
from db.demonstration.geography import OFFICES, Office
from db.demonstration.shifts import local
from db.demonstration.stage import Stage
from db.rules.words import CauseClass, Fault, Origin, Party
from db.tables.design_briefs import DesignBrief

SYSTEMS = "Airport systems"
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# The rounds in which the playbook is agreed are over by then.
PLAYBOOK_TAKES = timedelta(days=60)
# A flaw of one office from the first case to the drop: cases of each week, the oldest first. In
# the fifth week from the end it is fixed.
FLAWED, TITLE = "Frankfurt", "Boarding pass shows a seat that is taken"
BEFORE, OF_THE_FIX, AFTER = (3, 3, 4) * 4 + (3,), 2, (1, 0, 1, 0)
WORDS = {
    "opening_words": "That seat was promised to you, and the mistake is ours. I find you one now.",
    "what_we_do_now": "We print a new pass and walk with the guest to the gate.",
    "what_we_can_still_do": "A seat beside the family, or the lounge until the next flight.",
    "never_say": "“The system says so.”",
    "why": "Two guests at one seat is our error twice.",
}


@dataclass(frozen=True, slots=True)
class Hand:
    """To whom a brief is handed: party, owner, team, what is wanted, and by when it is promised, in
    days from the present.
    """

    party: Party
    owner: str
    team: str
    wanted: str
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """A brief that somebody opens by hand: where, by whom, about what, so much of the days of work
    ago; to whom it was handed, and what was changed when, as a share again.
    """

    place: str
    by: str
    problem: str
    share: float
    why: str
    hand: Hand | None = None
    fix: tuple[float, str] | None = None


FIXERS, DESIGN = Party.FIXERS, Party.DESIGN
FLAWS = (
    Flaw("Jakarta T3", "Hendra Wijaya", "kiosks_not_printing", 0.6, "Eleven guests in one morning.",
         Hand(FIXERS, "Agus Hartono", SYSTEMS, "Paper that does not jam."),
         (0.41, "Another make of paper, and rollers cleaned each night.")),
    Flaw("Bali", "Luh Puspita", "checkin_line_long", 0.5, "Both waves, each Friday.",
         Hand(FIXERS, "Ketut Ardana", SYSTEMS, "A second bag belt."),
         (0.28, "The spare belt runs on Fridays.")),
    Flaw("Mombasa", "Esther Mwende", "checkin_line_long", 0.4, "The charter on Sundays.",
         Hand(FIXERS, "Omar Shee", SYSTEMS, "Guests see which desk opens next."),
         (0.16, "A board above the desks, fed by the rota.")),
    Flaw("Manchester", "Joanne Tarrant", "cabin_bag_to_hold", 0.33, "Three in a week.",
         Hand(FIXERS, "Neil Openshaw", SYSTEMS, "A frame at each check-in desk.", 21)),
    Flaw("United Kingdom", "Fiona Garrick", "cabin_bag_to_hold", 0.22,
         "Heathrow and Manchester see the same: the gate measures bags, check-in does not.",
         Hand(DESIGN, "Fiona Garrick", "Cabin and check-in", "Bags are measured once.", 45)),
    Flaw("Heathrow", "Rosalind Peel", "cabin_bag_to_hold", 0.18,
         "Two prams and a violin on one flight."),
    Flaw("Heathrow", "Rosalind Peel", "delay_overnight", 0.13, "Ten rooms too few in one night.",
         Hand(FIXERS, "Tom Ashby", "Hotel desk", "Thirty rooms held until midnight.", 12)),
    Flaw("Singapore T2", "Helen Sim", "kiosks_not_printing", 0.1, "The new paper jams here too.",
         Hand(FIXERS, "Marcus Teo", SYSTEMS, "The paper that Jakarta has.", 9)),
    Flaw("Nairobi", "Samuel Kiprono", "wheelchair_late", 0.05, "Four guests waited at the gate."),
)  # fmt: skip
# The party that one flaw was followed through, with so many whole weeks from the end.
FOLLOWED = (
    (len(AFTER) + 8, Hand(FIXERS, "Tobias Reuter", SYSTEMS, "Find out who assigns twice.")),
    (len(AFTER) + 4, Hand(DESIGN, "Charlotte Lindqvist", "Boarding software",
                          "A seat is locked before it is printed.")),
)  # fmt: skip


def plan_flaws(stage: Stage) -> None:
    """Plan the flaw that was followed to its end, and the briefs that are on their way."""
    office = next(each for each in OFFICES if each.name == FLAWED)
    known_at = _in_week(stage, office, len((*BEFORE, OF_THE_FIX, *AFTER)), days=0, hour=9)
    # It takes four months, which only a demonstration of some weeks has after its playbook.
    if known_at > stage.founded_at + PLAYBOOK_TAKES:
        stage.timeline.plan(known_at, lambda at: _record(stage, office, at))
    for flaw in FLAWS:
        stage.timeline.plan(stage.ago(flaw.share), partial(_open, stage, flaw))


def _record(stage: Stage, office: Office, at: datetime) -> None:
    """The office knows the problem and its words before the first customer brings it."""
    duty = stage.duty_manager(office)
    problem_id = problems.record(
        stage.session, duty, place_id=stage.places[FLAWED], title=TITLE, origin=Origin.IMAGINED,
        cause_class=CauseClass.EQUIPMENT, fault=Fault.OURS, at=at,
        remedy_ids=(stage.keys.remedies["upgrade"], stage.keys.remedies["hospitality"]),
    )  # fmt: skip
    response_id = responses.propose(stage.session, duty, problem_id=problem_id,
                                    place_id=stage.places[FLAWED], words=WORDS, at=at)  # fmt: skip
    responses.agree(stage.session, duty, response_id=response_id, huddle_id=None, at=at)
    counts = (*BEFORE, OF_THE_FIX, *AFTER)
    for back, cases in enumerate(reversed(counts), start=1):
        for number in range(cases):
            moment = _in_week(stage, office, back, days=1 + number, hour=10 + number)
            plan_case(stage, FLAWED, problem_id, moment)
    _plan_brief(stage, office, problem_id)


def _in_week(stage: Stage, office: Office, back: int, *, days: int, hour: int) -> datetime:
    """A moment in the week so many whole weeks back, on the office's own calendar."""
    today = stage.at.astimezone(ZoneInfo(office.zone)).date()
    monday = today - timedelta(days=today.weekday()) - back * WEEK
    return local(office, monday + timedelta(days=days), time(hour))


def _plan_brief(stage: Stage, office: Office, problem_id: int) -> None:
    """Opened by its count, handed on twice, fixed, watched week by week, closed by its chart."""
    duty, fixed = stage.duty_manager(office), len(AFTER) + 1

    def opened(at: datetime) -> None:
        brief_id = design_briefs.open_for_signal(
            stage.session, system(), place_id=stage.places[FLAWED], problem_id=problem_id, at=at
        )
        if brief_id is None:
            return
        for back, hand in FOLLOWED:
            moment = _in_week(stage, office, back, days=2, hour=15)
            stage.timeline.plan(moment, partial(_hand, stage, duty, brief_id, hand))
        moment = _in_week(stage, office, fixed, days=2, hour=15)
        words = "Seats are locked from the first touch on."
        stage.timeline.plan(moment, partial(_fix, stage, duty, brief_id, words))
        for back in range(len(AFTER)):
            moment = _in_week(stage, office, back, days=0, hour=4)
            stage.timeline.plan(moment, partial(_watch, stage, brief_id))
        last = stage.at - timedelta(minutes=70)
        stage.timeline.plan(last, partial(_close, stage, duty, brief_id))

    stage.timeline.plan(_in_week(stage, office, fixed + 8, days=0, hour=4), opened)


def _open(stage: Stage, flaw: Flaw, at: datetime) -> None:
    by = stage.viewers[flaw.by]
    brief_id = design_briefs.open_by_hand(
        stage.session, by, place_id=stage.places[flaw.place],
        problem_id=stage.keys.problems[flaw.problem], why=flaw.why, at=at,
    )  # fmt: skip
    if flaw.hand is not None:
        soon = at + timedelta(hours=3)
        stage.timeline.plan(soon, partial(_hand, stage, by, brief_id, flaw.hand))
    if flaw.fix is not None:
        share, words = flaw.fix
        stage.timeline.plan(stage.ago(share), partial(_fix, stage, by, brief_id, words))
        this_morning = stage.at - timedelta(hours=8)
        stage.timeline.plan(this_morning, partial(_watch, stage, brief_id))


def _hand(stage: Stage, by: Viewer, brief_id: int, hand: Hand, at: datetime) -> None:
    design_briefs.assign(
        stage.session, by, brief_id=brief_id, party=hand.party, team=hand.team, words=hand.wanted,
        due_on=None if hand.due is None else (stage.at + hand.due * DAY).date(),
        owner_id=stage.viewers[hand.owner].person_id or 0, version=_version(stage, brief_id), at=at,
    )  # fmt: skip


def _fix(stage: Stage, by: Viewer, brief_id: int, words: str, at: datetime) -> None:
    design_briefs.make_fix(
        stage.session, by, brief_id=brief_id, fixed_on=at.date(), words=words,
        version=_version(stage, brief_id), at=at,
    )  # fmt: skip


def _watch(stage: Stage, brief_id: int, at: datetime) -> None:
    design_briefs.watch(stage.session, system(), brief_id=brief_id, at=at)


def _close(stage: Stage, by: Viewer, brief_id: int, at: datetime) -> None:
    design_briefs.close(
        stage.session, by, brief_id=brief_id, version=_version(stage, brief_id), at=at
    )


def _version(stage: Stage, brief_id: int) -> int:
    return stage.session.get_one(DesignBrief, brief_id).version
