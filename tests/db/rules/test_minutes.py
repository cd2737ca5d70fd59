"""Canonical text, the chain over it, and the file that verifies itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.minutes import EXPORT_FORMAT, Link, chained, export_text, verify_chain, verify_export
from db.rules.minutes_text import (
    Addendum,
    MinutedItem,
    MinutesContent,
    Said,
    canonical_text,
    read_canonical,
)
from db.rules.refusals import Refusal
from db.rules.words import ItemKind, ItemOutcome, Origin

AT = datetime(2026, 11, 19, 5, 45, tzinfo=UTC)
ITEM = MinutedItem(
    position=1, kind=ItemKind.IMAGINE, title="Ash", problem="Ash cloud", origin=Origin.IMAGINED,
    outcome=ItemOutcome.ACTION, text="Call the hotels.", is_answered=False, owner="Amina",
    due_on=date(2026, 11, 26),
)  # fmt: skip
CONTENT = MinutesContent(
    huddle_id=7, number=1, name="Counter huddle", place="Nairobi", zone="Africa/Nairobi",
    held_on=date(2026, 11, 19), budget_minutes=10, started_at=AT,
    closed_at=AT + timedelta(minutes=11), chair="Wanjiru", present=("Wanjiru", "Amina"),
    away=("Joseph",), items=(ITEM,), numbers="Yesterday: 219 contacts.",
    confirmations=(Said("Amina", AT),), signed=Said("Wanjiru", AT + timedelta(minutes=35)),
)  # fmt: skip


def _links(*texts: str) -> list[Link]:
    links: list[Link] = []
    for position, text in enumerate(texts, start=1):
        before = links[-1].hash if links else ""
        links.append(Link(position, text, before, chained(before, text)))
    return links


def _chain(versions: int = 3) -> list[Link]:
    numbered = (replace(CONTENT, number=number) for number in range(1, versions + 1))
    return _links(*(canonical_text(each) for each in numbered))


def _one_version(**wrong: object) -> str:
    """An export whose only version has a field of the wrong type."""
    right = {"position": 1, "canonical_text": "", "previous_hash": "", "hash": ""}
    return json.dumps({"format": EXPORT_FORMAT, "versions": [{**right, **wrong}]})


class TestCanonicalText:
    def test_is_read_back_whole(self) -> None:
        corrected = replace(CONTENT, number=2, addenda=(Addendum("Faith too.", "Wanjiru", AT),))
        assert read_canonical(canonical_text(corrected)) == corrected

    def test_is_the_same_in_every_zone(self) -> None:
        there = AT.astimezone(timezone(timedelta(hours=3)))
        assert canonical_text(replace(CONTENT, started_at=there)) == canonical_text(CONTENT)

    def test_is_the_same_for_letters_written_apart(self) -> None:
        together, apart = replace(CONTENT, name="Caf\u00e9"), replace(CONTENT, name="Cafe\u0301")
        assert canonical_text(apart) == canonical_text(together)

    def test_stays_as_it_was_when_it_was_first_written(self) -> None:
        # A change of the form is another format: what was signed must be read for ever.
        assert chained("", canonical_text(CONTENT)) == (
            "a8689d1b343e9637a2c3b7d3d89094aef8744d47189a2dcc346cebb3d1f9b5f9"
        )

    def test_refuses_a_moment_without_a_zone(self) -> None:
        naive = AT.replace(tzinfo=None)
        with pytest.raises(TypeError, match="cannot hold"):
            canonical_text(replace(CONTENT, started_at=naive))

    @pytest.mark.parametrize("text", ["", "[]", "{}", "null", "7", '{"format": "other/9"}'])
    def test_of_others_is_refused(self, text: str) -> None:
        with pytest.raises(Refusal):
            read_canonical(text)

    @given(words=st.text(max_size=40), numbers=st.text(max_size=40))
    def test_differs_where_the_words_do(self, words: str, numbers: str) -> None:
        item = replace(ITEM, text=words)
        text = canonical_text(replace(CONTENT, items=(item,), numbers=numbers))
        found = read_canonical(text)
        assert canonical_text(found) == text


class TestVerifyChain:
    def test_finds_nothing_in_a_whole_chain(self) -> None:
        assert verify_chain(_chain()) == ()
        assert verify_chain(reversed(_chain())) == ()  # type: ignore[arg-type]  # any order will do.
        assert verify_chain([]) == ()

    def test_names_the_version_that_was_edited(self) -> None:
        links = _chain()
        links[1] = replace(links[1], canonical_text=links[1].canonical_text.replace("Ash", "Ice"))
        assert verify_chain(links) == ("Version 2 of the chain was edited: its hash differs.",)

    def test_sees_an_edit_whose_hash_was_made_anew(self) -> None:
        links = _chain()
        forged = links[1].canonical_text.replace("Ash", "Ice")
        links[1] = Link(2, forged, links[0].hash, chained(links[0].hash, forged))
        assert verify_chain(links) == ("Version 3 of the chain does not follow the one before it.",)

    def test_names_what_is_missing(self) -> None:
        links = _chain(5)
        found = verify_chain([links[0], links[3], links[4]])
        assert found == ("Versions 2 to 3 of the chain are missing.",)
        assert verify_chain(links[1:]) == ("Version 1 of the chain is missing.",)

    def test_sees_one_position_taken_twice(self) -> None:
        links = _chain()
        assert "Version 3 of the chain is there twice." in verify_chain([*links, links[2]])

    def test_takes_a_stretch_from_the_middle(self) -> None:
        assert verify_chain(_chain()[1:], from_start=False) == ()


class TestVerifyExport:
    def test_is_sound_for_what_was_exported(self) -> None:
        verdict = verify_export(export_text("Nairobi", _chain()))
        assert verdict.is_sound
        assert verdict.versions == 3

    def test_takes_the_versions_of_one_huddle_from_among_others(self) -> None:
        links = _chain(6)
        assert verify_export(export_text("Nairobi", [links[1], links[4], links[5]])).is_sound

    def test_of_nothing_is_not_sound(self) -> None:
        assert not verify_export(export_text("Nairobi", [])).is_sound

    @pytest.mark.parametrize("shown", ["{0}", "{0:.16}", "{1}"])
    def test_compares_the_hash_on_the_paper(self, shown: str) -> None:
        links = _chain()
        grouped = " ".join(links[-1].hash[start : start + 4] for start in range(0, 16, 4)).upper()
        text = export_text("Nairobi", links)
        assert verify_export(text, printed_hash=shown.format(links[-1].hash, grouped)).is_sound
        assert not verify_export(text, printed_hash="0000").is_sound

    @pytest.mark.parametrize(
        ("field", "value"), [("canonical_text", "{}"), ("previous_hash", "ab"), ("hash", "ab")]
    )
    def test_sees_every_field_that_was_changed(self, field: str, value: str) -> None:
        words: dict[str, Any] = json.loads(export_text("Nairobi", _chain()))
        words["versions"][1][field] = value
        assert not verify_export(json.dumps(words)).is_sound

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "no json",
            "[]",
            "{}",
            '{"format": "readyroom-minutes-export/2", "versions": []}',
            '{"format": "readyroom-minutes-export/1", "versions": [{"position": "1"}]}',
            _one_version(position="1"),
            _one_version(canonical_text=7),
            _one_version(hash=None),
        ],
    )
    def test_refuses_another_file_in_one_sentence(self, text: str) -> None:
        with pytest.raises(Refusal, match="not an export"):
            verify_export(text)
