"""What a higher limit would have cost and saved, and which limit to raise next."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from db.queries.backtests import OverLimits
from db.queries.sheets import Cell, Sheet
from db.rules.backtests import Backtest, Saved
from db.rules.bases import Basis
from db.rules.intervals import Interval
from db.rules.marks import Mark
from db.rules.money import show_money
from db.rules.next_limits import FEWEST, NextLimit
from db.rules.over_limits import Bunching
from pages.components.behind import Count, Shown, see_which
from pages.components.counted import counted
from pages.components.downloads import downloads, files, number
from pages.components.escaping import plain
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section

COST, NEXT = "What it would have cost and saved", "Best next limits"


def facts_panel(found: OverLimits, chosen: Backtest, near: Bunching, shown: Shown) -> None:
    """Money, minutes, walk-aways, past quarters and bunching, a sentence each."""
    section(COST)
    currency = found.place.currency
    sentences = (
        (
            f"{show_money(chosen.granted, currency)} was granted for them; at most "
            f"{show_money(chosen.at_most_more, currency)} more, had each got all that was asked."
            f"{_money_between(chosen.money_interval, currency)}"
        ),
        _times(chosen),
        f"{chosen.walk_aways:,} of those customers left before a manager came.",
        (
            f"{counted(chosen.within_after_all, 'escalation')} asked for more than that, "
            "and got what lies within."
        ),
        _quarters(chosen),
        _bunching(near),
    )
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))
    explain(_explanation(found, chosen), key="explain-facts")
    picture = shown.told(title=COST, lines=sentences)
    with files():
        see_which(_counts(chosen, near), shown, key="rows-facts")
        downloads(_sheet(found, chosen, near), key="facts", picture=picture)


def next_panel(found: OverLimits, best: Sequence[NextLimit], shown: Shown) -> None:
    """The limits most worth raising, those that remove most first."""
    section(NEXT)
    currency = found.place.currency
    lines = [
        f"{rank}. {_what(each)}: {show_money(each.best.limit, currency)} would have made "
        f"{each.best.removed:,} of {each.cases:,} unnecessary, for at most "
        f"{show_money(round(each.money_for_each, 2), currency)} each."
        for rank, each in enumerate(best, 1)
    ]
    if not lines:
        second_line(f"No kind of case would have lost {FEWEST} escalations by a round limit.")
        return
    for line in lines:
        st.markdown(plain(line))
    explain(_next_explanation(found, best), key="explain-next")
    picture = shown.told(title=NEXT, lines=lines)
    counts = [
        Count(each.best.removed, f"{_what(each)}: {show_money(each.best.limit, currency)}",
              Mark(Basis.REMOVED, limit=each.best.limit, kind=each.kind))
        for each in best
    ]  # fmt: skip
    with files():
        see_which(counts, shown, key="rows-next")
        downloads(_next_sheet(best, currency), key="next", picture=picture)


def _what(each: NextLimit) -> str:
    problem, remedy = each.words
    return ", ".join(part for part in (problem or "Unanticipated", remedy) if part)


def _counts(chosen: Backtest, near: Bunching) -> tuple[Count, ...]:
    limit = chosen.proposed
    return (
        Count(chosen.walk_aways, "unnecessary, and the customer left",
              Mark(Basis.REMOVED_LEFT, limit=limit)),
        Count(chosen.within_after_all, "asked for more, and got what lies within",
              Mark(Basis.WITHIN, limit=limit)),
        *(Count(removed, f"unnecessary in {quarter}",
                Mark(Basis.REMOVED, limit=limit, quarter=quarter))
          for quarter, removed in chosen.quarters),
        Count(near.just_below, "in the last tenth up to the limit", Mark(Basis.JUST_BELOW)),
        Count(near.just_above, "in the first tenth above the limit", Mark(Basis.JUST_ABOVE)),
    )  # fmt: skip


def _money_between(interval: Interval | None, currency: str) -> str:
    if interval is None:
        return ""
    low, high = (
        show_money(Decimal(round(end or 0)), currency) for end in (interval.lower, interval.upper)
    )
    return f" 95 % interval: {low} to {high}."


def _times(chosen: Backtest) -> str:
    if not chosen.removed:
        return "No escalation falls away, so no minutes are saved."
    customers, managers = chosen.customers, chosen.managers
    if not customers.known and not managers.known:
        return "Nobody kept the times, so the minutes saved are not known."
    return (
        f"Customers would have waited {_minutes(customers)} less, and managers been busy "
        f"{_minutes(managers)} less."
    )


def _minutes(saved: Saved) -> str:
    return f"{saved.minutes:,.0f} minutes (of {counted(saved.known, 'case')} with times)"


def _quarters(chosen: Backtest) -> str:
    if len(chosen.quarters) < 2:  # noqa: PLR2004 - one quarter has no spread.
        return "One quarter alone shows no drift."
    parts = ", ".join(f"{name} {count:,}" for name, count in chosen.quarters)
    counts = [count for _, count in chosen.quarters]
    if min(counts) == max(counts):
        return f"Each of {len(counts)} quarters has {counts[0]:,}: no drift."
    return (
        f"By quarter {min(counts):,} to {max(counts):,} ({parts}): such drift is more to be "
        "reckoned with than chance."
    )


def _bunching(near: Bunching) -> str:
    return (
        f"{counted(near.just_below, 'ask')} in the last tenth up to the limit, "
        f"{near.just_above:,} in the first tenth above it. Where far more lie "
        "below, people aim at the limit, and would aim at another."
    )


def _explanation(found: OverLimits, chosen: Backtest) -> Explanation:
    return Explanation(
        definition=(
            "Of the escalations that the limit would have made unnecessary: what was granted, the "
            "most that might have been granted more, minutes that customers waited and managers "
            "were busy, and customers who left. Beside them, asks that got within the limit after "
            "all, the same by quarter, and how many asks lie close to today's limits."
        ),
        rows_in=chosen.removed,
        noun="escalations made unnecessary",
        left_out=(
            LeftOut(chosen.removed - chosen.customers.known, "of which nobody kept how long the "
                    "customer waited"),
            LeftOut(chosen.removed - chosen.managers.known, "of which nobody kept how long a "
                    "manager was busy"),
        ),
        clock=f"wall clock; quarters of the year in {found.place.zone}",
        formula=(
            "granted: sum of G; at most more: sum of max(0, R - G); minutes: ask until a manager "
            "was with the customer, and acknowledged until resolved; close: a tenth of the limit"
        ),
    )  # fmt: skip


def _next_explanation(found: OverLimits, best: Sequence[NextLimit]) -> Explanation:
    told = sum(each.cases for each in best)
    over = found.past.over
    return Explanation(
        definition=(
            "For each problem with its remedy, the smallest round limit that would have made at "
            "least half of its escalations over a limit unnecessary; those that remove most first."
        ),
        rows_in=told,
        noun=f"escalations over a limit, of {counted(len(best), 'kind')}",
        left_out=(
            LeftOut(over - told, f"of kinds of which fewer than {FEWEST} would fall away, or that "
                    "stand further down"),
        ),
        clock=f"days of {found.place.zone}",
        formula="unnecessary: L < R <= L'; each: sum of max(0, R - G) / unnecessary",
    )  # fmt: skip


def _sheet(found: OverLimits, chosen: Backtest, near: Bunching) -> Sheet:
    money, currency = chosen.money_interval, found.place.currency
    rows: list[Sequence[Cell]] = [
        (f"granted, {currency}", chosen.granted, None, None),
        (f"at most more, {currency}", chosen.at_most_more,
         number(money.lower, 0) if money else None, number(money.upper, 0) if money else None),
        ("minutes customers waited", number(chosen.customers.minutes, 1), None, None),
        ("of cases with times", chosen.customers.known, None, None),
        ("minutes managers were busy", number(chosen.managers.minutes, 1), None, None),
        ("of cases with times", chosen.managers.known, None, None),
        ("customers who left", chosen.walk_aways, None, None),
        ("asked for more and got within", chosen.within_after_all, None, None),
        *((f"unnecessary in {quarter}", removed, None, None)
          for quarter, removed in chosen.quarters),
        ("asks just below a limit", near.just_below, None, None),
        ("asks just above a limit", near.just_above, None, None),
    ]  # fmt: skip
    name = f"cost of {chosen.proposed:f} {currency} {found.place.name}"
    return Sheet(name, ("what", "number", "low", "high"), tuple(rows))


def _next_sheet(best: Sequence[NextLimit], currency: str) -> Sheet:
    return Sheet(
        "best next limits",
        ("problem", "remedy", f"limit {currency}", "fewer escalations", "of", "at most more each"),
        tuple(
            (*each.words, each.best.limit, each.best.removed, each.cases,
             round(each.money_for_each, 2))
            for each in best
        ),
    )  # fmt: skip
