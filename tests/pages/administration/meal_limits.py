"""The screen of limits, opened where an agent's meals in Nairobi are about to be changed."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.screens import run_screen
from tests.world import World

LIMITS = "administration/limits.py"


class MealLimits(NamedTuple):
    """The screen; the office and the remedy it is about; and how the keys of its form begin."""

    screen: AppTest
    office: int
    form: str
    agent: str


def changing_meals(made: World, monkeypatch: pytest.MonkeyPatch) -> MealLimits:
    """“Up to” is chosen for the agent, and no amount is written yet."""
    office, meal = made.places["Nairobi"], made.remedies["Meal voucher"]
    screen = run_screen(
        monkeypatch, made.viewers["Africa regional"], LIMITS, {"office": str(office)}
    )
    screen.selectbox(key="remedy").set_value(meal).run()
    form = f"limit-{office}-{meal}-any"
    agent = f"{form}-{made.grades['agent']}"
    screen.selectbox(key=f"{agent}-kind").set_value("up to").run()
    return MealLimits(screen, office, form, agent)
