"""The manners of the house that a syntax tree shows."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

import pytest

from tests.house.source import Module, dotted, modules, product, texts

# Written in halves, so that this file does not break the rules that it states.
LEFT_FOR_LATER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~}\])-])/(?:wo" + r"rk|ro" + r"ot|tm" + r"p|ho" + r"me)/\w")
REGISTRY = re.compile(r"\b(?:py" + r"pi\.org|pythonhos" + r"ted|npm" + r"js\.|debian" + r"\.org)")
SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:|ruff:|mypy:|pyright:)(.*)")
SILENCED_WITH_REASON = re.compile(
    r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*\s+(?:-|#)\s*\w"
    r"|type: ignore\[[\w, -]+\]\s+(?:-|#)\s*\w)",
)

CLOCKS = {
    *("now", "utcnow", "today", "utcfromtimestamp"),
    *("time", "time_ns", "localtime", "gmtime"),
}
CLOCK_OWNERS = {"datetime", "date", "time", "dt"}
SWALLOWERS = {"Exception", "BaseException"}
# What the rules may lean on beside Python itself: no session, no frames.
LEANED_ON_BY_RULES = {"db", "numpy", "rapidfuzz", "holidays", "babel"}


def _names(caught: ast.expr | None) -> Iterator[str]:
    if caught is None:
        yield "Exception"
    elif isinstance(caught, ast.Tuple):
        for item in caught.elts:
            yield from _names(item)
    elif isinstance(caught, ast.Name | ast.Attribute):
        yield caught.id if isinstance(caught, ast.Name) else caught.attr


def _swallows(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and SWALLOWERS & set(_names(node.type)):
            yield module.at(node)


def _reads_a_clock(name: str) -> bool:
    owner, _, call = name.rpartition(".")
    return call in CLOCKS and owner.rpartition(".")[2] in CLOCK_OWNERS


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


class TestErrors:
    def test_are_never_swallowed_whole(self) -> None:
        assert [place for module in modules() for place in _swallows(module)] == []

    @pytest.mark.parametrize(
        "caught",
        ["", " Exception", " (ValueError, Exception)", " builtins.BaseException as error"],
    )
    def test_are_seen_when_they_would_be(self, caught: str) -> None:
        text = f"try:\n    pass\nexcept{caught}:\n    pass\n"
        assert list(_swallows(Module.of("db/access.py", text)))


class TestText:
    def test_leaves_nothing_for_later(self) -> None:
        assert _lines_with(LEFT_FOR_LATER) == []

    def test_names_no_folder_of_one_machine(self) -> None:
        assert _lines_with(MACHINE_PATH) == []

    def test_names_no_registry(self) -> None:
        assert _lines_with(REGISTRY) == []


class TestExceptionsToTheLinters:
    def test_carry_a_code_and_a_reason(self) -> None:
        bare = [
            f"{module.path}:{number}: {line.strip()}"
            for module in modules()
            for number, line in enumerate(module.text.splitlines(), start=1)
            if SILENCED.search(line) and not SILENCED_WITH_REASON.search(line)
            if module.path.name != "test_manners.py"
        ]
        assert bare == []

    @pytest.mark.parametrize(
        "comment",
        ["# noqa: N818 - a word of the domain", "# type: ignore[misc]  # the library has none"],
    )
    def test_pass_with_both(self, comment: str) -> None:
        assert SILENCED_WITH_REASON.search(comment)

    @pytest.mark.parametrize(
        "comment",
        ["# noqa", "# noqa: N818", "# type: ignore", "# type: ignore[misc]", "# pragma: no cover"],
    )
    def test_are_seen_without_one_of_them(self, comment: str) -> None:
        assert SILENCED.search(comment)
        assert not SILENCED_WITH_REASON.search(comment)


class TestTime:
    def test_is_handed_to_rules_questions_and_acts(self) -> None:
        read = [
            f"{module.at(call)}: {name}"
            for module in product()
            if module.is_under("db/rules", "db/queries", "db/commands")
            for call, name in module.calls()
            if _reads_a_clock(name)
        ]
        assert read == []

    @pytest.mark.parametrize(
        "name",
        ["datetime.now", "datetime.datetime.utcnow", "dt.datetime.now", "date.today", "time.time"],
    )
    def test_is_known_by_its_clocks(self, name: str) -> None:
        assert _reads_a_clock(name)

    @pytest.mark.parametrize(
        "name", ["func.now", "datetime.combine", "self.now", "time.perf_counter"]
    )
    def test_is_not_seen_where_there_is_none(self, name: str) -> None:
        assert not _reads_a_clock(name)


class TestRules:
    def test_lean_on_nothing_that_remembers(self) -> None:
        allowed = LEANED_ON_BY_RULES | sys.stdlib_module_names
        leaning = [
            f"{module.at(node)}: {name}"
            for module in product()
            if module.is_under("db/rules")
            for node, name in module.imported()
            if name.split(".")[0] not in allowed
        ]
        assert leaning == []


class TestMattersOfSafety:
    def test_have_one_door_for_what_somebody_typed(self) -> None:
        reading = [
            module.at(node)
            for module in product()
            if module.is_under("db/queries") and not module.is_under("db/queries/problem_titles.py")
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute) and dotted(node) == "Escalation.unanticipated_words"
        ]
        assert reading == []


class TestTheRecord:
    def test_is_committed_in_one_place(self) -> None:
        committing = [
            f"{module.at(call)}: {name}"
            for module in product()
            if not module.is_under("db/session.py", "db/migrations")
            for call, name in module.calls()
            if name.endswith(".commit")
        ]
        assert committing == []

    def test_is_reached_by_pages_and_jobs_through_questions_and_acts(self) -> None:
        reaching = [
            f"{module.at(node)}: {name}"
            for module in product()
            if module.is_under("pages", "jobs")
            for node, name in module.imported()
            if name.split(".")[0] == "sqlalchemy" or f"{name}.".startswith("db.tables.")
        ]
        assert reaching == []

    def test_is_migrated_by_files_that_import_nothing_of_ours(self) -> None:
        ours = [
            f"{module.at(node)}: {name}"
            for module in product()
            if module.is_under("db/migrations/versions")
            for node, name in module.imported()
            if name.split(".")[0] in {"db", "jobs", "pages", "app"}
        ]
        assert ours == []


class TestTheEnvironment:
    def test_is_read_in_one_place(self) -> None:
        reading = [
            f"{module.path}:{number}"
            for module in product()
            if str(module.path) != "db/settings.py"
            for number, line in enumerate(module.text.splitlines(), start=1)
            if re.search(r"\bos\.(environ|getenv)\b", line)
        ]
        assert reading == []
