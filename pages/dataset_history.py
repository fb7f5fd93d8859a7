"""What happened to a data set: who, when, why, which file, which incidents; and a way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import GazetteerError, Role, escape
from geo import DatasetChangeKind, GeoError, changed_rows, imports
from pages.dataset_words import (
    change_names,
    column_names,
    dataset_refusal,
    moment_text,
    refused_rows_csv,
)
from pages.html_table import Head, table_html
from pages.said import say_next

if TYPE_CHECKING:
    from gazetteer import User
    from geo import DatasetChange, DatasetInfo, IncidentStore
    from pages.words import Words

PAGE_SIZE = 10
# Incidents of each kind of difference that are shown; the counts tell of all.
FIRST_ROWS = 5
_SHOWN = "data-history-shown"


def draw_dataset_history(store: IncidentStore, info: DatasetInfo, user: User, _: Words) -> None:
    """Draw the changes of a data set, the newest first."""
    st.subheader(_("History"), anchor=False)
    held: tuple[str, int] = st.session_state.get(_SHOWN, ("", PAGE_SIZE))
    limit = held[1] if held[0] == info.id else PAGE_SIZE
    changes = store.history(info.id, limit=limit + 1)
    for number, change in enumerate(changes[:limit]):
        _draw_change(store, change, user, is_last=number == 0, _=_)
    if len(changes) > limit:

        def more() -> None:
            st.session_state[_SHOWN] = (info.id, limit + PAGE_SIZE)

        st.button(_("Show older changes"), on_click=more, key="data_history_more")


def _refused_csv(store: IncidentStore, change_id: int, _: Words) -> bytes:
    return refused_rows_csv(imports.kept_refusals(store.refusals(change_id)), _)


def _draw_change(
    store: IncidentStore, change: DatasetChange, user: User, *, is_last: bool, _: Words
) -> None:
    with st.container(border=True):
        st.html(_change_html(change, _))
        row = st.container(horizontal=True, vertical_alignment="center")
        if change.report is not None and change.report.refused:
            row.download_button(
                _("Refused rows (CSV)"),
                data=partial(_refused_csv, store, change.id, _),
                file_name=f"refused-{change.dataset_id}-{change.id}.csv",
                mime="text/csv",
                key=f"data_refused_{change.id}",
                on_click="ignore",
                icon=":material/download:",
            )
        older = 0 if change.before is None else change.before.version
        newer = 0 if change.after is None else change.after.version
        shown = older != newer and row.toggle(
            _("Show what differs"), key=f"data_differs_{change.id}"
        )
        may_undo = is_last and change.kind is not DatasetChangeKind.RECORDS
        if may_undo and user.role >= Role.EDITOR:
            with row:
                _draw_undo(store, change, user, _)
        if shown:
            _draw_differences(store, change.dataset_id, (older, newer), _)


def _change_html(change: DatasetChange, _: Words) -> str:
    head = _(
        "%(what)s by %(who)s, %(when)s",
        what=change_names(_)[change.kind],
        who=change.user,
        when=moment_text(change.at, _),
    )
    report = change.report
    counts = ""
    if report is not None:
        counts = report_text(
            {
                _("new"): report.imported,
                _("updated"): report.updated,
                _("unchanged"): report.unchanged,
                _("withdrawn"): report.withdrawn,
                _("refused"): report.refused,
            },
            _,
        )
    lines = [f'<div><b dir="auto">{escape(head)}</b></div>']
    lines += [
        f'<div class="hudud-note"><span dir="auto">{escape(line)}</span></div>'
        for line in (change.reason, change.file.name, counts)
        if line
    ]
    return "".join(lines)


def report_text(counts: dict[str, int], _: Words) -> str:
    """Return counts with what they count, in one line."""
    return " · ".join(
        _("%(what)s: %(count)s", what=what, count=_.number(n)) for what, n in counts.items()
    )


def _draw_undo(store: IncidentStore, change: DatasetChange, user: User, _: Words) -> None:
    with st.popover(_("Undo"), icon=":material/undo:"):
        reason = st.text_input(_("Why?"), key=f"data_undo_why_{change.id}", max_chars=300)
        if not st.button(_("Undo this change"), key=f"data_undo_{change.id}", type="primary"):
            return
        if not reason.strip():
            st.error(_("Say why, in a few words."))
            return
        try:
            store.undo(change.id, user=user, reason=reason)
        except (GazetteerError, GeoError) as error:
            say_next(dataset_refusal(error, _))
        else:
            say_next(_("Undone."))
    st.rerun()


def _draw_differences(
    store: IncidentStore, dataset_id: str, versions: tuple[int, int], _: Words
) -> None:
    found = changed_rows(store, dataset_id, *versions, first=FIRST_ROWS)
    names = {
        "added": _("added"),
        "corrected": _("corrected"),
        "moved": _("moved"),
        "withdrawn": _("withdrawn"),
    }
    st.markdown(report_text({names[kind]: count for kind, count in found.counts.items()}, _))
    if not found.rows:
        return
    columns = column_names(_)
    titles = (
        _("What"),
        _("The publisher's id"),
        _("Day"),
        _("Name of the place"),
        _("Before → after"),
    )
    rows = [
        [
            names[row.kind],
            row.id,
            _.date(row.day),
            row.place,
            " · ".join(
                f"{columns.get(c.column, c.column)}: {c.before or '–'} → {c.after or '–'}"
                for c in row.changes
            ),
        ]
        for row in found.rows
    ]
    st.html(table_html([Head(title) for title in titles], rows, stacks=True))
    if sum(found.counts.values()) > len(found.rows):
        st.caption(_("The first of each kind are shown."))
