"""Acts on words that worked (P26): write down, promote, set aside, begin a draft from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import access, audit
from db.access import Permission
from db.audit import Subject
from db.commands import drafting, responses
from db.commands.scope import in_turn, place_where
from db.queries.exemplars import handled
from db.queries.responses import words_of
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.responses import ResponseWords
from db.rules.wording import check_words_to_share
from db.rules.words import PlaceKind
from db.rules.writing import given_text
from db.tables.escalations import Escalation
from db.tables.exemplars import Exemplar
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer


def write_down(
    session: Session, viewer: Viewer, *, escalation_id: int, words: str, is_named: bool,
    at: datetime,
) -> int:  # fmt: skip
    """Whoever handled a resolved case writes down the words that worked, once; nothing of the
    customer, nothing that pushes away or blames. `is_named` says that others may read from whom.
    """
    escalation = session.get(Escalation, escalation_id)
    if escalation is None:
        raise Refusal("There is no such escalation. Open the list again.")
    place = place_where(session, viewer, Permission.ESCALATION_ASK, place_id=escalation.place_id)
    if viewer.person_id not in {escalation.asker_id, escalation.holder_id}:
        raise NotPermitted("Only who handled it knows which words worked.")
    if viewer.person_id is None or not handled(escalation, viewer.person_id):
        raise Refusal("Words are written down of a resolved case that is about a problem.")
    kept = " ".join(given_text(words, "part with the words").split())
    check_words_to_share(kept)
    in_turn(session, f"words of {viewer.person_id} about {escalation.id}")
    own = select(Exemplar).where(
        Exemplar.escalation_id == escalation.id, Exemplar.written_by_id == viewer.person_id
    )
    known = session.scalar(own)
    if known is not None:
        if known.words == kept:
            return known.id
        raise Conflict("You wrote words of this case down already. They stay as they are.")
    exemplar = Exemplar(
        escalation_id=escalation.id,
        problem_id=escalation.problem_id or 0,
        place_id=place.id,
        words=kept,
        written_by_id=viewer.person_id,
        is_named=is_named,
        written_at=at,
    )
    session.add(exemplar)
    session.flush()
    _tell(session, viewer, "words that worked written down", exemplar, at=at)
    return exemplar.id


def promote(
    session: Session, viewer: Viewer, *, exemplar_id: int, place_id: int, version: int,
    at: datetime,
) -> None:  # fmt: skip
    """Let the words hold at a place and below: the office where they were said, or one above it
    that the viewer answers for.
    """
    exemplar, said_at = _locked(session, viewer, exemplar_id)
    place = place_where(session, viewer, Permission.RESPONSE_WRITE, place_id=place_id)
    if place.kind is PlaceKind.TEAM or not said_at.path.startswith(place.path):
        raise Refusal("Words hold at the office where they were said, or above it. Choose one.")
    if exemplar.set_aside_at is not None or exemplar.version != version:
        raise Conflict("Somebody decided about these words meanwhile. Nothing was changed.")
    exemplar.promoted_at, exemplar.promoted_by_id = at, viewer.person_id
    exemplar.promoted_to_id = place.id
    session.flush()
    _tell(session, viewer, "words that worked promoted", exemplar, at=at, to=place.id)


def set_aside(
    session: Session, viewer: Viewer, *, exemplar_id: int, version: int, at: datetime
) -> None:
    """Do not promote the words, or take them back from where they hold."""
    exemplar, _ = _locked(session, viewer, exemplar_id)
    if exemplar.set_aside_at is not None:
        return
    if exemplar.version != version:
        raise Conflict("Somebody decided about these words meanwhile. Nothing was changed.")
    exemplar.set_aside_at, exemplar.set_aside_by_id = at, viewer.person_id
    session.flush()
    _tell(session, viewer, "words that worked set aside", exemplar, at=at)


def draft_from(
    session: Session, viewer: Viewer, *, exemplar_id: int, place_id: int, at: datetime
) -> int:
    """Begin the next version of the response at a place with these words as its opening; all other
    parts stay as they hold there. The key of the draft.
    """
    exemplar = session.get(Exemplar, exemplar_id)
    if exemplar is None or exemplar.promoted_at is None or exemplar.set_aside_at is not None:
        raise Refusal("These words are not promoted. Promote them first.")
    place = place_where(session, viewer, Permission.RESPONSE_WRITE, place_id=place_id)
    holds_at = session.get_one(Place, exemplar.promoted_to_id)
    if not place.path.startswith(holds_at.path):
        raise Refusal(f"These words hold at {holds_at.name} and below. Choose a place there.")
    former = responses.in_force(session, exemplar.problem_id, place)
    words = words_of(former) if former else ResponseWords()
    return drafting.draft(
        session, viewer, problem_id=exemplar.problem_id, place_id=place.id,
        words=replace(words, opening_words=exemplar.words), at=at,
    )  # fmt: skip


def _locked(session: Session, viewer: Viewer, exemplar_id: int) -> tuple[Exemplar, Place]:
    exemplar = session.get(Exemplar, exemplar_id, with_for_update=True, populate_existing=True)
    if exemplar is None:
        raise Refusal("There are no such words. Choose some from the list.")
    place = session.get_one(Place, exemplar.place_id)
    access.require(viewer, Permission.RESPONSE_WRITE, place.path)
    return exemplar, place


def _tell(
    session: Session, viewer: Viewer, act: str, exemplar: Exemplar, *, at: datetime, **more: object
) -> None:
    subject = Subject("exemplar", exemplar.id, exemplar.place_id)
    audit.record(session, viewer, act, subject, at=at,
                 detail={"problem": exemplar.problem_id, **more})  # fmt: skip
