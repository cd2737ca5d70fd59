"""Asking a route as a browser does, without a server and without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Message


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers in small letters, and body."""

    status: int
    headers: dict[str, str]
    body: bytes


def asked(routes: Sequence[BaseRoute], path: str) -> Answer:
    """What these routes answer to a GET of `path`."""
    return asyncio.run(_get(Starlette(routes=routes), path))


async def _get(app: Starlette, path: str) -> Answer:
    messages: list[Message] = []
    asks: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        # After the request a browser says nothing more; it only listens.
        if not asks:
            await asyncio.Event().wait()
        return asks.pop()

    async def send(message: Message) -> None:
        messages.append(message)

    scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http",
             "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [],
             "root_path": "", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1)}  # fmt: skip
    await app(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return Answer(messages[0]["status"], headers, body)
