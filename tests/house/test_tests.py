"""A test finishes a sentence: the class begins it, the method ends it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.source import Function, Module, modules

WORDS_OF_AN_ENDING = 2


def _tests() -> tuple[Module, ...]:
    return tuple(
        module
        for module in modules()
        if module.is_under("tests") and module.path.name.startswith("test_")
    )


def _loose(module: Module) -> Iterator[str]:
    for node in module.tree.body:
        if isinstance(node, Function) and node.name.startswith("test"):
            yield f"{module.at(node)} {node.name}"


def _methods(module: Module) -> Iterator[Function]:
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            found = (item for item in node.body if isinstance(item, Function))
            yield from (item for item in found if item.name.startswith("test_"))


class TestTests:
    def test_stand_in_a_class_that_begins_the_sentence(self) -> None:
        assert [place for module in _tests() for place in _loose(module)] == []

    def test_end_it_with_words_enough(self) -> None:
        mute = [
            f"{module.at(method)} {method.name}"
            for module in _tests()
            for method in _methods(module)
            if len(method.name.removeprefix("test_").split("_")) < WORDS_OF_AN_ENDING
        ]
        assert mute == []
