"""What each outcome is called, and what it counts and leaves out, in words."""

from __future__ import annotations

from db.queries.outcomes import Complete, FirstLine, PromisesKept, WalkAways
from db.queries.places import PlaceRow
from db.rules.bases import Basis
from db.rules.marks import Mark
from pages.components.behind import Count
from pages.components.counted import counted
from pages.components.explain import LeftOut
from pages.components.outcome_panel import Told

SUM = "{what} / {of}, summed over the weeks; interval by Wilson"


def first_line_words(found: FirstLine, office: PlaceRow) -> Told:
    """Settled without a manager."""
    return Told(
        key="first-line",
        name="Settled without a manager",
        sentence="{share} settled without a manager",
        happened="were settled by staff",
        noun="matters",
        nothing=f"Nobody gave anything or asked for a manager at {office.name} in these weeks. "
        "Gifts are recorded on the counter card.",
        definition=(
            "First-line resolution: what staff gave within their own authority and recorded on "
            "the card, out of those gifts and all asks for a manager. Matters that ended in words "
            "alone are recorded nowhere, so that the true share lies higher. A gift and an ask "
            "for the same customer are two matters."
        ),
        clock=_clock(office, "a gift counts when it was given, an ask when it was asked"),
        formula=SUM.format(what="gifts within own authority", of="(those gifts + asks)"),
        left_out=(
            LeftOut(found.withdrawn, "asks that were withdrawn: no manager was needed"),
            LeftOut(found.imported, "asks imported from elsewhere, beside which no gift was kept"),
            LeftOut(found.not_satisfiable, "asks that ended as not satisfiable: they rate nobody"),
        ),
        counts=(
            Count(found.settled.happened, "settled by staff", Mark(Basis.GIFTS)),
            Count(
                found.settled.of - found.settled.happened,
                "asked for a manager",
                Mark(Basis.MATTERS),
            ),
            Count(found.withdrawn, "withdrawn, left out", Mark(Basis.WITHDRAWN)),
            Count(found.imported, "imported, left out", Mark(Basis.IMPORTED)),
            Count(found.not_satisfiable, "not satisfiable, left out", Mark(Basis.NOT_SATISFIABLE)),
        ),
    )


def walk_away_words(found: WalkAways, office: PlaceRow) -> Told:
    """Left before the manager came."""
    still = f"{found.found.open:,} more were still waiting or ended without either."
    return Told(
        key="walk-aways",
        name="Left before the manager came",
        sentence="{share} of customers left before the manager came",
        happened="left",
        noun="customers whose wait is over",
        nothing=_nobody_left(found, office),
        definition=(
            "Walk-aways: customers who left before a manager was with them or had resolved it, "
            "out of all who asked. Whoever still waits counts for as long as they are known to "
            "have waited, and is taken neither for gone nor for served."
        ),
        clock=_clock(office, "an ask counts in the week in which it was asked"),
        formula=(
            "P(left by the longest wait observed) = sum of S(t-) d/n over those who left "
            "(Aalen-Johansen); interval by Wilson out of those whose end is known; the weeks are "
            "left / (left + met)"
        ),
        more=still if found.found.open else "",
        left_out=(
            LeftOut(found.without_times, "of which nobody kept when they ended"),
            LeftOut(found.backwards, "that end before they begin: a clock ran backwards"),
        ),
        counts=(
            Count(found.found.left, "left before the manager came", Mark(Basis.WALKED)),
            Count(found.found.came, "met by a manager", Mark(Basis.CAME)),
            Count(found.found.open, "still waiting, or ended without either", Mark(Basis.UNMET)),
            Count(
                found.without_times,
                "of which nobody kept when they ended, left out",
                Mark(Basis.NO_MOMENT),
            ),
            Count(found.backwards, "that end before they begin, left out", Mark(Basis.BACKWARDS)),
        ),
    )


def _nobody_left(found: WalkAways, office: PlaceRow) -> str:
    if not found.found.asks:
        return f"Nobody asked for a manager at {office.name} in these weeks, so nobody left."
    return (
        f"{counted(found.found.asks, 'ask')} came at {office.name} in these weeks, and of none is "
        "it known that a manager came or the customer left. Take them on the screen Now."
    )


def promise_words(found: PromisesKept, office: PlaceRow) -> Told:
    """Called back as promised."""
    rate = found.rate
    return Told(
        key="promises",
        name="Promises to call back",
        sentence="{share} of promises were kept in time",
        happened="were kept in time",
        noun="promises that came to their end",
        nothing=f"No promise to call back came to its end at {office.name} in these weeks. "
        "Promises are made on the screen Promises, or at the end of an escalation.",
        definition=(
            "A call within the window, both ends included, or before it, is kept; after it, late; "
            "a window that is over without a call is missed. Promised again before it broke, a "
            "promise lives on in its new window; promised again afterwards it is late at best."
        ),
        clock=_clock(office, "a promise counts at the end of the window that decided"),
        formula=SUM.format(what="kept", of="(kept + late + missed)"),
        more=f"{rate.late:,} late, {rate.missed:,} missed; {rate.again_in_time:,} of the kept were "
        "promised again before they broke.",
        counts=(
            Count(rate.kept, "kept in time", Mark(Basis.KEPT)),
            Count(rate.again_in_time, "kept after another window", Mark(Basis.KEPT_AGAIN)),
            Count(rate.late, "late", Mark(Basis.LATE)),
            Count(rate.missed, "missed", Mark(Basis.MISSED)),
        ),
    )


def complete_words(found: Complete, office: PlaceRow) -> Told:
    """Sorted out completely."""
    whole = found.complete
    return Told(
        key="complete",
        name="Sorted out completely",
        sentence="{share} of asks were sorted out completely",
        happened="were complete",
        noun="resolved asks",
        nothing=(
            f"{counted(found.not_said, 'ask')} of {office.name} in these weeks "
            f"{'was' if found.not_said == 1 else 'were'} resolved, and nobody said whether "
            "completely. That is asked when a manager resolves one."
            if found.not_said
            else f"No ask of {office.name} in these weeks is resolved yet. Whether it is complete "
            "is asked when a manager resolves one."
        ),
        definition=(
            "Resolved asks of which the manager said that nothing was left open for the customer. "
            "Whether customers came back with it all the same stands beside it."
        ),
        clock=_clock(office, "an ask counts in the week in which it was asked"),
        formula=SUM.format(what="complete", of="(complete + not complete)"),
        left_out=(
            LeftOut(
                found.not_said,
                "resolved, and nobody said whether completely, or the customer "
                "could not be satisfied",
            ),
        ),
        counts=(
            Count(whole.happened, "complete", Mark(Basis.COMPLETE)),
            Count(whole.of - whole.happened, "with something left open", Mark(Basis.INCOMPLETE)),
            Count(found.not_said, "of which nobody said, left out", Mark(Basis.NOT_SAID)),
        ),
    )


def _clock(office: PlaceRow, when: str) -> str:
    return f"whole weeks, Monday to Sunday in {office.zone}; {when}; the running week is left out"
