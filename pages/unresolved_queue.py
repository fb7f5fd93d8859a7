"""Names that imports and articles gave and that nothing resolves to, the most frequent first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import (
    Citation,
    GazetteerError,
    SettleName,
    admin1_name,
    country_name,
    escape,
    script_of,
)
from pages.editing import begin
from pages.entry import open_entry
from pages.new_place import blank_place
from pages.place_actions import free_id
from pages.place_map import PlaceView
from pages.place_words import two_names, where_text
from pages.plain import plain
from pages.preview import draw_act, refusal_text, rehearsed
from pages.said import say_next

if TYPE_CHECKING:
    from gazetteer import Candidate, Desk, Gazetteer, UnresolvedName
    from pages.words import Words

_MOST_SUGGESTED = 3
# What scores less than this part of the best suggestion is none.
# Source: own choice; misspelt names leave their best match far ahead of the rest.
_LIKELY = 0.2
_ASKED = "gazetteer-variant-asked"
# What an import gives as a country is a code or a name; only a code goes into the record.
_COUNTRY = re.compile("[A-Z]{2}")


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
    suggested = [c.place for n in queue for c in _likely(n)]
    return PlaceView(ids={p.id for p in suggested} or None, look_at=suggested)


def _draw_name(gazetteer: Gazetteer, desk: Desk, name: UnresolvedName, _: Words) -> None:
    units = (
        name.admin2,
        admin1_name(name.admin1, _.language) if name.admin1 else "",
        country_name(name.country, _.language)
        if _COUNTRY.fullmatch(name.country)
        else name.country,
    )
    context = _(", ").join(part for part in units if part)
    seen = _.plural("met %(count)s time", "met %(count)s times", name.count)
    facts = " · ".join(part for part in (seen, context, name.origin) if part)
    with st.container(border=True):
        st.html(
            f'<div class="hudud-placename"><b dir="auto">{escape(name.name)}</b></div>'
            f'<div class="hudud-note"><span dir="auto">{escape(facts)}</span></div>'
        )
        for candidate in _likely(name):
            st.button(
                _suggestion(candidate, _),
                key=f"gazetteer_variant_{name.id}_{candidate.place.id}",
                on_click=_settle,
                args=(gazetteer, desk, name, candidate.place.id, _),
                icon=":material/link:",
            )
        row = st.container(horizontal=True)
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
        _draw_asked(gazetteer, desk, name, _)


def _likely(name: UnresolvedName) -> list[Candidate]:
    """Return the suggestions worth a button: those not far behind the best one."""
    found = name.suggestions[:_MOST_SUGGESTED]
    return [c for c in found if c.score >= _LIKELY * found[0].score]


def _suggestion(candidate: Candidate, _: Words) -> str:
    own, other = two_names(candidate.place, _)
    named = f"{own} {other}".strip()
    where = where_text(candidate.place, _)
    return plain(_("Variant of %(name)s, %(where)s", name=named, where=where))


def _settle(
    gazetteer: Gazetteer, desk: Desk, name: UnresolvedName, place_id: str, _: Words
) -> None:
    """Make the name a variant at once, or ask first when something looks wrong with that."""
    try:
        rehearsal = rehearsed(gazetteer, desk, SettleName(name.id, place_id))
        if rehearsal.errors or rehearsal.warnings:
            st.session_state[_ASKED] = (name.id, place_id)
            return
        place = desk.settle_unresolved(name.id, place_id=place_id, reason=_reason(name))
    except GazetteerError as error:
        say_next(refusal_text(error, _))
        return
    say_next(_("“%(name)s” now leads to %(id)s.", name=name.name, id=place.id))


def _draw_asked(gazetteer: Gazetteer, desk: Desk, name: UnresolvedName, _: Words) -> None:
    """Draw what is wrong with the variant that was asked for, and the way to have it still."""
    asked_id, place_id = st.session_state.get(_ASKED, (None, ""))
    if asked_id != name.id:
        return

    def settle(reason: str, overridden: tuple[str, ...]) -> None:
        desk.settle_unresolved(name.id, place_id=place_id, reason=reason, overridden=overridden)

    draw_act(
        gazetteer,
        desk,
        SettleName(name.id, place_id),
        settle,
        key=f"gazetteer_settle_{name.id}_{place_id}",
        label=_("Save"),
        done=_("“%(name)s” now leads to %(id)s.", name=name.name, id=place_id),
        _=_,
    )


def _ignore(desk: Desk, name: UnresolvedName, _: Words) -> None:
    try:
        desk.ignore_unresolved(name.id, reason=_reason(name))
    except GazetteerError as error:
        say_next(refusal_text(error, _))
        return
    say_next(_("“%(name)s” will not be asked for again.", name=name.name))


def _new_place(gazetteer: Gazetteer, desk: Desk, name: UnresolvedName) -> None:
    """Open the form of a new place with the name; saving it settles the name."""
    language = "ar" if script_of(name.name) == "Arab" else "en"
    taken = {*gazetteer.places(), *(draft.place_id for draft in desk.drafts())}
    place = blank_place(free_id(name.name, taken), {language: name.name})
    citations = (Citation(source=name.origin),) if name.origin else ()
    country = name.country if _COUNTRY.fullmatch(name.country) else None
    admin1 = name.admin1 if country and name.admin1.startswith(f"{country}-") else None
    place = replace(place, country_code=country, admin1=admin1, citations=citations)
    desk.keep_draft(place, based_on=None)
    begin(place.id, None, place, unresolved_id=name.id)
    open_entry(place.id)


def _reason(name: UnresolvedName) -> str:
    """Return what the history says; it is data, in one language for all who read it."""
    return f"met in {name.origin}" if name.origin else "met as a name that was not found"
