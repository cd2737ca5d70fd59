"""Finding what the playbook knows, by what people type: problems, answers, remedies, rulings.

The database's own full text chooses the candidates; in front of it each unknown word is
corrected against the vocabulary, and behind it the few candidates are weighed by one rule.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, column, or_, select, table, text

from db import access
from db.rules.search import Meant, Vocabulary, both_forms, score, words_as_written, words_of
from db.rules.words import FoundKind
from db.tables.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer

BEST = 10
CANDIDATES = 32
# A word of an answer tells less than one of the problem itself.
SPOKEN = 0.4
ANSWER = "response"
# When no text holds every word, the rarest of them choose the candidates.
RAREST = 3
PAIR = 2

_INDEX = table(
    "search_index",
    *(column(name) for name in ("kind", "subject_id", "place_id", "change", "title", "body")),
)
_CHANGES = text("SELECT changes FROM search_index_mark")
_NEWER = select(_INDEX.c.title, _INDEX.c.body).where(_INDEX.c.change > bindparam("since"))
_TITLES = select(Problem.id, Problem.title).where(
    Problem.id.in_(bindparam("keys", expanding=True)), Problem.deactivated_at.is_(None)
)
_SAFETY = select(Problem.id).where(
    Problem.id.in_(bindparam("keys", expanding=True)), Problem.is_safety
)
# How each database finds and ranks; `:asked` is the words in its own spelling.
_MATCHES = {
    "sqlite": text("search_index MATCH :asked AND rank MATCH 'bm25(0, 0, 0, 0, 4.0, 1.0)'"),
    "postgresql": text("words @@ to_tsquery('simple', :asked)"),
}
_RANKS = {
    "sqlite": text("rank"),
    "postgresql": text("ts_rank(words, to_tsquery('simple', :asked)) DESC, search_index.id"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Something that fits: a problem (`id` is its key), a remedy, or a ruling."""

    kind: FoundKind
    id: int
    title: str


# Words that a text has to hold together.
Group = Sequence[Meant]


class Scope(NamedTuple):
    """In whose playbook is looked, and for what (None: everything)."""

    viewer: Viewer
    kind: FoundKind | None


class _Row(NamedTuple):
    kind: str
    subject_id: int
    title: str
    body: str


def find(
    session: Session,
    viewer: Viewer,
    *,
    words: str,
    limit: int = BEST,
    kind: FoundKind | None = None,
) -> list[Found]:
    """What fits the words best, best first, in the viewer's scope, forgiving the spelling; of one
    kind if given.
    """
    vocabulary = _vocabulary(session)
    wanted = [meant for word in words_of(words) if (meant := vocabulary.meant(word))]
    if not wanted:
        return []
    weights = vocabulary.weights(wanted)
    scores: dict[tuple[FoundKind, int], tuple[float, str]] = {}
    for row in _candidates(session, Scope(viewer, kind), wanted, vocabulary, enough=limit):
        found = FoundKind.PROBLEM if row.kind == ANSWER else FoundKind(row.kind)
        fits = score(weights, set(words_as_written(row.title)), set(words_as_written(row.body)))
        fits *= SPOKEN if row.kind == ANSWER else 1.0
        known, name = scores.get((found, row.subject_id), (0.0, ""))
        scores[found, row.subject_id] = (max(fits, known), name or row.title)
    best = sorted(scores, key=lambda key: (-scores[key][0], key[0] is not FoundKind.PROBLEM, key))
    return _named(session, [(key, scores[key][1]) for key in best[:limit]])


def safety_among(session: Session, found: Iterable[Found]) -> frozenset[int]:
    """The keys of those problems that are a matter of safety: Security comes first there (P75)."""
    keys = [each.id for each in found if each.kind is FoundKind.PROBLEM]
    return _safety(session, keys) if keys else frozenset()


def is_safety(session: Session, problem_id: int) -> bool:
    """Whether this problem is one of them."""
    return bool(_safety(session, [problem_id]))


def _safety(session: Session, keys: Sequence[int]) -> frozenset[int]:
    return frozenset(row[0] for row in session.connection().execute(_SAFETY, {"keys": keys}))


