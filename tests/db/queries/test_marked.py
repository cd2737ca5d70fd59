"""The list behind every number has as many rows as the number says, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from db.commands.places import set_opening_hours
from db.queries.backtests import over_limits
from db.queries.behind import Behind, Page
from db.queries.bother import bother
from db.queries.levels import levels
from db.queries.outcomes import outcomes
from db.queries.problem_asks import SAFETY, asks_by_problem
from db.queries.promise_rows import PromiseBehind
from db.queries.reopenings import reopened
from db.queries.selected_rows import AskBehind, RowBehind, rows_behind
from db.queries.selected_waits import waits_of
from db.queries.walk_aways import unresolved_ends
from db.rules.backtests import backtest
from db.rules.bases import Basis
from db.rules.marks import Mark
from db.rules.over_limits import KindCell, bunching, place_of
from db.rules.refusals import NotPermitted, Refusal
from db.rules.selections import Selection
from db.rules.spans import whole_weeks
from db.rules.words import (
    EscalationClass,
    EscalationReason,
    EscalationState,
    EventKind,
    LeftReason,
    LimitKind,
    Outcome,
    PassOnReason,
    Stage,
    WaitClock,
)
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.imports import ImportRun
from db.tables.promises import Promise
from db.tables.walk_aways import WalkAway
from tests.db.queries.cases import give
from tests.world import NOW, World, world

WEEKS = 4
LAST, FIRST = date(2026, 11, 9), date(2026, 10, 19)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NAIROBI = ZoneInfo("Africa/Nairobi")
CHOICES = [
    Selection(),
    Selection(weeks=(LAST, LAST)),
    Selection(weeks=(FIRST, LAST - 7 * DAY)),
    Selection(escalation_class=EscalationClass.ABOVE),
    Selection(weeks=(FIRST, LAST), hour=(2, 12)),
]
AMOUNTS = [Decimal(each) for each in (905, 1_000, 1_080, 1_500, 2_500, 9_000)]
Turn = tuple[EventKind, PassOnReason | None]
NO_ANSWER: Turn = (EventKind.UNANSWERED, None)
DECLINED: Turn = (EventKind.DECLINED, PassOnReason.IN_A_MEETING)
REDIRECTED: Turn = (
    EventKind.REDIRECTED,
    PassOnReason.SOMEONE_BETTER_PLACED,
)
STATES = {
    "resolved_at": EscalationState.RESOLVED,
    "left_at": EscalationState.LEFT,
    "withdrawn_at": EscalationState.WITHDRAWN,
}


@pytest.fixture
def made(session: Session) -> World:
    """Five weeks and the running one, of asks with every end, of gifts and of promises, at two
    offices; some lie on the very border of a week.
    """
    made, random = world(session), Random(4)  # noqa: S311 - the same scene each time.
    run = ImportRun(kind="escalations", file_name="old.csv", file_sha256="0", imported_at=NOW,
                    rows_read=9, rows_kept=9, rows_refused=0)  # fmt: skip
    session.add(run)
    session.flush()
    for number in range(160):
        place = "Nairobi" if number % 3 else "Mombasa"
        at = NOW - DAY * (number % 36) - MINUTE * random.randint(0, 700)
        if number % 20 == 0:
            at = midnight_of(LAST)
        session.add(_ask(made, place, at, random, run.id if number % 11 == 0 else None))
    for number in range(40):
        place = "Nairobi" if number % 3 else "Mombasa"
        give(session, made, place, "Bag delayed", at=NOW - DAY * number)
        session.add(_promise(made, place, NOW - DAY * number, random))
        session.add(_note(made, place, NOW - DAY * number, random))
    for place in ("Nairobi", "Mombasa"):
        session.add_all(_without_length(made, place, random))
    session.flush()
    _happenings(session, made, random)
    return made


def midnight_of(day: date) -> datetime:
    """When the day begins in Nairobi."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=3)


