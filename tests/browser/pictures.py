"""`python -m tests.browser.pictures`: the README's pictures, from the running demonstration."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import literal, select

from db import demo
from db.commands.sign_in import open_session
from db.rules.words import EscalationState, Role
from db.session import use
from db.tables.escalations import Escalation
from db.tables.people import Person, RoleAssignment
from db.tables.places import Place
from tests.browser.server import Served, served
from tests.browser.visits import pick
from tests.house.source import ROOT

FOLDER = ROOT / "docs" / "pictures"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}, "device_scale_factor": 1}
SETTLES_MS = 4_000


def main() -> None:
    """Build the demonstration, serve it, and take one picture for each of the three users."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as running:
        use(running.doors)
        demo.build_all(at=datetime.now(UTC), password="a password for pictures only")
        running.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            _counter(browser, running)
            _now(browser, running)
            _readiness(browser, running)
            browser.close()
    sys.stdout.write(f"Pictures lie in {FOLDER.relative_to(ROOT)}.\n")


def _counter(browser: Browser, running: Served) -> None:
    page = _page(browser, running, Role.STAFF, "/", PHONE)
    pick(page, "Problem", "bag delayed")
    pick(page, "Worth", "60")
    _take(page, "counter")


def _now(browser: Browser, running: Served) -> None:
    with running.doors.reading() as session:
        waiting = session.scalars(
            select(Place.path)
            .join(Escalation, Escalation.place_id == Place.id)
            .where(Escalation.state == EscalationState.WAITING)
            .limit(1)
        ).one()
    _take(_page(browser, running, Role.MANAGER, "/now", DESK, near=waiting), "now")


def _readiness(browser: Browser, running: Served) -> None:
    _take(_page(browser, running, Role.REGIONAL, "/readiness", DESK), "readiness")


def _page(
    browser: Browser,
    running: Served,
    role: Role,
    path: str,
    options: dict[str, object],
    *,
    near: str = "",
) -> Page:
    """The screen as somebody with the role sees it: at the place `near`, else in Singapore."""
    context = browser.new_context(**options)  # type: ignore[arg-type]  # two fixed sets above.
    question = (
        select(Person.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(Place, Place.id == Person.home_place_id)
        .where(RoleAssignment.role == role)
        .order_by(~literal(near).startswith(Place.path), Place.country_code != "SG", Person.id)
        .limit(1)
    )
    with running.doors.writing() as session:
        token = open_session(
            session, person_id=session.scalars(question).one(), at=datetime.now(UTC)
        )
    context.add_cookies([{"name": "readyroom_session", "value": token, "url": running.url}])
    page = context.new_page()
    page.goto(f"{running.url}{path}")
    page.get_by_test_id("stMain").wait_for()
    page.wait_for_timeout(SETTLES_MS)
    return page


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(SETTLES_MS // 2)
    page.screenshot(path=FOLDER / f"{name}.png")
    page.context.close()


if __name__ == "__main__":
    main()
