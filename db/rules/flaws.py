"""What can be wrong with the audit trail, in sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with the trail: `kind` is edited, forged, missing or cut off."""

    kind: str
    sequence: int
    sentence: str


def unlike_its_hash(sequence: int, *, is_edited: bool) -> Flaw:
    """Its words do not give its hash: edited if somebody vouches for that hash, else forged."""
    if is_edited:
        sentence = f"Entry {sequence} was edited: its words no longer give its hash."
        return Flaw("edited", sequence, sentence)
    return forged(sequence, "carries a hash that was not made with this key")


def cut_off(first: int, last: int, who: str) -> Flaw:
    """Entries from `first` to `last` are gone, which `who` remembers."""
    which = f"Entry {first} was" if first == last else f"Entries {first} to {last} were"
    return Flaw("cut off", first, f"{which} cut off: {who} remembers {last}.")


def forged(sequence: int, why: str) -> Flaw:
    """An entry that was not written here; `why` ends the sentence."""
    return Flaw("forged", sequence, f"Entry {sequence} is forged: it {why}.")
