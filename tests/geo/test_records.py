"""The strict reading of sources, actors, incidents and figures."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import ActorRole, Citation, IncidentDataError, Involvement, TimePrecision, Verification
from geo.records import latest_day, load_dataset

if TYPE_CHECKING:
    from pathlib import Path

Files = dict[str, list[dict[str, Any]]]

SOURCE = {
    "id": "article",
    "publisher": "Newspaper",
    "publisher_ar": "صحيفة",
    "title": "Title",
    "title_ar": "عنوان",
    "language": "ar",
    "published": "2019-01-17",
    "published_inferred": True,
    "date_basis": "Says so.",
    "first_paragraph": 3,
    "last_paragraph": 9,
}
ACTOR = {"id": "army", "name": "Army", "name_ar": "جيش", "kind": "state forces"}
INCIDENT = {
    "id": "raid",
    "start": "2019-01-15",
    "end": "2019-01-16",
    "time_precision": "day",
    "date_inferred": False,
    "date_basis": "The text gives the day.",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "place_id": "manbij",
    "involvements": [{"actor_id": "army", "role": "perpetrator"}],
    "fatalities": {"low": 1, "best": 2, "high": 3},
    "injured": 4,
    "summary": "A raid.",
    "summary_ar": "مداهمة.",
    "citations": [{"source_id": "article", "paragraph": 3}],
}
FIGURE = {
    "id": "share",
    "measures": "Share",
    "measures_ar": "نسبة",
    "value": 25,
    "low": 20,
    "high": 30.5,
    "unit": "%",
    "place_ids": ["syria"],
    "period_start": "2019-01-01",
    "period_end": "2019-01-31",
    "stated_by": "Somebody",
    "citations": [{"source_id": "article", "paragraph": 9}],
    "check": "zone-area",
}


def files() -> Files:
    return copy.deepcopy(
        {"sources": [SOURCE], "actors": [ACTOR], "incidents": [INCIDENT], "figures": [FIGURE]}
    )


def write(folder: Path, content: Files) -> Path:
    for name, records in content.items():
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def refusal(folder: Path, content: Files) -> IncidentDataError:
    write(folder, content)
    with pytest.raises(IncidentDataError) as caught:
        load_dataset(folder)
    return caught.value


def test_load_dataset_valid_files_returns_typed_records(tmp_path: Path) -> None:
    dataset = load_dataset(write(tmp_path, files()))

    (incident,) = dataset.incidents
    assert incident.start == date(2019, 1, 15)
    assert incident.time_precision is TimePrecision.DAY
    assert incident.verification is Verification.REPORTED
    assert incident.citations == (Citation(source_id="article", paragraph=3),)
    assert incident.involvements == (Involvement(actor_id="army", role=ActorRole.PERPETRATOR),)
    assert (incident.fatalities.low, incident.fatalities.best, incident.fatalities.high) == (
        1,
        2,
        3,
    )
    assert (incident.extent_km, incident.standing, incident.version) == (None, False, 1)
    (figure,) = dataset.figures
    assert (figure.low, figure.value, figure.high) == (20.0, 25.0, 30.5)
    assert figure.period_end == date(2019, 1, 31)
    assert dataset.sources["article"].last_paragraph == 9
    assert dataset.actors["army"].name_ar == "جيش"


def test_load_dataset_own_point_with_extent_is_read(tmp_path: Path) -> None:
    content = files()
    del content["incidents"][0]["place_id"]
    content["incidents"][0] |= {"lat": 33.5, "lon": 42, "extent_km": 700}

    (incident,) = load_dataset(write(tmp_path, content)).incidents

    assert (incident.place_id, incident.lat, incident.lon) == (None, 33.5, 42.0)
    assert incident.extent_km == 700.0


def test_load_dataset_mappings_cannot_be_changed(tmp_path: Path) -> None:
    dataset = load_dataset(write(tmp_path, files()))

    with pytest.raises(TypeError):
        dataset.actors["other"] = dataset.actors["army"]  # type: ignore[index]


# file, what to change (a value of ... deletes the key), field and piece of the message
BROKEN: list[tuple[str, dict[str, Any], str, str]] = [
    ("incidents", {"colour": "red"}, "colour", "there is no such field"),
    ("incidents", {"summary": ...}, "summary", "missing"),
    ("incidents", {"id": "Raid 1"}, "id", '"Raid 1"'),
    ("incidents", {"id": "raid-"}, "id", "hyphens"),
    ("incidents", {"summary": "  "}, "summary", "white space"),
    ("incidents", {"summary": ""}, "summary", "must not be empty"),
    ("incidents", {"summary_ar": 7}, "summary_ar", "must be a text; the value is 7"),
    ("incidents", {"start": "15.1.2019"}, "start", '"15.1.2019"'),
    ("incidents", {"start": "20190115"}, "start", "YYYY-MM-DD"),
    ("incidents", {"start": None}, "start", "YYYY-MM-DD"),
    ("incidents", {"start": "1019-01-15"}, "start", "before"),
    ("incidents", {"end": "2019-01-14"}, "end", "2019-01-15"),
    ("incidents", {"start": "2019-01-18", "end": "2019-01-19"}, "start", "article"),
    ("incidents", {"time_precision": "hour"}, "time_precision", "season"),
    ("incidents", {"date_inferred": 1}, "date_inferred", "true or false"),
    ("incidents", {"event_type": "War"}, "event_type", "Battles"),
    ("incidents", {"sub_event_type": "Suicide bomb"}, "sub_event_type", "under Battles"),
    ("incidents", {"lat": 36.5, "lon": 37.9, "extent_km": 1}, "place_id", "not both"),
    ("incidents", {"place_id": ...}, "place_id", "not neither"),
    ("incidents", {"place_id": ..., "lat": 36.5, "lon": 37.9}, "extent_km", "needs"),
    ("incidents", {"place_id": ..., "lat": 36.5, "extent_km": 1}, "lon", "together"),
    ("incidents", {"place_id": ..., "lat": 91, "lon": 0, "extent_km": 1}, "lat", "90"),
    ("incidents", {"place_id": ..., "lat": 0, "lon": -181, "extent_km": 1}, "lon", "180"),
    ("incidents", {"extent_km": 0}, "extent_km", "more than 0"),
    ("incidents", {"extent_km": -3}, "extent_km", "-3"),
    ("incidents", {"extent_km": "3"}, "extent_km", "number"),
    ("incidents", {"extent_km": float("nan")}, "extent_km", "finite"),
    ("incidents", {"fatalities": {"low": 3, "best": 2, "high": 4}}, "fatalities", "low <= best"),
    ("incidents", {"fatalities": {"low": 3, "high": 2}}, "fatalities", "low <= best"),
    ("incidents", {"fatalities": {"best": 2}}, "fatalities", "belong"),
    ("incidents", {"fatalities": {"low": -1, "high": 2}}, "fatalities.low", "at least 0"),
    ("incidents", {"fatalities": {"low": 1, "high": 2, "mean": 1}}, "fatalities.mean", "no such"),
    ("incidents", {"fatalities": [1]}, "fatalities", "object"),
    ("incidents", {"injured": 2.5}, "injured", "whole number"),
    ("incidents", {"injured": True}, "injured", "whole number"),
    ("incidents", {"version": 0}, "version", "at least 1"),
    ("incidents", {"verification": "sure"}, "verification", "disputed"),
    ("incidents", {"verification": ["confirmed"]}, "verification", "disputed"),
    ("incidents", {"citations": []}, "citations", "at least one"),
    ("incidents", {"citations": {}}, "citations", "list"),
    ("incidents", {"citations": ["article"]}, "citations[0]", "object"),
    ("incidents", {"citations": [{"source_id": "article"}]}, "citations[0].paragraph", "missing"),
    (
        "incidents",
        {"citations": [{"source_id": "gone", "paragraph": 3}]},
        "citations[0].source_id",
        '"gone"',
    ),
    (
        "incidents",
        {"citations": [{"source_id": "article", "paragraph": 2}]},
        "citations[0].paragraph",
        "begins at 3",
    ),
    (
        "incidents",
        {"citations": [{"source_id": "article", "paragraph": 10}]},
        "citations[0].paragraph",
        "ends at 9",
    ),
    ("incidents", {"citations": INCIDENT["citations"] * 2}, "citations", "twice"),  # type: ignore[operator]
    (
        "incidents",
        {"involvements": [{"actor_id": "navy", "role": "target"}]},
        "involvements[0].actor_id",
        '"navy"',
    ),
    (
        "incidents",
        {"involvements": [{"actor_id": "army", "role": "boss"}]},
        "involvements[0].role",
        "perpetrator",
    ),
    ("incidents", {"involvements": INCIDENT["involvements"] * 2}, "involvements", "twice"),  # type: ignore[operator]
    ("sources", {"published": ...}, "published", "inferred"),
    ("sources", {"published_precision": "about"}, "published_precision", "month"),
    ("sources", {"last_paragraph": 2}, "last_paragraph", "at least 3"),
    ("sources", {"publisher": "Paper "}, "publisher", "white space"),
    ("actors", {"kind": ...}, "kind", "missing"),
    ("figures", {"value": 31}, "value", "30.5"),
    ("figures", {"value": "25"}, "value", "number"),
    ("figures", {"low": ...}, "low", "missing"),
    ("figures", {"period_end": "2018-12-31"}, "period_end", "2019-01-01"),
    ("figures", {"period_end": ...}, "period_start", "both"),
    ("figures", {"check": "weather"}, "check", "border-length"),
    ("figures", {"place_ids": "syria"}, "place_ids", "list"),
    ("figures", {"place_ids": ["syria", "syria"]}, "place_ids", "twice"),
    ("figures", {"place_ids": [""]}, "place_ids", "list of texts"),
    ("figures", {"certainty": "sure"}, "certainty", "uncertain"),
]


@pytest.mark.parametrize(("name", "changes", "field", "message"), BROKEN)
def test_load_dataset_broken_record_is_refused_with_its_place(
    tmp_path: Path, name: str, changes: dict[str, Any], field: str, message: str
) -> None:
    content = files()
    record = content[name][0]
    for key, value in changes.items():
        if value is ...:
            del record[key]
        else:
            record[key] = value

    error = refusal(tmp_path, content)

    assert (error.path, error.row, error.field) == (tmp_path / f"{name}.jsonl", 1, field)
    assert message in str(error)


def test_load_dataset_second_use_of_an_id_names_both_rows(tmp_path: Path) -> None:
    content = files()
    content["incidents"] *= 2

    error = refusal(tmp_path, content)

    assert (error.row, error.field) == (2, "id")
    assert "row 1" in str(error)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ("[]", "JSON object"),
        ('{"id": "a", "id": "b"}', "twice"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_load_dataset_line_without_an_object_names_its_row(
    tmp_path: Path, line: str, message: str
) -> None:
    write(tmp_path, files())
    actors = tmp_path / "actors.jsonl"
    actors.write_text(f"{actors.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")

    with pytest.raises(IncidentDataError, match=message) as caught:
        load_dataset(tmp_path)

    assert (caught.value.path, caught.value.row) == (actors, 3)


def test_load_dataset_missing_file_names_it(tmp_path: Path) -> None:
    with pytest.raises(IncidentDataError, match=r"sources\.jsonl"):
        load_dataset(tmp_path)


def test_load_dataset_file_in_another_encoding_names_it(tmp_path: Path) -> None:
    write(tmp_path, files())
    (tmp_path / "actors.jsonl").write_bytes("جيش".encode("cp1256"))

    with pytest.raises(IncidentDataError, match=r"actors\.jsonl"):
        load_dataset(tmp_path)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(
    place=st.sampled_from([(name, key) for name, (record,) in files().items() for key in record]),
    value=JSON_VALUES,
)
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_load_dataset_any_value_in_any_field_loads_or_is_refused_with_its_place(
    tmp_path: Path, place: tuple[str, str], value: object
) -> None:
    name, key = place
    content = files()
    content[name][0][key] = value
    write(tmp_path, content)

    found: list[IncidentDataError] = []
    try:
        load_dataset(tmp_path)
    except IncidentDataError as error:
        found.append(error)

    assert all(error.path and error.row == 1 and error.field for error in found)


@pytest.mark.parametrize(
    ("day", "precision", "expected"),
    [
        (date(2019, 2, 20), TimePrecision.DAY, date(2019, 2, 20)),
        (date(2017, 11, 4), TimePrecision.WEEK, date(2017, 11, 10)),
        (date(2020, 2, 3), TimePrecision.MONTH, date(2020, 2, 29)),
        (date(2019, 1, 1), TimePrecision.YEAR, date(2020, 1, 1)),
    ],
)
def test_latest_day_follows_the_precision(
    day: date, precision: TimePrecision, expected: date
) -> None:
    assert latest_day(day, precision) == expected
