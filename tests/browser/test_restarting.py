"""A restart in the middle of the work: whoever was typing goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.seed import huddles_of, seed
from tests.browser.server import served
from tests.browser.visits import House, Visits

pytestmark = pytest.mark.browser
WORDS = "Paper tags at the desk, and two people to write them."
FIELD = "Write it as people will read it"


class TestARestart:
    def test_keeps_what_was_typed_and_who_was_signed_in(
        self, chromium: Browser, tmp_path: Path
    ) -> None:
        with served(tmp_path) as running:
            made = seed(running)
            huddle = huddles_of(running, made)["running"]
            running.start()
            visits = Visits(chromium, House(running, made))
            page = visits("Singapore manager", f"/run-a-huddle?huddle={huddle}")
            page.get_by_label(FIELD).fill(WORDS)
            page.wait_for_timeout(1500)
            running.stop()
            running.start()
            page.reload()
            expect(page.get_by_label(FIELD)).to_have_value(WORDS)
            elsewhere = visits("Singapore manager", f"/run-a-huddle?huddle={huddle}")
            expect(elsewhere.get_by_label(FIELD)).to_have_value(WORDS)
            visits.close()
            assert visits.outside.addresses == []
