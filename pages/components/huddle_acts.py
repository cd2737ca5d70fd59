"""What the buttons below a running huddle do, each one command in one transaction."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from db.access import Viewer
from db.commands import actions, agenda, decisions, drafts, huddles, responses
from db.queries.drafts import drafts_under
from db.queries.huddle_items import ItemView
from db.queries.huddles import HuddleView
from db.session import writing
from pages.components import moments
from pages.components.huddle_item import PARTS, item_key, typed
from pages.components.refusals import refusals_shown

LATER, CARRY, DROP = "Later today", "Carry over", "Drop"
WAYS = (LATER, CARRY, DROP)


def record_decision(viewer: Viewer, view: HuddleView, item: ItemView) -> None:
    """Decide an item as its form says; the words of a response become a version and are agreed."""
    under = f"{item_key(item)}-"
    with writing() as session:
        form = typed(item, drafts_under(session, viewer, subject=under))
        decided = form.decided
        if form.words and item.problem_id is not None:
            if _is_as_proposed(item, form.words) and item.proposed is not None:
                response_id = item.proposed.response_id
            else:
                response_id = responses.propose(
                    session,
                    viewer,
                    problem_id=item.problem_id,
                    place_id=view.row.place_id,
                    words=form.words,
                    at=moments.now(),
                )
            decided = replace(decided, response_id=response_id)
        decisions.decide(
            session,
            viewer,
            item_id=item.id,
            decided=decided,
            version=item.version,
            at=moments.now(),
        )
        drafts.forget_under(session, viewer, subject=under)


def _is_as_proposed(item: ItemView, words: dict[str, str]) -> bool:
    return item.proposed is not None and all(
        words[part] == getattr(item.proposed, part) for part in PARTS
    )


def put_off(viewer: Viewer, item: ItemView, way: str) -> None:
    """Move an item to the end, to the next huddle, or off the agenda; what was typed is why."""
    under = f"{item_key(item)}-"
    with writing() as session:
        if way == LATER:
            agenda.later(session, viewer, item_id=item.id, version=item.version, at=moments.now())
            return
        act = agenda.carry_over if way == CARRY else agenda.drop
        why = drafts_under(session, viewer, subject=under).get(f"{under}text", "").strip()
        act(session, viewer, item_id=item.id, why=why, version=item.version, at=moments.now())
        drafts.forget_under(session, viewer, subject=under)


def close_huddle(viewer: Viewer, view: HuddleView) -> None:
    """Close the huddle, so that those who were there can confirm."""
    with writing() as session:
        huddles.close(session, viewer, huddle_id=view.row.id, at=moments.now())


def followed_action(viewer: Viewer, view: HuddleView, item: ItemView) -> None:
    """For an item that follows up an action: done, or seen to work, at one tap."""
    if item.action_id is None or item.is_decided or not view.may_lead:
        return
    is_done = item.title.startswith("Done: ")
    label, icon = ("It worked", "verified") if is_done else ("It is done", "task_alt")
    act = actions.verify_effective if is_done else actions.mark_done
    if st.button(label, key=f"followed-{item.id}", icon=f":material/{icon}:"):
        with refusals_shown():
            with writing() as session:
                act(session, viewer, action_id=item.action_id, at=moments.now())
            st.toast("Noted in the list of actions.", icon=":material/check:")
