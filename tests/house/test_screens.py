"""A screen is gate, ask, show, act."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import Module, dotted, product, screens

GATE = "open_screen"
WIDGETS = frozenset(
    {
        *("button", "download_button", "form", "form_submit_button", "menu_button", "feedback"),
        *("text_input", "text_area", "number_input", "chat_input", "color_picker"),
        *("date_input", "time_input", "datetime_input", "slider", "select_slider"),
        *("checkbox", "toggle", "radio", "selectbox", "multiselect", "pills", "segmented_control"),
        *("file_uploader", "camera_input", "audio_input", "data_editor"),
    }
)
# A form takes its key first, without a name.
KEY_COMES_FIRST = {"form"}


def _statements_that_run(module: Module) -> Iterator[ast.stmt]:
    for statement in module.tree.body:
        if not isinstance(
            statement,
            ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom,
        ):
            yield statement


def _first_call(module: Module) -> str:
    for statement in _statements_that_run(module):
        calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
        if calls:
            outermost = min(calls, key=lambda call: (call.lineno, call.col_offset))
            return dotted(outermost.func).rpartition(".")[2]
    return ""


def _has_key(call: ast.Call, widget: str) -> bool:
    named = {keyword.arg for keyword in call.keywords}
    # `**options` may bring a key; whoever passes them answers for it.
    return "key" in named or None in named or (widget in KEY_COMES_FIRST and bool(call.args))


def _keyless(module: Module) -> Iterator[str]:
    for call, name in module.calls():
        owner, _, widget = name.rpartition(".")
        if (
            isinstance(call.func, ast.Attribute)
            and widget in WIDGETS
            and not _has_key(call, widget)
        ):
            yield f"{module.at(call)}: {owner}.{widget}"


class TestScreens:
    def test_are_to_be_found(self) -> None:
        assert screens()

    def test_call_their_gate_before_anything_else(self) -> None:
        open_doors = [str(screen.path) for screen in screens() if _first_call(screen) != GATE]
        assert open_doors == []

    def test_take_the_gate_from_where_it_lives(self) -> None:
        elsewhere = [
            str(screen.path)
            for screen in screens()
            if not {name for _, name in screen.imported()}
            & {"pages.components.gate.open_screen", "pages.components.gate"}
        ]
        assert elsewhere == []

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("import streamlit as st\nviewer = open_screen('card')\nst.title('x')", GATE),
            (
                "def draw():\n    st.title('x')\nwith gate.open_screen('card') as viewer: draw()",
                GATE,
            ),
            ("st.title('x')\nviewer = open_screen('card')", "title"),
            ("show(open_screen('card'))", "show"),
        ],
    )
    def test_are_read_from_the_top(self, text: str, first: str) -> None:
        assert _first_call(Module.of("pages/counter/card.py", text)) == first


class TestWidgets:
    def test_have_a_key_each(self) -> None:
        # Without one, a widget forgets what was typed when its label or place changes.
        found = [
            place
            for module in product()
            if module.is_under("pages") and not module.is_under("pages/plain", "pages/charts")
            for place in _keyless(module)
        ]
        assert found == []

    @pytest.mark.parametrize(
        "line",
        ["st.button('Ask')", "left.text_input('Words')", "st.columns(2)[0].button('Ask')"],
    )
    def test_without_a_key_are_found_wherever_they_are_drawn(self, line: str) -> None:
        assert list(_keyless(Module.of("pages/counter/card.py", line)))

    @pytest.mark.parametrize("line", ["st.button('Ask', key='ask')", "st.form('ask')"])
    def test_with_a_key_are_left_in_peace(self, line: str) -> None:
        assert not list(_keyless(Module.of("pages/counter/card.py", line)))
