"""Long lists: a search box and a pager that stay in the address, so that a link can be sent."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import streamlit as st


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a list that is shown: page from 1, first row from 0, at most `limit` rows."""

    page: int
    offset: int
    limit: int


def search_box(label: str, *, key: str, placeholder: str = "") -> str:
    """What a person searches for, handed over as they type; `key` is its name in the address."""
    typed = st.text_input(
        label,
        key=key,
        type="search",
        live="300ms",
        placeholder=placeholder or None,
        icon=":material/search:",
        bind="query-params",
    )
    return (typed or "").strip()


def paged(total: int, *, key: str, per_page: int = 25) -> Slice:
    """The page to show of `total` rows; the pager itself appears only when one is needed.

    `key` is the page's name in the address. A page that no longer exists becomes the last one.
    """
    pages = max(1, ceil(total / per_page))
    page = 1
    if pages > 1:
        page = min(pages, st.pagination(pages, key=key, bind="query-params"))
    return Slice(page=page, offset=(page - 1) * per_page, limit=per_page)


def shown_of(part: Slice, total: int, noun: str) -> str:
    """The line below a list: `1 to 25 of 83 minutes`."""
    if total == 0:
        return f"No {noun}."
    last = min(total, part.offset + part.limit)
    return f"{part.offset + 1:,} to {last:,} of {total:,} {noun}"
