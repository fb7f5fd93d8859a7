"""The index: what is built, saved, opened and edited answers alike."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import GazetteerError, PlaceStatus, Toponym
from gazetteer.index import NameIndex
from gazetteer.place_codec import decode_place, encode_place
from gazetteer.resolve import resolve
from tests.gazetteer.places import village

if TYPE_CHECKING:
    from pathlib import Path

    from gazetteer import Place

NAMES = ("Hajin", "هجين", "Manbij", "Tal Abyad", "تل أبيض", "Kobani", "Raqqa", "Baghouz", "Susah")


def places(count: int) -> list[Place]:
    source = random.Random(1)
    return [
        village(f"place-{n}", f"{source.choice(NAMES)} {n % 7}", lat=source.uniform(32, 37))
        for n in range(count)
    ]


def first_id(index: NameIndex, name: str) -> str | None:
    candidates = resolve(index, name).candidates
    return candidates[0].place.id if candidates else None


def test_build_leaves_deprecated_places_out() -> None:
    index = NameIndex.build([village(), village("old", "Old", status=PlaceStatus.DEPRECATED)])
    assert [place.id for place in index.places()] == ["hajin"]


def test_build_with_a_repeated_id_keeps_the_last() -> None:
    index = NameIndex.build([village(lat=1.0), village(lat=2.0)])
    assert len(index) == 1
    assert [place.lat for place in index.places()] == [2.0]


def test_build_of_nothing_finds_nothing(tmp_path: Path) -> None:
    index = NameIndex.build([])
    assert len(index) == 0
    assert resolve(index, "Hajin").candidates == ()
    index.save(tmp_path / "index")
    assert resolve(NameIndex.open(tmp_path / "index"), "Hajin").candidates == ()


def test_open_gives_back_places_and_answers(tmp_path: Path) -> None:
    built = NameIndex.build(places(60))
    built.save(tmp_path / "index")
    opened = NameIndex.open(tmp_path / "index")
    assert list(opened.places()) == list(built.places())
    for name in NAMES:
        assert resolve(opened, name) == resolve(built, name)


def test_save_after_edits_keeps_them(tmp_path: Path) -> None:
    index = NameIndex.build(places(10))
    index.update(village("new", "Shaddadi"))
    index.remove("place-3")
    index.save(tmp_path / "index")
    opened = NameIndex.open(tmp_path / "index")
    assert {p.id for p in opened.places()} == {p.id for p in index.places()}
    opened.update(village("newer", "Tall Brak"))
    assert {first_id(opened, "Shaddadi"), first_id(opened, "Tal Brak")} == {"new", "newer"}


def test_open_of_another_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "index").write_bytes(b"something else")
    with pytest.raises(GazetteerError, match="index"):
        NameIndex.open(tmp_path / "index")


def test_update_is_seen_by_the_next_query() -> None:
    index = NameIndex.build([village()])
    assert first_id(index, "Shaddadi") != "new"
    index.update(village("new", "Shaddadi"))
    assert first_id(index, "ash-Shaddadeh") == "new"
    index.update(village("new", "Tall Brak"))
    assert first_id(index, "Tel Brak") == "new"
    assert "new" in index
    assert index.place("new") == village("new", "Tall Brak")


def test_remove_takes_the_place_out() -> None:
    index = NameIndex.build([village()])
    index.remove("hajin")
    index.remove("never there")
    assert len(index) == 0
    assert "hajin" not in index
    assert index.place("hajin") is None
    assert first_id(index, "Hajin") is None


def test_remove_of_an_edited_place_survives_further_edits() -> None:
    index = NameIndex.build([village()])
    index.update(village("new", "Shaddadi"))
    index.remove("new")
    index.update(village("other", "Tall Brak"))
    assert {place.id for place in index.places()} == {"hajin", "other"}


def test_update_of_very_many_places_keeps_all() -> None:
    index = NameIndex.build([])
    for place in places(200):
        index.update(place)
    assert {place.id for place in index.places()} == {f"place-{n}" for n in range(200)}


EDITS = st.lists(
    st.tuples(st.sampled_from(("update", "remove")), st.integers(0, 5), st.sampled_from(NAMES)),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(edits=EDITS)
def test_any_edits_leave_what_building_anew_would_hold(edits: list[tuple[str, int, str]]) -> None:
    held = {p.id: p for p in (village(f"v{n}", NAMES[n]) for n in range(4))}
    index = NameIndex.build(held.values())
    for action, number, name in edits:
        place = village(f"v{number}", name)
        if action == "update":
            index.update(place)
            held[place.id] = place
        else:
            index.remove(place.id)
            held.pop(place.id, None)
    assert {p.id: p for p in index.places()} == held
    anew = NameIndex.build(held.values())
    for name in NAMES[:4]:
        scores = [round(c.score, 4) for c in resolve(index, name, limit=3).candidates]
        assert scores == [round(c.score, 4) for c in resolve(anew, name, limit=3).candidates]


def test_decode_place_gives_back_every_field() -> None:
    place = village(
        toponyms=(Toponym(name="هجين", language="ar", script="Arab"),),
        admin2="Al Bukamal",
        footprint="POINT (40.83 34.69)",
        links=("geonames:170654",),
        population=37_935,
        note="on the Euphrates",
        version=3,
    )
    assert decode_place(encode_place(place)) == place
