"""Make a snapshot: what goes in on the left, what comes out on the right."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import LinkProblem, SnapshotError, snapshot
from pages import export_choices as keys
from pages.export_address import asked_state, open_map
from pages.export_downloads import draw_downloads, draw_figure_link
from pages.export_findings import draw_findings
from pages.export_form import draw_form, restore_choices
from pages.export_preview import composed, draw_preview
from pages.filter_words import state_words
from pages.identity import figure_keeper
from pages.plain import plain

if TYPE_CHECKING:
    from gazetteer import User
    from geo import Briefing, MapState
    from pages.words import Words


def draw_make(briefing: Briefing, user: User, _: Words) -> None:
    """Draw the choices, the preview and the files."""
    state, problems = asked_state(briefing)
    for problem in problems:
        _say(problem, _)
    framed = state.view is not None
    chosen = restore_choices(_, framed=framed)
    keeper = figure_keeper(user)
    left, right = st.columns([1, 1.55], gap="large")
    with left:
        _draw_contents(briefing, state, _)
        form = st.container()
    try:
        made = _planned(briefing, state, chosen, keeper)
    except SnapshotError:
        with form:
            draw_form(briefing, chosen, {}, _, framed=framed)
        right.info(_incomplete(chosen, _))
        return
    with form:
        draw_form(briefing, chosen, _suggested(made), _, framed=framed)
    with right:
        draw_preview(made, _)
        is_fit = draw_findings(made, _)
        draw_downloads(made, keeper, _, is_fit=is_fit)
        if snapshot.may_keep(keeper) and made.data is not None:
            draw_figure_link(made, _)
        else:
            st.caption(
                _("You may download, but not keep figures: these files bear no id to open again.")
            )


def _planned(
    briefing: Briefing, state: MapState, chosen: dict[str, Any], keeper: User
) -> snapshot.Snapshot:
    options = keys.options_of(chosen, datetime.now(UTC).date())
    made = snapshot.plan_snapshot(
        briefing,
        state,
        options,
        dpi=int(chosen[keys.DPI]),
        width_px=None if chosen[keys.WIDTH] is None else int(chosen[keys.WIDTH]),
    )
    if not snapshot.may_keep(keeper) or made.data is None:
        made = made.unnamed()
    return composed(made)


def _suggested(made: snapshot.Snapshot) -> dict[str, str]:
    return dict(zip(made.options.languages, made.sheet.title, strict=True))


def _incomplete(chosen: dict[str, Any], _: Words) -> str:
    if chosen[keys.EXTENT] == snapshot.ExtentKind.GOVERNORATE:
        return _("Choose a governorate to see the sheet.")
    return _("The box is empty: west must be less than east, and south less than north.")


def _draw_contents(briefing: Briefing, state: MapState, _: Words) -> None:
    st.html(state_words(briefing, state, _))
    if st.button(_("Change the filters on the map"), icon=":material/map:", key="snapshot_to_map"):
        open_map(state)


def _say(problem: str, _: Words) -> None:
    if isinstance(problem, LinkProblem):
        st.warning(plain(_.said(problem)), icon=":material/link_off:")
