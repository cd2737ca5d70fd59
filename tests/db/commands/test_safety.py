"""P75: the safety line: a restricted record with every such ask, and who may read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.access import system
from db.audit import Subject
from db.commands import asks, escalations, grants, safety
from db.commands.asks import Ask
from db.commands.grants import Given
from db.queries import escalations as lists
from db.queries.agenda import asks_between
from db.queries.exports import KINDS, export
from db.queries.happenings import Mark, happened_since
from db.queries.safety import open_matter, safety_records
from db.queries.trail import trail
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import EscalationReason
from db.tables.audit import AuditEntry
from db.tables.problems import Problem
from db.tables.safety import SafetyEvent, SafetyRecord
from tests.counter_cases import kes
from tests.databases import Database
from tests.world import NOW, World, world

STAFF, SENIOR, MANAGER, DUTY = (
    f"Nairobi {each}" for each in ("staff", "senior", "manager", "duty")
)
REGION, TOP = "Africa regional", "Administrator"
SECRET = "He showed a knife"
# Everybody who is neither the reporter nor above them at the place.
CLOSED = (SENIOR, "Mombasa staff", "Mombasa manager", "Singapore manager", "Asia regional")


def reported(
    session: Session,
    made: World,
    *,
    who: str = STAFF,
    words: str = SECRET,
    problem_id: int | None = None,
    key: str = "safety",
) -> int:
    """A tap on Safety; returns the key of the record."""
    escalation_id = asks.ask(
        session, made.viewers[who], place_id=made.places["Nairobi"],
        asks=Ask(problem_id, words, EscalationReason.SAFETY, offered_already="A drink"),
        submit_key=key, at=NOW,
    )  # fmt: skip
    question = select(SafetyRecord.id).where(SafetyRecord.escalation_id == escalation_id)
    return session.scalars(question).one()


class TestReporting:
    def test_opens_one_record_with_one_ask(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert reported(session, made) == reported(session, made)
            assert session.scalar(select(func.count()).select_from(SafetyRecord)) == 1
            assert len(lists.own_open_asks(session, made.viewers[STAFF])) == 1

    def test_is_done_by_a_problem_of_safety_too(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.get_one(Problem, made.problems["Bag delayed"]).is_safety = True
            for key, reason in enumerate(
                (EscalationReason.CUSTOMER_INSISTS, EscalationReason.SAFETY), start=1
            ):
                wanted = Ask(made.problems["Bag delayed"], "", reason)
                asks.ask(session, made.viewers[STAFF], place_id=made.places["Nairobi"],
                         asks=wanted, submit_key=f"{key}", at=NOW)  # fmt: skip
            ordinary = Ask(made.problems["Missed connection"], "", EscalationReason.NO_RULE)
            asks.ask(session, made.viewers[STAFF], place_id=made.places["Nairobi"],
                     asks=ordinary, submit_key="noise", at=NOW)  # fmt: skip
            assert session.scalar(select(func.count()).select_from(SafetyRecord)) == 2

    def test_shows_its_words_in_no_list_no_search_no_export_and_no_push(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            record_id = reported(session, made)
            safety.describe(session, made.viewers[STAFF], record_id=record_id,
                            words="A long knife", submit_key="more", at=NOW)  # fmt: skip
            reported(session, made, problem_id=made.problems["Bag delayed"], key="about a bag")
            session.flush()
            manager, boss = made.viewers[MANAGER], made.viewers[TOP]
            rows = lists.open_escalations(session, manager)
            assert {row.title for row in rows} == {"Safety matter at Nairobi, come"}
            assert {row.offered_already for row in rows} == {""}
            for words in ("knife", "Bag delayed"):
                found = lists.search_escalations(
                    session, manager, words=words, states=[], limit=9, offset=0
                )
                assert found == ([], 0)
            assert safety_records(session, manager, words="knife") == ([], 0)
            pushed = happened_since(session, system(), after=Mark())
            assert {each.title for each in pushed} == {"Safety matter at Nairobi, come"}
            told, _ = trail(session, boss, words="", limit=99, offset=0)
            groups = asks_between(session, manager, path=made.paths["Nairobi"],
                                  span=(NOW, NOW + timedelta(days=1)))  # fmt: skip
            sheets = [export(session, boss, kind=kind, place_id=None) for kind in KINDS]
            assert "knife" not in f"{rows}{pushed}{told}{groups}{sheets}"
            assert not any("safety_" in name or "after_care" in name for name in KINDS)

    def test_closes_compensation_until_the_ask_has_ended(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers[STAFF]
            reported(session, made)
            matter = open_matter(session, viewer)
            assert matter is not None
            assert open_matter(session, made.viewers[SENIOR]) is None
            gift = Given(made.remedies["Refund"], kes("5"), made.problems["Bag delayed"])
            for key, closed in (("while", True), ("after", False)):
                if closed:
                    with pytest.raises(Refusal, match="Safety first"):
                        grants.record(session, viewer, place_id=made.places["Nairobi"],
                                      given=gift, submit_key=key, at=NOW)  # fmt: skip
                    escalations.withdraw(session, viewer, escalation_id=matter.escalation_id,
                                         at=NOW)  # fmt: skip
                    session.flush()
                else:
                    grants.record(session, viewer, place_id=made.places["Nairobi"], given=gift,
                                  submit_key=key, at=NOW)  # fmt: skip
            assert open_matter(session, viewer) is None


class TestReading:
    @pytest.mark.parametrize("who", [STAFF, MANAGER, DUTY, REGION, TOP])
    def test_is_for_the_reporter_and_those_above_and_leaves_a_trace(
        self, database: Database, who: str
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            record_id = reported(session, made)
            [row], total = safety_records(session, made.viewers[who])
            assert (row.id, total, row.open_cares) == (record_id, 1, 3)
            safety.read(session, made.viewers[who], record_id=record_id, at=NOW)
            found = safety.read(session, made.viewers[who], record_id=record_id, at=NOW)
            assert [each.words for each in found.said] == [SECRET]
            subject = Subject("safety record", record_id)
            read = session.scalars(
                select(AuditEntry).where(
                    AuditEntry.act == "safety record read",
                    AuditEntry.subject_id == str(subject.id),
                )
            ).all()
            assert [each.actor_id for each in read] == [made.people[who]] * 2

    @pytest.mark.parametrize("who", CLOSED)
    def test_is_closed_to_peers_and_other_places(self, database: Database, who: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            record_id = reported(session, made)
            viewer = made.viewers[who]
            assert safety_records(session, viewer) == ([], 0)
            assert safety_records(session, viewer, words="Nairobi") == ([], 0)
            with pytest.raises(NotPermitted, match="closed to you"):
                safety.read(session, viewer, record_id=record_id, at=NOW)
            with pytest.raises(NotPermitted, match="closed to you"):
                safety.describe(session, viewer, record_id=record_id, words="Mine", submit_key="x",
                                at=NOW)  # fmt: skip
            with pytest.raises(NotPermitted):
                safety.read(session, viewer, record_id=10**9, at=NOW)

    def test_of_a_managers_record_is_for_those_above_that_manager(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            reported(session, made, who=DUTY)
            readers = [who for who in made.viewers if safety_records(session, made.viewers[who])[1]]
            assert sorted(readers) == sorted([DUTY, REGION, TOP])


class TestDescribing:
    def test_adds_once_and_is_never_edited(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            record_id = reported(session, made)
            for _ in range(2):
                safety.describe(session, made.viewers[MANAGER], record_id=record_id,
                                words="Police came.", submit_key="once", at=NOW)  # fmt: skip
            with pytest.raises(Refusal, match="is empty"):
                safety.describe(session, made.viewers[MANAGER], record_id=record_id, words=" ",
                                submit_key="blank", at=NOW)  # fmt: skip
            found = safety.read(session, made.viewers[STAFF], record_id=record_id, at=NOW)
            assert [(each.who, each.words) for each in found.said] == [
                (STAFF, SECRET), (MANAGER, "Police came."),
            ]  # fmt: skip
        for change in (
            update(SafetyEvent).values(words="Nothing."),
            delete(SafetyEvent),
            update(SafetyRecord).values(reported_at=NOW),
            delete(SafetyRecord),
        ):
            with pytest.raises(DBAPIError), database.doors.writing() as session:
                session.execute(change)
