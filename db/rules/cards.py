"""The response card: in which order its parts come, by branch.

When the error is ours, customers want the solution and not the why (P55); when we are powerless,
the inability and the cause come first (P3, P10); a misunderstanding begins with empathy and our
own part (P56); a customer's error is never theirs to blame (P58).
"""

from __future__ import annotations

from db.rules.words import Branch, Fault

LABELS = {
    "acknowledgement": "Acknowledge",
    "empathy": "Show that you care",
    "what_we_do_now": "What we do now",
    "what_we_can_still_do": "What we can still do",
    "no_words": "Why it cannot be done",
    "partial_solution": "What we can do instead",
    "referral": "Where to turn, and who hands over",
    "ours": "What is ours",
    "not_ours": "What is not ours",
    "cause": "The cause, if asked",
    "who_else_can_help": "Who else can help",
    "prevention": "So that it does not happen again",
    "never_say": "Never say",
    "why": "Why we do it this way",
}
_LAST = ("who_else_can_help", "prevention", "never_say", "why")
_NO = ("no_words", "partial_solution", "referral")
ORDER: dict[Branch, tuple[str, ...]] = {
    Branch.OUR_ERROR: (
        "what_we_do_now", "acknowledgement", "empathy", "ours", "what_we_can_still_do", *_NO,
        "not_ours", "cause", *_LAST,
    ),
    Branch.MISUNDERSTANDING: (
        "empathy", "ours", "acknowledgement", "what_we_do_now", "what_we_can_still_do", *_NO,
        "not_ours", "cause", *_LAST,
    ),
    Branch.CUSTOMER_ERROR: (
        "empathy", "what_we_do_now", "what_we_can_still_do", *_NO, "acknowledgement", "cause",
        "ours", "not_ours", *_LAST,
    ),
    Branch.POWERLESS: (
        "cause", *_NO, "empathy", "acknowledgement", "what_we_do_now", "what_we_can_still_do",
        "who_else_can_help", "ours", "not_ours", "prevention", "never_say", "why",
    ),
}  # fmt: skip


NO_AMOUNT_YET = "the amount we agree on"


def spoken(opening: str, *, remedy: str, worth: str) -> str:
    """The opening words with the remedy's name and what it is worth in their places; while no
    amount is chosen the sentence still has to be one that can be read out.
    """
    return opening.replace("{amount}", worth or NO_AMOUNT_YET).replace("{remedy}", remedy.lower())


def branch(fault: Fault, *, is_powerless: bool) -> Branch:
    """The branch of a problem, from whose part it is and whether we can do anything."""
    if is_powerless:
        return Branch.POWERLESS
    if fault is Fault.MISUNDERSTANDING:
        return Branch.MISUNDERSTANDING
    if fault is Fault.CUSTOMER:
        return Branch.CUSTOMER_ERROR
    return Branch.OUR_ERROR


def filled_parts(parts: dict[str, str], of: Branch) -> list[tuple[str, str, str]]:
    """The filled parts in the order of the branch, as (name, label, text); the opening words
    come before all of them and are not in the list.
    """
    labels = LABELS | {"cause": "The cause"} if of is Branch.POWERLESS else LABELS
    return [(name, labels[name], parts[name]) for name in ORDER[of] if parts.get(name, "").strip()]
