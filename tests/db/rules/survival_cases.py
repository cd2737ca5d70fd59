"""Waits whose curves are known from elsewhere: textbook data, computed with R's `survival`.

Freireich and others 1963 (remission under 6-MP); Miller 1981 (acute myelogenous leukaemia,
maintained group); and two small cases for the edges. Limits are of conf.type "log-log".
"""

from __future__ import annotations

from dataclasses import dataclass

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class CurveCase:
    """Waits (a plus says still open) and what R makes of them.

    A row of `table` is: time, at risk, events, censored, S, its error, lower and upper limit.
    The quantiles and their limits are at .1, .25, .5, .75, .9 and .95; a dash is "not reached".
    """

    name: str
    waits: str
    table: str
    quantiles: str
    lower: str
    upper: str
    mean_to_the_end: float
    error_of_the_mean: float

    @property
    def durations(self) -> list[int]:
        return [int(each.rstrip("+")) for each in self.waits.split()]

    @property
    def reached(self) -> list[int]:
        return [0 if each.endswith("+") else 1 for each in self.waits.split()]

    @property
    def columns(self) -> list[list[float]]:
        rows = [[float(each) for each in line.split()] for line in self.table.splitlines() if line]
        return [list(column) for column in zip(*rows, strict=True)]


def numbers(row: str) -> list[float | None]:
    """The numbers of one row; a dash is None."""
    return [None if each == "-" else float(each) for each in row.split()]


CURVES = (
    CurveCase(
        name="remission",
        waits="10 7 32+ 23 22 6 16 34+ 32+ 25+ 11+ 20+ 19+ 6 17+ 35+ 6 13 9+ 6+ 10+",
        table="""
6 21 3 1 0.8571428571429 0.07636035483212 0.619717955266 0.951551747647
7 17 1 0 0.8067226890756 0.08693528518006 0.5631465646222 0.9228090192029
9 16 0 1 0.8067226890756 0.08693528518006 0.5631465646222 0.9228090192029
10 15 1 1 0.7529411764706 0.09634965299432 0.5031995108 0.8893618351693
11 13 0 1 0.7529411764706 0.09634965299432 0.5031995108 0.8893618351693
13 12 1 0 0.6901960784314 0.106814707775 0.4316102224862 0.8490659633495
16 11 1 0 0.6274509803922 0.1140538652568 0.3675108559875 0.8049121894718
17 10 0 1 0.6274509803922 0.1140538652568 0.3675108559875 0.8049121894718
19 9 0 1 0.6274509803922 0.1140538652568 0.3675108559875 0.8049121894718
20 8 0 1 0.6274509803922 0.1140538652568 0.3675108559875 0.8049121894718
22 7 1 0 0.5378151260504 0.128233751693 0.2677789367671 0.7467907176354
23 6 1 0 0.4481792717087 0.1345914567558 0.1880520059592 0.6801426284952
25 5 0 1 0.4481792717087 0.1345914567558 0.1880520059592 0.6801426284952
32 4 0 2 0.4481792717087 0.1345914567558 0.1880520059592 0.6801426284952
34 2 0 1 0.4481792717087 0.1345914567558 0.1880520059592 0.6801426284952
35 1 0 1 0.4481792717087 0.1345914567558 0.1880520059592 0.6801426284952
""",
        quantiles="6 13 23 - - -",
        lower="6 6 13 23 - -",
        upper="10 22 - - - -",
        mean_to_the_end=23.287394957983,
        error_of_the_mean=2.827467623371,
    ),
    CurveCase(
        name="leukaemia",
        waits="9 13 13+ 18 23 28+ 31 34 45+ 48 161+",
        table="""
9 11 1 0 0.9090909090909 0.08667841720414 0.5080802057699 0.9866738226678
13 10 1 1 0.8181818181818 0.1162912998303 0.4474286146822 0.9511622285825
18 8 1 0 0.7159090909091 0.1396649705572 0.3501903859079 0.8990239741911
23 7 1 0 0.6136363636364 0.1526323310273 0.2657520400013 0.8352992432502
28 6 0 1 0.6136363636364 0.1526323310273 0.2657520400013 0.8352992432502
31 5 1 0 0.4909090909091 0.1641932672211 0.1673309097769 0.7533997903708
34 4 1 0 0.3681818181818 0.1626688858271 0.09282957493699 0.6570408323982
45 3 0 1 0.3681818181818 0.1626688858271 0.09282957493699 0.6570408323982
48 2 1 0 0.1840909090909 0.1534927457863 0.01173848012319 0.5250148427266
161 1 0 1 0.1840909090909 0.1534927457863 0.01173848012319 0.5250148427266
""",
        quantiles="13 18 31 48 - -",
        lower="9 9 13 31 34 48",
        upper="18 34 - - - -",
        mean_to_the_end=52.645454545455,
        error_of_the_mean=19.828602795563,
    ),
    CurveCase(
        name="flat_at_the_median",
        waits="1 2 3 4",
        table="""
1 4 1 0 0.75 0.2165063509461 0.1279469175951 0.9605486422851
2 3 1 0 0.5 0.25 0.05784708299514 0.8448612811904
3 2 1 0 0.25 0.2165063509461 0.008947824416603 0.6653253427889
4 1 1 0 0 nan nan nan
""",
        # R gives the middle of a flat stretch (1.5, 2.5, 3.5); here it is the left end.
        quantiles="1 1 2 3 4 4",
        lower="1 1 1 1 2 3",
        upper="2 3 - - - -",
        mean_to_the_end=2.5,
        error_of_the_mean=0.5590169943749,
    ),
    CurveCase(
        name="reached_and_open_at_one_length",
        waits="1 2 2+ 3 3+ 4+",
        table="""
1 6 1 0 0.8333333333333 0.1521451548625 0.2731228499284 0.9747124266909
2 5 1 1 0.6666666666667 0.1924500897299 0.1946166368062 0.9044341643225
3 3 1 1 0.4444444444444 0.2222222222222 0.06618675314641 0.784908367148
4 1 0 1 0.4444444444444 0.2222222222222 0.06618675314641 0.784908367148
""",
        quantiles="1 2 3 - - -",
        lower="1 1 1 2 3 -",
        upper="3 - - - - -",
        mean_to_the_end=2.944444444444,
        error_of_the_mean=0.4697648479247,
    ),
)
