"""Series whose charts are known from elsewhere: computed with the R package NHSRplotthedots 0.2.2.

One letter stands for the label of each point: a dot for common cause, U above the upper limit,
A for a shift above the mean, B for one below. Limits are listed once for each group.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.rules.control_charts import Direction, Signal

LETTERS = {
    ".": Signal.COMMON_CAUSE,
    "U": Signal.ABOVE_LIMIT,
    "A": Signal.SHIFT_ABOVE,
    "B": Signal.SHIFT_BELOW,
}


@dataclass(frozen=True, slots=True)
class ChartCase:
    """A series, how it was charted, and what the reference made of it."""

    name: str
    values: str
    better: Direction
    screened: bool
    means: tuple[float, ...]
    lowers: tuple[float, ...]
    uppers: tuple[float, ...]
    labels: str
    fix_after: int | None = None
    rebase_at: tuple[int, ...] = ()
    target: float | None = None
    assurance: str | None = None

    @property
    def row(self) -> list[float | None]:
        return [None if each == "-" else float(each) for each in self.values.split()]

    @property
    def signals(self) -> list[Signal]:
        return [LETTERS[letter] for letter in self.labels]


CASES = (
    ChartCase(
        name="normal_20",
        values="""
            -0.5604756465522 -0.2301774894833 1.558708314149 0.07050839142458 0.1292877351609
            1.715064986883 0.4609162059892 -1.265061234607 -0.6868528518935 -0.4456619701
            1.224081797439 0.3598138270574 0.4007714505941 0.1106827159451 -0.5558411347541
            1.786913136803 0.4978504782292 -1.96661715663 0.7013559015637 -0.4727914077279
        """,
        better=Direction.INCREASE,
        screened=True,
        means=(0.1416238024746,),
        lowers=(-3.011379595708,),
        uppers=(3.294627200657,),
        labels="....................",
    ),
    ChartCase(
        name="normal_20_fixed",
        values="""
            -0.5604756465522 -0.2301774894833 1.558708314149 0.07050839142458 0.1292877351609
            1.715064986883 0.4609162059892 -1.265061234607 -0.6868528518935 -0.4456619701
            1.224081797439 0.3598138270574 0.4007714505941 0.1106827159451 -0.5558411347541
            1.786913136803 0.4978504782292 -1.96661715663 0.7013559015637 -0.4727914077279
        """,
        better=Direction.INCREASE,
        screened=True,
        means=(0.194179338789,),
        lowers=(-2.607399814798,),
        uppers=(2.995758492376,),
        labels="....................",
        fix_after=12,
    ),
    ChartCase(
        name="two_points",
        values="5 7",
        better=Direction.INCREASE,
        screened=True,
        means=(6,),
        lowers=(0.68,),
        uppers=(11.32,),
        labels="..",
    ),
    ChartCase(
        name="constant",
        values="4 4 4 4 4 4 4 4 4 4 4 4",
        better=Direction.INCREASE,
        screened=False,
        means=(4,),
        lowers=(4,),
        uppers=(4,),
        labels="............",
    ),
    ChartCase(
        name="seven_trend_with_tie",
        values="5 3 6 4 5 1 2 3 3 5 6 7 3 5 4 6",
        better=Direction.INCREASE,
        screened=True,
        means=(4.25,),
        lowers=(-0.538,),
        uppers=(9.038,),
        labels="................",
    ),
    ChartCase(
        name="shift_touches_mean",
        values="4 6 4 6 5 6 6 6 5 6 6 6 4 4 4 4 4 4 5 4",
        better=Direction.INCREASE,
        screened=True,
        means=(4.95,),
        lowers=(2.99,),
        uppers=(6.91,),
        labels="...AAAAAAAAA........",
    ),
    ChartCase(
        name="decrease_dir",
        values="3 4 5 3 4 5 3 4 5 3 4 20 4 5 3",
        better=Direction.DECREASE,
        screened=True,
        means=(5,),
        lowers=(1.453333333333,),
        uppers=(8.546666666667,),
        labels="...........U...",
    ),
    ChartCase(
        name="two_in_three_outside_not_counted",
        values="10 11 10 11 10 11 10 11 10 11 10 11 10 30 12.6 11 10 11 10 11 10 11 10",
        better=Direction.INCREASE,
        screened=True,
        means=(11.417391304348,),
        lowers=(8.677591304348,),
        uppers=(14.157191304348,),
        labels="BBBBBBBBBBBBBU.BBBBBBBB",
    ),
    ChartCase(
        name="rebase_mid",
        values="1 2 1 2 1 2 1 2 1 2 1 2 11 12 11 12 11 12 11 12 11 12 11 12",
        better=Direction.INCREASE,
        screened=True,
        means=(1.5, 11.5),
        lowers=(-1.16, 8.84),
        uppers=(4.16, 14.16),
        labels="........................",
        rebase_at=(12,),
        target=8,
        assurance="consistent_pass",
    ),
    ChartCase(
        name="fix12_then_shift",
        values="10 12 11 10 12 11 10 12 11 10 12 11 14 15 16 15 14 15 16 15",
        better=Direction.INCREASE,
        screened=True,
        means=(11,),
        lowers=(7.372727272727,),
        uppers=(14.627272727273,),
        labels="............AUUUAUUU",
        fix_after=12,
    ),
    ChartCase(
        name="with_na",
        values="3 4 - 5 4 3 5 4 3 5 4 3 5 4",
        better=Direction.INCREASE,
        screened=True,
        means=(4,),
        lowers=(0.6145454545455,),
        uppers=(7.385454545455,),
        labels="..............",
    ),
    ChartCase(
        name="poisson_weekly_26",
        values="9 3 2 1 3 6 3 8 2 4 2 2 5 2 4 1 4 0 9 3 5 3 10 7 9 1",
        better=Direction.DECREASE,
        screened=True,
        means=(4.153846153846,),
        lowers=(-5.209353846154,),
        uppers=(13.517046153846,),
        labels="..........................",
        target=6,
        assurance="inconsistent",
    ),
    ChartCase(
        name="random_1",
        values="""
            41.46 52.03 47.38 47.85 50.58 77.72 57.44 51.14 40.21 35.16 52.58 46.08 48.13 42.6
            46.05 41.68
        """,
        better=Direction.DECREASE,
        screened=False,
        means=(48.630625,),
        lowers=(26.031265,),
        uppers=(71.229985,),
        labels=".....U..........",
    ),
    ChartCase(
        name="random_4",
        values="""
            78.74 59.6 45.8 46.58 48.52 49.07 41.46 43.64 39.09 51.41 55.42 41.34 41.56 49.44
            47.1 55.29 39.93 51.04 58.27 45.51
        """,
        better=Direction.DECREASE,
        screened=True,
        means=(49.4405,),
        lowers=(28.9935,),
        uppers=(69.8875,),
        labels="U.BBBBBBB...........",
    ),
    ChartCase(
        name="random_7",
        values="""
            39.06 65.62 50.35 51.59 42.21 43.32 75.34 53.87 53.22 47.95 49.21 46.19 51.21
            55.18 52.62 49.54 48.31 49.59 52.02 46.01 47.63 53.9 44.72 55.56 36.83 56.13 41.8
            51.48 45.56 51.4 55.07 55 49.9 79.19 52.84 56.04 61.19 53.66 47.47 39.7 50.32
            47.76 42.05 51.36 54.03 47.41 51.8 47.7 48.59 52.11 54.38 45.44 55.94 48.14 45.19
        """,
        better=Direction.DECREASE,
        screened=False,
        means=(50.903636363636,),
        lowers=(30.130514141414,),
        uppers=(71.676758585859,),
        labels="......U..........................U.....................",
    ),
    ChartCase(
        name="random_10",
        values="""
            46.11 52.99 44.37 59.73 51.11 44.75 52.72 44.29 50.42 47.88 51.06 43.98 46.43
            57.88 61.9 51.42 53.06 55.17 59.8 62.93 57.52 68.38 59.18 55.84 54.61 57.76 59.07
        """,
        better=Direction.DECREASE,
        screened=True,
        means=(53.717037037037,),
        lowers=(37.800006267806,),
        uppers=(69.634067806268,),
        labels="....BBBBBBBBB....AAAAAAAAAA",
    ),
    ChartCase(
        name="random_13",
        values="""
            51.72 48.34 48.51 52.19 53.4 46.98 47.87 55.04 57.09 45.5 51.71 53.26 49.16 54.65
            45.7 50.86 43.52 44.73 41.55 52 36.27 44.71 47.9 36.06 41.9 44.05 41.61 43.92
        """,
        better=Direction.DECREASE,
        screened=False,
        means=(47.507142857143,),
        lowers=(33.503720634921,),
        uppers=(61.510565079365,),
        labels="............................",
    ),
    ChartCase(
        name="random_16",
        values="""
            47.89 47.1 50.43 36.42 77.41 80.14 45.63 50.25 45.3 63.74 45.16 44.93 52.53 52.5
            54.47 53.2 48.33 40.21 45.06 46.16 44.94 46.14 45.01 40.56 55.94 46.9 44.93 39.4
            42.63 50.68
        """,
        better=Direction.DECREASE,
        screened=True,
        means=(49.466333333333,),
        lowers=(34.817614814815,),
        uppers=(64.115051851852,),
        labels="....UU..........BBBBBBBB......",
    ),
    ChartCase(
        name="random_19",
        values="""
            44.08 60.39 51.23 49.29 52.97 66.3 81.69 47.85 52.55 50.6 53.98 50.64 50.9 61.32
            47.89 45.05 57.96 58.49 60.5 46.24 47.35 47.72 51.88 76.84 53.03 57.25 53.85 51.04
            51.69 54.12 49.12 45.74 56.81 54.91 51.65 54.47 42.43 54.15 54.42 47.95 49.72
            50.76 51.48 81.18 47.86 69.62 46.12
        """,
        better=Direction.DECREASE,
        screened=False,
        means=(54.108085106383,),
        lowers=(30.900163367253,),
        uppers=(77.316006845513,),
        labels="......U....................................U...",
    ),
)
