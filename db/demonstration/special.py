"""What an office brings to its huddle by itself: words of its own, and problems new to it."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from db.access import Viewer
from db.commands import agenda, responses
from db.commands.decisions import Decided
from db.demonstration.deciding import PutOff
from db.demonstration.geography import Office
from db.demonstration.lines import NEW_PROBLEMS, VARIANTS, NewProblem, Variant
from db.demonstration.stage import Stage
from db.queries.huddle_items import ItemView
from db.rules.words import ItemOutcome, Origin

Special: TypeAlias = NewProblem | tuple[Variant, int]


def bring(
    stage: Stage, office: Office, leader: Viewer, *, huddle_id: int, at: datetime
) -> dict[int, Special]:
    """Put on the agenda what falls due in this office; what was brought, by item."""
    brought: dict[int, Special] = {}
    for variant in VARIANTS:
        if variant.office == office.name and _falls_due(stage, variant.share, variant.why, at):
            item_id, response_id = _bring_words(stage, leader, variant, huddle_id, at)
            brought[item_id] = (variant, response_id)
    for new in NEW_PROBLEMS:
        if new.office == office.name and _falls_due(stage, new.share, new.title, at):
            item_id = agenda.add_item(
                stage.session, leader, huddle_id=huddle_id, text=new.title, origin=new.origin, at=at
            )
            brought[item_id] = new
    return brought


def _falls_due(stage: Stage, share: float, key: str, at: datetime) -> bool:
    if at < stage.ago(share) or key in stage.brought:
        return False
    stage.brought.add(key)
    return True


def _bring_words(
    stage: Stage, leader: Viewer, variant: Variant, huddle_id: int, at: datetime
) -> tuple[int, int]:
    problem = next(each for each in stage.pack.problems if each.key == variant.problem)
    problem_id = stage.keys.problems[problem.key]
    response_id = responses.propose(
        stage.session, leader, problem_id=problem_id, place_id=stage.places[variant.office],
        words={"opening_words": variant.opening_words, "why": variant.why}, at=at,
    )  # fmt: skip
    item_id = agenda.add_item(
        stage.session, leader, huddle_id=huddle_id, text=f"Our own words for “{problem.title}”",
        origin=Origin.REAL, problem_id=problem_id, at=at,
    )  # fmt: skip
    return item_id, response_id


def ending_of(
    stage: Stage, leader: Viewer, *, item: ItemView, about: Special, at: datetime
) -> tuple[int, Decided | PutOff]:
    """How it ends, and the version of the item that ends so."""
    if not isinstance(about, NewProblem):
        variant, response_id = about
        words = f"From now on: “{variant.opening_words}”"
        decided = Decided(ItemOutcome.RESPONSE_AGREED, words, response_id=response_id)
        return item.version, decided
    agenda.record_problem(
        stage.session, leader, item_id=item.id, title=about.title, origin=about.origin,
        cause_class=about.cause, fault=about.fault, version=item.version, at=at,
    )  # fmt: skip
    return item.version + 1, Decided(ItemOutcome.INFORMATION, about.outcome)
