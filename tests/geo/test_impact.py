from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import (
    ChangeKind,
    Gazetteer,
    Place,
    PlaceStatus,
    Store,
    Toponym,
    ToponymKind,
)
from gazetteer.merging import merge_places
from geo import (
    Briefing,
    Dataset,
    EditImpact,
    IncidentMove,
    NameMove,
    ValueChange,
    ZoneParams,
    changes_impact,
    edit_impact,
    load_borders,
    load_dataset,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.impact import PlaceChange

    Plan = tuple[list[PlaceChange], dict[str, str], Callable[[], object]]

ZONE = ZoneParams()
NAMES = ("Hajin", "Manbij", "Kobani", "Tell Abyad", "هجين", "منبج", "عين العرب", "Ras al-Ayn")
IDS = ("one", "two", "three", "four", "five")
# Near the border of Syria and Turkey, on both sides, and far from it.
POINTS = (
    (36.70, 38.00), (36.66, 38.01), (36.45, 38.05), (36.85, 40.07), (37.10, 38.80),
    (34.69, 40.83), (33.31, 44.37), (36.62, 38.25), (None, None),
)  # fmt: skip


def place_of(place_id: str, names: tuple[str, ...], point: int, extent_km: float = 1.0) -> Place:
    lat, lon = POINTS[point]
    return Place(
        id=place_id,
        toponyms=tuple(
            Toponym(name=name, language="en" if name.isascii() else "ar") for name in names
        ),
        feature_class="P",
        feature_code="PPL",
        country_code="SY",
        lat=lat,
        lon=lon,
        extent_km=extent_km,
    )


@st.composite
def states(draw: st.DrawFn, place_id: str) -> Place:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    place = place_of(
        place_id,
        tuple(names),
        draw(st.integers(0, len(POINTS) - 1)),
        draw(st.sampled_from([0.0, 1.0, 6.0, 40.0])),
    )
    kind = draw(st.sampled_from([ToponymKind.PREFERRED, ToponymKind.VARIANT]))
    first = replace(place.toponyms[0], kind=kind)
    return replace(
        place,
        toponyms=(first, *place.toponyms[1:]),
        admin1=draw(st.sampled_from([None, "SY-HL", "SY-DY"])),
        population=draw(st.sampled_from([0, 900, 80_000])),
        status=draw(st.sampled_from([*PlaceStatus, PlaceStatus.PUBLISHED])),
    )


@dataclass(frozen=True)
class Edit:
    """What one editor does: to save, delete or merge places by number, or to take the last back."""

    verb: str
    places: tuple[Place, ...] = ()
    numbers: tuple[int, int] = (0, 1)


EDITS = st.one_of(
    st.sampled_from(IDS).flatmap(states).map(lambda place: Edit("save", (place,))),
    st.tuples(states("one"), states("five")).map(lambda pair: Edit("save", pair)),
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda n: Edit("delete", numbers=n)),
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda n: Edit("merge", numbers=n)),
    st.just(Edit("undo")),
)


def small_dataset() -> Dataset:
    """Six shipped incidents, two of them at a point of their own, the others at made-up places."""
    shipped = load_dataset()
    own = [i for i in shipped.incidents if i.place_id is None][:2]
    named = [i for i in shipped.incidents if i.place_id is not None][:4]
    extents = (None, None, 3.0, None)
    moved = [
        replace(incident, place_id=place_id, extent_km=extent_km)
        for incident, place_id, extent_km in zip(named, IDS, extents, strict=False)
    ]
    return replace(shipped, incidents=(*moved, *own))


DATASET, BORDERS = small_dataset(), load_borders()


def first_places() -> list[Place]:
    return [place_of(place_id, (NAMES[n],), n) for n, place_id in enumerate(IDS[:4])]


def opened(folder: Path) -> Gazetteer:
    gazetteer = Gazetteer(store=Store(str(folder / "g.sqlite"), shipped=False))
    edits = [(place, None) for place in first_places()]
    gazetteer.store.save_all(edits, editor="Amal", reason="first")
    return gazetteer


@pytest.fixture
def gazetteer(tmp_path: Path) -> Iterator[Gazetteer]:
    with opened(tmp_path) as gazetteer:
        yield gazetteer


