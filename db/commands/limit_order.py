"""Whether a change of limits would let a lower grade get more than a higher one, anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from db.commands.limit_setting import Setting
from db.rules.authority import Limit, value_in_words
from db.rules.inversions import Span, inversion
from db.rules.limit_sets import LimitLine
from db.rules.refusals import Refusal
from db.tables.limits import AuthorityLimit


def check_standing(
    around: Sequence[Limit],
    lines: Sequence[LimitLine],
    ending: Iterable[AuthorityLimit],
    setting: Setting,
) -> None:
    """Refuse standing limits after which a lower grade would get more than a higher one."""
    gone = {row.id for row in ending}
    staying = [each for each in around if each.id not in gone]
    check_order(staying, [setting.coming(line) for line in lines], setting)


def check_order(
    around: Sequence[Limit],
    coming: Sequence[Limit],
    setting: Setting,
    *,
    ends_at: datetime | None = None,
) -> None:
    """Refuse a change after which somebody at the place or below it would get more than a higher
    grade, by a rule of the change. A standing rule takes the place of its former version.
    """
    start = setting.in_force_from
    numbered = [replace(each, id=-number) for number, each in enumerate(coming, start=1)]
    replaced = {_key(each) for each in numbered if not each.is_temporary}
    staying = [
        replace(each, in_force_until=start)
        if _key(each) in replaced and not each.is_temporary
        else each
        for each in around
    ]
    matters = frozenset((each.problem_id, each.remedy_id) for each in numbered)
    span = Span(setting.place.path, matters, start, ends_at)
    changed = frozenset(each.id for each in numbered)
    found = inversion([*staying, *numbered], span, changed=changed)
    if found is None:
        return
    grades = {grade.rank: grade.name for grade in setting.grades.values()}
    problem = setting.problems.get(found.question.problem_id or 0)
    about = f"For “{problem.title}”, " if problem else ""
    raise Refusal(
        f"{about}{grades[found.lower.grade_rank]} would have {value_in_words(found.lower)} and "
        f"{grades[found.higher.grade_rank]} only {value_in_words(found.higher)}. "
        "A lower grade never exceeds a higher one."
    )


def _key(limit: Limit) -> tuple[str, int, int | None, int | None]:
    return limit.place_path, limit.grade_rank, limit.problem_id, limit.remedy_id
