"""`python -m tests.load.decision`: the decision alone, beside a bare dict and an indexed query.

50,000 rules of 200 offices, their countries, regions and the organisation. Every question is
timed on its own, and the answer holds the winner and every loser on the path. The dict is asked
for one ready value by the very same question; the query finds the winner alone.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from db.rules.authority import Limit, Question
from db.rules.authority_index import AuthorityIndex
from db.rules.words import LimitKind

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
REGIONS, COUNTRIES, OFFICES = 4, 20, 200
GRADES, REMEDIES, PROBLEMS = 6, 12, 120
RULES = 50_000
ANSWER = """
SELECT place, problem, remedy, amount FROM limits
WHERE grade = ? AND place IN (?, ?, ?, ?) AND (problem = ? OR problem IS NULL)
AND (remedy = ? OR remedy IS NULL) AND starts <= ? AND (ends IS NULL OR ends > ?)
ORDER BY length(place) DESC, problem IS NULL, remedy IS NULL LIMIT 1
"""
Asked: TypeAlias = "tuple[Question, int]"


def paths() -> list[list[str]]:
    """The places of each level, from the organisation to the offices."""
    regions = [f"/1/{2 + number}/" for number in range(REGIONS)]
    countries = [f"{regions[number % REGIONS]}{10 + number}/" for number in range(COUNTRIES)]
    offices = [f"{countries[number % COUNTRIES]}{100 + number}/" for number in range(OFFICES)]
    return [["/1/"], regions, countries, offices]


def rules(dice: random.Random) -> list[Limit]:
    """Full matrices for any problem above the offices, and exceptions for problems below; one in
    ten has a former version that ended, one in fifty is temporary.
    """
    top, regions, countries, offices = paths()
    keys: set[tuple[str, int, int | None, int | None]] = set()
    for path in (*top, *regions, *countries):
        keys |= {(path, grade, None, remedy) for grade in range(GRADES)
                 for remedy in (*range(1, REMEDIES + 1), None)}  # fmt: skip
    while len(keys) < RULES * 9 // 10:
        place = dice.choice(offices if dice.random() < 0.8 else countries)
        problem = dice.choice([None, *range(1, PROBLEMS + 1)])
        remedy = dice.choice([None, *range(1, REMEDIES + 1)])
        keys.add((place, dice.randrange(GRADES), problem, remedy))
    found: list[Limit] = []
    for number, (path, grade, problem, remedy) in enumerate(sorted(keys, key=str), start=1):
        standing = Limit(
            len(found) + 1, number, 2, path, grade, problem, remedy, LimitKind.UP_TO,
            Decimal(100 * (grade + 1)), "SGD", None, NOW - timedelta(days=90), None,
            dice.random() < 0.02,
        )  # fmt: skip
        found.append(standing)
    for former in dice.sample(found, RULES - len(found)):
        found.append(
            Limit(len(found) + 1, former.rule_number, 1, former.place_path, former.grade_rank,
                  former.problem_id, former.remedy_id, LimitKind.UP_TO, Decimal(50), "SGD", None,
                  NOW - timedelta(days=400), NOW - timedelta(days=90))
        )  # fmt: skip
    return found


def questions(dice: random.Random, number: int) -> list[Asked]:
    """What is asked at random offices by random grades."""
    offices = paths()[-1]
    return [
        (
            Question(dice.choice(offices), dice.randint(1, PROBLEMS), dice.randint(1, REMEDIES),
                     NOW),
            dice.randrange(GRADES),
        )
        for _ in range(number)
    ]  # fmt: skip


def timed(act: Callable[[Question, int], object], asked: Sequence[Asked]) -> list[float]:
    """Microseconds of each answer, the clock's own reading included."""
    clock = time.perf_counter_ns
    spent: list[float] = []
    for question, rank in asked:
        began = clock()
        act(question, rank)
        spent.append((clock() - began) / 1_000)
    return spent


def _dict(index: AuthorityIndex, asked: Sequence[Asked]) -> Callable[[Question, int], object]:
    ready = {
        (each.place_path, rank, each.problem_id, each.remedy_id): index.decide(
            each, grade_rank=rank
        ).winner
        for each, rank in asked
    }
    return lambda each, rank: ready[each.place_path, rank, each.problem_id, each.remedy_id]


def _query(found: Sequence[Limit]) -> Callable[[Question, int], object]:
    record = sqlite3.connect(":memory:")
    record.execute(
        "CREATE TABLE limits (place TEXT, grade INT, problem INT, remedy INT, amount INT,"
        " starts REAL, ends REAL)"
    )
    record.executemany(
        "INSERT INTO limits VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(each.place_path, each.grade_rank, each.problem_id, each.remedy_id, int(each.amount or 0),
          each.in_force_from.timestamp(),
          each.in_force_until.timestamp() if each.in_force_until else None) for each in found],
    )  # fmt: skip
    record.execute("CREATE INDEX ix_limits ON limits (place, grade, problem, remedy)")
    record.execute("ANALYZE")
    now = NOW.timestamp()

    def act(question: Question, rank: int) -> object:
        keys = question.place_path.strip("/").split("/")
        above = ("/" + "/".join(keys[:depth]) + "/" for depth in range(1, 5))
        values = (rank, *above, question.problem_id, question.remedy_id, now, now)
        return record.execute(ANSWER, values).fetchone()

    return act


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.decision", description=__doc__)
    parser.add_argument("--questions", type=int, default=200_000)
    given = parser.parse_args()
    dice = random.Random(7)  # noqa: S311 - the same rules at every run.
    found = rules(dice)
    began = time.perf_counter()
    index = AuthorityIndex(found)
    index.prepare(paths()[-1], range(GRADES))
    built = time.perf_counter() - began
    asked = questions(dice, given.questions)
    answers = [index.decide(each, grade_rank=rank) for each, rank in asked]
    losers = statistics.mean(len(each.losers) for each in answers)
    decided = sum(each.winner is not None for each in answers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    gc.collect()
    gc.freeze()
    print(f"{len(found):,} rules, {OFFICES} offices, laid out in {built:.1f} s, {peak:.0f} MB at "
          f"most; {len(asked):,} questions, {decided:,} with a rule,"
          f" {losers:.1f} losers each.")  # fmt: skip
    few = asked[: max(1, len(asked) // 20)]
    for name, act, those in (
        ("nothing but the clock", lambda _question, _rank: None, asked),
        ("bare dict", _dict(index, asked), asked),
        ("decision, all losers", lambda each, rank: index.decide(each, grade_rank=rank), asked),
        ("indexed SQL query, winner only", _query(found), few),
    ):
        parts = statistics.quantiles(timed(act, those), n=100)
        print(f"{name:32} p50 {parts[49]:7.2f} us   p95 {parts[94]:7.2f} us")


if __name__ == "__main__":
    main()
