"""A file of corrections: what each row would change, and which rows are taken over."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from gazetteer import (
    Correction,
    CorrectionKind,
    Place,
    RefusedRow,
    SavePlaces,
    compare,
    escape,
    read_places,
)
from pages.differences import differences, differences_html
from pages.place_actions import free_id
from pages.place_map import PlaceView
from pages.place_words import heading_html, two_names
from pages.preview import draw_act
from pages.reading_order import reading_order

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from gazetteer import Desk, Gazetteer
    from pages.preview import Preview
    from pages.words import Words

_TYPES = ("csv", "tsv", "json", "jsonl", "geojson")
_HELD = "gazetteer-upload"
# Rows that are shown and taken over at once, at most; more is work for the command line. Source:
# checking 200 rows takes 0.7 s, before others are kept from writing.
MOST_ROWS = 2_000
_MOST_DETAILED = 40
# New places that the map shows, at most.
_MOST_NEW = 200


def draw_upload(gazetteer: Gazetteer, desk: Desk, _: Words) -> PlaceView:
    """Draw the upload, the rows with their differences, and the button that takes them over."""
    st.caption(
        _(
            "A table (CSV) or Linked Places file of corrections. Nothing is changed before you "
            "have seen the differences and accepted them row by row."
        )
    )
    file = st.file_uploader(
        _("File of corrections"), type=_TYPES, key="gazetteer_upload_file", max_upload_size=20
    )
    if file is None:
        return PlaceView()
    content = file.getvalue()
    corrections = _compared(gazetteer, file.name, content)
    counts = {kind: sum(c.kind is kind for c in corrections) for kind in CorrectionKind}
    st.markdown(
        _(
            "**%(new)s** new, **%(changed)s** changed, **%(unchanged)s** unchanged, "
            "**%(refused)s** refused.",
            **{str(kind): _.number(count) for kind, count in counts.items()},
        )
    )
    _draw_refused(corrections, _)
    open_rows = [c for c in corrections if c.kind in {CorrectionKind.NEW, CorrectionKind.CHANGED}]
    if len(open_rows) > MOST_ROWS:
        st.error(
            _(
                "That is more than %(most)s rows; import such a file from the command line.",
                most=_.number(MOST_ROWS),
            )
        )
        return PlaceView()
    if not open_rows:
        return PlaceView()
    accepted = _choose_rows(open_rows, sha256(content).hexdigest()[:12], _)
    _draw_details(open_rows, _)
    touched = [c.after for c in open_rows if c.after is not None]
    view = PlaceView(ids={p.id for p in touched}, look_at=touched[:200])
    if not accepted:
        st.caption(_("No row is accepted."))
        return view
    preview = _draw_save(gazetteer, desk, accepted, _)
    # What is not stored yet is not among the places of the map.
    news = [_after(c) for c in accepted if c.kind is CorrectionKind.NEW]
    return replace(view, moves=preview.moves, near=(*preview.near, *news[:_MOST_NEW]))


def _compared(gazetteer: Gazetteer, name: str, content: bytes) -> list[Correction]:
    """Return what the rows of a file would change, computed once for each state of the store."""
    key = (name, sha256(content).hexdigest(), gazetteer.revision)
    held: tuple[object, list[Correction]] | None = st.session_state.get(_HELD)
    if held is not None and held[0] == key:
        return held[1]
    with tempfile.TemporaryDirectory() as folder:
        # The reader tells the format by the name's ending; the rest of the name is not ours.
        path = Path(folder) / f"upload{''.join(Path(name).suffixes[-1:]).casefold()}"
        path.write_bytes(content)
        source = free_id(Path(name).stem, ())
        rows = _of_file(name, read_places(path, source=source))
        corrections = compare(gazetteer, _with_own_ids(rows, source, gazetteer.places()))
    st.session_state[_HELD] = (key, corrections)
    return corrections


def _of_file(name: str, rows: Iterable[Place | RefusedRow]) -> Iterator[Place | RefusedRow]:
    """Yield the rows; those that are refused name the file as the reader knows it."""
    for row in rows:
        yield replace(row, path=name) if isinstance(row, RefusedRow) else row


def _with_own_ids(
    rows: Iterable[Place | RefusedRow], source: str, places: Container[str]
) -> Iterator[Place | RefusedRow]:
    """Yield the rows; one whose id is that of a place here is about that place.

    Reading a table puts its name before its ids, so that those of two tables do not collide.
    """
    for row in rows:
        own = row.id.removeprefix(f"{source}-") if isinstance(row, Place) else ""
        yield replace(row, id=own) if isinstance(row, Place) and own in places else row


def _draw_refused(corrections: list[Correction], _: Words) -> None:
    refused = [c.refused for c in corrections if c.refused is not None]
    if not refused:
        return
    title = _.plural("%(count)s row is refused", "%(count)s rows are refused", len(refused))
    with st.expander(title):
        lines = "".join(f'<div dir="auto">{escape(str(row))}</div>' for row in refused[:200])
        st.html(lines)


def _choose_rows(rows: list[Correction], file_key: str, _: Words) -> list[Correction]:
    """Draw the rows with a box each; return those that are accepted."""
    frame = pd.DataFrame(
        {
            "accept": [True] * len(rows),
            "name": [" · ".join(t for t in two_names(_after(c), _) if t) for c in rows],
            "id": [_after(c).id for c in rows],
            "what": [_("new") if c.kind is CorrectionKind.NEW else _("changed") for c in rows],
            "fields": [
                _(", ").join(name for name, _old, _new in differences(c.before, c.after, _))
                for c in rows
            ],
        }
    )
    text = st.column_config.TextColumn
    edited = st.data_editor(
        frame,
        key=f"gazetteer_upload_rows_{file_key}_{len(rows)}",
        hide_index=True,
        column_order=reading_order(frame.columns, _),
        disabled=("name", "id", "what", "fields"),
        column_config={
            "accept": st.column_config.CheckboxColumn(_("Accept"), width=70),
            "name": text(_("Name"), width=170),
            "id": text(_("Id"), width=130),
            "what": text(_("What"), width=80),
            "fields": text(_("Fields"), width=200),
        },
    )
    return [c for c, taken in zip(rows, edited["accept"], strict=True) if taken]


def _after(correction: Correction) -> Place:
    assert correction.after is not None  # noqa: S101  # only refused rows have no place
    return correction.after


def _draw_details(rows: list[Correction], _: Words) -> None:
    with st.expander(_("Differences, row by row")):
        for correction in rows[:_MOST_DETAILED]:
            st.html(
                heading_html(_after(correction), _)
                + differences_html(correction.before, correction.after, _)
            )
        if len(rows) > _MOST_DETAILED:
            st.caption(_("The first %(count)s are shown.", count=_.number(_MOST_DETAILED)))


def _draw_save(gazetteer: Gazetteer, desk: Desk, accepted: list[Correction], _: Words) -> Preview:
    """Draw what the accepted rows do together, and the button that saves them."""
    edits = tuple((_after(c), c.based_on) for c in accepted)
    return draw_act(
        gazetteer,
        desk,
        SavePlaces(edits),
        lambda reason, codes: desk.save_all(edits, reason=reason, overridden=codes),
        key="gazetteer_upload",
        label=_.plural("Save %(count)s row", "Save %(count)s rows", len(accepted)),
        done=_.plural("%(count)s row saved.", "%(count)s rows saved.", len(accepted)),
        _=_,
    )
