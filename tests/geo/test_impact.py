from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import (
    DeletePlace,
    DeprecatePlace,
    Gazetteer,
    GazetteerError,
    MergePlaces,
    Place,
    PlaceStatus,
    ProposalState,
    Role,
    SavePlaces,
    SplitPlace,
    Store,
    Toponym,
    ToponymKind,
    UndoChange,
    User,
)
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
    from collections.abc import Iterator, Mapping

    from gazetteer import Act

ZONE = ZoneParams()
AMAL, CAROL = User("Amal", Role.EDITOR), User("Carol", Role.CONTRIBUTOR)
NAMES = ("Hajin", "Manbij", "Kobani", "Tell Abyad", "هجين", "منبج", "عين العرب", "Ras al-Ayn")
VERBS = ("save", "accept", "split", "delete", "deprecate", "merge", "undo")
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
    """What one editor does, to places by number, and the new states of them."""

    verb: str
    places: tuple[Place, ...] = ()
    numbers: tuple[int, int] = (0, 1)


NUMBERS = st.tuples(st.integers(0, 4), st.integers(0, 4))
EDITS = st.one_of(
    st.sampled_from(IDS).flatmap(states).map(lambda place: Edit("save", (place,))),
    st.tuples(states("one"), states("five")).map(lambda pair: Edit("save", pair)),
    st.tuples(states("two"), NUMBERS).map(lambda drawn: Edit("accept", drawn[:1], drawn[1])),
    st.tuples(states("x"), states("y"), NUMBERS).map(lambda d: Edit("split", d[:2], d[2])),
    st.builds(Edit, st.sampled_from(["delete", "deprecate", "merge", "undo"]), numbers=NUMBERS),
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


def planned(gazetteer: Gazetteer, edit: Edit) -> Act[object]:
    """Return the act of an edit; with a proposal to accept, that is handed in."""
    live = sorted(gazetteer.places().values(), key=lambda place: place.id)
    history = gazetteer.history()
    if edit.verb == "undo":
        return UndoChange(history[edit.numbers[0] % len(history)].id)
    if edit.verb == "save":
        versions = {place.id: place.version for place in live}
        return SavePlaces(tuple((place, versions.get(place.id)) for place in edit.places))
    kept, other = (live[number % len(live)] for number in edit.numbers)
    version = kept.version
    if edit.verb == "accept":
        proposed = replace(edit.places[0], id=kept.id)
        gazetteer.desk(CAROL).propose(proposed, reason="seen", based_on=version)
        return SavePlaces(((proposed, version),))
    if edit.verb == "split":
        first, second = edit.places
        new = replace(second, id=f"new-{len(history)}")
        return SplitPlace(kept.id, (replace(first, id=kept.id), new), version)
    if edit.verb == "merge":
        return MergePlaces((kept.id, version), (other.id, other.version))
    return (DeletePlace if edit.verb == "delete" else DeprecatePlace)(kept.id, version)


def done(gazetteer: Gazetteer, act: Act[object], codes: tuple[str, ...]) -> None:
    """Do an act at the desk, in spite of all warnings that its rehearsal told."""
    desk, reason = gazetteer.desk(AMAL), "r"
    match act:
        case SavePlaces():
            pending = gazetteer.proposals(ProposalState.PENDING)
            if pending:
                desk.accept(pending[0].id, overridden=codes)
            else:
                desk.save_all(act.edits, reason=reason, overridden=codes)
        case SplitPlace():
            desk.split(
                act.place_id, act.parts, reason=reason, based_on=act.based_on, overridden=codes
            )
        case MergePlaces():
            desk.merge(act.kept, act.gone, reason=reason, overridden=codes)
        case UndoChange():
            desk.undo(act.change_id, reason=reason, overridden=codes)
        case DeletePlace():
            desk.delete(act.place_id, reason=reason, based_on=act.based_on)
        case DeprecatePlace():
            desk.deprecate(act.place_id, reason=reason, based_on=act.based_on, overridden=codes)


def carried_out(gazetteer: Gazetteer, edit: Edit) -> EditImpact | None:
    """Do one edit if it can be done, and return its impact, which is what then happened."""
    try:
        act = planned(gazetteer, edit)
        told = gazetteer.desk(AMAL).rehearse(act)
    except GazetteerError:
        # Two that are one, a conflict, a deleted place: nothing is told or done.
        for proposal in gazetteer.proposals(ProposalState.PENDING):
            gazetteer.desk(AMAL).decline(proposal.id, word="no")
        return None
    old, changes = brief(gazetteer), told.changes
    predicted = changes_impact(old, changes, zone=ZONE, redirects=told.redirects, queries=NAMES)
    own = [t.name for change in changes for p in change if p for t in p.toponyms]
    asked = list(dict.fromkeys([*own, *NAMES]))
    was = answers(gazetteer, asked)
    done(gazetteer, act, told.codes)
    assert_same(predicted, difference(old, brief(gazetteer), was, answers(gazetteer, asked)))
    for before, after in changes:
        if after is not None:
            assert gazetteer.get(after.id) == after
        elif before is not None and before.id not in told.redirects:
            assert before.id not in gazetteer.places()
    return predicted


@settings(max_examples=25, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=6))
def test_changes_impact_of_any_rehearsed_act_is_what_then_happens(edits: list[Edit]) -> None:
    with TemporaryDirectory() as folder, opened(Path(folder)) as gazetteer:
        for edit in edits:
            carried_out(gazetteer, edit)


