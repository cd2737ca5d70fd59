"""What one run of a screen costs, counted and never timed: statements, pieces, and their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

from tests.databases import Database


@dataclass
class Cost:
    """What was asked of the record, and what was sent to the browser: one message a piece."""

    statements: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    sent: int = 0

    @property
    def drawn(self) -> list[str]:
        """What the reader sees of it: not what only holds other pieces."""
        holding = ("container", "transparent", "column", "empty")
        return [each for each in self.pieces if not each.endswith(holding)]

    def about(self, table: str) -> list[str]:
        """The statements that name a table."""
        return [each for each in self.statements if table in each]


@contextmanager
def counted(database: Database, patch: pytest.MonkeyPatch) -> Iterator[Cost]:
    """Count what runs while the block does; who asks is given by the tests and not asked for."""
    cost = Cost()

    def asked(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            cost.statements.append(statement)

    enqueue = ScriptRunContext.enqueue

    def sending(context: ScriptRunContext, message: ForwardMsg) -> None:
        if message.WhichOneof("type") == "delta":
            cost.pieces.append(_kind(message))
        cost.sent += message.ByteSize()
        enqueue(context, message)

    engines = {database.doors._reader, database.doors._writer}
    for each in engines:
        event.listen(each, "before_cursor_execute", asked)
    try:
        with patch.context() as while_counting:
            while_counting.setattr(ScriptRunContext, "enqueue", sending)
            yield cost
    finally:
        for each in engines:
            event.remove(each, "before_cursor_execute", asked)


def _kind(message: ForwardMsg) -> str:
    """`button`, `html`, or `column` for a block."""
    delta = message.delta
    if delta.WhichOneof("type") == "new_element":
        return str(delta.new_element.WhichOneof("type"))
    return str(delta.add_block.WhichOneof("type"))
