"""Holdings: packed arrays, one row for each office, kind and piece of time."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import HoldingKind
from db.tables.base import Table


class Holding(Table):
    """One piece of what is held about an office: never evidence, always made again from the rows.

    `piece` counts stretches of weeks, for waits single weeks; see `db.rules.holdings`.
    """

    __tablename__ = "holdings"

    kind: Mapped[HoldingKind] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(
        ForeignKey("places.id", ondelete="RESTRICT"), primary_key=True
    )
    piece: Mapped[int] = mapped_column(primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)
