"""Numbers with their noun."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """`1 ask`, `1,200 asks`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
