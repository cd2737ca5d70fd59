"""The regional manager's reading, on both databases, among noise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from db.commands import findings
from db.queries import audit_reading
from db.queries.audit_reading import Filter
from db.rules.audit_checks import Check
from db.rules.words import ItemOutcome, Origin
from tests.databases import Database
from tests.db.signed_sets import IMAGINED, ITEM, sign_set
from tests.world import NOW, world

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
OTHER = replace(ITEM, title="Kiosks down", problem="Kiosks down", origin=Origin.BRAINSTORMED,
                text="Paper tags are in the second drawer.")  # fmt: skip
NOBODYS = replace(OTHER, owner="", outcome=ItemOutcome.ACTION)


class TestReadingQueue:
    def test_shows_only_the_viewers_region_riskiest_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            calm = sign_set(session, made, "Nairobi", MONDAY)
            bare = sign_set(session, made, "Mombasa", MONDAY, [NOBODYS, IMAGINED])
            sign_set(session, made, "Singapore", TUESDAY, [])
            reading = audit_reading.reading_queue(session, made.viewers["Africa regional"], now=NOW)
            assert [each.id for each in reading.to_read] == [bare, calm]
            assert [each.check for each in reading.to_read[0].reasons] == [Check.NO_OWNER]
            assert [name for _, name in reading.offices] == ["Mombasa", "Nairobi"]

    def test_is_empty_for_who_audits_nothing(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            sign_set(session, made, "Nairobi", MONDAY)
            for name in ("Nairobi manager", "Nairobi staff", "Asia regional"):
                reading = audit_reading.reading_queue(session, made.viewers[name], now=NOW)
                assert reading.to_read == ()

    def test_keeps_ones_own_reading_apart(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = sign_set(session, made, "Nairobi", MONDAY)
            regional, head = made.viewers["Africa regional"], made.viewers["Administrator"]
            findings.mark_read(session, regional, minutes_id=key, at=NOW)
            mine = audit_reading.reading_queue(session, regional, now=NOW)
            assert ([each.id for each in mine.read], mine.to_read) == ([key], ())
            assert mine.last_read_at == NOW
            theirs = audit_reading.reading_queue(session, head, now=NOW)
            assert [each.id for each in theirs.to_read] == [key]

    def test_filters_by_origin_office_answer_and_words(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            open_item = replace(OTHER, is_answered=False)
            one = sign_set(session, made, "Nairobi", MONDAY, [ITEM, open_item])
            two = sign_set(session, made, "Mombasa", MONDAY)
            regional = made.viewers["Africa regional"]

            def found(wanted: Filter) -> list[int]:
                queue = audit_reading.reading_queue(session, regional, wanted=wanted, now=NOW)
                return sorted(each.id for each in queue.to_read)

            assert found(Filter(only_unanswered=True)) == [one]
            assert found(Filter(only_unanswered=True, origin=Origin.REAL)) == []
            assert found(Filter(origin=Origin.IMAGINED)) == [two]
            assert found(Filter(place_path=made.paths["Mombasa"])) == [two]
            assert found(Filter(words="KIOSKS drawer")) == [one]
            assert found(Filter(words="100% nothing")) == []

    def test_leaves_out_what_is_older(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            sign_set(session, made, "Nairobi", (NOW - timedelta(days=130)).date())
            reading = audit_reading.reading_queue(session, made.viewers["Africa regional"], now=NOW)
            assert reading.to_read == ()


class TestMinutesBeside:
    def test_opens_two_offices_with_their_chain_and_mix(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            one = sign_set(session, made, "Nairobi", MONDAY, [ITEM])
            two = sign_set(session, made, "Mombasa", TUESDAY)
            far = sign_set(session, made, "Singapore", TUESDAY)
            regional = made.viewers["Africa regional"]
            reading = audit_reading.reading_queue(session, regional, now=NOW)
            opened = audit_reading.minutes_beside(
                session, regional, reading, minutes_ids=[two, one, far, two]
            )
            assert [each.minutes.id for each in opened] == [two, one]
            assert [each.chain_flaws for each in opened] == [(), ()]
            assert opened[0].mix[Origin.IMAGINED] == 1
            assert opened[1].mix[Origin.IMAGINED] == 0
