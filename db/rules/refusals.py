"""Refusals: what a person asked for may not be done, and the sentence that says why."""

from __future__ import annotations


class Refusal(Exception):
    """A named refusal. Its text is one sentence that says what is wrong and what to do."""


class NotPermitted(Refusal):
    """The asker may not do this here."""


class Conflict(Refusal):
    """Somebody else was first; nothing was written."""


class EditedMeanwhile(Conflict):
    """Two people edited the same text; `theirs` is what is stored now."""

    def __init__(self, sentence: str, *, theirs: str) -> None:
        """Keep the stored text beside the sentence so that a screen can show both."""
        super().__init__(sentence)
        self.theirs = theirs
