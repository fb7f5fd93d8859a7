"""The files of a snapshot: each is made when somebody takes it, and not before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from geo import packed_ending, packed_export, snapshot
from pages.export_address import figure_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from gazetteer import User
    from geo import MapExport
    from pages.words import Words

_PICTURES = {
    "png": ("PNG", "image/png"),
    "pdf": ("PDF", "application/pdf"),
    "svg": ("SVG", "image/svg+xml"),
    "pptx": (
        "PowerPoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
_DATA = {
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "kml": "KML",
    "csv": "CSV",
    "xlsx": "Excel",
    "html": "HTML",
}


def draw_downloads(made: snapshot.Snapshot, keeper: User, _: Words, *, is_fit: bool = True) -> None:
    """Draw a button for each kind of file; the first that is taken keeps the figure."""
    name = _name(made.id)
    st.markdown(f"**{_('Pictures')}**")
    with st.container(horizontal=True, key="snapshot_pictures"):
        for form, (label, mime) in _PICTURES.items():
            st.download_button(
                label,
                data=_picture(made, keeper, form),
                file_name=f"{name}.{form}",
                mime=mime,
                key=f"snapshot_get_{form}",
                disabled=not is_fit,
                icon=":material/image:" if form != "pptx" else ":material/slideshow:",
                type="primary" if form == "png" else "secondary",
                help=None if is_fit else _("The check found errors: give a reason first."),
            )
    draw_data_downloads(lambda: _kept(made, keeper).export(datetime.now(UTC)), made.id, _)


def draw_data_downloads(export: Callable[[], MapExport], figure_id: str, _: Words) -> None:
    """Draw a button for each kind of data file."""
    st.markdown(f"**{_('Data files of the same incidents')}**")
    with st.container(horizontal=True, key="snapshot_data"):
        for form, label in _DATA.items():
            ending = packed_ending(form)
            st.download_button(
                f"{label} (ZIP)" if ending.endswith(".zip") else label,
                data=_data(export, form, _name(figure_id)),
                file_name=f"{_name(figure_id)}{ending}",
                mime="application/octet-stream",
                key=f"snapshot_get_{form}",
                icon=":material/download:",
            )


def _name(figure_id: str) -> str:
    return f"hudud-{figure_id}" if figure_id else "hudud"


def _kept(made: snapshot.Snapshot, keeper: User) -> snapshot.Snapshot:
    """Return the snapshot as it is kept: by this, before this, or not at all."""
    if made.figure is not None or not made.id:
        return made
    return snapshot.keep_snapshot(made, user=keeper, made_at=datetime.now(UTC))


def _picture(made: snapshot.Snapshot, keeper: User, form: str) -> Callable[[], bytes]:
    return lambda: _kept(made, keeper).picture(form)


def _data(export: Callable[[], MapExport], form: str, name: str) -> Callable[[], bytes]:
    return lambda: packed_export(export(), form, name)


def draw_figure_link(made: snapshot.Snapshot, _: Words) -> None:
    """Draw the id under which the figure is kept, and its link, both to be copied."""
    if made.figure is None:
        st.caption(
            _(
                "Every file bears the id of this figure. It is kept with the first download, and "
                "the link opens it again with the same data, whatever is edited later."
            )
        )
    else:
        st.caption(
            _(
                "Every file bears the id of this figure. The link opens it again with the same "
                "data, whatever is edited later."
            )
        )
    code, link = st.columns([1, 2.6])
    code.code(made.id, language=None, wrap_lines=True)
    link.code(figure_link(made.id), language=None, wrap_lines=True)
