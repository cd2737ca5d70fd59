"""Words that are to be said to customers: none that push away, blame, or belong to one customer.

One company stands in the customer's eyes (P39), and a customer's own error is never theirs to
blame (P58). What names a person or a booking is nobody else's to read.
"""

from __future__ import annotations

import re

from db.rules.refusals import Refusal

MOST_WORDS = 30
PUSHES_AWAY = (
    "not my department", "not our department", "their department", "another department",
    "not my job", "not us", "not our fault", "not my fault", "policy says", "our policy",
    "company policy", "the rules say", "the system says", "the computer says",
    "nothing i can do", "nothing we can do",
)  # fmt: skip
BLAMES = (
    "you should have", "you should not have", "you shouldn't have", "your own fault", "your fault",
    "your mistake", "your error", "you failed", "you forgot", "you must have", "you were told",
    "you were warned", "as i told you", "as we told you", "why didn't you", "why did you not",
    "calm down",
)  # fmt: skip
# A mail address; a number as long as that of a phone, a booking or a bag; a name behind its title.
_OF_ONE_CUSTOMER = (
    re.compile(r"\S+@\S+\.\w+"),
    re.compile(r"\d(?:[ ./-]?\d){4,}"),
    re.compile(r"\b[A-Z]{1,3}\d?[ -]?\d{3,}\b"),
    re.compile(r"\b(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]{5,}\b"),
    re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? [A-Z]\w+"),
)


def check_words_to_share(text: str) -> None:
    """Refuse words that others must not repeat, with the words that are wrong."""
    plain = " ".join(text.replace("\u2019", "'").lower().split())
    for words in PUSHES_AWAY:
        if _has(plain, words):
            raise Refusal(
                f"“{words}” pushes the customer away. We are one company; say what we do."
            )
    for words in BLAMES:
        if _has(plain, words):
            raise Refusal(f"“{words}” blames the customer. Say how we help, without it.")
    for pattern in _OF_ONE_CUSTOMER:
        found = pattern.search(text)
        if found:
            raise Refusal(f"“{found.group()}” belongs to one customer. Write the words without it.")
    count = len(text.split())
    if count > MOST_WORDS:
        raise Refusal(
            f"That is {count} words. Keep the {MOST_WORDS} that did it: what one can say at once."
        )


def _has(plain: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", plain) is not None
