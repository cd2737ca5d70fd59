"""Mappings: what an operator writes, and the sentence for what they got wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.imports.mapping import ContactMapping, EscalationMapping
from db.imports.mapping_files import read_mapping
from db.rules.refusals import Refusal
from tests.db.imports.desk import MAPPING, mapping

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


class TestMapping:
    def test_takes_one_column_or_several_for_a_stage(self) -> None:
        stages = mapping().stages
        assert stages.asked == ("opened",)
        assert stages.resolved == ("solved", "closed")

    def test_names_every_column_that_it_needs(self) -> None:
        assert mapping().columns() - {""} == {
            *("ticket", "opened", "taken", "met", "solved", "closed", "gone", "topic")
        }

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ('source = "Desk"', "", "The mapping lacks the key “source”."),
            ('asked = "opened"', "", "The mapping lacks the key “stages.asked”."),
            ('asked = "opened"', 'asked = ""', "“stages” of the mapping is wrong: “asked” names"),
            ("acknowledged =", "acknowleged =", "Did you mean “acknowledged”?"),
            ("Africa/Nairobi", "Africa/Nowhere", "“time.zone” of the mapping is wrong: “Africa/No"),
            ("needs_information", "because", "The key “reason.constant” of the mapping is wrong"),
            ('constant = "needs_information"', "", "give either “constant” or “column”"),
            ("[place]", "[place]\nkind = 7", "The key “place.kind” of the mapping is wrong"),
            ("[place]", "[place", "The mapping is not valid TOML"),
            ("[reason]", '[amounts]\nasked = "asked"\n[reason]', "an amount needs “currency”"),
            ("[time]", '[file]\nencoding = "utf-99"\n[time]', "“utf-99” is not an encoding"),
        ],
    )
    def test_says_which_key_is_wrong(self, old: str, new: str, sentence: str) -> None:
        with pytest.raises(Refusal) as refused:
            read_mapping(MAPPING.replace(old, new), EscalationMapping)
        assert sentence in str(refused.value)
        assert "\n" not in str(refused.value)

    @pytest.mark.parametrize("name", ["servicenow_incidents", "volvo_incidents", "tsa_claims_2007"])
    def test_of_each_example_can_be_read(self, name: str) -> None:
        assert read_mapping((EXAMPLES / f"{name}.toml").read_text(), EscalationMapping).source

    def test_of_the_contacts_example_can_be_read(self) -> None:
        text = (EXAMPLES / "contacts_by_day.toml").read_text()
        assert read_mapping(text, ContactMapping).columns() == {"date", "customers", "office"}
