"""Who may do what, and who sees what: the only place that decides scope.

Acts are answered by `GRANTS`, a table that the people who argue about it can read. Sights start
from the `visible_...` selects. A role reaches from its place down the tree.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, false, or_, select, true

from db.rules.permissions import Permission
from db.rules.places import ancestors
from db.rules.refusals import NotPermitted
from db.rules.viewers import Held, Viewer, system
from db.rules.words import PlaceKind, Role, RulingState
from db.tables.design_briefs import DesignBrief
from db.tables.escalations import Escalation
from db.tables.huddles import Huddle
from db.tables.minutes import Finding, Minutes
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.promises import Promise
from db.tables.responses import Response
from db.tables.rulings import Ruling

# What this room hands on beside its own: the words of its answers, and of paths.
__all__ = ["Held", "Permission", "Viewer", "ancestors", "system"]

Predicate = Callable[[Viewer, str], bool]
REACH = {
    Role.STAFF: (Role.STAFF, Role.MANAGER, Role.REGIONAL),
    Role.MANAGER: (Role.MANAGER, Role.REGIONAL),
    Role.REGIONAL: (Role.REGIONAL,),
    Role.ADMINISTRATOR: (Role.ADMINISTRATOR,),
}


def works_here(viewer: Viewer, path: str) -> bool:
    """Staff, or anyone above them, here."""
    return any(viewer.holds(role, path) for role in REACH[Role.STAFF])


def belongs_here(viewer: Viewer, path: str) -> bool:
    """Whoever has any role here."""
    return any(viewer.holds(role, path) for role in Role)


def manages(viewer: Viewer, path: str) -> bool:
    """A manager of this place, or somebody regional above it."""
    return any(viewer.holds(role, path) for role in REACH[Role.MANAGER])


def is_regional(viewer: Viewer, path: str) -> bool:
    """Somebody who answers for this place from above."""
    return viewer.holds(Role.REGIONAL, path)


def administers(viewer: Viewer, path: str) -> bool:
    """Somebody who keeps the people and places here."""
    return viewer.holds(Role.ADMINISTRATOR, path)


def manages_or_administers(viewer: Viewer, path: str) -> bool:
    """Either of the two."""
    return manages(viewer, path) or administers(viewer, path)


def regional_or_administers(viewer: Viewer, path: str) -> bool:
    """Either of the two."""
    return is_regional(viewer, path) or administers(viewer, path)


# Every predicate of a row must hold. Who is not in the row may not; nobody is in by default.
GRANTS: dict[Permission, tuple[Predicate, ...]] = {
    Permission.COUNTER_ASK: (works_here,),
    Permission.GRANT_RECORD: (works_here,),
    Permission.ESCALATION_ASK: (works_here,),
    Permission.ESCALATION_TAKE: (manages,),
    Permission.ESCALATION_SEE_ALL: (manages,),
    Permission.COVER_CHANGE: (manages,),
    Permission.TOPIC_RAISE: (works_here,),
    Permission.HUDDLE_SEE: (works_here,),
    Permission.HUDDLE_PREPARE: (manages,),
    Permission.MINUTES_SIGN: (manages,),
    Permission.MINUTES_CONFIRM: (works_here,),
    Permission.PLAYBOOK_SEE: (works_here,),
    Permission.PROBLEM_RECORD: (manages,),
    Permission.RESPONSE_WRITE: (manages,),
    Permission.RESPONSE_AGREE: (manages,),
    Permission.ACTION_CHANGE: (works_here,),
    Permission.MEASURES_SEE: (manages,),
    Permission.RANGE_START: (manages,),
    Permission.BRIEF_LEAD: (manages,),
    Permission.READINESS_SEE: (manages,),
    Permission.MINUTES_AUDIT: (is_regional,),
    Permission.FINDING_ANSWER: (manages,),
    Permission.LIMITS_SEE: (manages,),
    Permission.LIMITS_DRAFT: (manages,),
    Permission.LIMITS_PUBLISH: (is_regional,),
    Permission.PLACE_EQUIP: (manages_or_administers,),
    Permission.SITUATION_APPROVE: (is_regional,),
    Permission.REMEDIES_CHANGE: (regional_or_administers,),
    Permission.PEOPLE_CHANGE: (administers,),
    Permission.PLACES_CHANGE: (administers,),
    Permission.IMPORT_RUN: (regional_or_administers,),
    Permission.TRAIL_SEE: (regional_or_administers,),
    Permission.RULING_ASK: (works_here,),
    Permission.RULING_ANSWER: (manages,),
    Permission.PROMISE_MAKE: (works_here,),
    Permission.SAFETY_REPORT: (works_here,),
    Permission.SAFETY_READ: (manages,),
    Permission.OWN_ACCOUNT_SEE: (belongs_here,),
}


def may(viewer: Viewer, permission: Permission, path: str) -> bool:
    """Whether the viewer may do this at the place at `path`."""
    return all(predicate(viewer, path) for predicate in GRANTS[permission])


def may_somewhere(viewer: Viewer, permission: Permission) -> bool:
    """Whether there is any place where the viewer may do this: enough to open its screen."""
    return viewer.is_system or any(may(viewer, permission, each.path) for each in viewer.held)


def require(viewer: Viewer, permission: Permission, path: str) -> None:
    """Raise `NotPermitted` unless the viewer may do this at the place at `path`."""
    if not may(viewer, permission, path):
        sentence = f"{viewer.name} may not {permission.value} here. Ask your administrator."
        raise NotPermitted(sentence)


def below(column: SQLColumnExpression[str], paths: tuple[str, ...]) -> ColumnElement[bool]:
    """The rows whose path lies at or below one of the paths."""
    return or_(false(), *(column.startswith(path, autoescape=True) for path in paths))


def _reached(viewer: Viewer, *roles: Role) -> ColumnElement[bool]:
    return true() if viewer.is_system else below(Place.path, viewer.paths(*roles))


def visible_places(viewer: Viewer) -> Select[Place]:
    """Every active place that any role of the viewer reaches."""
    return select(Place).where(Place.deactivated_at.is_(None), _reached(viewer, *Role))


def worked_places(viewer: Viewer) -> Select[Place]:
    """Every active place where the viewer works, or that they answer for."""
    return select(Place).where(Place.deactivated_at.is_(None), _reached(viewer, *REACH[Role.STAFF]))


def managed_places(viewer: Viewer) -> Select[Place]:
    """Every active place that the viewer manages or answers for."""
    managed = _reached(viewer, *REACH[Role.MANAGER])
    return select(Place).where(Place.deactivated_at.is_(None), managed)


def audited_places(viewer: Viewer) -> Select[Place]:
    """Every active place whose minutes the viewer audits."""
    return select(Place).where(Place.deactivated_at.is_(None), _reached(viewer, Role.REGIONAL))


def visible_escalations(viewer: Viewer) -> Select[Escalation]:
    """The viewer's own asks, and all of the places that they manage."""
    managed = _reached(viewer, *REACH[Role.MANAGER])
    own = Escalation.asker_id == viewer.person_id
    here = and_(own, _reached(viewer, *REACH[Role.STAFF]))
    return select(Escalation).join(Place, Place.id == Escalation.place_id).where(or_(managed, here))


