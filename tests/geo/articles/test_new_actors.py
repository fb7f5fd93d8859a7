from __future__ import annotations

from dataclasses import replace

import pytest

from geo import (
    ACTOR_KINDS,
    Actor,
    ActorRole,
    IncidentCard,
    IncidentDataError,
    load_dataset,
    new_actor,
    same_actor,
)
from geo.articles.new_actors import with_known_actors

GUARDS = Actor(
    id="desert-guards", name="Desert Guards", name_ar="حراس الصحراء", kind="political militia"
)
CARD = IncidentCard(
    id="d1", paragraph=1, new_actors=(GUARDS,), involvements=((GUARDS.id, ActorRole.TARGET),)
)


def test_actor_kinds_hold_those_that_ship() -> None:
    assert {actor.kind for actor in load_dataset().actors.values()} <= set(ACTOR_KINDS)


def test_new_actor_takes_a_free_id_from_its_name() -> None:
    made = new_actor(" Desert  Guards ", "حراس الصحراء", GUARDS.kind, [])
    assert made == GUARDS
    assert new_actor(GUARDS.name, GUARDS.name_ar, GUARDS.kind, [GUARDS.id]).id == "desert-guards-2"
    assert new_actor("Şêx Ḥasan", "شيخ حسن", "civilians", []).id == "sex-hasan"
    assert new_actor("حراس", "حراس", "civilians", []).id.startswith("actor-")


@pytest.mark.parametrize(
    ("name", "name_ar", "kind", "field"),
    [
        (" ", "حراس", "civilians", "name"),
        ("Guards", "", "civilians", "name_ar"),
        ("Guards", "حراس", "heroes", "kind"),
    ],
)
def test_new_actor_without_something_names_it(
    name: str, name_ar: str, kind: str, field: str
) -> None:
    with pytest.raises(IncidentDataError) as refused:
        new_actor(name, name_ar, kind, [])
    assert refused.value.field == field


def test_same_actor_is_found_by_either_name_whatever_the_spelling() -> None:
    assert same_actor("desert guards", "", [GUARDS]) == GUARDS
    assert same_actor("Others", "حرّاس الصحراء", [GUARDS]) == GUARDS
    assert same_actor("Others", "آخرون", [GUARDS]) is None
    assert same_actor("", "", [replace(GUARDS, name_ar="")]) is None


def test_with_known_actors_takes_the_one_that_became_known_meanwhile() -> None:
    known = replace(GUARDS, id="guards")
    card = with_known_actors(CARD, {"guards": known})
    assert (card.involvements, card.new_actors) == ((("guards", ActorRole.TARGET),), ())


def test_with_known_actors_gives_another_id_where_one_is_taken() -> None:
    other = Actor(id=GUARDS.id, name="Others", name_ar="آخرون", kind="civilians")
    card = with_known_actors(CARD, {other.id: other})
    assert card.involvements == (("desert-guards-2", ActorRole.TARGET),)
    assert card.new_actors == (replace(GUARDS, id="desert-guards-2"),)


def test_with_known_actors_leaves_others_alone() -> None:
    assert with_known_actors(CARD, {}) == CARD
