"""What is made once for a shape, and what is put in at each drawing."""

from __future__ import annotations

import altair as alt
import pytest

from pages.charts.templates import Drawing, fill, hole, open_rows, template

MADE: list[str] = []


@template(height=100)
def _lines(tone: str, has_points: bool) -> list[alt.Chart]:  # noqa: FBT001 - the shape of a template
    MADE.append(tone)
    base = alt.Chart(open_rows("steps")).encode(
        x=alt.X("at:Q", title=hole("along"), scale=alt.Scale(domain=hole("span")))
    )
    return [base.mark_line(), *([base.mark_point()] if has_points else [])]


def drawn(title: str, values: list[float], *, has_points: bool = False) -> Drawing:
    """A drawing of the values."""
    return fill(
        _lines("light", has_points),
        alt_text=f"About {title}",
        rows_of={"steps": [{"at": value} for value in values]},
        words={"along": title, "span": [0, max(values)]},
    )


class TestTemplate:
    def test_is_made_once_for_a_tone_and_a_shape(self) -> None:
        MADE.clear()
        drawn("minutes", [1])
        drawn("hours", [2])
        assert len(MADE) <= 1
        _lines("dark", False)
        assert MADE[-1] == "dark"

    def test_what_is_put_in_stands_in_the_drawing(self) -> None:
        spec = drawn("minutes", [1, 7]).to_dict()
        assert spec["description"] == "About minutes"
        x = spec["layer"][0]["encoding"]["x"]
        assert (x["title"], x["scale"]["domain"]) == ("minutes", [0, 7])
        name = (spec["layer"][0].get("data") or spec["data"])["name"]
        assert spec["datasets"][name] == [{"at": 1}, {"at": 7}]

    def test_one_drawing_changes_no_other(self) -> None:
        first = drawn("minutes", [1])
        first.spec["layer"][0]["encoding"]["x"]["title"] = "spoilt"
        second = drawn("hours", [2])
        assert second.to_dict()["layer"][0]["encoding"]["x"]["title"] == "hours"
        assert list(second.spec["datasets"].values()) == [[{"at": 2}]]

    def test_what_does_not_fit_its_hole_is_no_chart(self) -> None:
        given = {"along": "x", "span": 7}
        wrong = fill(_lines("light", True), alt_text="", rows_of={"steps": []}, words=given)
        with pytest.raises(Exception, match="On instance"):
            wrong.to_dict()

    def test_a_hole_that_is_forgotten_is_named(self) -> None:
        with pytest.raises(KeyError, match="along"):
            fill(_lines("light", True), alt_text="", rows_of={"steps": []}, words={"span": [0, 1]})
