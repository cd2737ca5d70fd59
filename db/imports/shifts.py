"""What becomes of the rows of a rota: new shifts, shifts that are known, and why others are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db.access import Viewer
from db.imports.reports import RefusedRow, Unreadable
from db.imports.roster import Roster, Taken, taken_by, whole
from db.imports.rota_mapping import RotaMapping
from db.imports.rota_rows import Turn, span_of
from db.queries.places import PlaceRow
from db.rules.refusals import Refusal
from db.rules.spans import Span

LONGEST_REPEAT = timedelta(days=7 * 53)


@dataclass(frozen=True, slots=True)
class Weeks:
    """In which week weekdays are meant, and until which day each repeats every week."""

    week: date | None = None
    until: date | None = None


@dataclass(slots=True)
class Judged:
    """What is to be written: the shifts, whose skills, and by row why something is not."""

    shifts: list[dict[str, object]] = field(default_factory=list)
    skills: dict[int, set[str]] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    kept: int = 0


def check_weeks(turns: Sequence[Turn], weeks: Weeks) -> None:
    """Refuse weekdays without a week, and a last day that cannot be meant."""
    if any(turn.day is None for turn in turns) and weeks.week is None:
        raise Refusal("The rows name weekdays: say of which week, by any day of it.")
    if weeks.week and weeks.until:
        if weeks.until < weeks.week - timedelta(days=weeks.week.weekday()):
            raise Refusal("The last day lies before the week. Change one of the two.")
        if weeks.until - weeks.week > LONGEST_REPEAT:
            raise Refusal("A week repeats for 53 weeks at most. Choose an earlier last day.")


def judge(
    session: Session,
    viewer: Viewer,
    turns: Sequence[Turn],
    *,
    mapping: RotaMapping,
    base: PlaceRow,
    weeks: Weeks,
    at: datetime,
) -> Judged:
    """What becomes of each turn, as the record stands now; nothing is written."""
    roster = Roster(session, viewer, base)
    judged = Judged()
    meant: list[tuple[Turn, PlaceRow, int, list[Span]]] = []
    for turn in turns:
        try:
            place = roster.place(mapping.office, turn.office)
            person = roster.person(mapping.person, turn.person, place)
            days = turn.days(weeks.week, weeks.until)
            spans = [span_of(turn, day, ZoneInfo(place.zone), mapping) for day in days]
        except Unreadable as reason:
            judged.refused.append(RefusedRow(turn.number, reason.column, str(reason)))
            continue
        meant.append((turn, place, person, spans))
    people = sorted({person for _, _, person, _ in meant})
    within = whole((span for *_, spans in meant for span in spans), otherwise=at)
    taken = taken_by(session, people, within)
    for turn, place, person, spans in meant:
        _placed(judged, mapping, turn, place, person, spans, taken.setdefault(person, []))
    return judged


def _placed(  # noqa: PLR0917 - one row with what it means, in order.
    judged: Judged,
    mapping: RotaMapping,
    turn: Turn,
    place: PlaceRow,
    person: int,
    spans: Sequence[Span],
    taken: list[Taken],
) -> None:
    """Keep the shifts of one row that are new, and say why others are not."""
    added, clash = 0, ""
    for span in spans:
        meets = [each for each in taken if _meet(each.span, span)]
        if not meets:
            taken.append(Taken(span, place.id, turn.number))
            judged.shifts.append(
                {
                    "person_id": person,
                    "place_id": place.id,
                    "starts_at": span.starts_at,
                    "ends_at": span.ends_at,
                }
            )
            added += 1
        elif meets[0].span != span or meets[0].place_id != place.id or meets[0].number:
            clash = clash or _clash(meets[0], ZoneInfo(place.zone))
    judged.kept += bool(added)
    if added and turn.skills:
        judged.skills.setdefault(person, set()).update(turn.skills)
    if clash:
        judged.refused.append(RefusedRow(turn.number, mapping.day, clash))
    elif not added:
        said = "This shift was on the rota before."
        judged.refused.append(RefusedRow(turn.number, mapping.day, said, is_known=True))


def _meet(one: Span, two: Span) -> bool:
    return one.starts_at < two.ends_at and one.ends_at > two.starts_at


def _clash(other: Taken, zone: ZoneInfo) -> str:
    since, until = (each.astimezone(zone) for each in (other.span.starts_at, other.span.ends_at))
    where = f"row {other.number}" if other.number else "the rota"
    return f"On duty already {since:%-d %b %H:%M} to {until:%H:%M}, by {where}."
