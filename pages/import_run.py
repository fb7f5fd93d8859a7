"""The dry run, the import, how far they are, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError, escape
from geo import DatasetNotFoundError, GeoError, uploads
from pages.dataset_address import go_to_list, go_to_set, open_queue
from pages.dataset_entry import draw_map_button
from pages.dataset_history import report_text
from pages.dataset_words import dataset_refusal
from pages.import_findings import draw_findings
from pages.plain import plain

if TYPE_CHECKING:
    from gazetteer import User
    from geo import Briefing, DatasetInfo, IncidentStore
    from pages.words import Words

# Seconds between two looks at an import that runs.
_LOOK_S = 0.7


def draw_run(
    store: IncidentStore,
    briefing: Briefing,
    upload: uploads.Upload,
    held: DatasetInfo | None,
    user: User,
    _: Words,
) -> None:
    """Draw the next step of an import: check it, watch it, import it, or what it did."""
    if upload.status is uploads.UploadStatus.DONE:
        _draw_done(store, briefing, upload, _)
        return
    if upload.is_busy:
        _watch(upload, _)
        return
    if upload.cancelled:
        st.info(_("Cancelled; nothing was changed."))
    elif upload.problem:
        st.error(_told(upload, _))
    if upload.preview is not None:
        _draw_check(store, briefing, upload, held, user, _)
        if upload.findings is not None:
            draw_findings(upload, upload.findings, briefing, _)
            if upload.findings.report is not None:
                _draw_write(store, upload, user, _)
    _draw_discard(upload, _)


def _told(upload: uploads.Upload, _: Words) -> str:
    """Return why the last step failed, as one sentence."""
    if upload.problem == uploads.UNEXPECTED:
        return _("The import failed unexpectedly; the server's log says more.")
    if upload.preview is None:
        return _("This file cannot be read: %(problem)s", problem=plain(_.said(upload.problem)))
    return _("This could not be done: %(problem)s", problem=plain(_.said(upload.problem)))


def _draw_check(
    store: IncidentStore,
    briefing: Briefing,
    upload: uploads.Upload,
    held: DatasetInfo | None,
    user: User,
    _: Words,
) -> None:
    st.subheader(_("Before anything changes"), anchor=False)
    pressed = st.button(
        _("Check again") if upload.findings is not None else _("Show what would happen"),
        key=f"data_check_{upload.id}",
        type="secondary" if upload.findings is not None else "primary",
        disabled=bool(upload.mapping_problem()),
        icon=":material/rule:",
    )
    if pressed and upload.choices is not None:
        ids = {info.id for gone in (False, True) for info in store.datasets(removed=gone)}
        upload.choose(uploads.renewed_choices(upload.choices, held, ids))
        upload.check(store, briefing.borders, user)
        st.rerun()


@st.fragment(run_every=_LOOK_S)
def _watch(upload: uploads.Upload, _: Words) -> None:
    """Draw how far an import is, until it rests; then the page is drawn anew."""
    if not upload.is_busy:
        st.rerun()
    share = min(upload.done / upload.known, 1.0) if upload.known else 0.0
    st.progress(share, text=_progress_text(upload, _))
    if upload.is_ending:
        return
    st.caption(_("You may leave or reload this page; the import goes on and is found again here."))
    st.button(
        _("Cancel"),
        key=f"data_cancel_{upload.id}",
        on_click=upload.cancel,
        icon=":material/cancel:",
    )


def _progress_text(upload: uploads.Upload, _: Words) -> str:
    """Return what is happening and how far it is."""
    if upload.is_ending:
        return _("Cancelling; nothing will be changed…")
    done, known = _.number(upload.done), _.number(upload.known or 0)
    match upload.status:
        case uploads.UploadStatus.WAITING:
            return _("Waiting for other imports to finish…")
        case uploads.UploadStatus.READING if not upload.done:
            return _("Getting ready to read…")
        case uploads.UploadStatus.READING:
            some = _("Reading rows: %(done)s…", done=done)
            of_all = _("Reading rows: %(done)s of %(known)s…", done=done, known=known)
            return some if upload.known is None else of_all
        case uploads.UploadStatus.COMPARING:
            return _("Comparing with what there is: %(done)s of %(known)s…", done=done, known=known)
        case _other:
            return _("Writing %(known)s incidents…", known=known)


def _draw_write(store: IncidentStore, upload: uploads.Upload, user: User, _: Words) -> None:
    findings = upload.findings
    if findings is None or findings.report is None or upload.choices is None:
        return
    report = findings.report
    if not (report.imported or report.updated or report.withdrawn):
        st.info(_("Nothing in this file differs from what there is."))
    with st.form(f"data_write_{upload.id}"):
        reason = st.text_input(
            _("Why? The history keeps the reason."),
            key=f"data_write_why_{upload.id}",
            max_chars=300,
        )
        if st.form_submit_button(
            _.plural("Import %(count)s incident", "Import %(count)s incidents", findings.row_count),
            type="primary",
        ):
            if not reason.strip():
                st.error(_("Say why, in a few words."))
                return
            upload.write(store, user, reason.strip())
            st.rerun()


def _draw_discard(upload: uploads.Upload, _: Words) -> None:
    st.button(
        _("Discard this file"),
        key=f"data_discard_{upload.id}",
        on_click=_discard,
        args=(upload,),
        icon=":material/delete:",
    )


def _discard(upload: uploads.Upload) -> None:
    uploads.current_upload_desk().discard(upload)
    go_to_list()


def _draw_done(store: IncidentStore, briefing: Briefing, upload: uploads.Upload, _: Words) -> None:
    """Draw what an import did, and where to go from there."""
    report = upload.report
    if report is None:
        return
    counts = {
        _("new"): report.imported,
        _("updated"): report.updated,
        _("unchanged"): report.unchanged,
        _("withdrawn"): report.withdrawn,
        _("refused"): report.refused,
    }
    changed = report.version is not None
    st.success(_("The import is done.") if changed else _("Nothing had to be changed."))
    st.html(f"<div>{escape(report_text(counts, _))}</div>")
    try:
        info = store.get(report.dataset_id)
    except DatasetNotFoundError:
        st.info(_("There is no such data set, or it was removed."))
        return
    except (GazetteerError, GeoError) as error:
        st.error(plain(dataset_refusal(error, _)))
        return
    row = st.container(horizontal=True)
    if info.active and info.version:
        draw_map_button(row, briefing, info, _)
    row.button(
        _("Open the data set"), key="data_done_open", on_click=_finish, args=(upload, info.id)
    )
    if report.unresolved:
        asked = row.button(
            _.plural(
                "Settle %(count)s name that was not found",
                "Settle %(count)s names that were not found",
                report.unresolved,
            ),
            key="data_done_names",
            icon=":material/wrong_location:",
        )
        if asked:
            open_queue()


def _finish(upload: uploads.Upload, dataset_id: str) -> None:
    """Let go of the file and show the data set."""
    uploads.current_upload_desk().discard(upload)
    go_to_set(dataset_id)
