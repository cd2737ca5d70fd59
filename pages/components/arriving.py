"""What a manager reads on the way to a customer: the ask, who may decide what, the response to use.

Each piece of a screen costs a message, and this one is drawn anew at every ask: few pieces.
"""

from __future__ import annotations

import streamlit as st

from db.queries.arrivals import Arrival
from db.queries.card_words import Words
from db.queries.escalations import EscalationRow
from db.rules import cards
from db.rules.words import EscalationClass
from pages.components.badges import ASK, badge_for, in_line
from pages.components.escaping import Strong, in_markdown, plain

SHOWN = 3
SAFETY = "Safety: no compensation here. Security first."
UNANTICIPATED = "Nobody thought of this problem before: there is no response to use."
NOT_AGREED = "No response is agreed for this problem here yet."


def what_is_known(row: EscalationRow, known: Arrival, received: list[str]) -> None:
    """The ask in one line, then what was offered, received, and may be decided; the response
    is folded, so that the next card is near.
    """
    badge = in_line(badge_for(ASK, row.escalation_class.value))
    lines = [f"{in_markdown(['Asks ', Strong(row.asks_for), '.'])} {badge}"]
    if row.offered_already:
        lines.append(f":gray[Offered already:] {plain(row.offered_already)}")
    if known.ended:
        lines.append(plain(known.ended.first))
    if received:
        lines.append(f":gray[Received before:] {plain('; '.join(received[:SHOWN]))}")
    is_safety = row.escalation_class is EscalationClass.SAFETY
    if is_safety:
        lines.append(plain(SAFETY))
    lines += [plain(each) for each in (known.asker_may, known.you_may) if each]
    if known.words is None and not is_safety:
        missing = NOT_AGREED if row.problem_id else UNANTICIPATED
        lines.append(f":gray[{plain(missing)}]")
    st.markdown("  \n".join(lines))
    if known.words is not None:
        with st.expander(_label(known.words), key=f"response-{row.id}", icon=_icon(known.words)):
            st.markdown(_response(row, known.words))


def _label(words: Words) -> str:
    return "The response to use: check expired" if words.is_stale else "The response to use"


def _icon(words: Words) -> str:
    return ":material/history:" if words.is_stale else ":material/format_quote:"


def _response(row: EscalationRow, words: Words) -> str:
    worth = str(row.worth) if row.worth else ""
    opening = cards.spoken(words.opening, remedy=row.remedy_name or "remedy", worth=worth)
    parts = [f"> **{plain(opening)}**"]
    if words.is_stale:
        parts.insert(0, "These words are not checked for today. Ask before you lean on them.")
    for name, label, text in words.parts:
        sign = ":material/block: " if name == "never_say" else ""
        parts.append(f":gray[{sign}{plain(label)}]  \n{plain(text)}")
    until = words.verified_until
    checked = f"checked until {until:%-d %b %Y}" if until and not words.is_stale else "not checked"
    parts.append(f":small[:gray[Version {words.number}, {checked}.]]")
    return "\n\n".join(parts)
