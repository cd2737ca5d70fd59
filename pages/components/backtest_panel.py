"""A higher limit, counted on the past: the curve, what it would have cost and saved, what next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from db.queries.backtests import OverLimits
from db.queries.sheets import Sheet
from db.rules.backtests import AS_BEFORE, Backtest, Saved, TradeOff
from db.rules.intervals import Interval
from db.rules.money import show_money
from db.rules.next_limits import NextLimit
from db.rules.over_limits import Bunching
from pages.charts.trade_offs import Amount, TradeOffs, trade_off_chart
from pages.components.downloads import downloads, number
from pages.components.drawing import show_chart
from pages.components.escaping import plain
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section
from pages.components.pictures import picture_of


def trade_off_panel(
    found: OverLimits, points: Sequence[TradeOff], chosen: Backtest, *, period: str, on: date
) -> None:
    """The curve with the chosen limit on it, its caption, and where the numbers come from."""
    sentence = f"{AS_BEFORE}, {chosen.removed:,} of {chosen.cases:,} would not have come"
    section(sentence)
    drawn = TradeOffs(
        tuple(_amount(point) for point in points),
        _amount(
            TradeOff(chosen.proposed, chosen.removed, chosen.at_most_more, chosen.removed_interval)
        ),
        found.place.currency,
    )
    show_chart(trade_off_chart, drawn, key="trade-offs")
    caption = (
        f"Escalations over a limit that each limit would have made unnecessary, {period}. "
        f"{_band(chosen.removed_interval)}"
    )
    second_line(caption)
    explain(_explanation(found, chosen), key="explain-backtest")
    where = f"{found.place.name}. {chosen.cases:,} escalations over a limit."
    downloads(
        _sheet(points, found.place.currency),
        key="backtest",
        picture=picture_of(trade_off_chart, drawn, title=sentence, lines=(where, caption), on=on),
    )


def facts_panel(found: OverLimits, chosen: Backtest, near: Bunching) -> None:
    """Money, minutes, walk-aways, past quarters and bunching, a sentence each."""
    section("What it would have cost and saved")
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
            f"{_counted(chosen.within_after_all, 'escalation')} asked for more than that, "
            "and got what lies within."
        ),
        _quarters(chosen),
        _bunching(near),
    )
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))


def next_panel(found: OverLimits, best: Sequence[NextLimit]) -> None:
    """The limits most worth raising, those that remove most first."""
    section("Best next limits")
    currency = found.place.currency
    for rank, each in enumerate(best, 1):
        problem, remedy = each.words
        what = ", ".join(part for part in (problem or "Unanticipated", remedy) if part)
        st.markdown(
            plain(
                f"{rank}. {what}: {show_money(each.best.limit, currency)} would have made "
                f"{each.best.removed:,} of {each.cases:,} unnecessary, for at most "
                f"{show_money(round(each.money_for_each, 2), currency)} each."
            )
        )
    if not best:
        second_line("No kind of case would have lost five escalations by a round limit.")


def heading_of(chosen: Backtest, currency: str) -> str:
    """The finding of the whole screen."""
    noun = "escalation" if chosen.removed == 1 else "escalations"
    return f"{chosen.removed:,} {noun} fewer with {show_money(chosen.proposed, currency)}"


def _amount(point: TradeOff) -> Amount:
    between = point.between
    return Amount(
        float(point.limit),
        point.removed,
        float(point.at_most_more),
        None if between is None else (between.lower or 0.0, between.upper or 0.0),
    )


def _band(interval: Interval | None) -> str:
    if interval is None:
        return "No band: fewer than 8 weeks."
    low, high = interval.lower or 0, interval.upper or 0
    return f"Band: 95 % interval from drawing weeks again, {low:,.0f} to {high:,.0f} at this limit."


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
    return f"{saved.minutes:,.0f} minutes (of {_counted(saved.known, 'case')} with times)"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


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
        f"{_counted(near.just_below, 'ask')} in the last tenth up to the limit, "
        f"{near.just_above:,} in the first tenth above it. Where far more lie "
        "below, people aim at the limit, and would aim at another."
    )


def _explanation(found: OverLimits, chosen: Backtest) -> Explanation:
    return Explanation(
        definition=(
            "Escalations whose reason was over my limit, counted again with another limit, itself "
            "included. The limit in force at the time was kept with each ask."
        ),
        rows_in=chosen.cases,
        noun=f"escalations over their asker's limit, of {found.cases:,} with that reason",
        left_out=(
            LeftOut(found.without_amounts, "without an amount or a limit"),
            LeftOut(found.in_other_currencies, "in other currencies"),
        ),
        clock=f"days of {found.place.zone}; minutes on the wall clock",
        formula=(
            "unnecessary: L < R <= L'; money granted: sum of G; at most more: sum of max(0, R - G)"
        ),
    )


def _sheet(points: Sequence[TradeOff], currency: str) -> Sheet:
    lines = tuple(
        (
            point.limit,
            point.removed,
            number(point.between.lower) if point.between else None,
            number(point.between.upper) if point.between else None,
            point.at_most_more,
        )
        for point in points
    )
    columns = (f"limit {currency}", "fewer escalations", "low", "high", "at most more")
    return Sheet("higher limits", columns, lines)
