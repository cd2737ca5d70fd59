"""What just happened to escalations, rulings and swap-outs, for the screens that wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from db import access
from db.access import Permission
from db.queries.problem_titles import TITLE
from db.rules.money import show_money
from db.session import rows_of
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy
from db.tables.rulings import Ruling, RulingEvent
from db.tables.safety import SwapOut, SwapOutEnding

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.words import EventKind

By = aliased(Person)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has looked: the newest event of an escalation, and of a ruling, the newest
    request to take over, and the newest end of one.
    """

    escalations: int = 0
    rulings: int = 0
    swap_outs: int = 0
    swap_endings: int = 0

    @property
    def total(self) -> int:
        """One number that only grows, for a screen to say how far it looked."""
        return self.escalations + self.rulings + self.swap_outs + self.swap_endings


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened: where, to whose question, and to whom an escalation was offered.
    Of an ask also which it is, who did it, and the facts that fit on one line; `kind` is None for
    a ruling and for a request to take over, which `is_swap` and concerns whoever works there.
    """

    kind: EventKind | None
    path: str
    asker_id: int | None
    offered_to_id: int | None = None
    escalation_id: int | None = None
    by_id: int | None = None
    by: str = ""
    title: str = ""
    asks: str = ""
    who: str = ""
    is_swap: bool = False


# The parts of a `Mark`, for statements that ask for more beside it.
NEWEST = (
    select(func.max(EscalationEvent.id)).scalar_subquery(),
    select(func.max(RulingEvent.id)).scalar_subquery(),
    select(func.max(SwapOut.id)).scalar_subquery(),
    select(func.max(SwapOutEnding.id)).scalar_subquery(),
)
_NEWEST = select(*NEWEST)


def newest_happening(session: Session) -> Mark:
    """The newest events anywhere: asked after everything that is written."""
    return Mark(*(each or 0 for each in rows_of(session, _NEWEST).one()))


def happened_since(session: Session, viewer: Viewer, *, after: Mark) -> list[Happening]:
    """The events after this mark that the viewer may see: of escalations in order, of rulings, and
    requests to take over with their ends.
    """
    escalations = rows_of(session, _since(viewer), {"after": after.escalations})
    rulings = rows_of(session, _rulings_since(viewer), {"after": after.rulings})
    swaps = rows_of(
        session, _swap_outs_since(viewer), {"after": after.swap_outs, "ended": after.swap_endings}
    )
    return [
        *(_happening(*found) for found in escalations),
        *(Happening(None, path, asker_id) for path, asker_id in rulings),
        *(Happening(None, path, asker_id, is_swap=True) for path, asker_id in swaps),
    ]


def _happening(  # noqa: PLR0917 - the columns of one row, in their order.
    kind: EventKind,
    path: str,
    asker_id: int | None,
    offered_to_id: int | None,
    escalation_id: int,
    by_id: int | None,
    by: str | None,
    title: str,
    place: str,
    asker: str | None,
    remedy: str | None,
    amount: Decimal | None,
    currency: str | None,
) -> Happening:
    asks, who = asks_in_words(remedy, amount, currency), who_in_words(asker, place)
    return Happening(
        kind, path, asker_id, offered_to_id, escalation_id, by_id, by or "", title, asks, who
    )


def asks_in_words(remedy: str | None, amount: Decimal | None, currency: str | None) -> str:
    """What is asked for, as it fits on one line."""
    worth = f" {show_money(amount, currency)}" if amount is not None and currency else ""
    return f"{remedy or 'Help'}{worth}"


def who_in_words(asker: str | None, place: str) -> str:
    """Who asks, and where."""
    return ", ".join(each for each in (asker, place) if each)


# A statement that is built once is compiled once.
@lru_cache(maxsize=512)
def _since(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    visible = access.visible_escalations(viewer).with_only_columns(Escalation.id)
    return (
        select(
            EscalationEvent.kind, Place.path, Escalation.asker_id, Escalation.offered_to_id,
            Escalation.id, EscalationEvent.person_id, By.name, TITLE, Place.name, Person.name,
            Remedy.name, Escalation.amount_asked, Escalation.asked_currency,
        )
        .join(Escalation, Escalation.id == EscalationEvent.escalation_id)
        .join(Place, Place.id == Escalation.place_id)
        .outerjoin(Person, Person.id == Escalation.asker_id)
        .outerjoin(By, By.id == EscalationEvent.person_id)
        .outerjoin(Problem, Problem.id == Escalation.problem_id)
        .outerjoin(Remedy, Remedy.id == Escalation.remedy_id)
        .where(EscalationEvent.id > bindparam("after"), Escalation.id.in_(visible))
        .order_by(EscalationEvent.id)
    )  # fmt: skip


@lru_cache(maxsize=512)
def _rulings_since(viewer: Viewer) -> Select[str, int | None]:
    visible = access.visible_rulings(viewer).with_only_columns(Ruling.id)
    return (
        select(Place.path, Ruling.asker_id)
        .select_from(RulingEvent)
        .join(Ruling, Ruling.id == RulingEvent.ruling_id)
        .join(Place, Place.id == Ruling.place_id)
        .where(RulingEvent.id > bindparam("after"), Ruling.id.in_(visible))
        .order_by(RulingEvent.id)
    )


@lru_cache(maxsize=512)
def _swap_outs_since(viewer: Viewer) -> Select[str, int]:
    worked = access.worked_places(viewer).with_only_columns(Place.id)
    return (
        select(Place.path, SwapOut.asker_id)
        .join(Place, Place.id == SwapOut.place_id)
        .outerjoin(SwapOutEnding, SwapOutEnding.swap_out_id == SwapOut.id)
        .where(
            (SwapOut.id > bindparam("after")) | (SwapOutEnding.id > bindparam("ended")),
            Place.id.in_(worked),
        )
        .order_by(SwapOut.id)
    )


def concerns(viewer: Viewer, happening: Happening) -> bool:
    """Whether the viewer has it on a screen: as the asker, as a manager of the place, or, when
    somebody wants to be taken over from, as anybody who works there.
    """
    permission = Permission.ESCALATION_ASK if happening.is_swap else Permission.ESCALATION_TAKE
    return happening.asker_id == viewer.person_id or access.may(viewer, permission, happening.path)
