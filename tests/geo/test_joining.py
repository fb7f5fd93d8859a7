from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import Coded, CodedSets, FilterIndex, apply
from geo.joining import concat_incidents, take_incidents, take_places
from geo.selection import facet_values
from tests.gazetteer.places import village
from tests.geo.made_up import Row, filters, rows, table_of

if TYPE_CHECKING:
    from geo import IncidentFilter, IncidentTable

NAN = float("nan")
TABLES = st.lists(st.lists(rows(), max_size=6), min_size=1, max_size=3)


def content(table: IncidentTable) -> list[tuple[object, ...]]:
    """Return what the rows say, whatever their codes."""
    return [
        (
            *(str(getattr(table, name)[row]) for name in ("lon", "lat", "extent_km", "injured")),
            int(table.start_day[row]),
            int(table.end_day[row]),
            *(
                getattr(table, name).text(row)
                for name in ("country", "admin1", "event_type", "sub_type", "dataset")
            ),
            table.actors.texts(row),
            table.sources.texts(row),
            table.summary[row].as_py(),
        )
        for row in range(len(table))
    ]


@given(TABLES, filters())
def test_concat_incidents_shows_and_counts_what_one_table_would(
    made: list[list[Row]], wanted: IncidentFilter
) -> None:
    joined = concat_incidents([table_of(each) for each in made])
    whole = table_of([row for each in made for row in each])
    assert content(joined) == content(whole)
    assert facet_values(joined).keys() == facet_values(whole).keys()
    left, right = (apply(FilterIndex.build(t), wanted, zone=20.0) for t in (joined, whole))
    assert left.mask.tolist() == right.mask.tolist()
    assert left.facets == right.facets
    assert left.figures == right.figures


@given(st.lists(rows(), min_size=1, max_size=6), st.data())
def test_take_incidents_keeps_the_rows_in_the_order_asked(
    made: list[Row], data: st.DataObject
) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(made) - 1), unique=True))
    table = table_of(made)
    taken = take_incidents(table, np.array(chosen, np.int64))
    assert content(taken) == [content(table)[row] for row in chosen]
    assert taken.matches("clash").tolist() == [bool(table.matches("clash")[row]) for row in chosen]


def test_concat_incidents_has_a_revision_that_follows_from_its_parts() -> None:
    first, second = (table_of([row]) for row in _two_rows())
    joined = concat_incidents([first, second])
    assert joined.revision == concat_incidents([first, second]).revision
    assert joined.revision != concat_incidents([second, first]).revision
    assert concat_incidents([first]) is first
    assert joined.row_of["i0"] == 0


def _two_rows() -> tuple[Row, Row]:
    common = {
        "extent_km": 5.0, "start": 17_000, "length": 0, "admin1": "", "event_type": "Riots",
        "sub_type": "Other", "dataset": "", "actors": frozenset("a"), "sources": frozenset(),
        "best": NAN, "injured": NAN, "words": (),
    }  # fmt: skip
    return (
        Row(lon=39.0, lat=36.0, country="SY", **common),  # type: ignore[arg-type]
        Row(lon=NAN, lat=NAN, country="", **common),  # type: ignore[arg-type]
    )


def test_take_places_gives_rows_the_point_extent_and_area_of_their_place() -> None:
    table = table_of(list(_two_rows()) * 2)
    places = [village(lat=34.5, lon=40.5, extent_km=2.0), None]
    told = {"rows": np.array([1, 3]), "codes": np.array([0, 0], np.int32)}
    placed = take_places(table, places, None, extent_km=np.array([NAN, 30.0]), **told)
    assert placed.lat.tolist() == [36.0, 34.5, 36.0, 34.5]
    assert placed.extent_km.tolist() == [5.0, 2.0, 5.0, 30.0]
    assert [placed.country.text(row) for row in range(4)] == ["SY"] * 4
    assert [placed.place.text(row) for row in (0, 1)] == ["", "hajin"]
    assert placed.name("place", "hajin")[0] == "Hajin"
    assert placed.matches("hajin").tolist() == [False, True, False, True]
    assert np.isnan(table.lat[1])
    moved = [village(lat=34.6, lon=40.5, extent_km=2.0), None]
    again = take_places(table, moved, None, extent_km=np.array([NAN, 30.0]), **told)
    assert len({placed.revision, again.revision, table.revision}) == 3


@given(st.lists(st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=5), max_size=4))
def test_coded_concat_holds_the_texts_of_all(columns: list[list[str]]) -> None:
    joined = Coded.concat([Coded.encode(texts) for texts in columns])
    texts = [text for each in columns for text in each]
    assert [joined.text(row) for row in range(joined.codes.size)] == texts
    assert joined.values == tuple(sorted(set(texts)))


def test_coded_replaced_changes_the_rows_alone() -> None:
    column = Coded.encode(["a", "b", "a"])
    changed = column.replaced(np.array([0, 1]), ["c", "a"], np.array([1, 0], np.int32))
    assert [changed.text(row) for row in range(3)] == ["a", "c", "a"]
    assert changed.values == ("a", "c")


@given(st.lists(st.lists(st.frozensets(st.sampled_from("abc")), max_size=4), max_size=3))
def test_coded_sets_concat_holds_the_sets_of_all(columns: list[list[frozenset[str]]]) -> None:
    joined = CodedSets.concat([CodedSets.encode(each) for each in columns])
    sets = [tuple(sorted(texts)) for each in columns for texts in each]
    assert [joined.texts(row) for row in range(joined.codes.size)] == sets
