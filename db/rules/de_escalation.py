"""Staying cool with an angry customer (P71): what to do and what to say, in the order of a minute.

The words are the same on the counter card, on the plain card and in drills.
"""

from __future__ import annotations

TITLE = "Stay cool"
DO, SAY = "Do", "Say"
STEPS = (
    (DO, "Feet on the floor, hands open. Breathe out first."),
    (DO, "Let them finish. Write it down where they see it."),
    (SAY, "I hear what this has cost you. I stay with it."),
    (DO, "One slow sentence, then wait."),
    (SAY, "Let us sit down where it is quiet. I come along."),
    (DO, "No word on whose part it was. Say what you do now."),
)
# What opens the minute in which one breathes.
MINUTE = "I need one minute to get this right. I come straight back."
# For how many minutes one may step aside, and how one breath goes, in seconds.
MINUTES = (1, 2)
BREATHE_IN, BREATHE_OUT = 4, 6
OTHERWISE = "If it does not get calmer, let somebody take over. Nobody asks why."
