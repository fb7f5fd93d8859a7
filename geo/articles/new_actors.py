"""Actors that the map does not know yet, named by the person who reads an article."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from gazetteer import Message
from geo.errors import IncidentDataError
from geo.incidents import Actor
from geo.search import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.articles.cards import IncidentCard

# What an actor may be. Source: ACLED Codebook 2024, actor types, as `data/actors.jsonl` names them.
ACTOR_KINDS: Final = (
    "state forces",
    "rebel group",
    "political militia",
    "identity militia",
    "rioters",
    "protesters",
    "civilians",
    "external forces",
)
_LONGEST: Final = 60


def new_actor(name: str, name_ar: str, kind: str, taken: Iterable[str]) -> Actor:
    """Return an actor with an id of its own.

    Parameters
    ----------
    name, name_ar
        What it is called in English and in Arabic.
    kind
        One of `ACTOR_KINDS`.
    taken
        Ids that others have.

    Raises
    ------
    IncidentDataError
        If a name is missing or the kind is unknown; `field` says which.
    """
    for field, value in (("name", name), ("name_ar", name_ar)):
        if not value.strip():
            raise IncidentDataError(Message("an actor needs both its names"), field=field)
    if kind not in ACTOR_KINDS:
        raise IncidentDataError(Message("no actor is a %(kind)r", kind=kind), field="kind")
    wanted = _slug(name) or f"actor-{blake2b(name.encode(), digest_size=4).hexdigest()}"
    return Actor(
        id=_free(wanted, set(taken)),
        name=" ".join(name.split()),
        name_ar=" ".join(name_ar.split()),
        kind=kind,
    )


def same_actor(name: str, name_ar: str, actors: Iterable[Actor]) -> Actor | None:
    """Return the actor that bears one of two names already, whatever the spelling."""
    wanted = {_key(name), _key(name_ar)} - {""}
    return next((a for a in actors if wanted & {_key(a.name), _key(a.name_ar)}), None)


def with_known_actors(card: IncidentCard, known: Mapping[str, Actor]) -> IncidentCard:
    """Return a card whose new actors are none that became known meanwhile, under free ids."""
    ids = {}
    new = []
    taken = {*known, *(actor.id for actor in card.new_actors)}
    for actor in card.new_actors:
        same = same_actor(actor.name, actor.name_ar, known.values())
        if same is not None:
            ids[actor.id] = same.id
            continue
        if actor.id in known:
            ids[actor.id] = _free(actor.id, taken)
        new.append(replace(actor, id=ids.get(actor.id, actor.id)))
    named = tuple({ids.get(a, a): role for a, role in card.involvements}.items())
    return replace(card, involvements=named, new_actors=tuple(new))


def _key(name: str) -> str:
    return "".join(re.findall(r"\w+", fold(name)))


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST].strip("-")


def _free(wanted: str, taken: set[str]) -> str:
    number = 1
    actor_id = wanted
    while actor_id in taken:
        number += 1
        actor_id = f"{wanted}-{number}"
    return actor_id