def _ask(made: World, place: str, at: datetime, random: Random, run_id: int | None) -> Escalation:
    row = Escalation(
        place_id=made.places[place], asker_id=made.people[f"{place} staff"],
        problem_id=random.choice([None, made.problems["Bag delayed"]]), unanticipated_words="New",
        reason=random.choice([EscalationReason.OVER_MY_LIMIT] * 3 + [EscalationReason.NO_RULE]),
        escalation_class=random.choice(
            [*[EscalationClass.ABOVE] * 3, *[EscalationClass.NO_RULE] * 3, EscalationClass.SAFETY]
        ),
        state=EscalationState.WAITING, asked_at=at, remedy_id=made.remedies["Refund"],
        limit_kind=random.choice([LimitKind.NONE, *[LimitKind.UP_TO] * 4, LimitKind.UNLIMITED]),
        import_run_id=run_id, source="Desk" if run_id else "",
        external_reference=uuid4().hex, hand_offs=random.choice([0, 0, 1, 3]),
        holder_id=random.choice([None, made.people[f"{place} manager"]]),
    )  # fmt: skip
    row.limit_amount = Decimal(1_000) if row.limit_kind is LimitKind.UP_TO else None
    row.amount_asked = random.choice(
        [None, *map(Decimal, (905, 1_000, 1_080, 1_500, 2_500, 9_000))]
    )
    if row.amount_asked is not None:
        row.asked_currency = random.choice(["KES", "KES", "KES", "USD"])
    _go_on(row, random)
    if row.state is EscalationState.RESOLVED:
        row.outcome = random.choice([*[Outcome.SETTLED] * 3, Outcome.NOT_SATISFIABLE])
        if row.outcome is not Outcome.NOT_SATISFIABLE:
            row.is_complete = random.choice([True, False, None])
        if run_id is None and random.random() < 0.4:
            row.reopened_at = row.resolved_at
        row.amount_granted = random.choice([None, Decimal(0), Decimal(900), Decimal(2_500)])
        if row.amount_granted is not None:
            row.granted_currency = random.choice(["KES", "USD"])
    return row


def _without_length(made: World, place: str, random: Random) -> list[Escalation]:
    """Asks whose end has no moment, or lies before the ask."""
    rows = [_ask(made, place, NOW - 9 * DAY, random, None) for _ in range(5)]
    for row in rows:
        for name in ("acknowledged_at", "with_customer_at", *STATES):
            setattr(row, name, None)
    for row in rows[:2]:
        row.state = EscalationState.RESOLVED
    for row in rows[2:4]:
        row.state, row.withdrawn_at = EscalationState.WITHDRAWN, row.asked_at - MINUTE
    rows[4].state = EscalationState.WITH_CUSTOMER
    rows[4].with_customer_at = rows[4].asked_at - MINUTE
    return rows


def _go_on(row: Escalation, random: Random) -> None:
    """The stages that came, and one of the ends, each some seconds after the one before."""
    moment = row.asked_at
    for name in ("acknowledged_at", "with_customer_at"):
        if random.random() < 0.6:
            moment += timedelta(seconds=random.choice([0, 60, 61, 299, 300, 301]))
            setattr(row, name, moment)
            row.state = EscalationState.ACKNOWLEDGED
    end = random.choice(["", *STATES])
    if end:
        setattr(row, end, moment + timedelta(seconds=random.choice([0, 60, 300, 3_600])))
        row.state = STATES[end]


def _promise(made: World, place: str, ends_at: datetime, random: Random) -> Promise:
    row = Promise(
        place_id=made.places[place], words="We call.", zone="UTC", begins_at=ends_at - 60 * MINUTE,
        ends_at=ends_at, made_at=ends_at - DAY, times_promised=random.choice([1, 2]),
        submit_key=uuid4().hex,
    )  # fmt: skip
    end = random.choice(["kept", "late", "missed", "broke", ""])
    if end in {"late", "missed", "broke"}:
        row.broke_at = ends_at
    if end in {"kept", "late", "missed"}:
        row.closed_at = ends_at
        row.kept_at = None if end == "missed" else ends_at
    return row


def _note(made: World, place: str, at: datetime, random: Random) -> WalkAway:
    return WalkAway(
        place_id=made.places[place], noted_at=at, noted_by_id=made.people[f"{place} staff"],
        reason=random.choice([LeftReason.HAD_TO_GO, LeftReason.WOULD_NOT_WAIT]),
        unanticipated_words="New", submit_key=uuid4().hex,
    )  # fmt: skip


def _happenings(session: Session, made: World, random: Random) -> None:
    """To whom each ask was offered, and who turned it away, some of them twice."""
    for row in session.query(Escalation):
        place = "Nairobi" if row.place_id == made.places["Nairobi"] else "Mombasa"
        first = made.people[f"{place} {random.choice(['manager', 'duty'])}"]
        kinds: list[Turn] = [(EventKind.OFFERED, None)]
        kinds += random.choice([[], [NO_ANSWER], [DECLINED, DECLINED], [REDIRECTED, NO_ANSWER]])
        session.add_all(
            EscalationEvent(
                escalation_id=row.id, sequence=number, kind=kind, at=row.asked_at,
                pass_on_reason=why, to_person_id=first,
            )
            for number, (kind, why) in enumerate(kinds, start=1)
        )  # fmt: skip
        if row.state is EscalationState.LEFT:
            why_left = random.choice([None, LeftReason.HAD_TO_GO, LeftReason.NOBODY_CAME])
            session.add(
                EscalationEvent(
                    escalation_id=row.id,
                    sequence=9,
                    kind=EventKind.CUSTOMER_LEFT,
                    at=row.left_at,
                    left_reason=why_left,
                )
            )
    session.flush()


