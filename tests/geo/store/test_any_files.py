"""Whatever files are imported one after the other: each version holds what it should, for ever."""

from __future__ import annotations

import tempfile

from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Gazetteer, Store
from geo import IncidentStore
from tests.geo.store.rows import ACLED, AMAL, event, table

# Rows by id, each with the numbers of injured and the longitude; and whether these are all rows.
Held = dict[str, tuple[float, float]]
FILES = st.lists(
    st.tuples(
        st.dictionaries(
            st.sampled_from("abcdef"),
            st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([39.0, 39.5])),
        ),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def held_in(sets: IncidentStore, version: int) -> Held:
    rows = sets.read("acled", version).to_pylist()
    return {row["id"]: (row["injured"], row["lon"]) for row in rows}


@settings(max_examples=25, deadline=None)
@given(FILES)
def test_put_any_files_in_turn_keeps_every_version(files: list[tuple[Held, bool]]) -> None:
    versions: list[Held] = [{}]
    with (
        tempfile.TemporaryDirectory() as folder,
        IncidentStore(Gazetteer(store=Store(f"{folder}/g.sqlite", shipped=False))) as sets,
    ):
        for given_rows, whole in files:
            before = versions[-1]
            after = given_rows if whole else {**before, **given_rows}
            rows = [event(i, injured=n, lon=lon) for i, (n, lon) in given_rows.items()]
            report = sets.put(
                ACLED, [table(*rows)] if rows else [], user=AMAL, reason="r", whole=whole
            )
            assert report.imported == len(given_rows.keys() - before.keys())
            assert report.withdrawn == len(before.keys() - after.keys())
            assert report.updated == sum(before.get(i, v) != v for i, v in given_rows.items())
            assert report.imported + report.updated + report.unchanged == len(given_rows)
            if after != before:
                versions.append(after)
            assert sets.get("acled").version == len(versions) - 1
            assert sets.get("acled").incidents == len(after)
        for number, held in enumerate(versions):
            assert held_in(sets, number) == held
        first, last = versions[0], versions[-1]
        told = sets.differences("acled", 0, len(versions) - 1)
        assert set(told.added) == last.keys() - first.keys()
        for incident_id in "abcdef":
            _check_history(sets, incident_id, versions)


def _check_history(sets: IncidentStore, incident_id: str, versions: list[Held]) -> None:
    states = [held.get(incident_id) for held in versions]
    changed = [n for n in range(1, len(states)) if states[n] != states[n - 1]]
    told = sets.incident_history("acled", incident_id)
    assert [change.version for change in told] == changed
    for change in told:
        after = change.after and (change.after["injured"], change.after["lon"])
        assert after == states[change.version]
