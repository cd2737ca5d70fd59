"""Columns of times are read as one text at a time would be, or left to that."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.imports.stamps import stamps_of
from db.rules.timelines import NEVER, timelines_of

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a time as it is written.
MICROSECOND = timedelta(microseconds=1)
written = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001 - as above.
FORMATS = ("%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y", "%m-%d-%YT%H%M", "%Y%m%d%H%M%S")
# Something wrong at one place of a text.
flaws = st.tuples(st.integers(0, 40), st.sampled_from(["", "x", "9", "-", " ", "3", "٣", ":0"]))


def spoilt(text: str, flaw: tuple[int, str]) -> str:
    place, sign = flaw
    return text if place > len(text) else text[:place] + sign + text[place + 1 :]


def isos(moment: datetime) -> list[str]:
    """One moment as other systems write it."""
    whole = moment.replace(microsecond=0)
    return [
        moment.isoformat(), whole.isoformat(), whole.isoformat(" "), whole.isoformat()[:16],
        whole.isoformat()[:10], whole.isoformat() + "Z", whole.isoformat() + "+05:30",
        whole.isoformat(timespec="minutes") + "-03:00", moment.isoformat(timespec="milliseconds"),
        moment.isoformat(timespec="microseconds") + "+00:00",
    ]  # fmt: skip


class TestStamps:
    @given(moments=st.lists(written, min_size=1, max_size=5), flaw=flaws)
    def test_in_iso_say_what_a_reader_of_one_text_says(
        self, moments: list[datetime], flaw: tuple[int, str]
    ) -> None:
        texts = [text for moment in moments for text in isos(moment)]
        texts.append(spoilt(texts[flaw[0] % len(texts)], flaw))
        self._agree(texts, "iso")

    @given(
        moments=st.lists(written, min_size=1, max_size=5), flaw=flaws,
        shape=st.sampled_from(FORMATS),
    )  # fmt: skip
    def test_in_a_format_say_the_same(
        self, moments: list[datetime], flaw: tuple[int, str], shape: str
    ) -> None:
        texts = [moment.strftime(shape) for moment in moments]
        self._agree([*texts, spoilt(texts[0], flaw)], shape)

    def _agree(self, texts: list[str], shape: str) -> None:
        found = stamps_of(texts, shape)
        read = 0
        for text, at, ahead, is_read, has_zone in zip(
            texts, found.written, found.ahead, found.is_read, found.has_zone, strict=True
        ):
            if not is_read:
                continue
            read += 1
            if not text:
                assert at == NEVER
                continue
            one = datetime.fromisoformat(text) if shape == "iso" else datetime.strptime(text, shape)  # noqa: DTZ007 - as above.
            assert EPOCH + int(at) * MICROSECOND == one.replace(tzinfo=None)
            assert has_zone == (one.tzinfo is not None)
            assert timedelta(seconds=int(ahead)) == (one.utcoffset() or timedelta())
        assert read >= len(texts) - 1

    def test_leave_blanks_and_what_is_no_time_to_others(self) -> None:
        texts = ["", "2026-02-30", "2026-02-28", "28 February", "2026-02-28T24:00", "x" * 60,
                 "2026-02-28T10:00:00.123456+00:00" + "0"]  # fmt: skip
        found = stamps_of(texts, "iso")
        assert found.is_read.tolist() == [True, False, True, False, False, False, False]
        assert found.written[0] == NEVER

    def test_have_no_places_where_a_format_has_none(self) -> None:
        for shape in ("%A %d %B %Y", "%y-%m-%d", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d  %H", "%j %Y"):
            assert not stamps_of(["2026-02-28 10:00"], shape).is_read.any()

    def test_of_nothing_are_nothing(self) -> None:
        assert stamps_of([], "iso").written.size == 0
        assert timelines_of([]).asked.size == 0
