"""Signed minutes on A4, and as a file that anybody can verify without Readyroom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from db.queries import minutes
from db.queries.minutes import MinutesVersion, Reading
from db.rules.minutes_text import MinutedItem, MinutesContent
from db.rules.refusals import Refusal
from db.rules.words import ItemKind, ItemOutcome
from db.session import reading
from pages.plain.codes import code
from pages.plain.serving import page, refused, to_sign_in, viewer_behind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup
    from starlette.requests import Request
    from starlette.responses import Response

    from db.access import Viewer

SHOWN_SIGNS = 16
FORGED = (
    "The code on your paper is not the code of these minutes. The paper, or the record, was "
    "changed: tell your region."
)
PREFIXES = {ItemKind.IMAGINE: "Imagine: ", ItemKind.DRILL: "Drill: "}


async def show(request: Request) -> Response:
    """The newest version, or `?version=`; with `?hash=`, the code on a paper is compared."""
    return await run_in_threadpool(_show, request)


async def export(request: Request) -> Response:
    """The versions of this huddle, or with `?chain=place` all of its place, as JSON."""
    return await run_in_threadpool(_export, request)


def _show(request: Request) -> Response:
    viewer = viewer_behind(request)
    if viewer is None:
        return to_sign_in(request)
    huddle_id = request.path_params["huddle_id"]
    try:
        versions, found = _found(viewer, huddle_id, request.query_params.get("version", ""))
    except Refusal as refusal:
        return refused(str(refusal), status=404)
    shown = versions[-1]
    printed = request.query_params.get("hash", "").lower()
    if printed and not shown.hash.startswith(printed):
        return refused(FORGED, status=409, heading="This paper does not match")
    return page("minutes.html", **_sheet(request, versions, found))


def _found(
    viewer: Viewer, huddle_id: int, wanted: str
) -> tuple[list[MinutesVersion], list[Reading]]:
    """The versions up to the wanted one, and who read them for the region."""
    with reading() as session:
        versions = minutes.versions(session, viewer, huddle_id=huddle_id)
        readings = minutes.readings(session, viewer, huddle_id=huddle_id)
    numbers = [str(each.number) for each in versions]
    if wanted and wanted not in numbers:
        raise Refusal("There is no such version of these minutes. Open the newest one.")
    return versions[: numbers.index(wanted) + 1] if wanted else versions, readings


def _export(request: Request) -> Response:
    viewer = viewer_behind(request)
    if viewer is None:
        return to_sign_in(request)
    huddle_id = request.path_params["huddle_id"]
    whole = request.query_params.get("chain") == "place"
    try:
        with reading() as session:
            text = minutes.export(session, viewer, huddle_id=huddle_id, whole_place=whole)
    except Refusal as refusal:
        return refused(str(refusal), status=404)
    headers = {
        "Content-Disposition": f'attachment; filename="minutes-{huddle_id}.json"',
        "Cache-Control": "no-store",
    }
    return PlainTextResponse(text, media_type="application/json", headers=headers)


def _sheet(
    request: Request, versions: Sequence[MinutesVersion], readings: Sequence[Reading]
) -> dict[str, Any]:
    """All that the template needs; its first lines say what that is."""
    shown = versions[-1]
    content = shown.content
    heading = f"{content.name}, {content.place}"
    return {
        "title": f"{heading}, {content.held_on}",
        "version": shown.number,
        "heading": heading,
        "when": _when(content),
        "present": [_with_chair(name, content) for name in _chair_first(content)],
        "away": list(content.away),
        "items": [_row(item) for item in content.items],
        "numbers": content.numbers,
        "signed": [*(_signature(each) for each in versions), *map(_read, readings)],
        "addenda": [
            {"when": _short(each.at, content.zone), "who": each.by, "text": each.text}
            for each in content.addenda
        ],
        "chain": {"this": _spaced(shown.hash), "before": _spaced(shown.previous_hash)},
        "qr": _code(request, shown),
        "back": {"label": "Back to the minutes", "address": f"/minutes?huddle={shown.huddle_id}"},
    }


def _when(content: MinutesContent) -> str:
    zone = ZoneInfo(content.zone)
    began, ended = content.started_at.astimezone(zone), content.closed_at.astimezone(zone)
    used = round((content.closed_at - content.started_at).total_seconds() / 60)
    named = get_timezone_name(began, locale="en")
    budget = f"Budget {content.budget_minutes} minutes, used {used}."
    return f"{content.held_on:%A %-d %B %Y}, {began:%H:%M} to {ended:%H:%M} {named}. {budget}"


def _chair_first(content: MinutesContent) -> list[str]:
    return sorted(content.present, key=lambda name: name != content.chair)


def _with_chair(name: str, content: MinutesContent) -> str:
    return f"{name} (chair)" if name == content.chair else name


def _row(item: MinutedItem) -> dict[str, str]:
    text = f" {item.text}" if item.text else ""
    owner = f"{item.owner}, {item.due_on:%-d\u00a0%b}" if item.due_on else "nobody"
    if not item.due_on and item.outcome in {ItemOutcome.INFORMATION, ItemOutcome.DROPPED}:
        owner = "none needed"
    return {
        "problem": f"{PREFIXES.get(item.kind, '')}{item.problem}" if item.problem else item.title,
        "origin": item.origin.label if item.origin else "",
        "outcome": f"{item.outcome.label.capitalize()}.{text}",
        "owner": owner,
    }


def _signature(version: MinutesVersion) -> dict[str, str]:
    content = version.content
    role = "chair" if content.signed.name == content.chair else "manager"
    confirmed, there = len(content.confirmations), len(content.present)
    return {
        "name": content.signed.name,
        "role": role if version.number == 1 else f"addendum, version {version.number}",
        "when": _short(content.signed.at, content.zone),
        "words": f"{confirmed} of {there} present have confirmed" if version.number == 1 else "",
    }


def _read(receipt: Reading) -> dict[str, str]:
    count = len(receipt.findings)
    found = "1 finding" if count == 1 else f"{count} findings" if count else "nothing found"
    words = f"{found}: {'; '.join(receipt.findings)}" if count else found
    return {
        "name": "Read for the region",
        "role": receipt.reader,
        "when": _short(receipt.read_at, "UTC"),
        "words": words,
    }


def _short(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%-d %b %Y, %H:%M %Z}"


def _spaced(hash_: str) -> str:
    signs = hash_[:SHOWN_SIGNS]
    return " ".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def _code(request: Request, version: MinutesVersion) -> Markup:
    """The address of this version with its hash, so that whoever scans the paper compares."""
    path = (
        f"/minutes/{version.huddle_id}?version={version.number}&hash={version.hash[:SHOWN_SIGNS]}"
    )
    return code(request, path, title="Code with the address of these minutes")


ROUTES = [
    Route("/minutes/{huddle_id:int}.json", export),
    Route("/minutes/{huddle_id:int}", show),
]
