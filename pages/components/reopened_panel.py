"""Whether customers came back with the same problem soon after it was resolved (P30)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from db.access import Viewer
from db.queries.places import PlaceRow
from db.queries.reopenings import reopened
from db.rules.bases import Basis
from db.rules.marks import Mark
from db.rules.reopenings import WITHIN, Reopened
from db.rules.spans import whole_weeks
from db.session import reading
from pages.components.behind import Count, Shown
from pages.components.explain import LeftOut
from pages.components.outcome_panel import Share, Told, outcome_panel


def reopened_panel(viewer: Viewer, shown: Shown, *, at: datetime) -> None:
    """The share of resolved asks that came back, of the weeks of which it is known."""
    office, weeks = shown.office, shown.weeks
    with reading() as session:
        whole = reopened(session, viewer, place_id=office.id, weeks=weeks, now=at)
        part = whole
        if shown.selection.weeks:
            chosen = shown.selection.mondays_of(whole_weeks(at, ZoneInfo(office.zone), weeks))
            part = reopened(session, viewer, place_id=office.id, weeks=weeks, now=at, chosen=chosen)
    every, some = Share.of_outcome(whole.known), Share.of_outcome(part.known)
    outcome_panel(_told(part, office), every, some, shown)


def _told(found: Reopened, office: PlaceRow) -> Told:
    """Came back with the same problem."""
    days, of = WITHIN.days, found.known.of
    young = (
        f"Not yet known: {found.young_of:,} resolved in weeks whose {days} days are not over, of "
        f"which {found.young_so_far:,} came back so far."
    )
    without = f"{of - found.referenced:,} of the known had no reference of the customer."
    return Told(
        key="reopened",
        name=f"Came back within {days} days",
        sentence="{share} of resolved asks came back within " + f"{days} days",
        happened="came back",
        noun="resolved asks",
        nothing=(
            f"No ask that was resolved at {office.name} in these weeks is older than {days} days: "
            "it is not known yet whether customers come back."
        ),
        definition=(
            f"Reopened: within {days} days of the end the same customer asked about the same "
            "problem, here or at another office; known by the keyed reference, or said by whoever "
            f"asked. Only weeks count of which everybody had {days} days to come back. Without a "
            "reference only the asker can say so, so that the true share may lie higher."
        ),
        clock=f"whole weeks, Monday to Sunday in {office.zone}; an ask counts in the week in which "
        "it was resolved; the running week is left out",
        formula="reopened / resolved, summed over the weeks; interval by Wilson",
        more=f"{young} {without}" if found.young_of else without,
        left_out=(
            LeftOut(found.young_of, f"resolved in weeks whose {days} days are not over"),
            LeftOut(found.imported, "imported from elsewhere: nobody kept whose they were"),
        ),
        counts=(
            Count(found.known.happened, "came back", Mark(Basis.CAME_BACK)),
            Count(of, f"resolved, and {days} days are over", Mark(Basis.RESOLVED)),
            Count(found.young_of, f"resolved, and {days} days are not over", Mark(Basis.TOO_YOUNG)),
            Count(found.imported, "resolved elsewhere, left out", Mark(Basis.RESOLVED_ELSEWHERE)),
        ),
    )
