"""Every screen once: where it lies, what it is called, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db.access import Permission

FOLDER = Path(__file__).parent
MORE = "more"


@dataclass(frozen=True, slots=True)
class Screen:
    """One entry of the navigation; what people open all day stands first."""

    path: str
    title: str
    icon: str
    permission: Permission
    section: str = ""
    is_listed: bool = True

    @property
    def is_daily(self) -> bool:
        """Whether it is opened all day, and not for looking something up."""
        return self.section != MORE

    @property
    def url_path(self) -> str:
        """The last part of its address: `/audit-trail` for the screen "Audit trail"."""
        return self.title.lower().replace(" ", "-")

    @property
    def file(self) -> Path:
        """Where its script lies."""
        return FOLDER / self.path


SCREENS = (
    Screen("counter/card.py", "Counter", "storefront", Permission.COUNTER_ASK),
    Screen("escalations/now.py", "Now", "notifications_active", Permission.ESCALATION_TAKE),
    Screen("huddles/huddles.py", "Huddles", "groups", Permission.HUDDLE_SEE),
    Screen(
        "huddles/run.py",
        "Run a huddle",
        "play_arrow",
        # Those who were there look on and confirm; the acts ask who leads.
        Permission.HUDDLE_SEE,
        MORE,
        is_listed=False,
    ),
    Screen("huddles/minutes.py", "Minutes", "description", Permission.HUDDLE_SEE, MORE),
    Screen("huddles/actions.py", "Actions", "task_alt", Permission.HUDDLE_SEE, MORE),
    Screen("playbook/problems.py", "Playbook", "menu_book", Permission.PLAYBOOK_SEE),
    Screen(
        "playbook/problem.py", "Problem", "article", Permission.PLAYBOOK_SEE, MORE, is_listed=False
    ),
    Screen("readiness/office.py", "Readiness", "checklist", Permission.READINESS_SEE),
    Screen("readiness/coverage.py", "Coverage", "grid_on", Permission.READINESS_SEE, MORE),
    Screen("measures/office.py", "Measures", "monitoring", Permission.MEASURES_SEE),
    Screen(
        "measures/design_briefs.py", "Design briefs", "construction", Permission.BRIEF_LEAD, MORE
    ),
    Screen("measures/outcomes.py", "Outcomes", "done_all", Permission.MEASURES_SEE, MORE),
    Screen(
        "measures/rows.py",
        "Behind a number",
        "list",
        Permission.MEASURES_SEE,
        MORE,
        is_listed=False,
    ),
    Screen(
        "measures/higher_limit.py", "Higher limit", "trending_up", Permission.MEASURES_SEE, MORE
    ),
    Screen("audit/minutes.py", "Audit", "fact_check", Permission.MINUTES_AUDIT),
    Screen("audit/findings.py", "Findings", "flag", Permission.FINDING_ANSWER, MORE),
    Screen("escalations/record.py", "Escalations", "history", Permission.COUNTER_ASK, MORE),
    Screen("escalations/promises.py", "Promises", "call", Permission.PROMISE_MAKE, MORE),
    Screen("escalations/safety.py", "Safety", "shield", Permission.SAFETY_REPORT, MORE),
    Screen("counter/rulings.py", "Rulings", "gavel", Permission.RULING_ASK, MORE),
    Screen("administration/limits.py", "Limits", "payments", Permission.LIMITS_SEE, MORE),
    Screen(
        "administration/limit_sets.py", "Limit sets", "table_edit", Permission.LIMITS_DRAFT, MORE
    ),
    Screen("administration/caps.py", "Caps", "speed", Permission.LIMITS_SEE, MORE),
    Screen("administration/cover.py", "Cover", "event_available", Permission.COVER_CHANGE, MORE),
    Screen("administration/contacts.py", "Office", "home_work", Permission.PLACE_EQUIP, MORE),
    Screen("administration/people.py", "People", "badge", Permission.PEOPLE_CHANGE, MORE),
    Screen("administration/places.py", "Places", "account_tree", Permission.PLACES_CHANGE, MORE),
    Screen("administration/imports.py", "Imports", "upload_file", Permission.IMPORT_RUN, MORE),
    Screen("administration/trail.py", "Audit trail", "policy", Permission.TRAIL_SEE, MORE),
    Screen("counter/you.py", "You", "person", Permission.OWN_ACCOUNT_SEE, MORE),
)
