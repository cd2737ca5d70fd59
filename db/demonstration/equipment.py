"""What the offices have at hand: numbers to call and calm places.

The numbers can reach nobody. British and German ones come from the ranges that the regulators
keep for plays and films (Ofcom, Bundesnetzagentur); the others are rows of zeros.
"""

from __future__ import annotations

SECURITY, MEDICAL, FIRE = (
    "Airport security control room",
    "Airport medical service",
    "Airport fire and rescue",
)
DESK, INTERPRETERS = "Duty manager desk", "Interpreter line"
LINES = (SECURITY, MEDICAL, FIRE, DESK, INTERPRETERS)
TRUNKS = {
    "Singapore T2": "+65 0000 01",
    "Jakarta T3": "+62 21 0000 01",
    "Bali": "+62 361 000 01",
    "Nairobi": "+254 20 000 01",
    "Mombasa": "+254 41 000 01",
    "Heathrow": "+44 20 7946 01",
    "Manchester": "+44 161 496 01",
    "Frankfurt": "+49 69 90009 1",
}
MISSING = {("Manchester", SECURITY), ("Bali", INTERPRETERS)}
# Days from the present until the number has to be called again; below zero it is past.
GOOD_FOR = {("Jakarta T3", SECURITY): 6, ("Mombasa", MEDICAL): -12, ("Mombasa", FIRE): -12}
USUALLY_GOOD_FOR = 120
CALM_PLACES = {
    "Singapore T2": ("Family room, row 7", "Behind the transfer desk, second door on the left."),
    "Jakarta T3": ("Meeting room Melati", "Level 2, past the lounge. The key is at the desk."),
    "Bali": ("Garden corner", "Outside hall B, left of the fountain."),
    "Nairobi": ("Quiet room 2", "Opposite gate 8. Call the desk to open it."),
    "Heathrow": ("Skyline room", "Through the staff door at zone D, one floor up."),
    "Manchester": ("Chaplaincy room", "Hall 1, beside the post box. Ask the chaplain on duty."),
    "Frankfurt": ("Room B 44", "Level 3 of hall B. The card of any senior agent opens it."),
}


def numbers_of(office: str) -> list[tuple[str, str, int]]:
    """The lines of an office: name, number, and the days that it is good for."""
    return [
        (line, f"{TRUNKS[office]}{index:02d}", GOOD_FOR.get((office, line), USUALLY_GOOD_FOR))
        for index, line in enumerate(LINES, start=1)
        if (office, line) not in MISSING
    ]