def behind(
    session: Session, made: World, mark: Mark, chosen: Selection = CHOICES[0], *,
    place: str = "Nairobi", weeks: int = WEEKS, viewer: str = "Nairobi manager", words: str = "",
) -> Behind[RowBehind]:  # fmt: skip
    found = rows_behind(
        session, made.viewers[viewer], place_id=made.places[place], weeks=weeks, selection=chosen,
        mark=mark, now=NOW, page=Page(words, limit=None),
    )  # fmt: skip
    assert len(found.rows) == found.total
    assert len({row.id for row in found.rows}) == found.total
    return found


def counted(session: Session, made: World, basis: Basis, chosen: Selection) -> int:
    return behind(session, made, Mark(basis), chosen).counted


class TestRowsOfOutcomes:
    @pytest.mark.parametrize("chosen", CHOICES[:3])
    def test_are_as_many_as_every_figure_says(
        self, session: Session, made: World, chosen: Selection
    ) -> None:
        mondays = chosen.mondays_of(whole_weeks(NOW, NAIROBI, WEEKS))
        found = outcomes(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
            weeks=WEEKS, now=NOW, chosen=mondays,
        )  # fmt: skip
        first, walked, rate = found.first_line, found.walk_aways.found, found.promises.rate
        whole = found.complete.complete
        said = {
            Basis.GIFTS: first.settled.happened,
            Basis.MATTERS: first.settled.of - first.settled.happened,
            Basis.WITHDRAWN: first.withdrawn,
            Basis.IMPORTED: first.imported,
            Basis.NOT_SATISFIABLE: first.not_satisfiable,
            Basis.WALKED: walked.left,
            Basis.CAME: walked.came,
            Basis.UNMET: walked.open,
            Basis.NO_MOMENT: found.walk_aways.without_times,
            Basis.BACKWARDS: found.walk_aways.backwards,
            Basis.KEPT: rate.kept,
            Basis.KEPT_AGAIN: rate.again_in_time,
            Basis.LATE: rate.late,
            Basis.MISSED: rate.missed,
            Basis.COMPLETE: whole.happened,
            Basis.INCOMPLETE: whole.of - whole.happened,
            Basis.NOT_SAID: found.complete.not_said,
        }
        assert {basis: counted(session, made, basis, chosen) for basis in said} == said
        if chosen.is_empty:
            assert all(said.values())

    def test_are_as_many_as_every_week_of_each_chart_says(
        self, session: Session, made: World
    ) -> None:
        found = outcomes(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
            weeks=WEEKS, now=NOW,
        )  # fmt: skip
        charts = {
            Basis.GIFTS: found.first_line.settled.weeks,
            Basis.WALKED: found.walk_aways.weeks,
            Basis.KEPT: found.promises.kept.weeks,
            Basis.COMPLETE: found.complete.complete.weeks,
        }
        for basis, weeks in charts.items():
            for week in weeks:
                of_week = Selection(weeks=(week.starts_on, week.starts_on))
                assert counted(session, made, basis, of_week) == week.happened

    def test_name_what_was_given_and_promised(self, session: Session, made: World) -> None:
        gift = behind(session, made, Mark(Basis.GIFTS)).rows[0]
        assert (gift.place_name, getattr(gift, "remedy", "")) == ("Nairobi", "Meal voucher")
        late = behind(session, made, Mark(Basis.LATE)).rows
        assert all(isinstance(row, PromiseBehind) and row.kept_at for row in late)
        assert behind(session, made, Mark(Basis.LATE), words="CALL").total == len(late)
        assert behind(session, made, Mark(Basis.LATE), words="100%").total == 0