def brief(gazetteer: Gazetteer) -> Briefing:
    return Briefing(gazetteer=gazetteer, dataset=DATASET, borders=BORDERS)


def answers(gazetteer: Gazetteer, names: list[str]) -> dict[str, str | None]:
    found = {name: gazetteer.resolve(name).place for name in names}
    return {name: None if place is None else place.id for name, place in found.items()}


def difference(
    old: Briefing,
    new: Briefing,
    was: Mapping[str, str | None],
    becomes: Mapping[str, str | None],
) -> EditImpact:
    """Return what is different in two briefings and in the answers to names, seen one by one."""
    moves: list[IncidentMove] = []
    verdicts: list[ValueChange] = []
    countries: list[ValueChange] = []
    governorates: list[ValueChange] = []
    for incident in DATASET.incidents:
        row = old.table.row_of[incident.id]
        points = [
            (float(b.table.lat[row]), float(b.table.lon[row])) if b.table.located[row] else None
            for b in (old, new)
        ]
        if points[0] != points[1]:
            km = geodesic(*points).km if None not in points else None
            moves.append(
                IncidentMove(
                    incident_id=incident.id, before=points[0], after=points[1], distance_km=km
                )
            )
        for changes, values in (
            (verdicts, [b.verdict(incident.id, ZONE) for b in (old, new)]),
            (countries, [b.table.country.text(row) for b in (old, new)]),
            (governorates, [b.table.admin1.text(row) for b in (old, new)]),
        ):
            if values[0] != values[1]:
                changes.append(
                    ValueChange(incident_id=incident.id, before=values[0], after=values[1])
                )
    return EditImpact(
        incidents_that_move=tuple(moves),
        verdicts_that_flip=tuple(verdicts),
        countries_that_change=tuple(countries),
        governorates_that_change=tuple(governorates),
        names_that_move=tuple(
            NameMove(name=n, before=was[n], after=becomes[n]) for n in was if was[n] != becomes[n]
        ),
    )


def assert_same(predicted: EditImpact, actual: EditImpact) -> None:
    for told, seen in zip(predicted.incidents_that_move, actual.incidents_that_move, strict=True):
        assert told.distance_km == pytest.approx(seen.distance_km, abs=1e-6)
        assert replace(told, distance_km=None) == replace(seen, distance_km=None)
    assert replace(predicted, incidents_that_move=()) == replace(actual, incidents_that_move=())
    assert bool(predicted) is bool(actual)


def planned(store: Store, live: dict[str, Place], edit: Edit) -> Plan | None:
    """Return the changes and redirects of an edit, and what makes it; None when it cannot be."""
    if edit.verb == "undo":
        return planned_undo(store)
    if edit.verb == "save":
        gone = {change.place_id for change in store.history()} - live.keys()
        based = [(p, live[p.id].version if p.id in live else None) for p in edit.places]
        changes: list[PlaceChange] = [(live.get(place.id), place) for place in edit.places]
        possible = not any(place.id in gone for place in edit.places)
        do = partial(store.save_all, based, editor="B", reason="r")
        return (changes, {}, do) if possible else None
    places = list(live.values())
    if len(places) < 2:
        return None
    kept, gone_one = (places[number % len(places)] for number in edit.numbers)
    if edit.verb == "delete":
        do_delete = partial(store.delete, kept.id, editor="B", reason="r", based_on=kept.version)
        return [(kept, None)], {}, do_delete
    changes = [(kept, merge_places(kept, gone_one)), (gone_one, None)]
    versions = (kept.id, kept.version), (gone_one.id, gone_one.version)
    do_merge = partial(store.merge, *versions, editor="B", reason="r")
    return (changes, {gone_one.id: kept.id}, do_merge) if kept is not gone_one else None


def planned_undo(store: Store) -> Plan | None:
    """Plan to take the last change back, unless that was an undo itself."""
    last = store.history(limit=1)[0]
    undone = [last]
    if last.kind is ChangeKind.MERGE:
        undone = [change for change in store.history() if change.revision == last.revision]
    do = partial(store.undo, last.id, editor="B")
    changes: list[PlaceChange] = [(change.after, change.before) for change in undone]
    return (changes, {}, do) if last.kind is not ChangeKind.UNDO else None


