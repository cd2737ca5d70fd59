"""`python -m db rate`: exchange rates with their day and source."""

from __future__ import annotations

import argparse
from datetime import date
from uuid import uuid4

from db.cli.said import OPERATOR, Said, said, table
from db.commands import exchange_rates as commands
from db.queries.exchange_rates import exchange_rates
from db.rules.refusals import Refusal
from db.session import reading, writing


def add(given: argparse.Namespace) -> Said:
    """Record one rate."""
    try:
        day = date.fromisoformat(given.valid_from) if given.valid_from else given.now.date()
    except ValueError:
        raise Refusal(f"“{given.valid_from}” is not a day. Write it as 2026-11-01.") from None
    pair = given.from_currency.upper(), given.to_currency.upper()
    with writing() as session:
        commands.record(
            session, OPERATOR, from_currency=pair[0], to_currency=pair[1], rate=given.rate,
            valid_from_on=day, source=given.source, submit_key=uuid4().hex, at=given.now,
        )  # fmt: skip
    return said(f"1 {pair[0]} is {given.rate} {pair[1]} from {day:%-d %b %Y} on.")


def listed(_given: argparse.Namespace) -> Said:
    """Every rate, the newest first."""
    with reading() as session:
        found = exchange_rates(session)
    if not found:
        return said("No rate was recorded. Nothing is compared across currencies without one.")
    rows = [
        [f"1 {each.from_currency} in {each.to_currency}", f"{each.rate:f}",
         str(each.valid_from_on), each.source] for each in found
    ]  # fmt: skip
    return said(*table(("pair", "rate", "from", "source"), rows))
