from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gazetteer import (
    Citation,
    CorrectionKind,
    Gazetteer,
    Message,
    Place,
    PlaceStatus,
    RefusedRow,
    Toponym,
    ToponymKind,
    compare,
    read_places,
    write_places,
)
from tests.gazetteer.desks import AMAL
from tests.gazetteer.places import add, contents, village

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = village(
    admin2="Abu Kamal",
    feature_code="PPLA2",
    extent_km=0.7,
    citations=(Citation(source="Gazette"),),
    links=("geonames:1",),
    status=PlaceStatus.DRAFT,
)


@pytest.fixture
def filled(gazetteer: Gazetteer) -> Gazetteer:
    add(gazetteer.store, KNOWN, village("other", "Other", lat=35.5))
    return gazetteer


def test_compare_tells_new_changed_unchanged_and_refused_rows_in_order(filled: Gazetteer) -> None:
    refused = RefusedRow("corrections.csv", 4, "lat", "91", Message("is no latitude"))
    moved, new = village(lat=34.7, extent_km=0.7), village("new", "New", lat=36.0)
    found = compare(filled, [moved, new, refused, village("other", "Other", lat=35.5)])
    kinds = ["changed", "new", "refused", "unchanged"]
    assert [correction.kind for correction in found] == kinds
    changed, created, bad, unchanged = found
    (difference,) = changed.differences
    assert (difference.field, difference.before, difference.after) == ("lat", 34.69, 34.7)
    assert (changed.before, changed.based_on) == (KNOWN, 1)
    assert (created.before, created.based_on, created.differences) == (None, None, ())
    assert created.after == new
    assert (bad.refused, bad.after) == (refused, None)
    assert unchanged.after == unchanged.before


def test_compare_blank_fields_of_a_row_change_nothing(filled: Gazetteer) -> None:
    row = Place(
        id="hajin",
        toponyms=(Toponym(name="Hajin"), Toponym(name="هجين", language="ar", script="Arab")),
        feature_class="P",
        feature_code="PPL",
        country_code=None,
        extent_km=1.5,
        links=("wikidata:Q1",),
    )
    (correction,) = compare(filled, [row])
    assert [d.field for d in correction.differences] == ["toponyms", "links"]
    assert correction.after is not None
    assert correction.after.toponyms == (*KNOWN.toponyms, row.toponyms[1])
    assert correction.after.links == ("geonames:1", "wikidata:Q1")


def test_compare_units_of_another_country_or_governorate_replace_the_old_ones(
    filled: Gazetteer,
) -> None:
    moved = [
        village(country_code="IQ", admin1=None),
        village(admin1="SY-HA", admin2="Al-Malikiyah"),
        village(admin1="SY-HA"),
    ]
    units = []
    for row in moved:
        (correction,) = compare(filled, [row])
        assert correction.after is not None
        after = correction.after
        units.append((after.country_code, after.admin1, after.admin2))
    expected = [("IQ", None, None), ("SY", "SY-HA", "Al-Malikiyah"), ("SY", "SY-HA", None)]
    assert units == expected


def test_compare_preferred_name_of_a_row_takes_the_place_of_the_old_one(filled: Gazetteer) -> None:
    hajeen = Toponym(name="Hajeen", language="en", script="Latn", kind=ToponymKind.PREFERRED)
    row = village(toponyms=(hajeen, Toponym(name="Hajin", language="en", script="Latn")))
    (correction,) = compare(filled, [row])
    assert correction.after is not None
    assert {(t.name, t.kind) for t in correction.after.toponyms} == {
        ("Hajin", "variant"),
        ("Hajeen", "preferred"),
    }
    filled.desk(AMAL).save_all([(correction.after, 1)], reason="corrections")


def test_compare_whole_records_remove_what_they_lack(filled: Gazetteer) -> None:
    (correction,) = compare(filled, [village()], complete=True)
    assert correction.after == village()
    assert {d.field for d in correction.differences} == {
        "admin2", "feature_code", "extent_km", "citations", "links", "status",
    }  # fmt: skip


def test_compare_rows_of_other_ids_find_their_place_by_link_or_name(filled: Gazetteer) -> None:
    by_link = village("row-1", "Hagin", lat=36.0, links=("geonames:1",))
    by_name = village("row-2", "Other", lat=35.501)
    far_namesake = village("row-3", "Other", lat=33.0)
    found = compare(filled, [by_link, by_name, far_namesake])
    assert [c.after.id for c in found if c.after] == ["hajin", "other", "row-3"]
    assert [c.kind for c in found] == ["changed", "changed", "new"]


def test_compare_second_row_of_a_place_and_deleted_places_are_refused(filled: Gazetteer) -> None:
    filled.desk(AMAL).delete("other", reason="gone", based_on=1)
    found = compare(filled, [village(lat=34.7), village(lat=34.8), village("other", lat=35.5)])
    assert [c.kind for c in found] == ["changed", "refused", "refused"]
    assert [c.refused and (c.refused.row, c.refused.value) for c in found[1:]] == [
        (2, "hajin"),
        (3, "other"),
    ]


@pytest.mark.parametrize("name", ["corrections.csv", "corrections.jsonl"])
def test_compare_file_that_was_exported_changes_nothing_and_edited_what_was_edited(
    filled: Gazetteer, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    write_places(filled.places().values(), path)
    found = compare(filled, read_places(path))
    assert [c.kind for c in found] == [CorrectionKind.UNCHANGED] * 2
    path.write_text(path.read_text(encoding="utf-8").replace("35.5", "35.54"), encoding="utf-8")
    found = compare(filled, read_places(path))
    edits = [(c.after, c.based_on) for c in found if c.kind is CorrectionKind.CHANGED and c.after]
    filled.desk(AMAL).save_all(edits, reason=f"corrections of {name}")
    assert contents(filled.store)["other"].lat == 35.54
    assert contents(filled.store)["hajin"] == KNOWN
