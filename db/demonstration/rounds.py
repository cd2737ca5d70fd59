"""The rounds in which the whole organisation agreed its playbook, before the first day."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.commands import agenda, decisions, huddles, minutes
from db.commands.decisions import Decided
from db.demonstration import lines
from db.demonstration.cast import CREWS, DIRECTOR
from db.demonstration.stage import Stage
from db.queries.huddle_items import items_of
from db.rules.words import ItemKind, ItemOutcome

FIRST_AFTER, EVERY = timedelta(days=12), timedelta(days=4)
IN_ONE_ROUND = 8
BUDGET = 45
# The share of an office that dials in: who is not there is not briefed.
DIAL_IN = {"Jakarta T3": 0.6, "Manchester": 0.7, "Mombasa": 0.75}
USUALLY_DIAL_IN = 0.92


def agree_in_rounds(stage: Stage, written: dict[str, int]) -> None:
    """Agree what is written, a few problems in a round, with everybody who dials in."""
    keys, moment = list(written), stage.founded_at + FIRST_AFTER
    for number, first in enumerate(range(0, len(keys), IN_ONE_ROUND), start=1):
        chosen = {key: written[key] for key in keys[first : first + IN_ONE_ROUND]}
        _hold(stage, f"Playbook round {number}", chosen, moment)
        moment += EVERY


def _hold(stage: Stage, name: str, written: dict[str, int], at: datetime) -> None:
    session, director = stage.session, stage.viewers[DIRECTOR]
    huddle_id = huddles.prepare(
        session, director, place_id=stage.places[""], held_on=at.date(), name=name,
        budget_minutes=BUDGET, at=at - timedelta(hours=5),
    )  # fmt: skip
    by_problem = {stage.keys.problems[key]: written[key] for key in written}
    for problem in stage.pack.problems:
        if problem.key in written:
            agenda.add_item(
                session, director, huddle_id=huddle_id, text=f"{problem.title}: our words?",
                origin=problem.origin, problem_id=stage.keys.problems[problem.key], minutes=5,
                at=at - timedelta(hours=4),
            )  # fmt: skip
    huddles.start(session, director, huddle_id=huddle_id, at=at)
    huddles.set_attendance(session, director, huddle_id=huddle_id, present=_present(stage), at=at)
    _decide_all(stage, huddle_id, by_problem, at)
    ended_at = at + timedelta(minutes=BUDGET)
    huddles.close(session, director, huddle_id=huddle_id, at=ended_at)
    minutes.sign(session, director, huddle_id=huddle_id, at=ended_at + timedelta(minutes=25))


def _present(stage: Stage) -> set[int]:
    shares = {name: DIAL_IN.get(office, USUALLY_DIAL_IN) for office in CREWS
              for grade in CREWS[office] for name in grade}  # fmt: skip
    there = {
        viewer.person_id
        for name, viewer in stage.viewers.items()
        if viewer.person_id and stage.chance.random() < shares.get(name, USUALLY_DIAL_IN)
    }
    return {each for each in there if each} | {stage.viewers[DIRECTOR].person_id or 0}


def _decide_all(stage: Stage, huddle_id: int, agreed: dict[int, int], at: datetime) -> None:
    director = stage.viewers[DIRECTOR]
    for item in items_of(stage.session, huddle_id=huddle_id, path=stage.paths[""]):
        at += timedelta(minutes=3)
        response_id = agreed.get(item.problem_id or 0) if item.kind is ItemKind.TOPIC else None
        if response_id is None:
            decided = Decided(ItemOutcome.INFORMATION, stage.chance.choice(lines.INFORMED))
        else:
            words = "Agreed as it was read out."
            decided = Decided(ItemOutcome.RESPONSE_AGREED, words, response_id=response_id)
        decisions.decide(
            stage.session, director, item_id=item.id, decided=decided, version=item.version, at=at
        )
