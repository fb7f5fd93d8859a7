"""The actors of a card: those that the map knows, and new ones with their names and kind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo import (
    ACTOR_KINDS,
    Actor,
    ActorRole,
    IncidentDataError,
    new_actor,
    same_actor,
)
from pages.labels import role_name
from pages.plain import plain
from pages.said import say_next

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo import Briefing, IncidentCard
    from pages.article_reading import Reading
    from pages.card_edit import CardEdit
    from pages.words import Words

_LONGEST = 200


def draw_actors(
    briefing: Briefing,
    reading: Reading,
    edit: CardEdit,
    card: IncidentCard,
    _: Words,
    *,
    disabled: bool,
) -> IncidentCard:
    """Draw the actors of a card and their roles; return the card as they stand."""
    known = briefing.dataset.actors
    actors = _all_actors(known, reading, edit, card)
    arabic = _.language == "ar"

    def name(actor_id: str) -> str:
        actor = actors[actor_id]
        return actor.name_ar if arabic else actor.name

    held = {actor_id: role for actor_id, role in card.involvements if actor_id in actors}
    chosen = st.multiselect(
        _("Actors"), sorted(actors, key=name), list(held), format_func=name,
        key=edit.key("actors"), disabled=disabled, placeholder=_("Choose"),
    )  # fmt: skip
    roles = list(ActorRole)
    involved = []
    for actor_id in chosen:
        role = st.selectbox(
            plain(name(actor_id)), roles,
            roles.index(held.get(actor_id, ActorRole.PARTICIPANT)),
            format_func=lambda r: role_name(r, _),
            key=edit.key(f"role_{actor_id}"), disabled=disabled,
        )  # fmt: skip
        involved.append((actor_id, role))
    if not disabled:
        _draw_new(edit, actors, _)
    new = tuple(actors[actor_id] for actor_id in chosen if actor_id not in known)
    return replace(card, involvements=tuple(involved), new_actors=new)


def _all_actors(
    known: Mapping[str, Actor], reading: Reading, edit: CardEdit, card: IncidentCard
) -> dict[str, Actor]:
    """Return the actors that the map knows, and the new ones of all cards of the article."""
    added: list[Actor] = st.session_state.get(edit.key("added"), [])
    others = [actor for other in reading.cards for actor in other.new_actors]
    return {actor.id: actor for actor in (*others, *card.new_actors, *added)} | dict(known)


def _draw_new(edit: CardEdit, actors: Mapping[str, Actor], _: Words) -> None:
    """Draw the form of an actor that is in no list."""
    with st.popover(_("New actor"), icon=":material/group_add:"):
        st.caption(_("For an actor that is not in the list; it joins the map with this incident."))
        st.text_input(_("Name in English"), key=edit.key("new_name"), max_chars=_LONGEST)
        st.text_input(_("Name in Arabic"), key=edit.key("new_name_ar"), max_chars=_LONGEST)
        kinds = _kind_names(_)
        st.selectbox(
            _("Kind"), ACTOR_KINDS, format_func=kinds.__getitem__, key=edit.key("new_kind")
        )
        st.button(
            _("Add the actor"),
            key=edit.key("new_add"),
            on_click=_add,
            args=(edit, actors, _),
            icon=":material/add:",
        )


def _kind_names(_: Words) -> dict[str, str]:
    return {
        "state forces": _("state forces"),
        "rebel group": _("rebel group"),
        "political militia": _("political militia"),
        "identity militia": _("identity militia"),
        "rioters": _("rioters"),
        "protesters": _("protesters"),
        "civilians": _("civilians"),
        "external forces": _("external forces"),
    }


def _add(edit: CardEdit, actors: Mapping[str, Actor], _: Words) -> None:
    """Put a new actor into the list and into the card; one that is known is taken instead."""
    state = st.session_state
    name, name_ar = (str(state[edit.key(field)]).strip() for field in ("new_name", "new_name_ar"))
    actor = same_actor(name, name_ar, actors.values())
    if actor is not None:
        say_next(_("The list has this actor already; it was taken."))
    else:
        try:
            actor = new_actor(name, name_ar, state[edit.key("new_kind")], actors)
        except IncidentDataError:
            say_next(_("Give the actor both its names, the English and the Arabic one."))
            return
        state[edit.key("added")] = [*state.get(edit.key("added"), []), actor]
    chosen = state[edit.key("actors")]
    if actor.id not in chosen:
        state[edit.key("actors")] = [*chosen, actor.id]
    state[edit.key("new_name")] = state[edit.key("new_name_ar")] = ""
