"""Bringing a file: take it, say what it is, show its first rows, and go on step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError, Role, escape
from geo import DatasetNotFoundError, GeoError, imports, uploads
from pages.dataset_address import IMPORT, NEW, UPDATE, asked, go_to_import, go_to_list
from pages.dataset_words import dataset_refusal, format_names, size_text
from pages.html_table import Head, table_html
from pages.import_description import draw_description, draw_target
from pages.import_mapping import draw_mapping
from pages.import_run import draw_run
from pages.plain import plain

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from gazetteer import User
    from geo import Briefing, DatasetInfo, IncidentStore
    from pages.words import Words

# Megabytes of a file that the browser may send: the server holds it in memory until it is on disk.
# Source: UCDP GED 25.1 as CSV has 300 MB; what is larger can be packed (.zip, .gz).
MOST_MB = 500
_TYPES = tuple(ending.removeprefix(".") for ending in imports.ENDINGS)
# What a box holds for "as found"; None would show a placeholder.
_FOUND = ""
_ENCODINGS = ("utf-8", "windows-1256", "windows-1252", "utf-16")


def draw_import(store: IncidentStore, briefing: Briefing, user: User, _: Words) -> None:
    """Draw the import that the address asks for."""
    st.button(
        _("All data sets"),
        key="data_back_to_list",
        on_click=go_to_list,
        icon=":material/arrow_back:",
    )
    if user.role < Role.EDITOR:
        st.info(_("Only editors can import."))
        return
    wanted = asked(IMPORT)
    held = _updated(store)
    if wanted == NEW:
        _draw_taking(store, user, held, _)
        return
    upload = uploads.current_upload_desk().get(wanted or "", user)
    if upload is None:
        st.info(_("This import is over, or it was begun by somebody else or before a restart."))
        st.button(_("Import a file"), key="data_import", on_click=go_to_import)
        return
    _draw_file(upload, _)
    if not (upload.is_busy or upload.status is uploads.UploadStatus.DONE):
        _draw_choices(store, upload, held, _)
    draw_run(store, briefing, upload, held, user, _)


def _updated(store: IncidentStore) -> DatasetInfo | None:
    """Return the data set that the file renews, as the address says."""
    dataset_id = asked(UPDATE)
    try:
        return store.get(dataset_id) if dataset_id else None
    except DatasetNotFoundError:
        return None


def taken_ids(store: IncidentStore) -> set[str]:
    """Return the ids of all data sets, also of those that were removed."""
    return {info.id for removed in (False, True) for info in store.datasets(removed=removed)}


def _draw_taking(store: IncidentStore, user: User, held: DatasetInfo | None, _: Words) -> None:
    """Draw the box that takes a file."""
    if held is not None:
        st.html(
            f'<div class="hudud-placename">{escape(_("A newer file of"))} '
            f'<b dir="auto">{escape(held.name)}</b></div>'
        )
    st.caption(
        _(
            "ACLED, UCDP GED, any table (CSV, TSV, XLSX, Parquet) or map file (GeoJSON, "
            "GeoPackage, KML, KMZ, zipped shapefile), up to %(most)s MB; larger tables can be "
            "packed as .zip or .gz, or imported from the command line.",
            most=_.number(MOST_MB),
        )
    )
    file = st.file_uploader(
        _("File of incidents"),
        type=_TYPES,
        key="data_file",
        max_upload_size=MOST_MB,
    )
    if file is not None:
        _take(store, user, held, file, _)


def _take(
    store: IncidentStore,
    user: User,
    held: DatasetInfo | None,
    file: UploadedFile,
    _: Words,
) -> None:
    """Keep a file on disk and go on to what it is; the browser's copy is let go with its box."""
    try:
        with st.spinner(_("Reading the first rows…")):
            upload = uploads.current_upload_desk().take(file, file.name, user)
            upload.look(taken_ids(store), held=held)
    except (GazetteerError, GeoError) as error:
        st.error(plain(dataset_refusal(error, _)))
        return
    go_to_import(upload.id, update=None if held is None else held.id)
    st.rerun()


def _draw_file(upload: uploads.Upload, _: Words) -> None:
    known = None if upload.preview is None else upload.preview.rows_known
    facts = [size_text(upload.size, _)]
    if upload.preview is not None:
        facts.append(format_names(_)[upload.preview.format])
        columns = len(upload.preview.header)
        facts.append(_.plural("%(count)s column", "%(count)s columns", columns))
    if known is not None:
        facts.append(_.plural("%(count)s row", "%(count)s rows", known))
    st.html(
        f'<div class="hudud-placename"><b dir="auto">{escape(upload.name)}</b></div>'
        f'<div class="hudud-note">{escape(" · ".join(facts))}</div>'
    )


def _draw_choices(
    store: IncidentStore, upload: uploads.Upload, held: DatasetInfo | None, _: Words
) -> None:
    """Draw what can be decided of a file: how it is read, its columns, its data set."""
    with st.expander(_("How the file is read"), expanded=upload.preview is None):
        _draw_reading(store, upload, held, _)
    if upload.preview is None:
        return
    st.subheader(_("First rows"), anchor=False)
    _draw_rows(upload.preview, _)
    draw_mapping(upload, _)
    st.subheader(_("The data set"), anchor=False)
    draw_target(store, upload, held, _)
    draw_description(upload, held, _)


def _draw_reading(
    store: IncidentStore, upload: uploads.Upload, held: DatasetInfo | None, _: Words
) -> None:
    """Draw format, sheet and encoding, and read the file anew when one is chosen otherwise."""
    key = f"data_read_{upload.id}"
    for field in ("format", "layer", "encoding"):
        value = None if upload.choices is None else getattr(upload.choices, field)
        st.session_state.setdefault(f"{key}_{field}", str(value or _FOUND))

    def read_anew() -> None:
        chosen = {f: st.session_state.get(f"{key}_{f}") for f in ("format", "layer", "encoding")}
        upload.look(
            taken_ids(store),
            held=held,
            format=imports.ImportFormat(chosen["format"]) if chosen["format"] else None,
            layer=chosen["layer"] or None,
            encoding=chosen["encoding"] or None,
        )

    names = {str(name): text for name, text in format_names(_).items()}
    boxes = (
        ("format", _("Format"), list(names)),
        ("layer", _("Sheet or layer"), list(upload.layers) if len(upload.layers) > 1 else []),
        ("encoding", _("Encoding of a CSV table"), list(_ENCODINGS)),
    )
    found = _("as found in the file")
    for column, (field, label, options) in zip(st.columns(3), boxes, strict=True):
        if options:
            column.selectbox(
                label,
                [_FOUND, *options],
                format_func=lambda chosen: names.get(chosen, chosen) if chosen else found,
                key=f"{key}_{field}",
                on_change=read_anew,
            )


def _draw_rows(preview: imports.Preview, _: Words) -> None:
    rows = [["" if text is None else text[:200] for text in row] for row in preview.rows]
    heads = [Head(name) for name in preview.header]
    st.html(table_html(heads, rows, scrolls=_("First rows")))
