"""The charts of the measures screen, each made anew: what no kept specification saves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from db.queries.measures import HourCounts, OfficeTotals, OfficeWeeks
from db.queries.office_waits import OfficeWaits
from db.queries.rates import rate_chart
from db.rules.funnels import funnel
from pages.charts.funnel import funnel_chart
from pages.charts.hours import WeekOfHours, hours_chart
from pages.charts.rates import Rates, rates_chart
from pages.charts.waits import waits_chart
from pages.components import funnel_panel, hours_panel, rate_panel, waits_panel

TONE = "light"


def panels(
    weeks: OfficeWeeks, every: Sequence[OfficeTotals], hours: HourCounts, waits: OfficeWaits
) -> dict[str, Callable[[], object]]:
    """By name, how each chart is made from what was asked: figures first, then the drawing."""

    def rates() -> object:
        chart = rate_chart(weeks)
        drawn = rate_panel._weeks(weeks, chart)
        return rates_chart(Rates("", drawn, chart.groups[-1].mean, ()), tone=TONE).to_dict(
            validate=False
        )

    def offices() -> object:
        found = funnel({each.office.name: (each.escalations, each.contacts) for each in every})
        return funnel_chart(funnel_panel._drawn(found, "26 weeks"), tone=TONE).to_dict(
            validate=False
        )

    def week() -> object:
        drawn = WeekOfHours("", weeks.office.zone, hours_panel._hours(hours), 0)
        return hours_chart(drawn, tone=TONE).to_dict(validate=False)

    def curve() -> object:
        drawn = waits_panel._drawn("", waits)
        return waits_chart(drawn, tone=TONE).to_dict(validate=False)

    return {"rates": rates, "funnel": offices, "hours": week, "waits": curve}
