"""Search over the record, as people type: the queries of tests/search, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from db.access import system
from db.queries.searching import Found, find
from db.rules.search import Entry, Index
from db.rules.words import FoundKind
from db.starter.packs import load_pack
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy
from db.tables.responses import Response
from tests.databases import Database
from tests.search.cases import Query, misspelt, well_typed
from tests.search.scene import PACKS, both_packs
from tests.world import NOW, World, world

SHARES = ((well_typed(), 0.95), (misspelt(), 0.90))
LEAST_QUERIES = 150


def titles(found: list[Found]) -> list[str]:
    return [each.title for each in found]


def problems(found: list[Found]) -> set[int]:
    return {each.id for each in found if each.kind is FoundKind.PROBLEM}


class TestTheQueries:
    @pytest.mark.parametrize("written", [well_typed(), misspelt()], ids=["well typed", "misspelt"])
    def test_are_many_and_each_is_written_once(self, written: tuple[Query, ...]) -> None:
        assert len(written) >= LEAST_QUERIES
        assert len({query.typed for query in written}) == len(written)
        keys = {(pack, each.key) for pack in PACKS for each in load_pack(pack).problems}
        assert [query for query in written if (query.pack, query.meant) not in keys] == []

    def test_reach_every_problem_of_both_packs(self) -> None:
        keys = {(pack, each.key) for pack in PACKS for each in load_pack(pack).problems}
        assert {(query.pack, query.meant) for query in well_typed()} == keys


class TestTheList:
    @pytest.mark.parametrize(("written", "share"), SHARES, ids=["well typed", "misspelt"])
    def test_has_what_was_meant_among_ten(self, written: tuple[Query, ...], share: float) -> None:
        problems = [(pack, each) for pack in PACKS for each in load_pack(pack).problems]
        index = Index(
            [Entry(number, each.title, " ".join(each.keywords))
             for number, (_, each) in enumerate(problems)]
        )  # fmt: skip
        keys = [(pack, each.key) for pack, each in problems]
        right = sum(
            (query.pack, query.meant) in {keys[entry.id] for entry in index.best(query.typed)}
            for query in written
        )
        assert right >= share * len(written)


class TestTheRecord:
    def test_has_what_was_meant_among_ten(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            known = both_packs(session, made)
            viewer = made.viewers["Nairobi staff"]
            for written, share in SHARES:
                lost = [
                    query
                    for query in written
                    if known[query.pack, query.meant]
                    not in problems(find(session, viewer, words=query.typed))
                ]
                assert len(lost) <= (1 - share) * len(written), lost

    def test_shows_only_what_the_viewers_playbook_holds(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for name in ("Mombasa", "Kenya", "Singapore"):
                _problem(session, made, name, f"Bag wet in {name}")
            staff = titles(find(session, made.viewers["Nairobi staff"], words="wet bag"))
            assert staff == ["Bag wet in Kenya", "Bag delayed"]
            regional = titles(find(session, made.viewers["Africa regional"], words="wet bag"))
            assert set(regional) == {"Bag wet in Kenya", "Bag wet in Mombasa", "Bag delayed"}
            assert len(find(session, system(), words="wet bag")) == 4
            nobody = replace(made.viewers["Nairobi staff"], held=())
            assert find(session, nobody, words="wet bag") == []

    def test_finds_a_problem_by_its_agreed_answer_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Nairobi staff"]
            response = session.get_one(Response, made.responses["Passport expired"])
            assert find(session, viewer, words="embassy") == []
            fresh = Response(
                problem_id=response.problem_id, place_id=made.places["Kenya"], number=1,
                state="draft", referral="The embassy opens at nine.", what_we_can_still_do="Call.",
                created_at=NOW, updated_at=NOW,
            )  # fmt: skip
            session.add(fresh)
            session.flush()
            assert find(session, viewer, words="embassy") == []
            fresh.state, fresh.agreed_at = "agreed", NOW  # type: ignore[assignment]  # stored so
            fresh.agreed_by_id = made.people["Administrator"]
            session.flush()
            assert titles(find(session, viewer, words="embasy")) == ["Passport expired"]

    def test_finds_remedies_and_forgets_what_is_no_longer_given(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Nairobi staff"]
            found = find(session, viewer, words="hotle")
            assert found == [Found(FoundKind.REMEDY, made.remedies["Hotel night"], "Hotel night")]
            session.get_one(Remedy, made.remedies["Hotel night"]).deactivated_at = NOW
            session.flush()
            assert find(session, viewer, words="hotle") == []

    def test_follows_every_change_of_a_problem(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Nairobi staff"]
            problem = session.get_one(Problem, made.problems["Bag delayed"])
            problem.title, problem.keywords = "Trunk astray", "coffer"
            session.flush()
            assert titles(find(session, viewer, words="cofer")) == ["Trunk astray"]
            problem.deactivated_at = NOW
            session.flush()
            assert find(session, viewer, words="coffer trunk") == []

    @pytest.mark.parametrize(
        "typed",
        ["", "  ", "?!", "the of and", "\u0000", '"', "bag'", "bag\\", "NEAR(bag", "bag*", "-bag",
         "bag & !x | (", "title: bag", "😀 bag", "bag " * 300],
    )  # fmt: skip
    def test_stands_whatever_is_typed(self, database: Database, typed: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            found = find(session, made.viewers["Nairobi staff"], words=typed)
            assert ("bag" in typed.lower()) is ("Bag delayed" in titles(found))

    def test_gives_no_more_than_is_asked_for_and_the_same_each_time(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            both_packs(session, made)
            viewer = made.viewers["Nairobi staff"]
            found = find(session, viewer, words="bag late", limit=3)
            assert len(found) == 3
            assert found == find(session, viewer, words="bag late", limit=3)

    def test_has_an_end_to_what_it_weighs(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            root = session.get_one(Place, made.places["Merbau"])
            session.add_all(
                Problem(place_id=root.id, title=f"Bag number {number}", origin="real",
                        cause_class="equipment", fault="ours", likelihood=1, impact=1,
                        created_at=NOW)
                for number in range(300)
            )  # fmt: skip
            session.flush()
            best = titles(find(session, made.viewers["Nairobi staff"], words="bag number 217"))
            assert best[0] == "Bag number 217"


def _problem(session: Session, made: World, place: str, title: str) -> None:
    session.add(
        Problem(place_id=made.places[place], title=title, origin="real", cause_class="equipment",
                fault="ours", likelihood=1, impact=1, created_at=NOW)
    )  # fmt: skip
    session.flush()
