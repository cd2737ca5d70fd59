"""A higher limit, counted on the past: the curve, and the finding of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from db.queries.backtests import OverLimits
from db.queries.sheets import Sheet
from db.rules.backtests import AS_BEFORE, Backtest, TradeOff
from db.rules.bases import Basis
from db.rules.intervals import Interval
from db.rules.marks import Mark
from db.rules.money import show_money
from db.rules.over_limits import ROUND
from pages.charts.choosing import Choice
from pages.charts.trade_offs import Amount, TradeOffs, trade_off_chart
from pages.components.behind import Count, Shown, see_which
from pages.components.counted import counted
from pages.components.downloads import downloads, files, number
from pages.components.drawing import show_chart_to_filter
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section
from pages.components.periods import period_in_words
from pages.components.selecting import key_of_choice, renew_choices

LIMIT = "limit"


def limit_in_address() -> Decimal | None:
    """The limit that the address tries, where it is a round one."""
    named = st.query_params.get(LIMIT, "")
    return next((limit for limit in ROUND if f"{limit:f}" == named), None)


def choose_limit(limits: Sequence[Decimal], usual: Decimal, currency: str) -> Decimal:
    """The limit that is tried; it stays in the address, and may lie beyond those of the slider."""
    named = limit_in_address() or usual
    options = sorted({*limits, named})
    # One key for good: a slider that is made anew loses the keyboard.
    if st.session_state.get(LIMIT) not in options:
        st.session_state[LIMIT] = named
    chosen: Decimal = st.select_slider(
        "If the limit had been", options, key=LIMIT,
        format_func=lambda each: show_money(each, currency), on_change=_take_the_slider,
    )  # fmt: skip
    return chosen


def trade_off_panel(
    found: OverLimits, points: Sequence[TradeOff], chosen: Backtest, shown: Shown
) -> None:
    """The curve with the chosen limit on it, its caption, and where the numbers come from."""
    currency = found.place.currency
    sentence = f"{AS_BEFORE}, {chosen.removed:,} of {chosen.cases:,} would not have come"
    section(sentence)
    tried = TradeOff(chosen.proposed, chosen.removed, chosen.at_most_more, chosen.removed_interval)
    drawn = TradeOffs(tuple(_amount(point) for point in points), _amount(tried), currency)
    limits = [point.limit for point in points]
    show_chart_to_filter(
        trade_off_chart, drawn, key=key_of_choice("trade-offs"),
        choice=Choice("point", ("limit",), nearest=True),
        on_choice=lambda clicked: _take_a_point(clicked, limits),
    )  # fmt: skip
    caption = (
        "Escalations over a limit that each limit would have made unnecessary, "
        f"{period_in_words(shown.weeks)}. {_band(chosen.removed_interval)}"
    )
    second_line(caption)
    explain(_explanation(found, chosen), key="explain-backtest")
    lines = (f"{counted(chosen.cases, 'escalation')} over a limit.", caption)
    picture = shown.picture(trade_off_chart, drawn, title=sentence, lines=lines)
    with files():
        see_which(_counts(found, chosen), shown, key="rows-backtest")
        downloads(_sheet(points, currency), key="backtest", picture=picture)


def heading_of(chosen: Backtest, currency: str) -> str:
    """The finding of the whole screen."""
    with_limit = f"fewer with {show_money(chosen.proposed, currency)}"
    return f"{counted(chosen.removed, 'escalation')} {with_limit}"


def _take_the_slider() -> None:
    _keep(st.session_state[LIMIT])


def _take_a_point(clicked: dict[str, float], limits: Sequence[Decimal]) -> None:
    """The limit whose point was clicked: charts know no decimals."""
    found = (limit for limit in limits if float(limit) == clicked.get(LIMIT))
    limit = next(found, None)
    if limit is not None:
        st.session_state[LIMIT] = limit
        _keep(limit)


def _keep(limit: Decimal) -> None:
    st.query_params[LIMIT] = f"{limit:f}"
    renew_choices()


def _counts(found: OverLimits, chosen: Backtest) -> tuple[Count, ...]:
    limit = show_money(chosen.proposed, found.place.currency)
    return (
        Count(chosen.removed, f"unnecessary with {limit}",
              Mark(Basis.REMOVED, limit=chosen.proposed)),
        Count(chosen.cases, "over a limit", Mark(Basis.OVER)),
        *left_out_counts(found),
    )  # fmt: skip


def left_out_counts(found: OverLimits) -> tuple[Count, ...]:
    """Asks with the same reason that cannot be counted again."""
    return (
        Count(found.without_amounts, "without an amount or a limit, left out",
              Mark(Basis.NO_AMOUNT)),
        Count(found.in_other_currencies, "in other currencies, left out",
              Mark(Basis.OTHER_CURRENCY)),
    )  # fmt: skip


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


def _explanation(found: OverLimits, chosen: Backtest) -> Explanation:
    return Explanation(
        definition=(
            "Escalations whose reason was over my limit, counted again with another limit, itself "
            "included. The limit in force at the time was kept with each ask."
        ),
        rows_in=chosen.cases,
        noun=f"escalations over their asker's limit, of {found.cases:,} with that reason",
        left_out=(
            LeftOut(found.cases - chosen.cases, "that asked for no more than the limit"),
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
