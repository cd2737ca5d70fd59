"""One item of a running huddle: what it is about, and the form that decides it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from db.access import Viewer
from db.commands import drafts
from db.commands.decisions import Decided
from db.queries.huddle_items import ItemView
from db.queries.huddles import HuddleView
from db.rules.hand_offs import SOURCE_KEY
from db.rules.huddles import NEEDS_OWNER, PUT_OFF, outcomes_for
from db.rules.words import ActionKind, ItemKind, ItemOutcome
from db.session import writing
from pages.components import moments
from pages.components.badges import ANSWERED, ORIGIN, badge_for, in_line
from pages.components.drafted import drafted_text
from pages.components.escaping import plain
from pages.components.exemplars import worked_lines
from pages.components.hand_offs import hand_off_fields, kind_badge, typed_hand_off
from pages.components.heading import finding, second_line
from pages.components.huddle_words import OUTCOME

USUAL_DAYS = timedelta(days=7)
PARTS = {"opening_words": "First words", "what_we_can_still_do": "What we can still do"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form of an item; `words` are parts of a response, to be agreed."""

    decided: Decided
    words: dict[str, str]


def item_head(item: ItemView, of: int) -> None:
    """The badge, "3 of 7", the title, the facts, and what stands on the card today."""
    badges = [kind_badge(item)]
    if item.origin is not None:
        badges.append(badge_for(ORIGIN, item.origin.value))
    st.markdown(f"{in_line(*badges)} :gray[{item.number} of {of}]")
    finding(item.title)
    if item.facts:
        st.markdown(plain(item.facts))
    if item.problem_id is not None:
        _card_today(item)


def _card_today(item: ItemView) -> None:
    with st.container(border=True, gap=None):
        if item.card is None:
            second_line("On the card today")
            st.markdown("Nothing yet: no response is agreed.")
        else:
            second_line(f"On the card today, version {item.card.number}")
            st.markdown(plain(f"{item.card.opening_words} {item.card.what_we_can_still_do}"))
        if item.worked:
            second_line("What worked in real cases")
            st.markdown(worked_lines(item.worked))


def frozen_item(item: ItemView) -> None:
    """How an item was decided; it stays so."""
    if item.outcome is None:
        return
    with st.container(border=True, gap="small"):
        badges = [OUTCOME[item.outcome]]
        if item.is_answered is not None and item.outcome not in PUT_OFF:
            badges.append(ANSWERED[item.is_answered])
        st.markdown(in_line(*badges))
        if item.outcome_text:
            st.markdown(plain(item.outcome_text))
        due = f" {item.owner_name}, due {item.due_on:%a %-d %b}." if item.due_on else ""
        second_line(f"Decided by {item.decided_by}.{due}")


@st.fragment
def decision_form(
    viewer: Viewer, view: HuddleView, item: ItemView, kept: Mapping[str, str]
) -> None:
    """Outcome, text, owner and due. What is typed or chosen is kept at once; `kept` holds the
    drafts of this item as the record has them, and `typed` reads all of it back.
    """
    key = item_key(item)
    before = _choices(kept.get(f"{key}-choices", ""))
    offered = outcomes_for(item.kind, has_problem=item.problem_id is not None)
    usual = ItemOutcome.INFORMATION if item.kind is ItemKind.DRILL else offered[0]
    chosen = before.get("outcome")
    outcome = st.pills(
        "Outcome",
        offered,
        key=f"{key}-outcome",
        default=ItemOutcome(chosen) if chosen in offered else usual,
        required=True,
        format_func=lambda each: OUTCOME[each].word,
    )
    if outcome is ItemOutcome.RESPONSE_AGREED:
        _response_words(viewer, item)
    if _agrees_hand_off(item, outcome):
        hand_off_fields(viewer, view, key)
    drafted_text(viewer, "Write it as people will read it", subject=f"{key}-text", height=88)
    if item.kind is ItemKind.DRILL:
        _drill_numbers(item, view)
    if outcome is not ItemOutcome.INFORMATION:
        _owner_and_due(view, key, outcome, before)
    _keep_choices(viewer, key, before)


def _agrees_hand_off(item: ItemView, outcome: ItemOutcome | None) -> bool:
    return item.source_key == SOURCE_KEY and outcome is ItemOutcome.DECISION


def _choices(kept: str) -> dict[str, str]:
    """What was chosen before a reload: outcome, owner and due, each as text."""
    return {} if not kept else {str(name): str(value) for name, value in json.loads(kept).items()}


