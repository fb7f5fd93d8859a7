"""What can be done with a whole entry: merge it with another, split it, withdraw it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import (
    EditConflictError,
    GazetteerError,
    InvalidPlaceError,
    Place,
    PlaceStatus,
    Role,
    parse_point,
)
from pages.differences import differences, side_by_side_html
from pages.editing import forget_editing
from pages.entry import close_entry
from pages.place_words import kind_name, two_names, where_text
from pages.said import say_next

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from gazetteer import Desk, Gazetteer
    from pages.words import Words

_MOST_OFFERED = 6
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def draw_actions(gazetteer: Gazetteer, desk: Desk, place: Place, _: Words) -> None:
    """Draw merging, splitting and withdrawing; only an editor may."""
    if desk.user.role < Role.EDITOR:
        st.info(_("Only an editor may merge, split or withdraw places."))
        return
    with st.expander(_("Merge with another entry"), expanded=True):
        _draw_merge(gazetteer, desk, place, _)
    with st.expander(_("Split into two entries")):
        _draw_split(gazetteer, desk, place, _)
    with st.expander(_("Withdraw")):
        _draw_withdraw(desk, place, _)


def free_id(name: str, taken: Container[str]) -> str:
    """Return a readable id made of a name in Latin script that no place has yet."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    slug = _NOT_IN_SLUG.sub("-", ascii_name).strip("-")[:60] or "place"
    numbered = (f"{slug}-{number}" for number in range(2, 10_000))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)


def line_of(place: Place, _: Words) -> str:
    """Return names, kind, area and id of a place in one line."""
    own, other = two_names(place, _)
    parts = (own, other, kind_name(place, _), where_text(place, _), place.id)
    return " · ".join(part for part in parts if part)


def _draw_merge(gazetteer: Gazetteer, desk: Desk, place: Place, _: Words) -> None:
    st.caption(
        _(
            "Names, links, citations and incidents of the other entry come here; its id keeps "
            "leading to this place."
        )
    )
    name = st.text_input(_("The other place: a name or an id"), key=f"gazetteer_merge_{place.id}")
    if not name.strip():
        return
    by_id = gazetteer.places().get(name.strip())
    found = [c.place for c in gazetteer.resolve(name, limit=_MOST_OFFERED).candidates]
    offered = {p.id: p for p in ([by_id] if by_id else []) + found if p.id != place.id}
    if not offered:
        st.info(_("Nothing else is called so."))
        return
    other_id = st.radio(
        _("Which one goes?"),
        list(offered),
        format_func=lambda one: line_of(offered[one], _),
        key=f"gazetteer_merge_which_{place.id}",
    )
    other = offered[other_id]
    with st.container(height=260):
        st.html(side_by_side_html(differences(place, other, _), (_("Stays"), _("Goes")), _))

    def merge(reason: str) -> None:
        desk.merge((place.id, place.version), (other.id, other.version), reason=reason)

    _reason_and_button(_("Merge"), f"merge_{place.id}", merge, _("Merged."), _)


def _draw_split(gazetteer: Gazetteer, desk: Desk, place: Place, _: Words) -> None:
    st.caption(_("The names that you choose become a place of their own; this one keeps the rest."))
    names = [t.name for t in place.toponyms]
    chosen = st.multiselect(
        _("Names of the new place"),
        range(len(names)),
        format_func=names.__getitem__,
        key=f"gazetteer_split_{place.id}_{place.version}",
        placeholder=_("Choose"),
    )
    text = st.text_input(_("Point of the new place"), key=f"gazetteer_split_point_{place.id}")
    if not chosen:
        return
    if len(chosen) == len(names):
        st.info(_("One name at least has to stay."))
        return
    try:
        point = parse_point(text) if text.strip() else (None, None)
    except InvalidPlaceError as error:
        st.error(_("The point cannot be read: %(problem)s", problem=str(error)))
        return
    moving = tuple(t for number, t in enumerate(place.toponyms) if number in chosen)
    staying = tuple(t for number, t in enumerate(place.toponyms) if number not in chosen)
    new = replace(
        place,
        id=free_id(moving[0].name, gazetteer.places()),
        toponyms=moving,
        lat=point[0],
        lon=point[1],
        links=(),
        footprint=None,
        population=0,
    )

    def split(reason: str) -> None:
        parts = [replace(place, toponyms=staying), new]
        desk.split(place.id, parts, reason=reason, based_on=place.version)

    _reason_and_button(_("Split"), f"split_{place.id}", split, _("Split in two."), _)


def _draw_withdraw(desk: Desk, place: Place, _: Words) -> None:
    if place.status is not PlaceStatus.DEPRECATED:
        st.caption(
            _("A deprecated place keeps its id and history, but names no longer lead to it.")
        )

        def deprecate(reason: str) -> None:
            desk.deprecate(place.id, reason=reason, based_on=place.version)

        _reason_and_button(_("Deprecate"), f"deprecate_{place.id}", deprecate, _("Deprecated."), _)
    st.caption(_("A deleted place is gone from every list and map; undo brings it back."))

    def delete(reason: str) -> None:
        desk.delete(place.id, reason=reason, based_on=place.version)
        close_entry()

    _reason_and_button(_("Delete"), f"delete_{place.id}", delete, _("Deleted."), _)


def _reason_and_button(
    label: str, key: str, act: Callable[[str], None], done: str, _: Words
) -> None:
    """Draw a reason and the button that acts for it."""
    reason = st.text_input(_("Why?"), key=f"gazetteer_why_{key}", max_chars=300)
    if not st.button(label, key=f"gazetteer_do_{key}"):
        return
    if not reason.strip():
        st.error(_("Say why, in a few words."))
        return
    try:
        act(reason.strip())
    except EditConflictError:
        st.error(_("Somebody else has changed one of the places meanwhile; look again first."))
        return
    except GazetteerError as error:
        st.error(_("Not saved: %(problem)s", problem=str(error)))
        return
    forget_editing()
    say_next(done)
    st.rerun()
