"""Names that imports and articles gave and that nothing resolves to, the most frequent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import escape, script_of
from pages.entry import open_entry
from pages.new_place import blank_place
from pages.place_actions import free_id
from pages.place_map import PlaceView
from pages.place_words import two_names, where_text
from pages.said import say_next

if TYPE_CHECKING:
    from gazetteer import Candidate, Desk, Gazetteer, UnresolvedName
    from pages.words import Words

_MOST_SUGGESTED = 3


def draw_unresolved(gazetteer: Gazetteer, desk: Desk, _: Words) -> PlaceView:
    """Draw the queue; return what the map shows: the first suggestions."""
    queue = gazetteer.unresolved()
    st.subheader(
        _.plural("%(count)s name not found", "%(count)s names not found", len(queue)),
        anchor=False,
    )
    if not queue:
        st.caption(_("Names that an import or an article gives and that nothing resolves to."))
    for name in queue:
        _draw_name(gazetteer, desk, name, _)
    suggested = [c.place for n in queue for c in n.suggestions[:_MOST_SUGGESTED]]
    return PlaceView(ids={p.id for p in suggested} or None)


def _draw_name(gazetteer: Gazetteer, desk: Desk, name: UnresolvedName, _: Words) -> None:
    context = _(", ").join(part for part in (name.admin2, name.admin1, name.country) if part)
    seen = _.plural("met %(count)s time", "met %(count)s times", name.count)
    facts = " · ".join(part for part in (seen, context, name.origin) if part)
    with st.container(border=True):
        st.html(
            f'<div class="hudud-placename"><b dir="auto">{escape(name.name)}</b></div>'
            f'<div dir="auto" class="hudud-note">{escape(facts)}</div>'
        )
        row = st.container(horizontal=True)
        for candidate in name.suggestions[:_MOST_SUGGESTED]:
            row.button(
                _suggestion(candidate, _),
                key=f"gazetteer_variant_{name.id}_{candidate.place.id}",
                on_click=_settle,
                args=(desk, name, candidate.place.id, _),
                icon=":material/link:",
            )
        row.button(
            _("New place"),
            key=f"gazetteer_unresolved_new_{name.id}",
            on_click=_new_place,
            args=(gazetteer, desk, name),
            icon=":material/add_location_alt:",
        )
        row.button(
            _("No place"),
            key=f"gazetteer_unresolved_ignore_{name.id}",
            on_click=_ignore,
            args=(desk, name, _),
            icon=":material/block:",
            help=_("It names no place; it never comes back into the queue."),
        )


def _suggestion(candidate: Candidate, _: Words) -> str:
    own, other = two_names(candidate.place, _)
    named = f"{own} {other}".strip()
    return _("Variant of %(name)s, %(where)s", name=named, where=where_text(candidate.place, _))


def _settle(desk: Desk, name: UnresolvedName, place_id: str, _: Words) -> None:
    place = desk.settle_unresolved(name.id, place_id=place_id, reason=_reason(name))
    say_next(_("“%(name)s” now leads to %(id)s.", name=name.name, id=place.id))


def _ignore(desk: Desk, name: UnresolvedName, _: Words) -> None:
    desk.ignore_unresolved(name.id, reason=_reason(name))
    say_next(_("“%(name)s” will not be asked for again.", name=name.name))


def _new_place(gazetteer: Gazetteer, desk: Desk, name: UnresolvedName) -> None:
    """Make a place of the name at once and open it, so that point and kind can be given."""
    language = "ar" if script_of(name.name) == "Arab" else "en"
    place_id = free_id(name.name, gazetteer.places())
    place = desk.settle_unresolved(
        name.id, new_place=blank_place(place_id, {language: name.name}), reason=_reason(name)
    )
    open_entry(place.id)


def _reason(name: UnresolvedName) -> str:
    """Return what the history says; it is data, in one language for all who read it."""
    return f"met in {name.origin}" if name.origin else "met as a name that was not found"
