"""A response from draft to agreed, and problems that change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands import drafting, problems, responses
from db.rules.problems import Facts, Flags
from db.rules.refusals import EditedMeanwhile, NotPermitted, Refusal
from db.rules.responses import ResponseWords
from db.rules.words import CauseClass, Fault, NoReason, Origin, ResponseState
from db.tables.problems import Problem
from db.tables.remedies import ProblemRemedy
from db.tables.responses import Response
from tests.databases import Database
from tests.world import NOW, World, world

WORDS = ResponseWords(
    opening_words="I am sorry, the ash keeps every aircraft on the ground.",
    what_we_do_now="We book the first seat that flies.",
    what_we_can_still_do="We can call you when it clears.",
)
ASH = "Ash cloud closes the airport"


def _draft(
    session: Session, made: World, words: ResponseWords | None = WORDS, problem: str = ASH,
    place: str = "Nairobi",
) -> int:  # fmt: skip
    return drafting.draft(
        session, made.viewers["Nairobi manager"], problem_id=made.problems[problem],
        place_id=made.places[place], words=words, at=NOW,
    )  # fmt: skip


def _row(session: Session, key: int) -> Response:
    return session.get_one(Response, key)


class TestDraft:
    def test_goes_from_draft_to_agreed(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            key = _draft(session, made)
            version = _row(session, key).version
            drafting.put_forward(session, manager, response_id=key, version=version, at=NOW)
            responses.agree(session, manager, response_id=key, huddle_id=None, at=NOW)
            row = _row(session, key)
            assert (row.state, row.number, row.agreed_at) == (ResponseState.AGREED, 1, NOW)
            responses.verify(session, manager, response_id=key, until=date(2027, 1, 31), at=NOW)
            assert row.verified_until == date(2027, 1, 31)

    def test_of_a_local_variant_begins_with_the_text_above(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            row = _row(session, _draft(session, made, words=None, problem="Bag delayed"))
            assert row.opening_words == "I am sorry about this: bag delayed."
            above = _row(session, made.responses["Bag delayed"])
            assert (above.state, row.state) == (ResponseState.AGREED, ResponseState.DRAFT)

    def test_is_written_once_at_a_time(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _draft(session, made)
            with pytest.raises(Refusal, match="Version 1 is already being written at Nairobi"):
                _draft(session, made)

    def test_is_refused_elsewhere(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for place in ("Mombasa", "Merbau", "Singapore"):
                with pytest.raises(NotPermitted):
                    _draft(session, made, place=place)

    def test_never_holds_a_cause_without_a_solution(self, embedded: Database) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="A cause without a solution is an excuse"):
                _draft(session, made, ResponseWords(cause="The belt broke."))


class TestEdit:
    def test_by_two_people_keeps_both_texts(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _draft(session, made)
            read = _row(session, key).version
            for who, words in (("Nairobi duty", "Mine"), ("Nairobi manager", "Also mine")):
                changed = replace(WORDS, empathy=words)
                if who == "Nairobi duty":
                    drafting.edit(
                        session, made.viewers[who], response_id=key, version=read, words=changed,
                        at=NOW,
                    )  # fmt: skip
                    continue
                with pytest.raises(EditedMeanwhile) as caught:
                    drafting.edit(
                        session, made.viewers[who], response_id=key, version=read, words=changed,
                        at=NOW,
                    )  # fmt: skip
                assert "Mine" in caught.value.theirs
            assert _row(session, key).empathy == "Mine"

    def test_of_an_agreed_one_begins_the_next(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            agreed = _row(session, made.responses["Bag delayed"])
            administrator = made.viewers["Administrator"]
            key = drafting.edit(
                session, administrator, response_id=agreed.id, version=agreed.version,
                words=WORDS, at=NOW,
            )  # fmt: skip
            assert key != agreed.id
            assert (agreed.state, _row(session, key).number) == (ResponseState.AGREED, 2)
            drafting.put_forward(
                session, administrator, response_id=key, version=_row(session, key).version, at=NOW
            )
            responses.agree(session, administrator, response_id=key, huddle_id=None, at=NOW)
            assert agreed.state is ResponseState.SUPERSEDED

    def test_of_a_proposed_one_makes_it_a_draft_again(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, key = made.viewers["Nairobi manager"], _draft(session, made)
            drafting.put_forward(
                session, manager, response_id=key, version=_row(session, key).version, at=NOW
            )
            drafting.edit(
                session, manager, response_id=key, version=_row(session, key).version,
                words=replace(WORDS, why="Because."), at=NOW,
            )  # fmt: skip
            assert _row(session, key).state is ResponseState.DRAFT


class TestPutForward:
    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (replace(WORDS, opening_words=""), "Write the opening words"),
            (replace(WORDS, opening_words="so " * 31), "31 words long. Use at most 30"),
            (replace(WORDS, what_we_can_still_do=""), "It is never nothing"),
            (replace(WORDS, no_reason=NoReason.LAW), "Add why it cannot be done, what we can do"),
            (replace(WORDS, referral="The authority."), "Add the reason"),
        ],
    )
    def test_wants_a_complete_response(
        self, embedded: Database, words: ResponseWords, sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            key = _draft(session, made, words)
            with pytest.raises(Refusal, match=sentence):
                drafting.put_forward(
                    session, made.viewers["Nairobi manager"], response_id=key,
                    version=_row(session, key).version, at=NOW,
                )  # fmt: skip

    def test_lets_a_whole_no_pass(self, embedded: Database) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            words = replace(
                WORDS, no_reason=NoReason.SAFETY, no_words="Ash stops engines.",
                partial_solution="A train today.", referral="The desk of the railway.",
            )  # fmt: skip
            key = _draft(session, made, words)
            drafting.put_forward(
                session, made.viewers["Nairobi manager"], response_id=key,
                version=_row(session, key).version, at=NOW,
            )  # fmt: skip
            assert _row(session, key).state is ResponseState.PROPOSED


class TestChangeProblem:
    def _facts(self, made: World) -> Facts:
        return Facts(
            "Bag delayed", Origin.REAL, CauseClass.SUPPLIER, Fault.OURS, 4, 5, "Bag with them",
            "luggage", Flags(legal_threshold=Decimal(1500), legal_currency="SGD",
                             legal_sentence="A lawyer can advise you."),
            (made.remedies["Refund"],),
        )  # fmt: skip

    def test_keeps_remedies_in_order_and_unverifies(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = made.problems["Bag delayed"]
            problem = session.get_one(Problem, key)
            administrator = made.viewers["Administrator"]
            problems.change(
                session, administrator, problem_id=key, version=problem.version,
                facts=self._facts(made), at=NOW,
            )  # fmt: skip
            chosen = select(ProblemRemedy.remedy_id).where(ProblemRemedy.problem_id == key)
            assert session.scalars(chosen).all() == [made.remedies["Refund"]]
            assert _row(session, made.responses["Bag delayed"]).verified_until is None
            with pytest.raises(EditedMeanwhile):
                problems.change(
                    session, administrator, problem_id=key, version=problem.version - 1,
                    facts=self._facts(made), at=NOW,
                )  # fmt: skip

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"title": "Missed connection"}, "is already in the playbook"),
            ({"title": ""}, "title of the problem is empty"),
            ({"impact": 6}, "from 1 to 5"),
            ({"flags": Flags(legal_threshold=Decimal(5))}, "A legal flag needs"),
            ({"flags": Flags(minimum_grade_id=999)}, "no such grade"),
            ({"remedy_ids": (999,)}, "not in the catalogue"),
        ],
    )
    def test_refuses_what_cannot_be_meant(
        self, embedded: Database, change: dict[str, object], sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            facts = replace(self._facts(made), **change)  # type: ignore[arg-type]  # one wrong value at a time
            key = made.problems["Bag delayed"]
            with pytest.raises(Refusal, match=sentence):
                problems.change(
                    session, made.viewers["Administrator"], problem_id=key,
                    version=session.get_one(Problem, key).version, facts=facts, at=NOW,
                )  # fmt: skip

    def test_belongs_to_those_who_manage_its_place(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = made.problems["Bag delayed"]
            with pytest.raises(NotPermitted):
                problems.deactivate(
                    session, made.viewers["Nairobi manager"], problem_id=key, at=NOW
                )
            problems.deactivate(session, made.viewers["Administrator"], problem_id=key, at=NOW)
            with pytest.raises(Refusal, match="no longer in the playbook"):
                problems.deactivate(session, made.viewers["Administrator"], problem_id=key, at=NOW)
