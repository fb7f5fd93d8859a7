"""A figure that was made: as it was then, and how the data differ today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import Role, User
from geo import (
    FigureKind,
    FigureNotFoundError,
    FigureRegister,
    compare,
    repeated_export,
    snapshot,
)
from pages.export_address import leave_figure, open_map
from pages.export_changes import SINCE_FIGURE, change_counts
from pages.export_choices import values_of
from pages.export_downloads import draw_data_downloads, draw_downloads, draw_figure_link
from pages.export_form import set_choices
from pages.export_preview import draw_preview
from pages.filter_words import state_words
from pages.link import STATE
from pages.plain import plain

if TYPE_CHECKING:
    from geo import Briefing, Comparison, IncidentStore, MadeFigure
    from pages.words import Words

# A figure that is kept already is kept by nobody again.
_NOBODY = User("", Role.VIEWER)


def draw_figure(briefing: Briefing, figure_id: str, _: Words) -> None:
    """Draw a figure with its files."""
    st.button(
        _("All figures"), key="snapshot_back", on_click=leave_figure, icon=":material/arrow_back:"
    )
    store = briefing.incident_store
    figure = None if store is None else _registered(store, figure_id)
    if store is None or figure is None:
        st.error(
            _("Nothing was made here under the id “%(figure)s”.", figure=plain(figure_id[:20]))
        )
        return
    if figure.kind is FigureKind.SNAPSHOT:
        _draw_snapshot(store, briefing, figure, _)
    else:
        _draw_export(store, briefing, figure, _)


def _registered(store: IncidentStore, figure_id: str) -> MadeFigure | None:
    try:
        return FigureRegister(store.database).get(figure_id)
    except FigureNotFoundError:
        return None


def _draw_snapshot(store: IncidentStore, briefing: Briefing, figure: MadeFigure, _: Words) -> None:
    left, right = st.columns([1, 1.55], gap="large")
    with left:
        _draw_head(figure, _)
    try:
        made = repeated(figure.id, figure.data.epoch, store)
    except FigureNotFoundError as error:
        left.error(_cannot(error, _))
        if figure.thumbnail:
            right.image(figure.thumbnail, alt=figure.id)
        return
    with left:
        _draw_difference(briefing, made.briefing, figure, _)
        st.html(state_words(made.briefing, made.state, _))
        if figure.reason:
            st.warning(
                _("It was exported in spite of errors: %(reason)s", reason=plain(figure.reason))
            )
        st.button(
            _("Make it with today's data"),
            key="snapshot_today",
            icon=":material/update:",
            on_click=_make_anew,
            args=(made,),
        )
        if st.button(
            _("Show today's map with its filters"), key="snapshot_to_map", icon=":material/map:"
        ):
            open_map(made.state)
    with right:
        draw_preview(made, _)
        draw_downloads(made, _NOBODY, _)
        draw_figure_link(made, _)


def _draw_export(store: IncidentStore, briefing: Briefing, figure: MadeFigure, _: Words) -> None:
    _draw_head(figure, _)
    try:
        export, _formats = repeated_export(store, figure.id)
    except FigureNotFoundError as error:
        st.error(_cannot(error, _))
        return
    _draw_difference(briefing, export.briefing, figure, _)
    st.html(state_words(export.briefing, export.state, _))
    draw_data_downloads(lambda: export, figure.id, _)


# Each keeps the data of its time alive, which may be a million incidents.
@st.cache_resource(max_entries=2, show_spinner=False)
def repeated(figure_id: str, epoch: str, _store: IncidentStore) -> snapshot.Snapshot:  # noqa: ARG001 - the key of the cache
    """Return a snapshot as it was made, from the data of that time."""
    return snapshot.repeated_snapshot(_store, figure_id)


def _draw_head(figure: MadeFigure, _: Words) -> None:
    st.subheader(_("Figure %(figure)s", figure=plain(figure.id)), anchor=False)
    st.caption(made_words(figure, _))


def made_words(figure: MadeFigure, _: Words) -> str:
    """Return when and by whom a figure was made, and from which revision of the data."""
    return _(
        "Made on %(date)s at %(time)s UTC by %(name)s; gazetteer revision %(places)s, data sets "
        "revision %(datasets)s.",
        date=_.date(figure.made_at.date()),
        time=figure.made_at.strftime("%H:%M"),
        name=plain(figure.made_by) or _("nobody named"),
        places=figure.data.places,
        datasets=figure.data.datasets,
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _compared(
    figure_id: str,  # noqa: ARG001 - the key of the cache
    revision: str,  # noqa: ARG001 - the key of the cache
    _then: Briefing,
    _now: Briefing,
) -> Comparison:
    return compare(_then, _now)


def _draw_difference(briefing: Briefing, then: Briefing, figure: MadeFigure, _: Words) -> None:
    """Say whether the data are still those of the figure."""
    comparison = _compared(figure.id, briefing.table.revision, then, briefing)
    if not comparison.changes:
        st.success(_("The incidents have not changed since."), icon=":material/check_circle:")
        return
    st.warning(
        _(
            "The data have changed since: %(changes)s. This is the figure with the data of then.",
            changes=change_counts(comparison, _),
        ),
        icon=":material/history:",
    )
    st.button(
        _("What changed since"),
        key="snapshot_what_changed",
        icon=":material/difference:",
        on_click=_compare_since,
        args=(figure.id,),
    )


def _cannot(error: FigureNotFoundError, _: Words) -> str:
    problem = plain(_.said(error.message))
    return _("This figure cannot be made again here: %(problem)s", problem=problem)


def _make_anew(made: snapshot.Snapshot) -> None:
    set_choices(values_of(made.options, made.dpi, made.width_px))
    # An address without filters says nothing, and the page would take what the map showed last.
    st.session_state[STATE] = made.state
    leave_figure("make", made.state)


def _compare_since(figure_id: str) -> None:
    leave_figure("changes")
    st.session_state[SINCE_FIGURE] = figure_id
