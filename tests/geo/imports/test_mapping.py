from pathlib import Path

import pytest

from geo import IncidentDataError
from geo.imports import ColumnMapping, DateOrder, Field, preview_incidents
from tests.geo.imports.conftest import Read, refused, write_csv


def guessed(path: Path) -> dict[str, tuple[str, ...]]:
    return {str(f): h for f, h in preview_incidents(path).mapping.columns.items()}


def test_preview_guesses_english_headings_and_shows_first_rows(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [["Ref", "Event Date", "Lat.", "LONGITUDE", "Killed", "Description", "actor1", "Actor 2"],
         ["a", "2019-01-02", "36.5", "38.1", "2", "Shelling", "SDF", "ISIS"]],
    )  # fmt: skip
    assert guessed(path) == {
        "id": ("Ref",), "lat": ("Lat.",), "lon": ("LONGITUDE",), "start": ("Event Date",),
        "actors": ("actor1", "Actor 2"), "fatalities_best": ("Killed",),
        "summary": ("Description",),
    }  # fmt: skip
    preview = preview_incidents(path)
    assert preview.rows == (("a", "2019-01-02", "36.5", "38.1", "2", "Shelling", "SDF", "ISIS"),)
    assert preview.problem == ""


def test_preview_guesses_arabic_headings(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [["التاريخ", "المدينة", "المحافظة", "عدد القتلى", "الوصف"],
         ["٢٠١٩-٠١-٠٢", "هجين", "دير الزور", "٣", "قصف"]],
    )  # fmt: skip
    assert guessed(path) == {
        "start": ("التاريخ",), "place": ("المدينة",), "admin1": ("المحافظة",),
        "fatalities_best": ("عدد القتلى",), "summary_ar": ("الوصف",),
    }  # fmt: skip


def test_preview_takes_a_column_for_what_its_values_are(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [["Location", "Grid", "Happened on"], ["Hajin", "37SFV1234567890", "2019-01-02"]],
    )
    assert guessed(path) == {
        "point": ("Grid",), "place": ("Location",), "start": ("Happened on",),
    }  # fmt: skip
    path = write_csv(tmp_path / "b.csv", [["Location", "Date"], ["36.5, 38.1", "2019-01-02"]])
    assert guessed(path) == {"point": ("Location",), "start": ("Date",)}


def test_preview_of_a_table_without_days_says_what_is_missing(tmp_path: Path, read: Read) -> None:
    path = write_csv(tmp_path / "a.csv", [["city", "remark"], ["Hajin", "x"]])
    assert "no column holds the day" in preview_incidents(path).problem
    with pytest.raises(IncidentDataError, match="field 'start'") as caught:
        read(path)
    assert caught.value.path == path


def test_mapping_corrected_reads_other_columns_and_constants(tmp_path: Path, read: Read) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [["when", "reported", "spot", "who", "also"],
         ["2019-01-01", "2019-01-05", "Mosul", "SDF", "ISIS"]],
    )  # fmt: skip
    mapping = preview_incidents(path).mapping.with_columns(
        [("start", "reported"), ("place", "spot"), ("actors", "who"), ("actors", "also")]
    )
    mapping = ColumnMapping(mapping.columns, {Field.COUNTRY: "Iraq", Field.EVENT_TYPE: "IED"})
    (row,) = read(path, mapping=mapping).rows.to_pylist()
    assert row["start_day"] == 17901
    assert row["event_type"] == "IED"
    assert row["actors"] == ["SDF", "ISIS"]
    assert row["place_id"] == "mosul"


def test_mapping_survives_json() -> None:
    mapping = ColumnMapping(
        {Field.START: ("Date",), Field.ACTORS: ("a", "ب")},
        {Field.COUNTRY: "Iraq"},
        DateOrder.DAY_FIRST,
    )
    assert ColumnMapping.from_json(mapping.to_json()) == mapping
    assert ColumnMapping.from_record(mapping.to_record()) == mapping


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"columns": []}', '{"columns": {"nonsense": ["a"]}}', "[" * 100_000,
     '{"columns": {"lat": 3}}', '{"date_order": "ymd"}', '{"constants": {"x": "1"}}'],
)  # fmt: skip
def test_mapping_from_json_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(IncidentDataError):
        ColumnMapping.from_json(text)


def test_mapping_check_names_field_and_heading_that_are_wrong() -> None:
    with pytest.raises(IncidentDataError, match="no column 'Day'") as caught:
        ColumnMapping({Field.START: ("Day",)}).check(["Date"])
    assert caught.value.field == "start"
    with pytest.raises(IncidentDataError, match="other coordinate"):
        ColumnMapping({Field.START: ("d",), Field.LAT: ("y",)}).check(["d", "y"])
    with pytest.raises(IncidentDataError, match="name of a place"):
        ColumnMapping({Field.START: ("d",)}).check(["d"])


def test_dates_with_two_meanings_are_refused_until_the_file_or_the_mapping_tells(
    tmp_path: Path, read: Read
) -> None:
    heading = ["date", "lat", "lon"]
    path = write_csv(tmp_path / "a.csv", [heading, ["03/04/2019", "36", "38"]])
    assert refused(read(path)) == [(2, "date", "03/04/2019")]
    mapping = preview_incidents(path).mapping
    told = ColumnMapping(mapping.columns, date_order=DateOrder.DAY_FIRST)
    assert read(path, mapping=told).rows["start_day"].to_pylist() == [17989]
    rows = [["03/04/2019", "36", "38"], ["25/04/2019", "36", "38"]]
    path = write_csv(tmp_path / "b.csv", [heading, *rows])
    assert read(path).rows["start_day"].to_pylist() == [17989, 18011]
