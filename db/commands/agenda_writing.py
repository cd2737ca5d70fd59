"""The agenda that writes itself into the record, and is brought up to date at the start."""

from __future__ import annotations

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from db import access
from db.queries.agenda import agenda_facts
from db.rules import agenda as rules
from db.rules.agenda import Agenda, AgendaItemPlan
from db.rules.proposals import numbers_of, proposals
from db.rules.words import ItemKind
from db.tables.huddles import AgendaItem, Huddle, Topic
from db.tables.places import Place


def write_agenda(session: Session, huddle: Huddle, place: Place) -> int:
    """Write the items of a new huddle from the facts of its place; how many there are."""
    plans = _compose(session, huddle, place)
    for position, plan in enumerate(plans, start=1):
        _add(session, huddle, plan, position)
    session.flush()
    return len(plans)


def refresh_agenda(session: Session, huddle: Huddle, place: Place) -> None:
    """Bring an agenda that was written earlier up to date: facts are told as they are now, and
    what is new joins in if it fits the budget; customers who were sent on always do. Nothing is
    taken off: it can be dropped, with a reason.
    """
    before = list(session.scalars(_items(huddle.id)))
    by_key = {item.source_key: item for item in before if item.source_key}
    room = huddle.budget_minutes - sum(item.minutes for item in before)
    for plan in _compose(session, huddle, place):
        known = by_key.get(plan.item.source_key)
        asked = plan.item.kind is ItemKind.ESCALATIONS
        if known is None and (asked or room >= plan.minutes):
            room -= plan.minutes
            _add(session, huddle, plan, _last_position(session, huddle.id) + 1)
        elif known is not None and known.decided_at is None:
            known.title, known.facts = plan.item.title, plan.item.facts
    session.flush()
    _put_in_order(session, huddle.id)


def _compose(session: Session, huddle: Huddle, place: Place) -> tuple[AgendaItemPlan, ...]:
    # The agenda belongs to the place, and is the same whoever of its people writes it.
    found = agenda_facts(
        session,
        access.system(),
        place=place,
        held_on=huddle.held_on,
        seed=f"{place.id}:{huddle.series_id}:{huddle.held_on}",
    )
    agenda = rules.compose(proposals(found), huddle.budget_minutes)
    huddle.numbers = " ".join([numbers_of(found), *_no_time_for(agenda)])
    return agenda.items


def _no_time_for(agenda: Agenda) -> list[str]:
    """What the budget left out is said: silence would look like nothing happened."""
    if not agenda.left_out:
        return []
    titles = (rules.short_title(item.title, "", item.kind) for item in agenda.left_out)
    return [f"No time for: {'; '.join(titles)}."]


def _add(session: Session, huddle: Huddle, plan: AgendaItemPlan, position: int) -> None:
    item = plan.item
    session.add(
        AgendaItem(
            huddle_id=huddle.id,
            position=position,
            kind=item.kind,
            title=item.title,
            facts=item.facts,
            minutes=plan.minutes,
            origin=item.origin,
            problem_id=item.problem_id,
            source_key=item.source_key,
        )
    )
    session.flush()
    kind, _, key = item.source_key.partition(":")
    if kind == "topic":
        session.execute(update(Topic).where(Topic.id == int(key)).values(huddle_id=huddle.id))


def _last_position(session: Session, huddle_id: int) -> int:
    return max((item.position for item in session.scalars(_items(huddle_id))), default=0)


def _put_in_order(session: Session, huddle_id: int) -> None:
    """In the order of kinds, in two steps, because no two items may share a position."""
    items = list(session.scalars(_items(huddle_id)))
    ordered = sorted(items, key=lambda item: (rules.ORDER.index(item.kind), item.position))
    if ordered == items:
        return
    beyond = items[-1].position
    for first in (beyond + 1, 1):
        for position, item in enumerate(ordered, start=first):
            item.position = position
        session.flush()


def _items(huddle_id: int) -> Select[AgendaItem]:
    return select(AgendaItem).where(AgendaItem.huddle_id == huddle_id).order_by(AgendaItem.position)
