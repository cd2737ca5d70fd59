"""P30: a customer who comes back with the same problem reopens what was resolved, as an event."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from db.commands import reopenings as commands
from db.commands.resolutions import Resolution
from db.queries.exports import export
from db.queries.reopenings import came_back_from, offered_formers, reopened
from db.queries.replays import unlike_their_events
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.reopenings import WITHIN
from db.rules.viewers import system
from db.rules.words import EscalationReason, EscalationState, EventKind, Outcome
from db.tables.escalations import Escalation
from db.tables.imports import ImportRun
from tests.at_once import at_once
from tests.counter_cases import asked, events, kes, kinds, row
from tests.databases import Database
from tests.reopening_cases import REFERENCE, resolved
from tests.world import NOW, World, world

DAY = timedelta(days=1)


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


class TestAsk:
    def test_reopens_what_was_resolved_for_the_same_customer(
        self, session: Session, made: World
    ) -> None:
        """P30: an event beside the first; nothing of it is edited, and it stays resolved."""
        former = resolved(session, made, at=NOW - 3 * DAY, key="first", reference=REFERENCE)
        resolved(session, made, at=NOW - 2 * DAY, key="noise", reference="ZZ-9")
        again = asked(session, made, key="again", customer_reference="ab 1234")
        kept = row(session, former)
        assert (kept.state, kept.reopened_at, kept.reopened_by_id) == (
            EscalationState.RESOLVED, NOW, again,
        )  # fmt: skip
        last = events(session, former)[-1]
        assert (last.kind, last.person_id) == (EventKind.REOPENED, made.people["Nairobi staff"])
        assert last.facts == f'{{"reopened_by_id":{again}}}'
        assert list(unlike_their_events(session, system())) == []

    @pytest.mark.parametrize(
        ("ago", "expected"),
        [(WITHIN, True), (WITHIN + timedelta(seconds=1), False), (timedelta(), True)],
    )
    def test_counts_fourteen_days_with_their_last_moment(
        self, session: Session, made: World, ago: timedelta, *, expected: bool
    ) -> None:
        former = resolved(session, made, at=NOW - ago, key="first", reference=REFERENCE)
        asked(session, made, key="again", customer_reference=REFERENCE)
        assert (row(session, former).reopened_at is not None) is expected

    @pytest.mark.parametrize(
        "changes",
        [{"customer_reference": "CD-5"}, {"problem": "Missed connection"}, {"reference": ""}],
        ids=["another customer", "another problem", "no reference"],
    )
    def test_leaves_alone_what_is_another_matter(
        self, session: Session, made: World, changes: dict[str, str]
    ) -> None:
        former = resolved(session, made, at=NOW - DAY, key="first", reference=REFERENCE)
        problem = made.problems[changes.get("problem", "Bag delayed")]
        reference = changes.get("customer_reference", changes.get("reference", REFERENCE))
        asked(session, made, key="again", customer_reference=reference, problem_id=problem)
        assert row(session, former).reopened_at is None

    def test_finds_it_at_another_office(self, session: Session, made: World) -> None:
        former = resolved(session, made, at=NOW - DAY, key="first", reference=REFERENCE)
        again = asked(session, made, who="Mombasa staff", place="Mombasa", key="again",
                      customer_reference=REFERENCE)  # fmt: skip
        assert row(session, former).reopened_by_id == again

    def test_knows_the_customer_by_what_was_granted(self, session: Session, made: World) -> None:
        """The reference was written when a manager granted something, and not at the ask."""
        how = Resolution(Outcome.SETTLED, True, made.remedies["Refund"], kes("15000"),
                         customer_reference=REFERENCE)  # fmt: skip
        former = resolved(session, made, at=NOW - DAY, key="first", how=how)
        asked(session, made, key="again", customer_reference=REFERENCE)
        assert row(session, former).reopened_at == NOW

    def test_reopens_the_newest_and_each_once(self, session: Session, made: World) -> None:
        older = resolved(session, made, at=NOW - 9 * DAY, key="older", reference=REFERENCE)
        newer = resolved(session, made, at=NOW - 2 * DAY, key="newer", reference=REFERENCE)
        assert row(session, older).reopened_by_id == newer
        for number in range(2):
            asked(session, made, key=f"again {number}", customer_reference=REFERENCE)
        assert kinds(session, newer).count(EventKind.REOPENED) == 1
        assert kinds(session, older).count(EventKind.REOPENED) == 1

    def test_leaves_matters_of_safety_alone(self, session: Session, made: World) -> None:
        former = resolved(session, made, at=NOW - DAY, key="first", reference=REFERENCE)
        asked(session, made, None, key="again", customer_reference=REFERENCE, remedy_id=None,
              reason=EscalationReason.SAFETY)  # fmt: skip
        assert row(session, former).reopened_at is None

    def test_reopens_it_once_for_two_at_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            former = resolved(session, made, at=NOW - DAY, key="first", reference=REFERENCE)

        def again(session: Session) -> None:
            asked(session, made, key=uuid4().hex, customer_reference=REFERENCE)

        assert at_once(database.url, [again] * 3) == [None] * 3
        with database.doors.reading() as session:
            assert kinds(session, former).count(EventKind.REOPENED) == 1
            assert list(unlike_their_events(session, system())) == []


class TestSayCameBack:
    def test_reopens_without_a_reference_in_one_tap(self, session: Session, made: World) -> None:
        """P30: said by whoever asked, where no reference says who the customer is."""
        former = resolved(session, made, at=NOW - DAY, key="first")
        again = asked(session, made, key="again")
        staff = made.viewers["Nairobi staff"]
        (offered,) = offered_formers(session, staff, escalation_id=again)
        assert offered.id == former
        assert offered.words == "Tue 17 Nov, 12:20, settled by Nairobi manager"
        commands.say_came_back(session, staff, escalation_id=again, former_id=former, at=NOW)
        assert row(session, former).reopened_by_id == again
        assert offered_formers(session, staff, escalation_id=again) == []
        assert came_back_from(session, staff, escalation_ids=[again])[again].id == former
        commands.say_came_back(session, staff, escalation_id=again, former_id=former, at=NOW)
        assert kinds(session, former).count(EventKind.REOPENED) == 1
        assert list(unlike_their_events(session, system())) == []

    def test_is_offered_only_what_it_could_be(self, session: Session, made: World) -> None:
        """The same problem, the same place, the last fourteen days, not reopened, newest first."""
        kept = [resolved(session, made, at=NOW - days * DAY, key=f"{days}") for days in (3, 9, 14)]
        resolved(session, made, at=NOW - 15 * DAY, key="long ago")
        resolved(session, made, at=NOW - DAY, key="other", problem="Missed connection")
        again = asked(session, made, key="again")
        staff = made.viewers["Nairobi staff"]
        found = offered_formers(session, staff, escalation_id=again)
        assert [each.id for each in found] == kept
        resolved(session, made, at=NOW - 2 * DAY, key="newer")
        assert len(offered_formers(session, staff, escalation_id=again)) == 3
        named = asked(session, made, key="named", customer_reference=REFERENCE)
        assert offered_formers(session, staff, escalation_id=named) == []
        assert offered_formers(session, made.viewers["Mombasa staff"], escalation_id=again) == []

    def test_is_refused_for_what_it_cannot_be(self, session: Session, made: World) -> None:
        staff = made.viewers["Nairobi staff"]
        wrong = {
            "about something else": resolved(
                session, made, at=NOW - DAY, key="1", problem="Missed connection"
            ),
            "longer ago than 14 days": resolved(session, made, at=NOW - 15 * DAY, key="2"),
            "not resolved": asked(session, made, key="3", at=NOW - DAY),
            "no such ask here": 10_000,
        }  # fmt: skip
        again = asked(session, made, key="again")
        for words, former in wrong.items():
            with pytest.raises(Refusal, match=words):
                commands.say_came_back(
                    session, staff, escalation_id=again, former_id=former, at=NOW
                )

    def test_is_refused_for_another_customer_and_a_second_time(
        self, session: Session, made: World
    ) -> None:
        staff = made.viewers["Nairobi staff"]
        former = resolved(session, made, at=NOW - DAY, key="first", reference="CD-5")
        named = asked(session, made, key="named", customer_reference=REFERENCE)
        with pytest.raises(Refusal, match="another customer"):
            commands.say_came_back(session, staff, escalation_id=named, former_id=former, at=NOW)
        again, more = (asked(session, made, key=key) for key in ("again", "more"))
        commands.say_came_back(session, staff, escalation_id=again, former_id=former, at=NOW)
        with pytest.raises(Conflict, match="said already"):
            commands.say_came_back(session, staff, escalation_id=more, former_id=former, at=NOW)

    def test_is_for_whoever_asked_and_those_who_manage(self, session: Session, made: World) -> None:
        former = resolved(session, made, at=NOW - DAY, key="first")
        again = asked(session, made, key="again")
        for who in ("Nairobi senior", "Mombasa manager"):
            with pytest.raises(NotPermitted):
                commands.say_came_back(
                    session, made.viewers[who], escalation_id=again, former_id=former, at=NOW
                )
        manager = made.viewers["Nairobi manager"]
        commands.say_came_back(session, manager, escalation_id=again, former_id=former, at=NOW)


class TestOutcomes:
    def test_count_who_came_back_by_the_week_of_the_end(
        self, session: Session, made: World
    ) -> None:
        """P30: beside "complete", with counts and interval, and the young cohorts apart."""
        for number, (weeks, is_back) in enumerate(
            [(6, True), (6, False), (5, False), (4, True), (2, True), (1, False)]
        ):
            at, reference = NOW - weeks * 7 * DAY, f"B-{number}" if number % 2 else f"C-{number}"
            resolved(session, made, at=at, key=f"first {number}", reference=reference)
            if is_back:
                asked(session, made, key=f"again {number}", at=at + DAY,
                      customer_reference=reference)  # fmt: skip
        resolved(session, made, at=NOW - 28 * DAY, key="nameless")
        manager = made.viewers["Nairobi manager"]
        found = reopened(session, manager, place_id=made.places["Nairobi"], weeks=13, now=NOW)
        assert (found.known.happened, found.known.of, found.referenced) == (2, 5, 4)
        assert (found.young_so_far, found.young_of) == (1, 2)
        assert [(week.happened, week.of) for week in found.known.weeks if week.of] == [
            (1, 2), (0, 1), (1, 2),
        ]  # fmt: skip

    def test_leave_imported_ones_out_and_say_so(self, session: Session, made: World) -> None:
        former = resolved(session, made, at=NOW - 40 * DAY, key="first")
        kept = session.get_one(Escalation, former)
        run = ImportRun(
            kind="escalations", file_name="desk.csv", file_sha256="", imported_at=NOW,
            rows_read=1, rows_kept=1, rows_refused=0,
        )  # fmt: skip
        session.add(run)
        session.flush()
        kept.source, kept.external_reference, kept.import_run_id = "elsewhere", "1", run.id
        session.flush()
        manager = made.viewers["Nairobi manager"]
        found = reopened(session, manager, place_id=made.places["Nairobi"], weeks=13, now=NOW)
        assert (found.known.of, found.imported) == (0, 1)

    def test_are_of_offices_that_the_viewer_measures(self, session: Session, made: World) -> None:
        for who in ("Nairobi staff", "Mombasa manager"):
            with pytest.raises(Refusal):
                reopened(session, made.viewers[who], place_id=made.places["Nairobi"], weeks=13,
                         now=NOW)  # fmt: skip

    def test_leave_in_the_export(self, session: Session, made: World) -> None:
        resolved(session, made, at=NOW - DAY, key="first", reference=REFERENCE)
        again = asked(session, made, key="again", customer_reference=REFERENCE)
        sheet = export(session, made.viewers["Nairobi manager"], kind="escalations",
                       place_id=made.places["Nairobi"])  # fmt: skip
        first = dict(zip(sheet.header, sheet.rows[0], strict=True))
        assert (first["is_complete"], first["reopened_at"], first["reopened_by_id"]) == (
            True, NOW, again,
        )  # fmt: skip