class TestRowsOfWhoLeft:
    """P25: why customers left leads to who did, with an ask open and without one."""

    @pytest.mark.parametrize("chosen", CHOICES[:3])
    def test_are_as_many_as_every_reason_says(
        self, session: Session, made: World, chosen: Selection
    ) -> None:
        found = unresolved_ends(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
            weeks=WEEKS, now=NOW, chosen=chosen.mondays_of(whole_weeks(NOW, NAIROBI, WEEKS)),
        )  # fmt: skip
        assert counted(session, made, Basis.GONE, chosen) == found.waiting > 0
        assert counted(session, made, Basis.GONE_UNASKED, chosen) == found.unasked > 0
        for each in found.reasons:
            for basis, number in (
                (Basis.GONE, each.waiting), (Basis.GONE_UNASKED, each.unasked)
            ):  # fmt: skip
                mark = Mark(basis, left=each.reason)
                assert behind(session, made, mark, chosen).counted == number
        assert sum(each.total for each in found.reasons) + found.not_said == found.total


class TestRowsOfWhoCameBack:
    """P30: sorted out completely, or not: the list behind the share."""

    @pytest.mark.parametrize("chosen", CHOICES[:3])
    def test_are_as_many_as_every_figure_says(
        self, session: Session, made: World, chosen: Selection
    ) -> None:
        found = reopened(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
            weeks=WEEKS, now=NOW, chosen=chosen.mondays_of(whole_weeks(NOW, NAIROBI, WEEKS)),
        )  # fmt: skip
        said = {
            Basis.CAME_BACK: found.known.happened,
            Basis.RESOLVED: found.known.of,
            Basis.TOO_YOUNG: found.young_of,
            Basis.RESOLVED_ELSEWHERE: found.imported,
        }
        assert {basis: counted(session, made, basis, chosen) for basis in said} == said
        if chosen.is_empty:
            assert all(said.values())


class TestRowsOfWhoAnswered:
    @pytest.mark.parametrize("chosen", CHOICES)
    def test_are_as_many_as_every_figure_says(
        self, session: Session, made: World, chosen: Selection
    ) -> None:
        viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
        asked = {"place_id": place_id, "weeks": WEEKS, "now": NOW, "selection": chosen}
        level = levels(session, viewer, **asked)  # type: ignore[arg-type]  # one dict for two.
        signal = bother(session, viewer, **asked)  # type: ignore[arg-type]  # one dict for two.
        said = {
            Basis.OWN: level.asks,
            Basis.FIRST: level.by_the_first,
            Basis.HIGHER: level.resolved - level.by_the_first,
            Basis.UNRESOLVED: level.asks - level.resolved,
            Basis.HANDED_ON: level.handed_on,
            Basis.IMPORTED: level.imported,
            Basis.NOT_SATISFIABLE: level.not_satisfiable,
            Basis.TURNED_AWAY: signal.turned_away,
            Basis.PASSED_ON: signal.passed_on,
            Basis.UNANSWERED: signal.unanswered,
        }
        assert {basis: counted(session, made, basis, chosen) for basis in said} == said
        # How often managers came counts those who could not be satisfied, who rate nobody.
        assert signal.asks == level.asks + level.not_satisfiable
        for reason, number in signal.reasons:
            mark = Mark(Basis.PASSED_ON, reason=reason)
            assert behind(session, made, mark, chosen).counted == number
        if chosen.is_empty:
            assert all(said.values())
            assert len(signal.reasons) == 2


class TestRowsOfWaits:
    @pytest.mark.parametrize("clock", list(WaitClock))
    def test_are_as_many_as_the_curve_counts_after_each_length(
        self, session: Session, made: World, clock: WaitClock
    ) -> None:
        for stage in Stage:
            for chosen in CHOICES:
                self._agree(session, made, stage, clock, chosen)

    def _agree(
        self, session: Session, made: World, stage: Stage, clock: WaitClock, chosen: Selection
    ) -> None:
        found = waits_of(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
            stage=stage, clock=clock, weeks=WEEKS, selection=chosen, now=NOW,
            within=(0, 60, 300, 10**6),
        )  # fmt: skip
        for after in found.after:
            said = {
                Basis.REACHED: after.reached, Basis.LEFT: after.left, Basis.LONGER: after.longer,
                Basis.OPEN: after.open,
            }  # fmt: skip
            for basis, number in said.items():
                mark = Mark(basis, stage, clock, after.seconds)
                assert behind(session, made, mark, chosen).counted == number
        summary = found.figures.summary
        whole = {
            Basis.WAITS: summary.n, Basis.REACHED: summary.reached, Basis.LEFT: summary.left,
            Basis.OPEN: summary.open,
        }  # fmt: skip
        figures = found.figures
        whole |= {Basis.NO_MOMENT: figures.without_times, Basis.BACKWARDS: figures.backwards}
        if clock is WaitClock.OPEN:
            whole[Basis.NO_HOURS] = figures.without_hours
        for basis, number in whole.items():
            assert behind(session, made, Mark(basis, stage, clock), chosen).counted == number
        assert summary.n > 0 or chosen.hour
        assert figures.backwards > 0 or not chosen.is_empty

    def test_are_told_too_where_no_opening_hours_were_on_record(
        self, session: Session, made: World
    ) -> None:
        set_opening_hours(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
            stretches=(), at=NOW,
        )  # fmt: skip
        for number in range(2):
            row = _without_length(made, "Nairobi", Random(number))[0]  # noqa: S311 - one of them.
            row.state, row.acknowledged_at = EscalationState.ACKNOWLEDGED, row.asked_at + MINUTE
            session.add(row)
        session.flush()
        for chosen in CHOICES:
            self._agree(session, made, Stage.ACKNOWLEDGED, WaitClock.OPEN, chosen)
        mark = Mark(Basis.NO_HOURS, Stage.ACKNOWLEDGED, WaitClock.OPEN)
        assert behind(session, made, mark).counted >= 2


