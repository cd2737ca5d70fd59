"""Numbers with their noun."""

from __future__ import annotations

import re

# What screens count, at the beginning of its words: "resolved asks", "asks against 40 contacts".
_SEVERAL = re.compile(
    r"^((?:resolved |open )?(?:ask|matter|customer|promise|escalation|case|hour|week|office|"
    r"reason|row|gift))s\b"
)


def counted(number: int, noun: str) -> str:
    """`1 ask`, `1,200 asks`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def of_several(number: int, words: str) -> str:
    """The same of words that begin with what is counted, for several: `1 resolved ask`."""
    said = _SEVERAL.sub(r"\1", words) if number == 1 else words
    return f"{number:,} {said}"
