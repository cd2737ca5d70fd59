"""Where imported rows are filed: the mapping's place, and what lies below it.

A place that does not exist is made only when the mapping says so, and its kind, zone, currency
and country are checked as they are on the screens.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.imports.mapping import PlacePart
from db.imports.reports import Unreadable
from db.imports.rows import LONGEST_NAME, Filed
from db.queries.places import place_named
from db.rules import places as rules
from db.rules.refusals import Refusal
from db.rules.words import PlaceKind
from db.tables.places import Place


class Filing:
    """Finds or makes the places of one import. `made` names the ones that it made."""

    def __init__(
        self, session: Session, viewer: Viewer, part: PlacePart, *, under: str, at: datetime
    ) -> None:
        """Find the mapping's own place, `base`; `under` is what the operator named, or nothing."""
        self.session, self.viewer, self.part, self.at = session, viewer, part, at
        self.made: list[str] = []
        self.base = self._base(under)
        access.require(viewer, Permission.IMPORT_RUN, self.base.path)
        if part.below is None:
            _check_workplace(self.base)
        self._known = self._below_base()
        self._found: dict[Filed | None, int | Unreadable] = {}

    def has_sought(self, filed: Filed | None) -> bool:
        """Whether it is known already what becomes of such rows."""
        return filed in self._found

    def place_id(self, filed: Filed | None) -> int:
        """The key of the place; `Unreadable` when there is none and none may be made."""
        if filed not in self._found:
            try:
                self._found[filed] = self._find(filed)
            except Unreadable as reason:
                self._found[filed] = reason
        found = self._found[filed]
        if isinstance(found, Unreadable):
            raise Unreadable(found.column, str(found))
        return found

    def _base(self, under: str) -> Place:
        part = self.part
        if not under:
            return self._named(part.name) or self._made_base(self._top())
        given = self._loaded(place_named(self.session, self.viewer, named=under).id)
        if given.kind is part.kind or access.is_workplace(given.kind):
            return given
        names = {part.name.casefold(), (part.code or part.name).casefold()}
        question = select(Place).where(Place.parent_id == given.id)
        for child in self.session.scalars(question.order_by(Place.id)):
            if {child.name.casefold(), child.code.casefold()} & names:
                return child
        return self._made_base(given)

    def _named(self, name: str) -> Place | None:
        wanted = name.casefold()
        visible = access.visible_places(self.viewer).order_by(Place.id)
        found = [
            place
            for place in self.session.scalars(visible)
            if wanted in {place.name.casefold(), place.code.casefold()}
            and (place.kind is self.part.kind or not self.part.create)
        ]
        if len(found) > 1:
            raise Refusal(f"Several places are called “{name}”; say which one with --place.")
        return found[0] if found else None

    def _top(self) -> Place:
        """The organisation, below which a new base is made."""
        self._check_may_make(self.part.name)
        question = select(Place).where(Place.parent_id.is_(None)).order_by(Place.id)
        top = self.session.scalar(question.limit(1))
        if top is None:
            raise Refusal("There is no organisation yet; set Readyroom up first.")
        return top

    def _made_base(self, parent: Place) -> Place:
        self._check_may_make(self.part.name)
        return self._make(parent, self.part.kind, self.part.name, self.part.code or self.part.name)

    def _check_may_make(self, name: str) -> None:
        if self.part.create:
            return
        if self.session.scalar(select(Place.id).limit(1)) is None:
            raise Refusal(
                "There is no organisation yet: set create = true under [place] in the mapping,"
                " or make one with python -m db demo."
            )
        raise Refusal(
            f"There is no place “{name}”: name one with --place, or set create = true under"
            " [place] in the mapping."
        )

    def _below_base(self) -> dict[str, list[Place]]:
        """The places below the base, by code and by name."""
        question = select(Place).where(access.below(Place.path, (self.base.path,)))
        known: dict[str, list[Place]] = defaultdict(list)
        for place in self.session.scalars(question.order_by(Place.id)):
            if place.id != self.base.id:
                _remember(known, place)
        return known

    def _find(self, filed: Filed | None) -> int:
        below = self.part.below
        if filed is None or below is None:
            if not access.is_workplace(self.base.kind):
                column = below.column if below else ""
                raise Unreadable(column, f"{self.base.name} is no office or team to file it at.")
            return self.base.id
        target = below.table.get(filed.value, "")
        wanted = (target,) if target else (filed.code, filed.name)
        for name in wanted:
            found = self._matching(below.column, name, below.kind)
            if found is not None:
                return found
        if not below.create:
            sentence = f"“{wanted[0]}” is no {below.kind.label} below {self.base.name}."
            raise Unreadable(below.column, sentence)
        made = self._make(self.base, below.kind, target or filed.name, target or filed.code)
        _remember(self._known, made)
        return made.id

    def _matching(self, column: str, name: str, kind: PlaceKind) -> int | None:
        found = [place for place in self._known[name.casefold()] if place.kind is kind]
        if len(found) > 1:
            raise Unreadable(column, f"“{name}” is the name of several places.")
        if found and found[0].deactivated_at is not None:
            raise Unreadable(column, f"{found[0].name} was taken out of use.")
        return found[0].id if found else None

    def _make(self, parent: Place, kind: PlaceKind, name: str, code: str) -> Place:
        rules.check_below(kind, parent.kind)
        access.require(self.viewer, Permission.PLACES_CHANGE, parent.path)
        part = self.part
        place = Place(
            parent_id=parent.id,
            kind=kind,
            name=name[:LONGEST_NAME],
            code=code[:LONGEST_NAME],
            path=f"new {uuid4()}",
            zone=rules.check_zone(part.zone or parent.zone),
            currency=rules.check_currency(part.currency or parent.currency),
            country_code=rules.check_country(part.country or parent.country_code),
        )
        self.session.add(place)
        self.session.flush()
        # The path ends with the key, which exists only now.
        place.path = f"{parent.path}{place.id}/"
        self.session.flush()
        subject = Subject("place", place.id, place.id)
        detail = {"name": place.name, "kind": kind, "zone": place.zone}
        audit.record(self.session, self.viewer, "place added", subject, at=self.at, detail=detail)
        self.made.append(place.name)
        return place

    def _loaded(self, place_id: int) -> Place:
        return self.session.get_one(Place, place_id)


def _remember(known: dict[str, list[Place]], place: Place) -> None:
    for name in {place.name.casefold(), place.code.casefold()}:
        known[name].append(place)


def _check_workplace(place: Place) -> None:
    if not access.is_workplace(place.kind):
        raise Refusal(
            f"Rows belong to an office or a team, and {place.name} is a {place.kind.label}: name"
            " an office with --place, or a column under [place.below]."
        )
