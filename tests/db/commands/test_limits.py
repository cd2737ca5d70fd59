"""Publishing authority limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Viewer
from db.commands import limits, remedies
from db.rules.limit_sets import LimitLine
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import CountedIn, LimitKind, RemedyKind
from db.tables.limits import AuthorityLimit, LimitSet
from db.tables.responses import Response
from tests.databases import Database
from tests.world import NOW, World, world


def _publish(
    session: Session,
    made: World,
    *lines: LimitLine,
    viewer: Viewer | None = None,
    place: str = "Nairobi",
    start: datetime = NOW,
    key: str = "one",
) -> int:
    return limits.publish(
        session, viewer or made.viewers["Africa regional"], place_id=made.places[place],
        lines=lines, note="More for meals", in_force_from=start, submit_key=key, at=NOW,
    )  # fmt: skip


def _meal(made: World, grade: str, amount: str, currency: str = "KES") -> LimitLine:
    return LimitLine(
        made.grades[grade], LimitKind.UP_TO, made.remedies["Meal voucher"],
        amount=Decimal(amount), currency=currency,
    )  # fmt: skip


class TestPublish:
    def test_ends_the_former_version_and_writes_the_next(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            line = replace(_meal(made, "agent", "11000"))
            _publish(session, made, line, place="Kenya")
            former = session.get_one(AuthorityLimit, made.limits["Kenya", "agent", "Meal voucher"])
            newest = session.scalars(
                select(AuthorityLimit).where(AuthorityLimit.rule_number == former.rule_number)
                .order_by(AuthorityLimit.version_number.desc())
            ).first()  # fmt: skip
            assert former.in_force_until == NOW
            assert newest is not None
            assert (newest.version_number, newest.amount) == (2, Decimal(11000))
            assert newest.in_force_from == NOW
            assert audit.verify(session) == []

    def test_leaves_other_places_alone(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _publish(session, made, _meal(made, "agent", "500"))
            kenya = session.get_one(AuthorityLimit, made.limits["Kenya", "agent", "Meal voucher"])
            assert kenya.in_force_until is None
            new = session.scalars(
                select(AuthorityLimit).where(AuthorityLimit.place_id == made.places["Nairobi"])
            ).one()
            assert (new.version_number, new.in_force_until) == (1, None)

    def test_gives_the_first_set_back_for_the_same_submit(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            first = _publish(session, made, _meal(made, "agent", "500"))
            assert _publish(session, made, _meal(made, "agent", "500")) == first
            assert len(session.scalars(select(LimitSet)).all()) == 2

    def test_is_refused_outside_the_region(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                _publish(session, made, _meal(made, "agent", "5", "SGD"), place="Singapore")
            with pytest.raises(NotPermitted):
                _publish(
                    session, made, _meal(made, "agent", "5"), viewer=made.viewers["Nairobi manager"]
                )

    def test_unverifies_what_was_agreed_for_the_problem(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            line = replace(_meal(made, "agent", "9"), problem_id=made.problems["Bag delayed"])
            _publish(session, made, line, place="Kenya")
            # The response is the organisation's, the change is Kenya's: it stays verified.
            response = session.get_one(Response, made.responses["Bag delayed"])
            assert response.verified_until is not None
            _publish(
                session, made, replace(line, amount=Decimal(1), currency="SGD"), place="Merbau",
                viewer=access.system(), key="two",
            )  # fmt: skip
            session.refresh(response)
            assert response.verified_until is None

    def test_counts_pieces_as_pieces(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            kit = remedies.add_remedy(
                session, made.viewers["Administrator"], code="kit", name="Overnight kit",
                kind=RemedyKind.GIFT, counted_in=CountedIn.PIECES, unit_cost=Decimal(9),
                unit_cost_currency="SGD", at=NOW,
            )  # fmt: skip
            line = LimitLine(made.grades["agent"], LimitKind.UP_TO, kit, None, Decimal(2), "pcs")
            _publish(session, made, line, viewer=access.system())
            with pytest.raises(Refusal, match="Here it must be pcs"):
                _publish(
                    session, made, replace(line, currency="KES"), viewer=access.system(), key="two"
                )


class TestPublishRefuses:
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"amount": None}, "agent, Meal voucher: “up to” needs an amount. A blank is not"),
            ({"amount": Decimal(-5)}, "above zero"),
            ({"amount": Decimal(10) ** 15}, "above one trillion"),
            ({"amount": Decimal("NaN")}, "must be a number"),
            ({"amount": Decimal("1.001")}, "KES has 2 decimals"),
            ({"currency": "SGD"}, "the limit is in SGD. Here it must be KES"),
            ({"grade_id": 999}, "a grade that does not exist"),
            ({"remedy_id": 999}, "a remedy that is not in use"),
            ({"problem_id": 999}, "a problem that is not known here"),
            ({"kind": LimitKind.NONE}, "none has no amount"),
            (
                {"kind": LimitKind.UNLIMITED, "amount": None, "currency": None},
                "unlimited needs a date",
            ),
            ({"unlimited_until": NOW}, "only an unlimited value has an end date"),
            ({"amount": Decimal(900_000)}, "you hold up to KES\u00a0160,000"),
        ],
    )
    def test_a_line_that_cannot_be_meant(
        self, embedded: Database, change: dict[str, object], sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            line = replace(_meal(made, "agent", "500"), **change)  # type: ignore[arg-type]  # one wrong value at a time
            with pytest.raises(Refusal, match=sentence):
                _publish(session, made, line)
            assert len(session.scalars(select(LimitSet)).all()) == 1

    def test_an_empty_set_and_one_that_changes_nothing(self, embedded: Database) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="The set is empty"):
                _publish(session, made)
            with pytest.raises(Refusal, match="already holds"):
                _publish(session, made, _meal(made, "agent", "10000"), place="Kenya")

    def test_two_lines_for_one_rule(self, embedded: Database) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="agent, Meal voucher stands twice"):
                _publish(session, made, _meal(made, "agent", "5"), _meal(made, "agent", "6"))

    def test_a_lower_grade_that_exceeds_a_higher(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="agent would have up to KES\u00a030,000 and senior"):
                _publish(session, made, _meal(made, "agent", "30000"), place="Kenya")
            lines = _meal(made, "agent", "30000"), _meal(made, "senior agent", "30000")
            _publish(session, made, *lines, place="Kenya")

    def test_an_inversion_with_what_comes_later(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            later = NOW + timedelta(days=30)
            less = _meal(made, "senior agent", "12000")
            _publish(session, made, less, place="Kenya", start=later)
            with pytest.raises(Refusal, match="A lower grade never exceeds a higher one"):
                _publish(session, made, _meal(made, "agent", "15000"), place="Kenya", key="two")

    def test_a_start_in_the_past_or_before_a_coming_version(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            line = _meal(made, "agent", "9000")
            with pytest.raises(Refusal, match="cannot start in the past"):
                _publish(session, made, line, place="Kenya", start=NOW - timedelta(seconds=1))
            _publish(session, made, line, place="Kenya", start=NOW + timedelta(days=9))
            with pytest.raises(Refusal, match="version 2 starts on 27 Nov 2026"):
                _publish(session, made, _meal(made, "agent", "8000"), place="Kenya", key="two")

    def test_an_approver_whose_limit_is_in_another_currency(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            # Publish a limit of one's own in another currency above, and none below.
            line = LimitLine(
                made.grades["regional manager"], LimitKind.UP_TO, made.remedies["Hotel night"],
                None, Decimal(100), "SGD",
            )  # fmt: skip
            _publish(session, made, line, place="Merbau", viewer=access.system())
            agent = LimitLine(
                made.grades["agent"], LimitKind.UP_TO, made.remedies["Hotel night"], None,
                Decimal(100), "KES",
            )  # fmt: skip
            with pytest.raises(Refusal, match="your own limit is in SGD"):
                _publish(session, made, agent, key="two")

    def test_an_approver_without_any_rule_for_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            line = replace(_meal(made, "agent", "5"), remedy_id=made.remedies["Hotel night"])
            with pytest.raises(Refusal, match="you hold no rule"):
                _publish(session, made, line)
            nothing = LimitLine(made.grades["agent"], LimitKind.NONE, made.remedies["Hotel night"])
            _publish(session, made, nothing)