@settings(max_examples=25, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=6))
def test_changes_impact_of_any_edit_is_what_then_happens(edits: list[Edit]) -> None:
    with TemporaryDirectory() as folder, opened(Path(folder)) as gazetteer:
        for edit in edits:
            old = brief(gazetteer)
            plan = planned(gazetteer.store, dict(sorted(old.places.items())), edit)
            if plan is None:
                continue
            changes, redirects, do = plan
            predicted = changes_impact(old, changes, zone=ZONE, redirects=redirects, queries=NAMES)
            own = [t.name for change in changes for p in change if p for t in p.toponyms]
            asked = list(dict.fromkeys([*own, *NAMES]))
            was = answers(gazetteer, asked)
            do()
            actual = difference(old, brief(gazetteer), was, answers(gazetteer, asked))
            assert_same(predicted, actual)


def test_edit_impact_of_a_moved_point_tells_distance_verdict_country_and_governorate(
    gazetteer: Gazetteer,
) -> None:
    briefing = brief(gazetteer)
    before = briefing.places["one"]
    impact = edit_impact(briefing, before, replace(before, lat=37.10, lon=38.80), zone=ZONE)
    incident_id = DATASET.incidents[0].id
    assert [move.incident_id for move in impact.incidents_that_move] == [incident_id]
    assert impact.incidents_that_move[0].distance_km == pytest.approx(83.9, abs=0.5)
    assert impact.verdicts_that_flip == (
        ValueChange(incident_id=incident_id, before="inside", after="outside"),
    )
    assert impact.countries_that_change == (
        ValueChange(incident_id=incident_id, before="SY", after="TR"),
    )
    assert [c.before for c in impact.governorates_that_change] == ["SY-HL"]
    assert impact.names_that_move == ()
    assert briefing.gazetteer.places() is briefing.places


def test_edit_impact_of_a_wider_extent_flips_the_verdict_without_a_move(
    gazetteer: Gazetteer,
) -> None:
    briefing = brief(gazetteer)
    before = briefing.places["one"]
    impact = edit_impact(briefing, before, replace(before, extent_km=20.0), zone=ZONE)
    assert impact.incidents_that_move == ()
    assert [(c.before, c.after) for c in impact.verdicts_that_flip] == [("inside", "undetermined")]


def test_edit_impact_of_a_new_name_tells_who_asks_for_it(gazetteer: Gazetteer) -> None:
    briefing = brief(gazetteer)
    before = briefing.places["one"]
    name = Toponym(name="Qarqozaq", language="en")
    after = replace(before, toponyms=(*before.toponyms, name))
    asked = ["Qarquzaq", "Kobani"]
    impact = edit_impact(briefing, before, after, zone=ZONE, queries=asked)
    moved = {move.name: (move.before, move.after) for move in impact.names_that_move}
    assert moved == {"Qarqozaq": (None, "one"), "Qarquzaq": (None, "one")}
    assert gazetteer.resolve("Qarqozaq").place is None


def test_edit_impact_that_changes_nothing_is_false(gazetteer: Gazetteer) -> None:
    briefing = brief(gazetteer)
    before = briefing.places["one"]
    assert not edit_impact(briefing, before, replace(before, note="seen"), zone=ZONE)
    # No incident names the fifth place.
    new = place_of("five", ("Dabiq",), 0)
    assert edit_impact(briefing, None, new, zone=ZONE).incidents_that_move == ()


def test_edit_impact_of_a_deletion_takes_the_point_away(gazetteer: Gazetteer) -> None:
    briefing = brief(gazetteer)
    impact = edit_impact(briefing, briefing.places["one"], None, zone=ZONE)
    [move] = impact.incidents_that_move
    assert (move.after, move.distance_km) == (None, None)
    assert [(c.before, c.after) for c in impact.verdicts_that_flip] == [("inside", "undetermined")]


def test_changes_impact_of_a_split_leaves_incidents_with_the_first_part(
    gazetteer: Gazetteer,
) -> None:
    briefing = brief(gazetteer)
    before = briefing.places["one"]
    parts = replace(before, lat=36.45, lon=38.05), place_of("five", ("Hajin East",), 0)
    impact = changes_impact(briefing, [(before, parts[0]), (None, parts[1])], zone=ZONE)
    assert [move.after for move in impact.incidents_that_move] == [(36.45, 38.05)]
