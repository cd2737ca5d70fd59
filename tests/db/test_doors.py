"""What a session remembers of what it was asked."""

from __future__ import annotations

from itertools import count

from db.session import Session, once
from tests.databases import Database


def asked(session: Session, numbers: count[int], key: str = "one") -> int:
    """The next number, or the one that this session was told before."""
    return once(session, key, lambda: next(numbers))


class TestOnce:
    def test_answers_as_before_within_one_reading(self, embedded: Database) -> None:
        numbers = count(1)
        with embedded.doors.reading() as session:
            assert [asked(session, numbers), asked(session, numbers)] == [1, 1]
            assert asked(session, numbers, "another") == 2

    def test_asks_anew_in_the_next_one(self, embedded: Database) -> None:
        numbers = count(1)
        for expected in (1, 2):
            with embedded.doors.reading() as session:
                assert asked(session, numbers) == expected

    def test_asks_anew_whenever_something_can_be_written(self, embedded: Database) -> None:
        numbers = count(1)
        with embedded.doors.writing() as session:
            assert [asked(session, numbers), asked(session, numbers)] == [1, 2]

    def test_keeps_an_answer_that_is_nothing(self, embedded: Database) -> None:
        numbers = count(1)
        with embedded.doors.reading() as session:
            for _ in range(2):
                once(session, "none", lambda: next(numbers) and None)
        assert next(numbers) == 2
