"""The names and citations of a place as rows of an editable table, and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from gazetteer import Citation, Toponym, ToponymKind, script_of
from pages.place_words import language_name, toponym_kind_name
from pages.reading_order import reading_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pages.editing import Editing
    from pages.words import Words

# The languages that the form offers; those that a place has already are added.
_LANGUAGES = ("ar", "en", "kmr", "ckb", "tr", "fa", "syr", "hy", "he", "fr", "de", "und")
_NAME_COLUMNS = ("order", "name", "language", "kind", "source", "locator")
# Where a new row stands when it does not say.
_LAST = 10_000
_COMMA = re.compile("[,،;؛]")
_CITATION_COLUMNS = ("source", "locator", "note")


def edit_names(editing: Editing, _: Words) -> tuple[Toponym, ...]:
    """Draw the names as a table that can be edited; return what it says."""
    start = editing.start.toponyms
    rows = [
        (
            str(number),
            t.name,
            t.language,
            str(t.kind),
            "" if t.citation is None else t.citation.source,
            "" if t.citation is None else t.citation.locator,
        )
        for number, t in enumerate(start, start=1)
    ]
    languages = list(dict.fromkeys((*_LANGUAGES, *(t.language for t in start))))
    text, choice = st.column_config.TextColumn, st.column_config.SelectboxColumn
    edited = st.data_editor(
        pd.DataFrame(rows, columns=_NAME_COLUMNS, dtype="string").astype({"order": "Int64"}),
        key=editing.key("names"),
        height=min(36 * (len(rows) + 2), 290),
        num_rows="dynamic",
        hide_index=True,
        column_order=reading_order(_NAME_COLUMNS, _),
        column_config={
            "order": st.column_config.NumberColumn(
                _("No."),
                width=52,
                min_value=1,
                step=1,
                help=_("Another number moves the name there; the first names are shown first."),
            ),
            "name": text(_("Name"), required=True, width=120, max_chars=200),
            "language": choice(
                _("Language"),
                options=languages,
                format_func=lambda tag: language_name(str(tag), _),
                default="ar",
                required=True,
                width=92,
            ),
            "kind": choice(
                _("Kind"),
                options=[str(kind) for kind in ToponymKind],
                format_func=lambda kind: toponym_kind_name(ToponymKind(str(kind)), _),
                default=str(ToponymKind.VARIANT),
                required=True,
                width=90,
            ),
            "source": text(_("Source"), width=90, max_chars=200),
            "locator": text(_("Paragraph or page"), width=105, max_chars=200),
        },
    )
    spelled = st.text_input(
        _("Further spellings, with commas between them"),
        key=editing.key("spellings"),
        max_chars=300,
        help=_("They become variants; the table above is for everything else."),
    )
    return with_spellings(toponyms_of(edited, start), spelled)


def with_spellings(toponyms: tuple[Toponym, ...], text: str) -> tuple[Toponym, ...]:
    """Return names with those of `text` as variants, unless a name is spelled so already."""
    known = {toponym.name for toponym in toponyms}
    spellings = dict.fromkeys(" ".join(part.split()) for part in _COMMA.split(text))
    return toponyms + tuple(
        Toponym(
            name=name,
            language="ar" if (script := script_of(name)) == "Arab" else "und",
            script=script,
        )
        for name in spellings
        if name and name not in known
    )


def toponyms_of(rows: pd.DataFrame, start: tuple[Toponym, ...]) -> tuple[Toponym, ...]:
    """Return the names that `rows` say, in the order of their numbers.

    Of two rows of one number, the one that got it now comes first. What the rows do not show is
    taken from `start`; a row without a name is left out, and so is the second of two that agree.
    """
    found: dict[tuple[str, str], Toponym] = {}
    numbered = sorted(_rows(rows), key=lambda item: _place_in_order(*item))
    for number, row in numbered:
        if not row["name"]:
            continue
        was = start[number] if number is not None and number < len(start) else None
        same = was is not None and was.name == row["name"]
        citation = None if was is None else was.citation
        if row["source"] or row["locator"]:
            note = "" if citation is None else citation.note
            citation = Citation(source=row["source"], locator=row["locator"], note=note)
        elif citation is not None:
            citation = None
        language = row["language"] or "und"
        toponym = Toponym(
            name=row["name"],
            language=language,
            script=was.script if was is not None and same else script_of(row["name"]),
            kind=ToponymKind(row["kind"] or "variant"),
            citation=citation,
        )
        found.setdefault((toponym.name, language), toponym)
    return tuple(found.values())


def _place_in_order(number: int | None, row: dict[str, str]) -> tuple[int, bool]:
    """Return where a row stands, and whether it stood there before."""
    said = row.get("order", "")
    own = _LAST if number is None else number + 1
    wanted = int(float(said)) if said else own
    return wanted, wanted == own


def edit_citations(editing: Editing, _: Words) -> tuple[Citation, ...]:
    """Draw the citations as a table that can be edited; return what it says."""
    rows = [(c.source, c.locator, c.note) for c in editing.start.citations]
    text = st.column_config.TextColumn
    edited = st.data_editor(
        pd.DataFrame(rows, columns=_CITATION_COLUMNS, dtype="string"),
        key=editing.key("citations"),
        height=min(36 * (len(rows) + 2), 220),
        num_rows="dynamic",
        hide_index=True,
        column_order=reading_order(_CITATION_COLUMNS, _),
        column_config={
            "source": text(_("Source"), required=True, width=200, max_chars=300),
            "locator": text(_("Paragraph or page"), width=160, max_chars=300),
            "note": text(_("Note"), width=220, max_chars=500),
        },
    )
    return citations_of(edited)


def citations_of(rows: pd.DataFrame) -> tuple[Citation, ...]:
    """Return the citations that `rows` say; a row without a source is left out."""
    return tuple(
        Citation(source=row["source"], locator=row["locator"], note=row["note"])
        for _number, row in _rows(rows)
        if row["source"]
    )


def _rows(frame: pd.DataFrame) -> Iterator[tuple[int | None, dict[str, str]]]:
    """Yield the number of each row in the table it began as, and its texts."""
    for label, row in zip(frame.index, frame.to_dict("records"), strict=True):
        number = int(label) if isinstance(label, int) else None
        texts = {str(k): "" if pd.isna(v) else str(v).strip() for k, v in row.items()}
        yield number, texts
