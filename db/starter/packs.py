"""Starter packs as typed, frozen records, read from the TOML files beside this module.

A pack holds everything that a new installation can begin with: the ladder of grades, the
catalogue of remedies, problems with a full response each, a limit for every grade and remedy,
and the cards that huddles draw from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Self

from pydantic import Field, model_validator

from db.rules.refusals import Refusal
from db.starter.parts import (
    Drill,
    Grade,
    HelpContact,
    Imagine,
    Key,
    Limit,
    Problem,
    Remedy,
    Situation,
    Text,
    Written,
)


class Pack(Written):
    """One starter pack; `load_pack` makes it."""

    name: Key
    title: Text
    description: Text
    grades: tuple[Grade, ...] = Field(alias="grade")
    remedies: tuple[Remedy, ...] = Field(alias="remedy")
    problems: tuple[Problem, ...] = Field(alias="problem")
    limits: tuple[Limit, ...] = Field(alias="limit")
    help_contacts: tuple[HelpContact, ...] = Field(alias="help_contact", default=())
    situations: tuple[Situation, ...] = Field(alias="situation", default=())
    imagines: tuple[Imagine, ...] = Field(alias="imagine", default=())
    drills: tuple[Drill, ...] = Field(alias="drill", default=())

    @model_validator(mode="after")
    def _names_only_what_it_holds(self) -> Self:
        _refuse_strangers("grade", self._named_grades(), {grade.key for grade in self.grades})
        _refuse_strangers("remedy", self._named_remedies(), {each.key for each in self.remedies})
        _refuse_strangers("problem", self._named_problems(), {each.key for each in self.problems})
        return self

    def _named_grades(self) -> set[str]:
        minimum = {each.minimum_grade for each in self.problems if each.minimum_grade}
        return minimum | {limit.grade for limit in self.limits}

    def _named_remedies(self) -> set[str]:
        fitting = {remedy for problem in self.problems for remedy in problem.remedies}
        return fitting | {limit.remedy for limit in self.limits}

    def _named_problems(self) -> set[str]:
        limited = {limit.problem for limit in self.limits if limit.problem}
        rehearsed = {drill.problem for drill in self.drills}
        return limited | rehearsed | {situation.problem for situation in self.situations}


def _refuse_strangers(noun: str, named: Iterable[str], known: set[str]) -> None:
    strangers = sorted(set(named) - known)
    if strangers:
        message = f"The pack names a {noun} that it does not hold: {', '.join(strangers)}"
        raise ValueError(message)


def pack_names() -> tuple[str, ...]:
    """The names of the packs that lie beside this module, in alphabetical order."""
    here = files("db.starter").iterdir()
    return tuple(sorted(each.name[:-5] for each in here if each.name.endswith(".toml")))


@lru_cache
def load_pack(name: str) -> Pack:
    """Read one pack whole; refuse a name that no pack has.

    A pack that breaks its own rules raises pydantic's ValidationError: the packs are part of
    the product, so that is a fault of ours and never something to show a person politely.
    """
    if name not in pack_names():
        sentence = f"There is no starter pack called {name!r}. Choose {' or '.join(pack_names())}."
        raise Refusal(sentence)
    written = tomllib.loads(files("db.starter").joinpath(f"{name}.toml").read_text("utf-8"))
    return Pack.model_validate({**written.pop("pack"), **written})
