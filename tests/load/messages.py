"""What a browser and Streamlit say to each other, as far as a driven visitor needs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

ENDED = {
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
}


def rerun(
    *,
    path: str,
    url: str,
    query: str = "",
    page_hash: str = "",
    chosen: Mapping[str, str] | None = None,
    pressed: str = "",
    fragment: str = "",
    is_tick: bool = False,
    kept: Iterable[str] = (),
) -> bytes:
    """A request to run the script, with what stands in the fields: text by widget id.

    `path` is the address of the screen without its first slash; `pressed` is the id of a button.
    With `fragment`, only that part runs; `is_tick` says that a timer asked for it. `kept` are the
    hashes of messages that need not be sent again.
    """
    message = BackMsg()
    state = message.rerun_script
    state.page_name, state.page_script_hash = path, page_hash
    state.query_string = query
    state.fragment_id, state.is_auto_rerun = fragment, is_tick
    state.cached_message_hashes.extend(kept)
    state.context_info.url = f"{url}/{path}"
    state.context_info.timezone, state.context_info.locale = "Africa/Nairobi", "en-GB"
    state.context_info.color_scheme = "light"
    for widget_id, text in (chosen or {}).items():
        state.widget_states.widgets.append(WidgetState(id=widget_id, string_value=text))
    if pressed:
        state.widget_states.widgets.append(WidgetState(id=pressed, trigger_value=True))
    return bytes(message.SerializeToString())


@dataclass
class Screen:
    """What a visitor has in front of them, as far as it was told.

    `parts` are the fragments that hold the widgets, by widget id; empty is the whole screen.
    """

    page_hash: str = ""
    widgets: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    ticks: dict[str, float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    has_ended: bool = False
    kept: dict[str, ForwardMsg] = field(default_factory=dict)

    def hear(self, payload: bytes) -> None:
        """Take in one message of the server. A message that was sent before comes as its hash."""
        message = ForwardMsg.FromString(payload)
        if message.WhichOneof("type") == "ref_hash":
            message = self.kept[message.ref_hash]
        elif message.metadata.cacheable:
            self.kept[message.hash] = message
        kind = message.WhichOneof("type")
        if kind == "new_session":
            # A full run says anew which fragments look by themselves; a fragment's run does not.
            if not message.metadata.run.fragment_ids:
                self.ticks.clear()
        elif kind == "auto_rerun":
            self.ticks[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "script_finished":
            self.has_ended = message.script_finished in ENDED
        elif kind == "delta":
            self._hear_element(message)

    def widget(self, key: str) -> str:
        """The id of the newest widget that the screen calls `key`; a `*` in it stands for
        anything.
        """
        found = [each for each in self.widgets if fnmatchcase(each, f"$$ID-*-{key}")]
        assert found, f"No widget {key!r} among {self.widgets}"
        return found[-1]

    def _hear_element(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type") or ""
        if kind == "exception":
            self.errors.append(element.exception.message)
            return
        widget_id = str(getattr(getattr(element, kind), "id", "")) if kind else ""
        if widget_id:
            self.parts[widget_id] = message.delta.fragment_id
        if widget_id and widget_id not in self.widgets:
            self.widgets.append(widget_id)