def _named(session: Session, best: Sequence[tuple[tuple[FoundKind, int], str]]) -> list[Found]:
    """With the titles of those problems that only their answers named."""
    bare = [key for (kind, key), title in best if not title and kind is FoundKind.PROBLEM]
    rows = session.execute(_TITLES, {"keys": bare}) if bare else ()
    titles = {found[0]: found[1] for found in rows}
    named = [Found(kind, key, title or titles.get(key, "")) for (kind, key), title in best]
    return [each for each in named if each.title]


def _candidates(
    session: Session,
    scope: Scope,
    wanted: Sequence[Meant],
    vocabulary: Vocabulary,
    *,
    enough: int,
) -> list[_Row]:
    """The texts that hold every wanted word; while those are too few, also those that hold two of
    the rarest, and at last any of them.
    """
    rarest = sorted(wanted, key=lambda meant: sum(map(vocabulary.holds, meant)))[:RAREST]
    rows: dict[_Row, None] = {}
    for groups in _steps(wanted, rarest):
        rows |= dict.fromkeys(_matching(session, scope, groups))
        if len(rows) >= enough:
            break
    return list(rows)


def _steps(wanted: Sequence[Meant], rarest: Sequence[Meant]) -> Iterator[Sequence[Group]]:
    """What is looked for one after the other, each a list of groups of words: one of the groups
    has to be in the text whole.
    """
    yield [wanted]
    if len(wanted) > PAIR:
        yield list(combinations(rarest, PAIR))
    if len(wanted) > 1:
        yield [(meant,) for meant in rarest]


def _matching(session: Session, scope: Scope, groups: Sequence[Group]) -> list[_Row]:
    name = session.get_bind().dialect.name
    asked = _spelt(groups, is_sqlite=name == "sqlite")
    found = session.connection().execute(_question(scope, name), {"asked": asked})
    return [_Row._make(row) for row in found]


# A statement that is built once is compiled once.
@lru_cache(maxsize=512)
def _question(scope: Scope, database: str) -> Select[tuple[str, int, str, str]]:
    question = (
        select(_INDEX.c.kind, _INDEX.c.subject_id, _INDEX.c.title, _INDEX.c.body)
        .where(_MATCHES[database])
        .order_by(_RANKS[database])
        .limit(CANDIDATES)
    )
    if scope.kind is not None:
        kinds = (
            [scope.kind.value, ANSWER] if scope.kind is FoundKind.PROBLEM else [scope.kind.value]
        )
        question = question.where(_INDEX.c.kind.in_(kinds))
    if scope.viewer.is_system:
        return question
    places = access.known_places(scope.viewer)
    return question.where(or_(_INDEX.c.place_id.is_(None), _INDEX.c.place_id.in_(places)))


def _spelt(groups: Sequence[Group], *, is_sqlite: bool) -> str:
    """The groups in the database's own query language, each word with its plural; only letters
    and digits come through `words_of`, so nothing in them can be an order.
    """
    quote, both, either = ('"', " AND ", " OR ") if is_sqlite else ("'", " & ", " | ")
    return either.join(
        "(" + both.join(f"({_forms(meant, quote, either)})" for meant in group) + ")"
        for group in groups
    )


def _forms(meant: Meant, quote: str, either: str) -> str:
    return either.join(f"{quote}{each}{quote}" for word in meant for each in both_forms(word))


_known: dict[str, tuple[int, Vocabulary]] = {}
_learning = threading.Lock()


def _vocabulary(session: Session) -> Vocabulary:
    """The words of this database; what was written since the last look is learnt first.

    What was taken away since stays known until the process ends: a correction may then lead to
    nothing, never to anything that should not be seen.
    """
    changes = session.scalars(_CHANGES).one()
    address = str(session.get_bind().engine.url)
    known = _known.get(address)
    if known is not None and known[0] == changes:
        return known[1]
    with _learning:
        since, vocabulary = _known.get(address, (0, Vocabulary()))
        if since > changes:
            since, vocabulary = 0, Vocabulary()
        newer = session.execute(_NEWER, {"since": since})
        vocabulary.add(frozenset(words_of(f"{title} {body}")) for title, body in newer)
        _known[address] = (changes, vocabulary)
    return vocabulary