def visible_huddles(viewer: Viewer) -> Select[Huddle]:
    """The huddles of the places where the viewer works."""
    worked = _reached(viewer, *REACH[Role.STAFF])
    return select(Huddle).join(Place, Place.id == Huddle.place_id).where(worked)


def visible_minutes(viewer: Viewer) -> Select[Minutes]:
    """The signed minutes of the places where the viewer works."""
    worked = _reached(viewer, *REACH[Role.STAFF])
    return select(Minutes).join(Place, Place.id == Minutes.place_id).where(worked)


def visible_findings(viewer: Viewer) -> Select[Finding]:
    """The findings about the places that the viewer manages."""
    managed = _reached(viewer, *REACH[Role.MANAGER])
    return select(Finding).join(Place, Place.id == Finding.place_id).where(managed)


def visible_design_briefs(viewer: Viewer) -> Select[DesignBrief]:
    """The design briefs about the places that the viewer manages, and above and below them."""
    known = _known(viewer, *REACH[Role.MANAGER])
    return select(DesignBrief).join(Place, Place.id == DesignBrief.place_id).where(known)


def visible_people(viewer: Viewer) -> Select[Person]:
    """The people whose home lies where the viewer works or administers."""
    reached = _reached(viewer, *Role)
    return select(Person).join(Place, Place.id == Person.home_place_id).where(reached)


def visible_problems(viewer: Viewer) -> Select[Problem]:
    """The problems known above, at and below the places of the viewer."""
    known = and_(Problem.deactivated_at.is_(None), _known(viewer))
    return select(Problem).join(Place, Place.id == Problem.place_id).where(known)


def visible_responses(viewer: Viewer) -> Select[Response]:
    """Every version of the responses above, at and below the places of the viewer."""
    return select(Response).join(Place, Place.id == Response.place_id).where(_known(viewer))


def visible_rulings(viewer: Viewer) -> Select[Ruling]:
    """The viewer's own questions, those of places that they manage, and answers around theirs."""
    answered = and_(Ruling.state == RulingState.ANSWERED, _known(viewer))
    own = and_(Ruling.asker_id == viewer.person_id, _reached(viewer, *REACH[Role.STAFF]))
    managed = _reached(viewer, *REACH[Role.MANAGER])
    return (
        select(Ruling).join(Place, Place.id == Ruling.place_id).where(or_(managed, own, answered))
    )


def visible_promises(viewer: Viewer) -> Select[Promise]:
    """The promises to customers of the places where the viewer works: a colleague can keep one."""
    worked = _reached(viewer, *REACH[Role.STAFF])
    return select(Promise).join(Place, Place.id == Promise.place_id).where(worked)


def known_places(viewer: Viewer) -> Select[int]:
    """The keys of the places above, at and below those of the viewer: whose playbook they know."""
    return select(Place.id).where(_known(viewer))


def _known(viewer: Viewer, *roles: Role) -> ColumnElement[bool]:
    held = viewer.paths(*(roles or Role))
    above = {path for each in held for path in ancestors(each)}
    return true() if viewer.is_system else or_(Place.path.in_(above), below(Place.path, held))


def is_workplace(kind: PlaceKind) -> bool:
    """Whether people serve customers at places of this kind."""
    return kind in {PlaceKind.OFFICE, PlaceKind.TEAM}
