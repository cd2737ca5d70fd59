"""Both starter packs in one organisation, so that every query has 105 wrong answers beside it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.rules.words import ResponseState
from db.starter.packs import load_pack
from db.tables.problems import Problem
from db.tables.responses import Response
from tests.world import NOW, World

PACKS = ("airline", "utility")
Known = dict[tuple[str, str], int]


def both_packs(session: Session, made: World) -> Known:
    """Write the problems with their agreed answers; returns the keys by pack and name."""
    known: Known = {}
    for pack in PACKS:
        for each in load_pack(pack).problems:
            problem = Problem(
                place_id=made.places["Merbau"], title=each.title, keywords=" ".join(each.keywords),
                origin=each.origin, cause_class=each.cause_class, fault=each.fault,
                likelihood=3, impact=3, created_at=NOW,
            )  # fmt: skip
            session.add(problem)
            session.flush()
            known[pack, each.key] = problem.id
            session.add(_answer(made, problem.id, each.response))
    session.flush()
    return known


def _answer(made: World, problem_id: int, words: object) -> Response:
    names = ("opening_words", "acknowledgement", "cause", "what_we_do_now",
             "what_we_can_still_do", "referral")  # fmt: skip
    texts = {name: getattr(words, name) or "" for name in names}
    return Response(
        problem_id=problem_id, place_id=made.places["Merbau"], number=1, created_at=NOW,
        updated_at=NOW, state=ResponseState.AGREED, agreed_at=NOW,
        agreed_by_id=made.people["Administrator"], **texts,
    )  # fmt: skip
