"""What a dry run found: counts, refused rows, names not found, doubts, and where all of it lies."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

import streamlit as st

from geo import uploads
from pages.dataset_words import flag_names, refused_rows_csv
from pages.html_table import Head, table_html
from pages.plain import plain

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
    first = sorted(findings.refusals[:SHOWN], key=attrgetter("row"))
    heads = [Head(_("Row"), is_number=True), Head(_("Field")), Head(_("Value")), Head(_("Reason"))]
    rows = [[str(r.row), r.field, r.value, _.said(r.reason)] for r in first]
    st.html(table_html(heads, rows, scrolls=_("Refused rows"), stacks=True))
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
        heads = [
            Head(_("Name of the place")),
            Head(_("Governorate, country")),
            Head(_("Rows"), is_number=True),
        ]
        rows = [
            [
                name.name,
                _(", ").join(p for p in (name.admin2, name.admin1, name.country) if p),
                _.number(name.count),
            ]
            for name in first
        ]
        st.html(table_html(heads, rows, scrolls=_("Names not found")))
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