def _keep_choices(viewer: Viewer, key: str, before: dict[str, str]) -> None:
    names = ("outcome", "owner", "due")
    values = {name: st.session_state.get(f"{key}-{name}") for name in names}
    now_chosen = {name: str(value) for name, value in values.items() if value is not None}
    # What the form begins with is nobody's choice yet.
    last = st.session_state.setdefault(f"{key}-choices", before or now_chosen)
    if now_chosen != last:
        with writing() as session:
            text = json.dumps(now_chosen)
            drafts.keep(session, viewer, subject=f"{key}-choices", text=text, at=moments.now())
        st.session_state[f"{key}-choices"] = now_chosen


def item_key(item: ItemView) -> str:
    """The beginning of the key of everything that is typed about an item."""
    return f"huddle-item-{item.id}"


def _response_words(viewer: Viewer, item: ItemView) -> None:
    start = item.proposed or item.card
    if item.proposed is not None:
        second_line(f"Version {item.proposed.number} is proposed. Change it, or agree it as it is.")
    for part, label in PARTS.items():
        begins = getattr(start, part) if start else ""
        subject = f"{item_key(item)}-{part}"
        drafted_text(viewer, label, subject=subject, start=begins, height=88)


def _drill_numbers(item: ItemView, view: HuddleView) -> None:
    present = sum(each.is_present for each in view.attendance)
    with st.container(horizontal=True, gap="small"):
        st.number_input("Took part", 0, 500, present, key=f"{item_key(item)}-took-part", width=160)
        st.number_input("Gave the agreed words", 0, 500, 0, key=f"{item_key(item)}-gave", width=200)


def _owner_and_due(
    view: HuddleView, key: str, outcome: ItemOutcome | None, before: Mapping[str, str]
) -> None:
    names = {each.person_id: each.name for each in view.attendance}
    keys = [str(each) for each in names]
    owner, due = st.columns(2, gap="small")
    with owner:
        st.selectbox(
            "Owner" if outcome in NEEDS_OWNER else "Owner, if anybody",
            list(names),
            index=keys.index(before["owner"]) if before.get("owner") in keys else None,
            key=f"{key}-owner",
            format_func=lambda each: names[each],
            placeholder="Nobody yet",
        )
    with due:
        usual = view.row.held_on + USUAL_DAYS
        st.date_input(
            "Due",
            date.fromisoformat(before["due"]) if before.get("due") else usual,
            min_value=view.row.held_on,
            key=f"{key}-due",
            format="DD/MM/YYYY",
        )
    if outcome is ItemOutcome.ACTION:
        st.pills(
            "What the action is for",
            [kind for kind in ActionKind if kind is not ActionKind.CHANGE_A_LIMIT],
            key=f"{key}-kind",
            default=ActionKind.PREVENT,
            required=True,
            format_func=lambda each: each.label.capitalize(),
        )


def typed(item: ItemView, kept: Mapping[str, str]) -> Typed:
    """What the form says now; `kept` are the drafts of this item as the record holds them."""
    key = item_key(item)
    state = st.session_state
    outcome: ItemOutcome = state.get(f"{key}-outcome") or ItemOutcome.INFORMATION
    owner = state.get(f"{key}-owner") if outcome is not ItemOutcome.INFORMATION else None
    due: date | None = state.get(f"{key}-due") if owner is not None else None
    is_drill = item.kind is ItemKind.DRILL
    words = _words(item, kept) if outcome is ItemOutcome.RESPONSE_AGREED else {}
    text = kept.get(f"{key}-text", "").strip() or words.get("opening_words", "")
    decided = Decided(
        outcome=outcome,
        text=text,
        owner_id=owner,
        due_on=due,
        action_kind=state.get(f"{key}-kind") if outcome is ItemOutcome.ACTION else None,
        took_part=state.get(f"{key}-took-part") if is_drill else None,
        gave_agreed_words=state.get(f"{key}-gave") if is_drill else None,
        hand_off=typed_hand_off(key, kept) if _agrees_hand_off(item, outcome) else None,
    )
    return Typed(decided, words)


def _words(item: ItemView, kept: Mapping[str, str]) -> dict[str, str]:
    start = item.proposed or item.card
    return {
        part: kept.get(f"{item_key(item)}-{part}", getattr(start, part) if start else "").strip()
        for part in PARTS
    }
