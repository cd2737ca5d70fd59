"""What can be read in one look is understood in one look."""

from __future__ import annotations

from tests.house.source import Function, Module, modules, product, screens

LINES_OF_A_MODULE = 250
LINES_OF_A_SCREEN = 120
LINES_OF_A_FUNCTION = 45
LINES_OF_NINE_IN_TEN = 30

# Modules that stay in one piece although they are longer, each with its reason.
IN_ONE_PIECE = {
    "db/rules/words.py": "the vocabulary is one list, and has no logic to get lost in",
}
# Migrations never change once they are written; the first one makes every table.
FROZEN = "db/migrations/versions"


def _too_long(found: tuple[Module, ...], most: int) -> list[str]:
    sizes = {str(module.path): len(module.text.splitlines()) for module in found}
    return [f"{path}: {lines} lines" for path, lines in sizes.items() if lines > most]


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


class TestModules:
    def test_have_at_most_250_lines(self) -> None:
        bound = tuple(
            module
            for module in product()
            if not module.is_under(FROZEN) and str(module.path) not in IN_ONE_PIECE
        )
        assert _too_long(bound, LINES_OF_A_MODULE) == []

    def test_are_excepted_only_while_they_need_it(self) -> None:
        excepted = tuple(module for module in product() if str(module.path) in IN_ONE_PIECE)
        assert len(_too_long(excepted, LINES_OF_A_MODULE)) == len(IN_ONE_PIECE)


class TestScreens:
    def test_have_at_most_120_lines(self) -> None:
        assert _too_long(screens(), LINES_OF_A_SCREEN) == []


class TestFunctions:
    def test_have_at_most_45_lines(self) -> None:
        long = [
            f"{module.at(function)} {function.name}: {_lines(function)} lines"
            for module in modules()
            if not module.is_under(FROZEN)
            for function in module.functions()
            if _lines(function) > LINES_OF_A_FUNCTION
        ]
        assert long == []

    def test_have_under_30_lines_nine_times_in_ten(self) -> None:
        sizes = [_lines(function) for module in product() for function in module.functions()]
        assert sum(size >= LINES_OF_NINE_IN_TEN for size in sizes) <= len(sizes) / 10