def drawn_state(random: Random, place_id: str) -> Place:
    names = tuple(random.sample(NAMES, random.randint(1, 3)))
    place = place_of(
        place_id, names, random.randrange(len(POINTS)), random.choice([0.0, 1.0, 6.0, 40.0])
    )
    return replace(place, population=random.choice([0, 900, 80_000]))


def drawn_edit(random: Random, verb: str, known: list[str]) -> Edit:
    """Return an edit; what is saved are places that there are, and a new one."""
    ids = (
        [*random.sample(known, 1), f"fresh-{random.randrange(10**6)}"]
        if verb == "save"
        else ["x", "y"]
    )
    states = tuple(drawn_state(random, place_id) for place_id in ids)
    return Edit(verb, states, (random.randrange(5), random.randrange(5)))


def test_changes_impact_is_seen_to_happen_for_each_kind_of_act(gazetteer: Gazetteer) -> None:
    random = Random(4)
    acts, with_impact, parts = Counter[str](), Counter[str](), Counter[str]()
    for number in range(56):
        verb = VERBS[number % len(VERBS)]
        known = sorted(place.id for place in gazetteer.places().values())
        impact = carried_out(gazetteer, drawn_edit(random, verb, known))
        if impact is not None:
            acts[verb] += 1
            with_impact[verb] += bool(impact)
            parts.update(f.name for f in fields(impact) if getattr(impact, f.name))
    # Nobody would see a comparison of nothing with nothing.
    assert min(acts[verb] for verb in VERBS) >= 4, acts
    assert min(with_impact[verb] for verb in VERBS) >= 2, with_impact
    assert len(parts) == len(fields(EditImpact)), parts
    assert min(parts.values()) >= 3, parts


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


def test_changes_impact_tells_of_each_name_and_ends_where_it_is_told_to(
    gazetteer: Gazetteer,
) -> None:
    briefing = brief(gazetteer)
    before = briefing.places["one"]
    changes = [(before, replace(before, lat=36.45, lon=38.05))]
    told: list[tuple[int, int]] = []
    whole = changes_impact(
        briefing, changes, zone=ZONE, queries=NAMES, tell=lambda *step: told.append(step)
    )
    assert whole == changes_impact(briefing, changes, zone=ZONE, queries=NAMES)
    assert told == [(done, len(told)) for done in range(len(told))]
    assert len(told) > 2

    def cancel(done: int, _known: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        changes_impact(briefing, changes, zone=ZONE, queries=NAMES, tell=cancel)


def test_changes_impact_of_a_split_leaves_incidents_with_the_first_part(
    gazetteer: Gazetteer,
) -> None:
    briefing = brief(gazetteer)
    before = briefing.places["one"]
    parts = replace(before, lat=36.45, lon=38.05), place_of("five", ("Hajin East",), 0)
    impact = changes_impact(briefing, [(before, parts[0]), (None, parts[1])], zone=ZONE)
    assert [move.after for move in impact.incidents_that_move] == [(36.45, 38.05)]
