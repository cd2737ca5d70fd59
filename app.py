"""How Readyroom starts: migrate, warm up, start the timetable, serve the pages."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware

from db.settings import read_settings
from jobs import scheduler, start
from pages.brand.kept_theme import keep_theme
from pages.plain.door import Door
from pages.plain.routes import ROUTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """What holds as long as the server runs."""
    start.prepare()
    with scheduler.running():
        yield


keep_theme()
app = st.App("pages/entry.py", routes=ROUTES, middleware=[Middleware(Door)], lifespan=lifespan)

if __name__ == "__main__":
    settings = read_settings()
    app.run(config={"server.address": settings.host, "server.port": settings.port})
