"""Routes asked as a browser does: with a session's cookie, an address and a form."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Message

HOST = "desk.example:8501"


@dataclass(frozen=True, slots=True)
class Page:
    """What came back: status, headers in small letters, the text, and the bytes on the line."""

    status: int
    headers: dict[str, str]
    text: str
    sent: int


def browse(
    routes: Sequence[BaseRoute],
    address: str,
    *,
    token: str = "",
    form: Mapping[str, str] | None = None,
    origin: str = f"http://{HOST}",
) -> Page:
    """The page at `address`; with a form it is sent there, from a page at `origin`."""
    headers = [(b"host", HOST.encode()), (b"accept-encoding", b"gzip")]
    if token:
        headers.append((b"cookie", f"readyroom_session={token}".encode()))
    if form is not None:
        headers.append((b"content-type", b"application/x-www-form-urlencoded"))
        headers.append((b"origin", origin.encode()))
    body = b"" if form is None else urlencode(form).encode()
    method = "GET" if form is None else "POST"
    return asyncio.run(_answer(Starlette(routes=routes), address, method, headers, body))


async def _answer(
    app: Starlette, address: str, method: str, headers: list[tuple[bytes, bytes]], body: bytes
) -> Page:
    told: list[Message] = []
    asks: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        # After the request a browser says nothing more; it only listens.
        if not asks:
            await asyncio.Event().wait()
        return asks.pop()

    async def send(message: Message) -> None:
        told.append(message)

    parts = urlsplit(address)
    scope = {"type": "http", "http_version": "1.1", "method": method, "scheme": "http",
             "path": parts.path, "raw_path": parts.path.encode(), "headers": headers,
             "query_string": parts.query.encode(), "root_path": "", "server": (HOST, 8501),
             "client": ("127.0.0.1", 1)}  # fmt: skip
    await app(scope, receive, send)
    named = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    sent = b"".join(message.get("body", b"") for message in told[1:])
    text = gzip.decompress(sent) if named.get("content-encoding") == "gzip" else sent
    return Page(told[0]["status"], named, text.decode(errors="replace"), len(sent))
