"""Sets that are not in force: the open ones as a list, and one of them with its story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.queries import limit_drafts
from db.queries.limit_difference import difference
from db.queries.limit_drafts import DraftRow, DraftView
from db.rules.words import LimitDraftEventKind, LimitDraftState
from db.session import reading
from pages.components.badges import LIMIT_DRAFT, badge_for, in_line, show_badges
from pages.components.escaping import plain
from pages.components.heading import finding, second_line
from pages.components.limit_difference import difference_shown
from pages.components.limit_draft_acts import draft_acts
from pages.components.limit_files import set_brought, set_downloaded
from pages.components.limit_grid import grid_edited, grid_shown
from pages.components.moments import now

FEW = 8


def draft_rows(viewer: Viewer, rows: Sequence[DraftRow]) -> None:
    """Every open set with its state and whose it is; a click opens it."""
    for row in rows:
        with (
            st.container(border=True, key=f"draft-{row.id}"),
            st.container(
                horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
            ),
        ):
            at = row.updated_at.astimezone(ZoneInfo(viewer.zone))
            st.markdown(
                f"**{plain(row.place.name)}** {plain(row.note or 'no note yet')} "
                f"{in_line(badge_for(LIMIT_DRAFT, row.state))}  \n:small[:gray["
                f"{plain(f'By {row.updated_by}, {at:%-d %b %Y %H:%M}')}]]"
            )
            if st.button("Open", key=f"open-{row.id}", icon=":material/table_edit:"):
                st.query_params["set"] = str(row.id)
                st.rerun()


def one_set(viewer: Viewer, draft_id: int) -> None:
    """One set: its table, what is wrong with it, what can be done, and what it would change."""
    with st.spinner("Comparing with the rules that hold"), reading() as session:
        view = limit_drafts.draft_view(session, viewer, draft_id=draft_id, now=now())
        found = difference(session, view.drawn)
    row = view.row
    changed = len(view.drawn.changed.lines) + len(view.drawn.changed.ended)
    noun = "cell changes" if changed == 1 else "cells change"
    finding(
        f"{row.place.name}: {changed or 'no'} {noun}",
        f"Begun by {row.made_by}, last changed by {row.updated_by}. "
        f"Amounts in {row.place.currency}.",
    )
    _story(view)
    if row.state is LimitDraftState.DRAFT:
        with st.container(horizontal=True):
            set_brought(viewer, view)
            set_downloaded(view)
        grid_edited(viewer, view)
    else:
        grid_shown(view.grid, key=f"shown-{row.id}", place_name=row.place.name)
        set_downloaded(view)
    if row.state in limit_drafts.OPEN:
        _flaws(view)
        draft_acts(viewer, view)
        difference_shown(found, key=f"difference-{row.id}")


def _story(view: DraftView) -> None:
    """How far it is, and the reason where it was sent back."""
    show_badges(badge_for(LIMIT_DRAFT, view.row.state))
    kind = LimitDraftEventKind
    told = [each for each in view.events if each.kind is not kind.BEGUN]
    rejected = [each for each in told if each.kind is kind.REJECTED]
    if rejected and view.row.state in {LimitDraftState.DRAFT, LimitDraftState.REJECTED}:
        last = rejected[-1]
        st.info(f"**{plain(last.who)}** sent it back: {plain(last.words)}",
                icon=":material/undo:")  # fmt: skip
    zone = ZoneInfo(view.row.place.zone)
    for each in told:
        at = each.at.astimezone(zone)
        second_line(f"{each.kind.label.capitalize()} by {each.who}, {at:%-d %b %Y %H:%M}. "
                    f"{each.words}".strip())  # fmt: skip


def _flaws(view: DraftView) -> None:
    """What has to be put right, each cell by its name; and what only somebody above may approve."""
    if view.overtaken:
        _listed("Published otherwise since this set was begun", view.overtaken, st.info, "history")
    if view.drawn.changed.lines or view.drawn.changed.ended or view.drawn.changed.flaws:
        _listed("To put right before it can be sent", view.wrong_cells, st.error, "error")
    _listed("More than you hold", view.above_own, st.warning, "lock")


def _listed(title: str, said: Sequence[str], box: Callable[..., object], icon: str) -> None:
    if not said:
        return
    lines = [plain(each) for each in said[:FEW]]
    if len(said) > FEW:
        lines.append(f"And {len(said) - FEW} more.")
    box(f"**{title}**\n\n" + "\n\n".join(lines), icon=f":material/{icon}:")
