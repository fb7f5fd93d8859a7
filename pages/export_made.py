"""What was made earlier: a picture, a title and the way back to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import FigureKind, FigureRegister
from pages.export_address import go_to_figure
from pages.export_figure import made_words
from pages.plain import plain

if TYPE_CHECKING:
    from geo import Briefing, MadeFigure
    from pages.words import Words

_COLUMNS = 3
_A_PAGE = 12
_SHOWN = "snapshot_shown"


def draw_made(briefing: Briefing, _: Words) -> None:
    """Draw the figures that were made, the newest first."""
    st.text_input(
        _("Open a figure by its id"),
        key="snapshot_open_id",
        on_change=_open_written,
        placeholder="7K3M9QXZ",
        width=300,
    )
    store = briefing.incident_store
    shown = int(st.session_state.get(_SHOWN, _A_PAGE))
    made = [] if store is None else FigureRegister(store.database).figures(limit=shown + 1)
    if not made:
        st.info(_("Nothing has been made yet. What you download is kept here."))
        return
    for start in range(0, min(len(made), shown), _COLUMNS):
        columns = st.columns(_COLUMNS, gap="medium")
        for column, figure in zip(
            columns, made[start : min(start + _COLUMNS, shown)], strict=False
        ):
            with column.container(border=True, key=f"snapshot_card_{figure.id}"):
                _draw_card(figure, _)
    if len(made) > shown:
        st.button(_("Show more"), key="snapshot_more", on_click=_show_more, args=(shown,))


def _draw_card(figure: MadeFigure, _: Words) -> None:
    if figure.thumbnail:
        st.image(figure.thumbnail, width="stretch", alt=figure_title(figure, _))
    st.markdown(f"**{plain(figure_title(figure, _))}**")
    st.caption(made_words(figure, _))
    st.button(
        _("Open %(figure)s", figure=plain(figure.id)),
        key=f"snapshot_open_{figure.id}",
        on_click=go_to_figure,
        args=(figure.id,),
        icon=":material/open_in_full:",
    )


def figure_title(figure: MadeFigure, _: Words) -> str:
    """Return what a figure is called in a list."""
    if figure.kind is FigureKind.EXPORT:
        formats = ", ".join(map(str, figure.options["formats"]))
        return _("Data files: %(formats)s", formats=formats)
    titles = dict(zip(figure.options["sheet"]["languages"], figure.options["title"], strict=True))
    return str(titles.get(_.language) or next(iter(titles.values())))


def _open_written() -> None:
    written = str(st.session_state.pop("snapshot_open_id", "") or "").strip()
    if written:
        go_to_figure(written)


def _show_more(shown: int) -> None:
    st.session_state[_SHOWN] = shown + _A_PAGE
