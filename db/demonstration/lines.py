"""What people say in the huddles of the demonstration, where the playbook has no words yet."""

from __future__ import annotations

from dataclasses import dataclass

from db.rules.words import CauseClass, Fault, Origin

IMAGINED = (
    "One of us speaks to all every ten minutes, even when there is nothing new. Water first.",
    "The duty manager rings the hotel list at once; the desk writes down names and needs.",
    "We open row 9 by hand, two at a desk, and tell every tenth in line how long it takes.",
    "We say what we know and when we say more. Nobody guesses a time.",
    "Families and people who travel alone for the first time come first; we say so out loud.",
    "We photograph the belongings, give a receipt, and call before we are called.",
    "The floor team stands at the door with the list, so that nobody waits in the wrong line.",
    "Whoever speaks the language best takes over, whatever the rank.",
    "We ask the airport for the chapel as a quiet room, and put a colleague at its door.",
)
THANKS = (
    "Stayed an hour longer for a family whose bags were on the wrong belt. Applause.",
    "Told a guest no, and was thanked for it.",
    "Taught two colleagues the first words for a late bag.",
    "Saw that the line stood still and opened a desk without being asked.",
    "Rang a guest back at nine in the evening, as promised.",
    "Found the owner of a lost hearing aid in eleven minutes.",
    "Calmed a shouting guest with a chair and a glass of water.",
)
UNNAMED = (
    "Write down what was asked for, and bring it to the country meeting.",
    "Ask the airport who is in charge of it, and post the answer at the desk.",
    "Try the words of the late bag here; they nearly fit.",
    "Collect three cases before we write anything.",
    "Nobody knew what to say. We look at it together with the region.",
)
GAPS = (
    "We propose a small limit for senior agents, so that evenings do not wait for the country.",
    "Ask the country for a limit; until then the duty manager is called.",
)
INFORMED = (
    "Read out loud; everybody knows whom to call.",
    "Seen. It was one bad evening, no pattern yet.",
    "The card says it already. We read it together.",
    "Both shifts know. The sheet hangs at desk 12.",
)
FOLLOWED_UP = (
    "Started late, needs another week.",
    "Waits for an answer of the airport; rung again this morning.",
    "Half of it is done. The other half is the harder one.",
)
WORKED = (
    "It works: not one ask about it since.",
    "Seen at two desks this week. We keep it.",
    "Fewer questions, and nobody wants the old way back.",
)
ANSWERED = ("Answered in the book of findings; the team knows what changes.",)
PUT_OFF = ("The colleague who knows it is off today.", "No time left; first thing next week.")
DROPPED = ("Solved since it was written down.", "Not ours: the airport has taken it over.")
NOTHING_TO_IMAGINE = "No time for it today."
COPIED = "Discussed with the team. Everybody knows what to do."
TOPICS = (
    "Guests ask for the quiet room and nobody has the key after eight",
    "The new voucher printer eats every third voucher",
    "Two groups with pushchairs stood at a lift that is out of order",
    "Can we offer tea in the long line before we are asked?",
    "What if the only colleague who signs is ill when a deaf guest comes?",
    "People film us more often. What do we say?",
    "The sign to the transfer desk points at a wall since the works",
    "A guest wanted to pay for a stranger's bag. May we allow that?",
    "What if both card machines fail on a Friday evening?",
    "Late crews block the floor team's phone",
    "The taxi list is two years old",
    "Pilgrims come back with water in canisters; some of them leak",
)


@dataclass(frozen=True, slots=True)
class NewProblem:
    """A problem that an office names in a huddle, out of what was on no list."""

    office: str
    share: float
    title: str
    origin: Origin
    cause: CauseClass
    fault: Fault
    outcome: str


NEW_PROBLEMS = (
    NewProblem("Nairobi", 0.36, "Safari vehicle late, flight missed", Origin.REAL,
               CauseClass.SUPPLIER, Fault.NOBODY, "The tour desk gets our night number."),
    NewProblem("Singapore T2", 0.28, "Electronic gate kept the passport", Origin.REAL,
               CauseClass.EQUIPMENT, Fault.NOBODY, "Border police first; we walk along."),
    NewProblem("Jakarta T3", 0.31, "Pilgrim group with leaking water", Origin.BRAINSTORMED,
               CauseClass.CUSTOMER_ACTION, Fault.CUSTOMER, "Bags and tape at desk 3."),
    NewProblem("Heathrow", 0.2, "Coach strike leaves guests at the terminal", Origin.IMAGINED,
               CauseClass.SUPPLIER, Fault.NOBODY, "Nobody had a second idea yet."),
    NewProblem("Bali", 0.26, "Volcano warning while guests check in", Origin.IMAGINED,
               CauseClass.WEATHER, Fault.NOBODY, "We open the garden and speak every hour."),
    NewProblem("Frankfurt", 0.17, "Wedding dress will not fit the cabin", Origin.REAL,
               CauseClass.MISUNDERSTANDING, Fault.MISUNDERSTANDING, "Ask the crew wardrobe."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variant:
    """Words of a problem that an office says in its own way, agreed in one of its huddles."""

    office: str
    share: float
    problem: str
    opening_words: str
    why: str


VARIANTS = (
    Variant("Nairobi", 0.5, "bag_delayed_6h",
            "Pole sana. Your bag is late and that is our fault; here is what we pay for tonight.",
            "Sorry in the guest's own language opens the door; the money comes right after it."),
    Variant("Singapore T2", 0.42, "checkin_line_long",
            "Please come with me, auntie, uncle: this desk opens now and takes bags only.",
            "A respectful word and a step forward do more than a form."),
    Variant("Bali", 0.34, "delay_over_2h",
            "Your flight leaves later than we promised. The garden is cool, and tea is on us.",
            "The hall is hot; a shaded chair is worth more here than a voucher."),
    Variant("Heathrow", 0.3, "delay_overnight",
            "You are not flying tonight, and I will not leave you with it. Your room is booked.",
            "The first hotel is often full by nine; the sentence must be true when it is said."),
    Variant("Frankfurt", 0.22, "delay_over_2h",
            "The flight is late and it is our doing. Here is your meal, and the next news at ten.",
            "Guests here want a time for the next news more than they want comfort."),
)  # fmt: skip
FINDINGS = (
    ("Heathrow", "The problem was discussed and nobody wrote down who looks at it again.",
     "Rosalind takes it; it stands on the next agenda.", True),
    ("Nairobi", "Good that the limit was proposed. Which amount, and for which problem?",
     "Meals up to KES 2,000 for agents. The region published it.", True),
    ("Jakarta T3", "Signed days after the huddle. Please sign while the team is still there.",
     "", False),
    ("Manchester", "Three sets were signed in one go. What did the team confirm?",
     "We were short of people for two weeks. It will not happen again.", False),
    ("Frankfurt", "The words are nearly those of last week. What did you really agree?", "", False),
    ("Mombasa", "Nothing was imagined for two months. Take one card in every huddle.", "", False),
    ("Singapore T2", "The drill had two of five with the right words. When is the next one?",
     "On Thursday with the late shift, with the same card.", False),
)  # fmt: skip
