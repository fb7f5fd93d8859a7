"""What can be done with a whole entry: merge it with another, split it, withdraw it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import (
    DeletePlace,
    DeprecatePlace,
    InvalidPlaceError,
    MergePlaces,
    Place,
    PlaceStatus,
    Role,
    SplitPlace,
    Toponym,
    ToponymKind,
    parse_point,
)
from pages.differences import differences, side_by_side_html
from pages.entry import close_entry
from pages.place_map import Pick, PlaceView
from pages.place_words import kind_name, two_names, where_text
from pages.plain import plain
from pages.preview import draw_act

if TYPE_CHECKING:
    from collections.abc import Container

    from gazetteer import Desk, Gazetteer
    from pages.words import Words

VERB = "gazetteer_verb"
_MOST_OFFERED = 6
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def draw_actions(
    gazetteer: Gazetteer, desk: Desk, place: Place, _: Words
) -> tuple[PlaceView, Pick | None]:
    """Draw merging, splitting and withdrawing; only an editor may.

    Returns what the map shows, and who is told of a point picked on it.
    """
    if desk.user.role < Role.EDITOR:
        st.info(_("Only an editor may merge, split or withdraw places."))
        return PlaceView(place=place), None
    verbs = {"merge": _("Merge"), "split": _("Split"), "delete": _("Delete")}
    if place.status is not PlaceStatus.DEPRECATED:
        verbs["deprecate"] = _("Deprecate")
    if st.session_state.get(VERB) not in verbs:
        st.session_state[VERB] = "merge"
    verb = st.segmented_control(
        _("What is to be done?"),
        list(verbs),
        format_func=verbs.__getitem__,
        key=VERB,
        required=True,
    )
    if verb == "split":
        return _draw_split(gazetteer, desk, place, _), partial(_split_point_picked, place.id)
    if verb == "merge":
        return _draw_merge(gazetteer, desk, place, _), None
    return _draw_withdraw(gazetteer, desk, place, verb == "delete", _), None


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


def _draw_merge(gazetteer: Gazetteer, desk: Desk, place: Place, _: Words) -> PlaceView:
    st.caption(
        _(
            "Names, links, citations and incidents of the other entry come here; its id keeps "
            "leading to this place."
        )
    )
    other = _other_place(gazetteer, place, _)
    if other is None:
        return PlaceView(place=place)
    with st.expander(_("How the two entries differ")):
        st.html(side_by_side_html(differences(place, other, _), (_("Stays"), _("Goes")), _))
    pair = (place.id, place.version), (other.id, other.version)
    preview = draw_act(
        gazetteer,
        desk,
        MergePlaces(*pair),
        lambda reason, codes: desk.merge(*pair, reason=reason, overridden=codes),
        key=f"gazetteer_merge_{place.id}_{other.id}",
        label=_("Merge"),
        done=_("Merged."),
        _=_,
    )
    return replace(preview.view(), place=place, former=other)


def _other_place(gazetteer: Gazetteer, place: Place, _: Words) -> Place | None:
    """Ask for the place that goes."""
    name = st.text_input(_("The other place: a name or an id"), key=f"gazetteer_merge_{place.id}")
    if not name.strip():
        return None
    by_id = gazetteer.places().get(name.strip())
    found = [c.place for c in gazetteer.resolve(name, limit=_MOST_OFFERED).candidates]
    offered = {p.id: p for p in ([by_id] if by_id else []) + found if p.id != place.id}
    if not offered:
        st.info(_("Nothing else is called so."))
        return None
    chosen = st.radio(
        _("Which one goes?"),
        list(offered),
        format_func=lambda one: plain(line_of(offered[one], _)),
        key=f"gazetteer_merge_which_{place.id}",
    )
    return offered[chosen]


def _split_point_picked(place_id: str, lat: float, lon: float) -> None:
    st.session_state[f"gazetteer_split_point_{place_id}"] = f"{lat:.5f}, {lon:.5f}"


def _draw_split(gazetteer: Gazetteer, desk: Desk, place: Place, _: Words) -> PlaceView:
    st.caption(_("The names that you choose become a place of their own; this one keeps the rest."))
    names = [t.name for t in place.toponyms]
    chosen = st.multiselect(
        _("Names of the new place"),
        range(len(names)),
        format_func=names.__getitem__,
        key=f"gazetteer_split_{place.id}_{place.version}",
        placeholder=_("Choose"),
    )
    text = st.text_input(
        _("Point of the new place: type it, or click or drag on the map"),
        key=f"gazetteer_split_point_{place.id}",
        max_chars=100,
    )
    if not chosen:
        return PlaceView(place=place)
    if len(chosen) == len(names):
        st.info(_("One name at least has to stay."))
        return PlaceView(place=place)
    try:
        point = parse_point(text) if text.strip() else (None, None)
    except InvalidPlaceError as error:
        st.error(_("The point cannot be read: %(problem)s", problem=plain(_.said(error.message))))
        return PlaceView(place=place)
    parts = _parts(gazetteer, place, set(chosen), point)
    preview = draw_act(
        gazetteer,
        desk,
        SplitPlace(place.id, parts, place.version),
        lambda reason, codes: desk.split(
            place.id, parts, reason=reason, based_on=place.version, overridden=codes
        ),
        key=f"gazetteer_split_{place.id}",
        label=_("Split"),
        done=_("Split in two; the new place is %(id)s.", id=parts[1].id),
        _=_,
    )
    new = parts[1] if parts[1].lat is not None else place
    return replace(preview.view(), place=new, former=place)


def _parts(
    gazetteer: Gazetteer,
    place: Place,
    chosen: set[int],
    point: tuple[float | None, float | None],
) -> tuple[Place, Place]:
    """Return what stays of a place, and the new one with the chosen names."""
    moving = tuple(t for number, t in enumerate(place.toponyms) if number in chosen)
    staying = tuple(t for number, t in enumerate(place.toponyms) if number not in chosen)
    latin = next((t.name for t in moving if t.script == "Latn"), place.id)
    new = replace(
        place,
        id=free_id(latin, gazetteer.places()),
        toponyms=_with_preferred(moving),
        lat=point[0],
        lon=point[1],
        links=(),
        footprint=None,
        population=0,
        version=1,
    )
    return replace(place, toponyms=staying), new


def _with_preferred(toponyms: tuple[Toponym, ...]) -> tuple[Toponym, ...]:
    """Return the names with the first of each language preferred where none is."""
    chosen: dict[str, Toponym] = {}
    for toponym in toponyms:
        held = chosen.setdefault(toponym.language, toponym)
        if toponym.kind is ToponymKind.PREFERRED and held.kind is not ToponymKind.PREFERRED:
            chosen[toponym.language] = toponym
    first = set(map(id, chosen.values()))
    return tuple(
        replace(t, kind=ToponymKind.PREFERRED) if id(t) in first and t.language != "und" else t
        for t in toponyms
    )


def _draw_withdraw(
    gazetteer: Gazetteer, desk: Desk, place: Place, delete: bool, _: Words
) -> PlaceView:
    key = f"gazetteer_{'delete' if delete else 'deprecate'}_{place.id}"
    if delete:
        st.caption(_("A deleted place is gone from every list and map; undo brings it back."))

        def do_delete(reason: str, _codes: tuple[str, ...]) -> None:
            desk.delete(place.id, reason=reason, based_on=place.version)
            close_entry()

        preview = draw_act(
            gazetteer,
            desk,
            DeletePlace(place.id, place.version),
            do_delete,
            key=key,
            label=_("Delete"),
            done=_("Deleted."),
            _=_,
        )
        return preview.view()
    st.caption(_("A deprecated place keeps its id and history, but names no longer lead to it."))
    preview = draw_act(
        gazetteer,
        desk,
        DeprecatePlace(place.id, place.version),
        lambda reason, codes: desk.deprecate(
            place.id, reason=reason, based_on=place.version, overridden=codes
        ),
        key=key,
        label=_("Deprecate"),
        done=_("Deprecated."),
        _=_,
    )
    return preview.view()
