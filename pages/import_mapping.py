"""Which column of a file holds what: guessed, beside sample values, to be corrected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import escape
from geo import imports, uploads
from pages.dataset_words import field_names
from pages.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.words import Words

# Columns that are shown at once; surveys have hundreds.
PAGE_SIZE = 40
_SAMPLES = 3
# What a box holds for a column that no field takes; None would show a placeholder.
_NOTHING = ""
_SAMPLE_CHARS = 60


def draw_mapping(upload: uploads.Upload, _: Words) -> None:
    """Draw the columns with what each is taken for, and keep what is chosen otherwise."""
    preview, choices = upload.preview, upload.choices
    if preview is None or choices is None:
        return
    st.subheader(_("What the columns hold"), anchor=False)
    used = choices.mapping.used()
    st.caption(
        _(
            "%(used)s of %(all)s columns are read into fields; the rest is kept with each incident "
            "as further details.",
            used=_.number(len(used)),
            all=_.number(len(preview.header)),
        )
    )
    if preview.is_publishers:
        with st.expander(_("The columns of this publisher are known; see or correct them")):
            _draw_columns(upload, _)
    else:
        _draw_columns(upload, _)
        _draw_constants(upload, _)
    problem = upload.mapping_problem()
    if problem:
        st.error(_mapping_problem(upload, _) or plain(_.said(problem)))


def _mapping_problem(upload: uploads.Upload, _: Words) -> str:
    """Return what keeps the file from being read, in the reader's language; "" for the rare."""
    if upload.choices is None:
        return ""
    mapping, fields, names = upload.choices.mapping, imports.Field, field_names(_)
    doubled = [f for f, headings in mapping.columns.items() if len(headings) > 1]
    doubled = [f for f in doubled if f not in imports.MANY]
    has = {*mapping.columns, *mapping.constants}
    if doubled:
        return _("Two columns are chosen for “%(field)s”; choose one.", field=names[doubled[0]])
    if fields.START not in has:
        return _("No column holds the day yet; choose it above.")
    if (fields.LAT in has) != (fields.LON in has):
        return _("Latitude and longitude are needed together; choose the other column.")
    if not has & {fields.LAT, fields.POINT, fields.PLACE, fields.ADMIN1}:
        return _("No column holds a point or the name of a place yet; choose it above.")
    return ""


def _draw_columns(upload: uploads.Upload, _: Words) -> None:
    preview, choices = upload.preview, upload.choices
    if preview is None or choices is None:
        return
    taken = uploads.fields_of(choices.mapping)
    names, details = field_names(_), _("further details")
    key = f"data_map_{upload.id}_{upload.looks}"
    numbers = _page_of(range(len(preview.header)), key, _)
    chosen = dict(taken)
    for number in numbers:
        heading = preview.header[number]
        text, box = st.columns([1.6, 1], vertical_alignment="center")
        text.html(_column_html(preview, number))
        box_key = f"{key}_{number}"
        st.session_state.setdefault(box_key, str(taken.get(heading, _NOTHING)))
        field = box.selectbox(
            _("What column %(number)s holds", number=number + 1),
            [_NOTHING, *map(str, names)],
            format_func=lambda field: names[imports.Field(field)] if field else details,
            key=box_key,
            label_visibility="collapsed",
        )
        if field:
            chosen[heading] = imports.Field(field)
        else:
            chosen.pop(heading, None)
    in_order = {heading: chosen.get(heading) for heading in preview.header}
    mapping = uploads.with_fields(choices.mapping, in_order)
    upload.choose(replace(choices, mapping=mapping))


def _page_of(numbers: range, key: str, _: Words) -> Sequence[int]:
    pages = -(-len(numbers) // PAGE_SIZE)
    if pages <= 1:
        return numbers
    page = st.number_input(_("Page"), 1, pages, key=f"{key}_page")
    return numbers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def _column_html(preview: imports.Preview, number: int) -> str:
    """Return the heading of a column and some of its values as HTML."""
    values = dict.fromkeys(_sample(text) for row in preview.rows if (text := row[number]))
    samples = "".join(
        f'{" · " if index else ""}<span dir="auto">{escape(value)}</span>'
        for index, value in enumerate(list(values)[:_SAMPLES])
    )
    heading = escape(preview.header[number])
    return f'<div><b dir="auto">{heading}</b></div><div class="hudud-note">{samples or "–"}</div>'


def _sample(text: str) -> str:
    """Return the beginning of a value in one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SAMPLE_CHARS else f"{line[:_SAMPLE_CHARS]}…"


def _draw_constants(upload: uploads.Upload, _: Words) -> None:
    """Draw what holds for all rows: the order of dates, and the country of places."""
    preview, choices = upload.preview, upload.choices
    if preview is None or choices is None:
        return
    mapping = choices.mapping
    left, right = st.columns(2)
    key = f"data_fixed_{upload.id}_{upload.looks}"
    country = imports.Field.COUNTRY
    st.session_state.setdefault(f"{key}_country", mapping.constants.get(country, ""))
    named = left.text_input(
        _("Country, for rows that name none"),
        key=f"{key}_country",
        max_chars=60,
        help=_("It tells places of the same name apart: Iraq, Syria, or a code such as IQ."),
    ).strip()
    constants = {k: v for k, v in mapping.constants.items() if k is not country}
    if named:
        constants[country] = named
    order = mapping.date_order
    if uploads.has_figure_dates(preview, mapping):
        orders = {
            _NOTHING: _("as the file proves; rows in doubt are refused"),
            str(imports.DateOrder.DAY_FIRST): _("3 April 2019 (day first)"),
            str(imports.DateOrder.MONTH_FIRST): _("4 March 2019 (month first)"),
        }
        st.session_state.setdefault(f"{key}_order", str(order or _NOTHING))
        chosen = right.selectbox(
            _("What 03/04/2019 means"),
            list(orders),
            format_func=orders.__getitem__,
            key=f"{key}_order",
        )
        order = imports.DateOrder(chosen) if chosen else None
    upload.choose(replace(choices, mapping=replace(mapping, constants=constants, date_order=order)))