class TestRowsOfAHigherLimit:
    @pytest.mark.parametrize("weeks", [0, WEEKS])
    @pytest.mark.parametrize(
        ("place", "viewer"), [("Nairobi", "Nairobi manager"), ("Kenya", "Africa regional")]
    )
    def test_are_as_many_as_the_back_test_counts(
        self, session: Session, made: World, weeks: int, place: str, viewer: str
    ) -> None:
        found = over_limits(
            session, made.viewers[viewer], place_id=made.places[place], weeks=weeks, now=NOW
        )

        def number(basis: Basis, **parts: object) -> int:
            mark = Mark(basis, **parts)  # type: ignore[arg-type]  # the parts of one mark.
            return behind(session, made, mark, place=place, weeks=weeks, viewer=viewer).counted

        near = bunching(found.past)
        assert number(Basis.JUST_BELOW) == near.just_below > 0
        assert number(Basis.JUST_ABOVE) == near.just_above > 0
        assert number(Basis.NO_AMOUNT) == found.without_amounts > 0
        assert number(Basis.OTHER_CURRENCY) == found.in_other_currencies > 0
        for limit in map(Decimal, ("1000", "1500", "2500", "8000")):
            tried = backtest(found.past, limit)
            assert number(Basis.REMOVED, limit=limit) == tried.removed
            assert number(Basis.REMOVED_LEFT, limit=limit) == tried.walk_aways
            assert number(Basis.WITHIN, limit=limit) == tried.within_after_all
            assert number(Basis.OVER) == tried.cases
            for quarter, removed in tried.quarters:
                assert number(Basis.REMOVED, limit=limit, quarter=quarter) == removed
            for kind, sums in found.past.kinds.items():
                removed = sums[: place_of(limit) + 1, KindCell.ASKS].sum()
                assert number(Basis.REMOVED, limit=limit, kind=kind) == removed

    def test_are_closed_to_others(self, session: Session, made: World) -> None:
        for viewer in ("Nairobi staff", "Mombasa manager", "Asia regional"):
            for mark in (Mark(Basis.OVER), Mark(Basis.GIFTS), Mark(Basis.KEPT), Mark(Basis.WALKED)):
                with pytest.raises((Refusal, NotPermitted)):
                    behind(session, made, mark, viewer=viewer)


class TestRowsOfEachProblem:
    @pytest.mark.parametrize("chosen", CHOICES)
    def test_are_as_many_as_each_line_says(
        self, session: Session, made: World, chosen: Selection
    ) -> None:
        found = asks_by_problem(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
            stage=Stage.RESOLVED, weeks=WEEKS, selection=chosen, now=NOW,
        )  # fmt: skip
        for row in found.rows:
            special = Basis.SAFETY if row.title == SAFETY else Basis.NEW
            mark = Mark(Basis.ABOUT, problem=row.problem_id) if row.problem_id else Mark(special)
            assert behind(session, made, mark, chosen).counted == row.asks
        if chosen.is_empty:
            assert len(found.rows) == 3


class TestRowsOfOneProblem:
    def test_are_the_asks_about_it(self, session: Session, made: World) -> None:
        key = made.problems["Bag delayed"]
        found = behind(session, made, Mark(Basis.CASES, problem=key)).rows
        named = [row for row in found if isinstance(row, AskBehind)]
        titles = {row.title for row in named if row.escalation_class is not EscalationClass.SAFETY}
        assert titles == {"Bag delayed"}
        assert len(found) < counted(session, made, Basis.ASKS, Selection())
