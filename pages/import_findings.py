"""What a dry run found: counts, refused rows, names not found, doubts, and where all of it lies."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo import uploads
from pages.dataset_words import flag_names, refused_rows_csv
from pages.plain import plain
from pages.reading_order import reading_order

if TYPE_CHECKING:
    from geo import Briefing
    from pages.words import Words

# Rows of each table that are shown; the download has all refused rows.
SHOWN = 50


def draw_findings(
    upload: uploads.Upload, findings: uploads.ImportFindings, briefing: Briefing, _: Words
) -> None:
    """Draw what an import would do."""
    if findings.report is None:
        st.error(_("No row of this file can be taken; the refused rows below say why."))
    _draw_counts(findings, _)
    _draw_doubts(findings, _)
    left, right = st.columns(2, gap="medium")
    with left:
        _draw_sketch(findings, briefing, _)
    with right:
        _draw_names(findings, _)
    _draw_refused(upload, findings, _)


def _draw_counts(findings: uploads.ImportFindings, _: Words) -> None:
    report = findings.report
    row = st.container(horizontal=True, gap="large", key="data_counts")
    for name, count in (
        (_("New"), report.imported if report else 0),
        (_("Updated"), report.updated if report else 0),
        (_("Unchanged"), report.unchanged if report else 0),
        (_("Withdrawn"), report.withdrawn if report else 0),
        (_("Refused"), findings.refused),
        (_("Names not found"), len(findings.unresolved)),
        (_("To be checked"), sum(findings.flagged.values())),
    ):
        row.metric(name, _.number(count))


def _draw_doubts(findings: uploads.ImportFindings, _: Words) -> None:
    if findings.unplaced:
        st.markdown(
            _.plural(
                "%(count)s row has neither a point nor a place that is known, so the map cannot "
                "show it yet.",
                "%(count)s rows have neither a point nor a place that is known, so the map cannot "
                "show them yet.",
                findings.unplaced,
            )
        )
    names = flag_names(_)
    for flag, count in findings.flagged.items():
        said = names.get(flag, flag)
        rows = _.plural("%(count)s row", "%(count)s rows", count)
        st.markdown(_("**%(rows)s:** %(said)s", rows=rows, said=plain(said)))


def _draw_refused(upload: uploads.Upload, findings: uploads.ImportFindings, _: Words) -> None:
    if not findings.refused:
        return
    st.markdown(
        "**"
        + _.plural("%(count)s row is refused", "%(count)s rows are refused", findings.refused)
        + "**"
    )
    first = findings.refusals[:SHOWN]
    frame = pd.DataFrame(
        {
            "row": [r.row for r in first],
            "field": [r.field for r in first],
            "value": [r.value for r in first],
            "reason": [_.said(r.reason) for r in first],
        }
    )
    text = st.column_config.TextColumn
    st.dataframe(
        frame,
        hide_index=True,
        column_order=reading_order(frame.columns, _),
        height="content" if len(first) < 8 else 290,
        column_config={
            "row": st.column_config.NumberColumn(_("Row"), format="%d", width=60),
            "field": text(_("Field"), width=130),
            "value": text(_("Value"), width=220),
            "reason": text(_("Reason"), width=560),
        },
    )
    if findings.refused > len(first):
        st.caption(_("The first %(count)s are shown.", count=_.number(len(first))))
    st.download_button(
        _("All refused rows (CSV)"),
        data=partial(upload.refusals_csv, partial(refused_rows_csv, _=_)),
        file_name="refused.csv",
        mime="text/csv",
        key=f"data_refusals_{upload.id}",
        on_click="ignore",
        icon=":material/download:",
    )


def _draw_names(findings: uploads.ImportFindings, _: Words) -> None:
    if not findings.unresolved:
        return
    count = len(findings.unresolved)
    with st.expander(_.plural("%(count)s name not found", "%(count)s names not found", count)):
        st.caption(_("After the import they wait in the gazetteer; once settled, its rows appear."))
        first = findings.unresolved[:SHOWN]
        frame = pd.DataFrame(
            {
                "name": [name.name for name in first],
                "where": [
                    _(", ").join(p for p in (name.admin2, name.admin1, name.country) if p)
                    for name in first
                ],
                "rows": [name.count for name in first],
            }
        )
        text = st.column_config.TextColumn
        st.dataframe(
            frame,
            hide_index=True,
            height="content" if count < 8 else 290,
            column_config={
                "name": text(_("Name of the place"), width=180),
                "where": text(_("Governorate, country"), width=180),
                "rows": st.column_config.NumberColumn(_("Rows"), width=70),
            },
        )
        if count > len(first):
            st.caption(_("The first %(count)s are shown.", count=_.number(len(first))))


def _draw_sketch(findings: uploads.ImportFindings, briefing: Briefing, _: Words) -> None:
    sketch = uploads.points_sketch(findings, briefing.borders)
    if not sketch:
        st.caption(_("No row has a point."))
        return
    st.image(sketch, width="stretch", alt=_("Where the incidents of this file lie"))
    if findings.bounds is not None:
        west, south, east, north = (_.number(degrees, 2) for degrees in findings.bounds)
        st.caption(
            _(
                "From %(south)s° to %(north)s° north and %(west)s° to %(east)s° east.",
                south=south,
                north=north,
                west=west,
                east=east,
            )
        )
