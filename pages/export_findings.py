"""The cartographic check in plain words, and the reason to export in spite of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import snapshot
from pages.export_choices import REASON
from pages.plain import plain

if TYPE_CHECKING:
    from pages.words import Words

LONGEST_REASON = 240


def draw_findings(made: snapshot.Snapshot, _: Words) -> bool:
    """Draw what the check found; tell whether the sheet may leave the house."""
    found = snapshot.check_sheet(made.sheet, _.language)
    errors = [f for f in found if f.severity is snapshot.Severity.ERROR]
    warnings = [f for f in found if f.severity is snapshot.Severity.WARNING]
    notes = [f for f in found if f.severity is snapshot.Severity.INFO]
    if errors:
        st.error(_lines(errors), icon=":material/block:")
        st.text_input(
            _("Why should it be exported all the same?"),
            key=REASON,
            max_chars=LONGEST_REASON,
            help=_("The sheet bears the faults and your reason."),
        )
    if warnings:
        st.warning(_lines(warnings), icon=":material/warning:")
    if not errors and not warnings:
        st.success(_("The check of the sheet found nothing wrong."), icon=":material/check_circle:")
    if notes:
        st.caption(_lines(notes))
    return not errors or bool(made.options.override_reason)


def _lines(findings: list[snapshot.Finding]) -> str:
    return "  \n".join(plain(finding.message) for finding in findings)
