"""What a set would change, seen before it is published."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.queries.limit_difference import Difference, difference
from db.tables.escalations import LadderStep
from tests.databases import Database
from tests.limit_cases import a_draft, approved, seen
from tests.world import GRADES, World, world

MEAL = ("Meal voucher", "agent", "12000")


def _found(session: Session, made: World, draft_id: int) -> Difference:
    return difference(session, seen(session, made, draft_id).drawn)


class TestDifference:
    def test_counts_who_gains_and_who_loses(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            draft_id = a_draft(session, made, MEAL, ("Refund", "agent", "9000"))
            found = _found(session, made, draft_id)
            (gain,), (loss,) = found.gains, found.losses
            assert (gain.grade, gain.remedy, gain.people) == ("agent", "Meal voucher", 2)
            assert (loss.remedy, loss.old, loss.new, loss.people) == (
                "Refund", "up to KES\u00a010,000", "up to KES\u00a09,000", 2
            )  # fmt: skip
            assert found.others == ()

    def test_leaves_out_an_office_whose_own_rule_decides(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            approved(session, made, a_draft(session, made, ("Meal voucher", "agent", "500"),
                                            place="Nairobi", key="office"))  # fmt: skip
            found = _found(session, made, a_draft(session, made, MEAL))
            assert [each.people for each in found.gains] == [1]

    def test_names_problems_that_nobody_on_the_ladder_may_answer_any_more(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.add(
                LadderStep(place_id=made.places["Nairobi"], position=1, time_out_seconds=60,
                           person_id=made.people["Nairobi manager"])
            )  # fmt: skip
            session.flush()
            cells = [(remedy, grade, "none") for remedy in ("Meal voucher", "Refund")
                     for grade in GRADES[:3]]  # fmt: skip
            found = _found(session, made, a_draft(session, made, *cells))
            # Mombasa has no ladder of its own: any grade may be asked there, and higher ones may.
            assert found.unanswerable[0] == (
                "Bag delayed: nobody on the ladder of Nairobi may give anything for it any more."
            )
            assert len(found.unanswerable) == 4

    def test_shows_an_inversion_that_a_special_rule_brings(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            draft_id = a_draft(session, made, ("Refund", "agent", "25000"), problem="Bag delayed")
            (said,) = _found(session, made, draft_id).inversions
            assert said == (
                "Refund for Bag delayed: agent up to KES\u00a025,000, senior agent only up to "
                "KES\u00a020,000."
            )

    def test_names_rules_that_can_never_win(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            shadowed: tuple[str, ...] = ()
            for office in ("Nairobi", "Mombasa"):
                draft_id = a_draft(session, made, ("Refund", "agent", "500"), place=office,
                                   key=office)  # fmt: skip
                shadowed = _found(session, made, draft_id).shadowed
                approved(session, made, draft_id)
            # The second office's rule leaves nobody for the country's; it is seen from there.
            assert shadowed == ()
            found = _found(session, made, a_draft(session, made, ("Refund", "agent", "9000")))
            assert found.shadowed == ("Refund, agent: up to KES\u00a09,000 can never win.",)
            assert found.losses[0].people == 0

    def test_counts_the_cells_that_stay_empty(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            found = _found(session, made, a_draft(session, made, MEAL))
            assert (len(found.empty), found.cells) == (6, 18)
            assert found.empty[0] == "Hotel night, agent"
