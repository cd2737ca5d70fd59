"""The printed minutes: who may fetch them, what they say, and the code on the paper."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
import segno
from starlette.requests import Request
from starlette.responses import Response

from db.commands import huddles
from db.commands import minutes as acts
from db.queries import minutes as questions
from db.rules.minutes import verify_export
from pages.plain import minutes
from tests.databases import Database
from tests.huddle_cases import a_closed_huddle, yesterdays_asks
from tests.world import NOW, World, world

SIGNED_AT = NOW + timedelta(minutes=5)


@pytest.fixture
def made(embedded: Database) -> World:
    """Huddle 1: Nairobi's, signed."""
    with embedded.doors.writing() as session:
        made = world(session)
        yesterdays_asks(session, made)
        key = a_closed_huddle(session, made)
        huddles.confirm(session, made.viewers["Nairobi staff"], huddle_id=key, at=NOW)
        acts.sign(session, made.viewers["Nairobi manager"], huddle_id=key, at=SIGNED_AT)
        assert key == 1
    return made


def _asked(
    patch: pytest.MonkeyPatch, made: World, query: str = "", *, who: str = "Nairobi staff",
    huddle_id: int = 1, file: bool = False,
) -> tuple[int, str]:  # fmt: skip
    """Status and body of what the route answers to this person; nobody when `who` is empty."""
    viewer = made.viewers[who] if who else None
    patch.setattr(minutes, "viewer_behind", lambda _request: viewer)
    scope = {
        "type": "http", "method": "GET", "scheme": "http", "path": f"/minutes/{huddle_id}",
        "query_string": query.encode(), "headers": [(b"host", b"desk.example:8501")],
        "server": ("desk.example", 8501), "root_path": "", "path_params": {"huddle_id": huddle_id},
    }  # fmt: skip
    route = minutes.export if file else minutes.show
    answer: Response = asyncio.run(route(Request(scope)))
    return answer.status_code, bytes(answer.body).decode()


class TestThePaper:
    def test_says_what_was_signed(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        status, html = _asked(monkeypatch, made)
        assert status == 200
        for said in (
            "Counter huddle, Nairobi",
            "Wednesday 18 November 2026, 12:30 to 12:30 East Africa Time.",
            "Budget 10 minutes, used 0.",
            "Nairobi manager (chair), Nairobi staff.",
            "Away: Nairobi duty, Nairobi senior.",
            "Missed connection",
            "Imagine: Ash cloud closes the airport",
            '<span class="origin">imagined</span>',
            "none needed",
            "18 Nov 2026, 12:35 EAT",
            "1 of 2 present have confirmed",
            "<svg",
        ):
            assert said in html

    def test_is_for_those_who_work_there(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert _asked(monkeypatch, made, who="Africa regional")[0] == 200
        for who in ("Mombasa manager", "Asia regional", "Jakarta staff"):
            status, html = _asked(monkeypatch, made, who=who)
            assert status == 404
            assert "no such minutes for you" in html
            assert _asked(monkeypatch, made, who=who, file=True)[0] == 404

    def test_asks_the_signed_out_to_sign_in(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert _asked(monkeypatch, made, who="")[0] == 303
        assert _asked(monkeypatch, made, who="", file=True)[0] == 303

    @pytest.mark.parametrize("query", ["version=2", "version=0", "version=x", "version=1%27"])
    def test_knows_no_other_version(
        self, made: World, monkeypatch: pytest.MonkeyPatch, query: str
    ) -> None:
        assert _asked(monkeypatch, made, query)[0] == 404

    def test_is_compared_with_its_code(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.reading() as session:
            viewer = made.viewers["Nairobi staff"]
            printed = questions.versions(session, viewer, huddle_id=1)[0].hash[:16]
        assert _asked(monkeypatch, made, f"version=1&hash={printed}")[0] == 200
        assert _asked(monkeypatch, made, f"version=1&hash={printed.upper()}")[0] == 200
        status, html = _asked(monkeypatch, made, "version=1&hash=0000")
        assert status == 409
        assert "not the code of these minutes" in html

    def test_keeps_the_first_version_beside_the_addendum(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            acts.add_addendum(
                session, made.viewers["Nairobi duty"], huddle_id=1, text="Grace <was> here.",
                at=SIGNED_AT,
            )  # fmt: skip
        newest = _asked(monkeypatch, made)[1]
        assert "Grace &lt;was&gt; here." in newest
        assert "addendum, version 2" in newest
        assert "Grace" not in _asked(monkeypatch, made, "version=1")[1]


class TestTheFile:
    def test_is_verified_without_us(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        for query in ("", "chain=place"):
            status, text = _asked(monkeypatch, made, query, file=True)
            assert status == 200
            assert verify_export(text).is_sound
            assert json.loads(text)["place"] == "Nairobi"


class TestTheCode:
    def test_leads_to_the_site_that_was_asked(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        addresses: list[str] = []
        made_by = segno.make

        def make(address: str, **options: Any) -> object:
            addresses.append(address)
            return made_by(address, **options)

        monkeypatch.setattr(segno, "make", make)
        _asked(monkeypatch, made)
        assert addresses[0].startswith("http://desk.example:8501/minutes/1?version=1&hash=")
        monkeypatch.setenv("READYROOM_BASE_URL", "https://ready.example")
        _asked(monkeypatch, made)
        assert addresses[1].startswith("https://ready.example/minutes/1?version=1&hash=")
