import contextlib
import gzip
import io
import zipfile
from datetime import date
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import Borders, IncidentDataError, imports
from geo.imports import ImportCancelledError, ImportFormat, preview_incidents
from geo.imports.bounds import MAX_COLUMNS
from geo.store.columns import STORED_COLUMNS
from tests.geo.imports.conftest import TODAY, Read, refused, write_csv

TABLE = [
    ["id", "date", "lat", "lon", "killed", "notes"],
    ["a", "2019-01-01", "36.5", "38.1", "2", "قصف, «عنيف»"],
    ["b", "2019-01-02", "36.6", "38.2", "", "two\nlines"],
]


def ids(batch: imports.IncidentBatch) -> list[str]:
    return list(batch.rows["id"].to_pylist())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_any_usual_encoding_and_delimiter_gives_the_same_rows(
    tmp_path: Path, read: Read, encoding: str, delimiter: str
) -> None:
    path = write_csv(tmp_path / "a.csv", TABLE, encoding=encoding, delimiter=delimiter)
    batch = read(path)
    assert batch.rows["summary"].to_pylist() == ["قصف, «عنيف»", "two\nlines"]
    assert batch.rows["fatalities_best"].to_pylist() == [2, None]
    assert batch.rows.schema.equals(STORED_COLUMNS)


def test_csv_packed_is_read_without_unpacking(tmp_path: Path, read: Read) -> None:
    plain = write_csv(tmp_path / "a.csv", TABLE)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(plain, "folder/a.csv")
        archive.writestr("readme.txt", "about")
    for name in ("a.csv.gz", "a.zip"):
        assert ids(read(tmp_path / name)) == ["a", "b"]


def test_csv_rows_are_refused_under_the_numbers_that_a_person_counts(
    tmp_path: Path, read: Read
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        b"id,date,lat,lon\r\n"
        b'"multi\r\nline",2019-01-01,36,38\r\n'  # row 2, on two lines
        b"\r\n"  # row 3, empty
        b"short,2019-01-01\r\n"  # row 4
        b"long,2019-01-01,36,38,39\r\n"  # row 5
        b"\xff\xfe,2019-01-01,36,38\r\n"  # row 6
        b"\xff,2019-01-01,36,38,39\r\n"  # row 7
        b"late,2019-13-01,36,38\r\n"  # row 8
        b"good,2019-01-01,36,38\r\n"
    )
    batch = read(path, encoding="utf-8")
    assert sorted(refused(batch)) == [
        (4, "row", "short,2019-01-01"),
        (5, "row", "long,2019-01-01,36,38,39"),
        (6, "id", "\ufffd\ufffd"),
        (7, "row", "\ufffd,2019-01-01,36,38,39"),
        (8, "date", "2019-13-01"),
    ]
    assert ids(batch) == ["multi\nline", "good"]


def test_csv_numbers_are_right_beyond_the_first_block(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.imports.delimited.MAX_ROW_BYTES", 2_000)
    rows = [[str(n), "2019-01-01", "36", "38"] for n in range(2, 1002)]
    rows[500][1] = "never"
    rows[700] = ["short"]
    rows[998][2] = "x"
    batch = read(write_csv(tmp_path / "a.csv", [["id", "date", "lat", "lon"], *rows]))
    assert sorted(refused(batch)) == [
        (502, "date", "never"),
        (702, "row", "short"),
        (1000, "lat", "x"),
    ]
    assert batch.row_count == 997


def test_csv_with_a_quotation_mark_that_is_not_closed_is_refused_whole(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.imports.delimited.MAX_ROW_BYTES", 1_000)
    path = tmp_path / "a.csv"
    path.write_text('id,date,lat,lon\n"x,2019-01-01,36,38\n' + "y,2019-01-01,36,38\n" * 200)
    with pytest.raises(IncidentDataError, match="quotation mark"):
        read(path)


def test_rows_without_id_get_one_of_their_content_and_twins_stay_two(
    tmp_path: Path, read: Read
) -> None:
    row = ["2019-01-01", "36", "38"]
    first = write_csv(tmp_path / "a.csv", [["date", "lat", "lon"], row, row, [*row[:2], "39"]])
    again = write_csv(
        tmp_path / "b.csv", [["lon", "date", "lat"], ["39", "2019-01-01", "36"],
                             *[["38", "2019-01-01", "36"]] * 2],
    )  # fmt: skip
    found = ids(read(first))
    assert len(set(found)) == 3
    assert found[1] == f"{found[0]}-2"
    assert sorted(ids(read(again))) == sorted(found)


def test_same_file_read_twice_gives_equal_rows(tmp_path: Path, read: Read) -> None:
    path = write_csv(tmp_path / "a.csv", TABLE)
    first, second = read(path), read(path)
    assert first.rows.equals(second.rows)
    assert first.sha256 == second.sha256
    assert pa.concat_tables(first.tables()).num_rows == first.row_count == 2


def test_progress_that_says_no_ends_the_import(tmp_path: Path, read: Read) -> None:
    told: list[tuple[int, int | None]] = []

    def progress(done: int, known: int | None) -> bool:
        told.append((done, known))
        return False

    with pytest.raises(ImportCancelledError, match=r"a\.csv"):
        read(write_csv(tmp_path / "a.csv", TABLE), progress=progress)
    assert told == [(2, None)]


def test_points_are_read_in_every_notation(tmp_path: Path, read: Read) -> None:
    points = [
        "36.5, 38.25",
        "POINT (38.25 36.5)",
        "36°30'N 38°15'E",
        "36,5; 38,25",
        "37SDB1234567890",
    ]
    rows = [[str(n), "2019-01-01", point] for n, point in enumerate(points)]
    batch = read(write_csv(tmp_path / "a.csv", [["id", "date", "coordinates"], *rows]))
    found = batch.rows.to_pylist()
    assert [row["lat"] for row in found[:3]] == [36.5] * 3
    assert [row["lon"] for row in found[:3]] == [38.25] * 3
    assert 36 < found[-1]["lat"] < 38
    columns = [["date", "lat", "lon"], ["2019-01-01", "36°30'N", "38°15'E"],
               ["2019-01-02", "٣٦٫٥", "38,25"], ["2019-01-02", "36°30'N", "38°75'E"]]  # fmt: skip
    batch = read(write_csv(tmp_path / "b.csv", columns))
    assert batch.rows["lat"].to_pylist() == [36.5, 36.5]
    assert refused(batch) == [(4, "lat", "36°30'N")]


def test_xlsx_gives_the_rows_of_its_sheet(tmp_path: Path, read: Read) -> None:
    import datetime as dt

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Events")
        sheet.write_row(0, 0, ["id", "date", "lat", "lon", "killed"])
        sheet.write_row(1, 0, [7, dt.datetime(2019, 1, 1), 36.5, 38.1, 2])  # noqa: DTZ001
        sheet.write_row(3, 0, [8, "not a day", 36.5, 38.1, 2])
        book.add_worksheet("Other").write_row(0, 0, ["date", "place"])
    batch = read(path)
    assert batch.format is ImportFormat.XLSX
    assert ids(batch) == ["7"]
    assert batch.rows["start_day"].to_pylist() == [17897]
    assert refused(batch) == [(4, "date", "not a day")]
    assert preview_incidents(path, layer="Other").header == ("date", "place")
    with pytest.raises(IncidentDataError, match="Events, Other"):
        preview_incidents(path, layer="None")


def test_xlsx_with_a_damaged_sheet_is_refused(tmp_path: Path, read: Read) -> None:
    with xlsxwriter.Workbook(tmp_path / "whole.xlsx") as book:
        book.add_worksheet().write_row(0, 0, ["date", "place"])
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "a.xlsx", "w") as broken,
    ):
        for name in whole.namelist():
            content = whole.read(name)
            is_sheet = name.endswith("sheet1.xml")
            broken.writestr(name, content.replace(b"<v>", b"<w>") if is_sheet else content)
    with pytest.raises(IncidentDataError, match="sheet cannot be read"):
        read(tmp_path / "a.xlsx")


def test_parquet_gives_the_rows_of_its_flat_columns(tmp_path: Path, read: Read) -> None:
    import datetime as dt

    path = tmp_path / "a.parquet"
    day = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)
    columns = {
        "id": [1, 2], "date": [day, None], "lat": [36.5, 36.5], "lon": [38.0, 38.0],
        "city": pa.array(["x", "y"]).dictionary_encode(), "nested": [{"a": 1}, None],
    }  # fmt: skip
    pq.write_table(pa.table(columns), path)
    batch = read(path)
    assert batch.format is ImportFormat.PARQUET
    assert ids(batch) == ["1"]
    assert refused(batch) == [(2, "date", "")]


def test_details_keep_what_no_column_holds(tmp_path: Path, read: Read) -> None:
    rows = [["date", "lat", "lon", "weather"], ["2019-01-01 14:30", "36", "38", 'rain "heavy"\\']]
    (row,) = read(write_csv(tmp_path / "a.csv", rows)).rows.to_pylist()
    assert row["details"] == '{"weather":"rain \\"heavy\\"\\\\","date":"2019-01-01 14:30"}'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"\n\n", "no heading"),
        (b",".join([b"c"] * (MAX_COLUMNS + 1)), "columns; at most"),
        (b"PAR1 broken", "no Parquet"),
        (b"SQLite format 3\x00 broken", "no GeoPackage"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"{broken", "no GeoJSON"),
        (b"<broken", "no KML"),
    ],
)
def test_file_that_is_nothing_is_refused_in_one_line(
    tmp_path: Path, read: Read, content: bytes, problem: str
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    with pytest.raises(IncidentDataError, match=problem) as caught:
        read(path)
    assert str(path) in str(caught.value)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    head=st.sampled_from(
        [b"", b"date,lat,lon\n", b"PAR1", b"{", b"<kml>", b"PK\x03\x04", b"\xff\xfe"]
    ),
    content=st.binary(max_size=300),
)
def test_read_of_arbitrary_bytes_gives_rows_or_a_refusal(
    tmp_path: Path, borders: Borders, head: bytes, content: bytes
) -> None:
    path = tmp_path / "any"
    path.write_bytes(head + content)
    try:
        batch = imports.read_incidents(path, borders=borders, today=TODAY)
    except IncidentDataError:
        return
    with batch:
        assert batch.rows.schema.equals(STORED_COLUMNS)


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(cells, cells, cells, cells), min_size=1, max_size=6))
def test_read_takes_or_refuses_each_row_of_any_texts(
    tmp_path: Path, borders: Borders, rows: list[tuple[str, ...]]
) -> None:
    good = ("2019-01-01", "36", "38", "1")
    path = write_csv(tmp_path / "any.csv", [("date", "lat", "lon", "killed"), good, *rows])
    with imports.read_incidents(
        path, borders=borders, today=TODAY, encoding="utf-8", delimiter=","
    ) as batch:
        assert 1 <= batch.row_count + len(batch.refusals) <= len(rows) + 1
        numbers = [refusal.row for refusal in batch.refusals]
        assert len(set(numbers)) == len(numbers)
        assert 2 not in numbers


events = st.lists(
    st.tuples(
        st.dates(date(1900, 1, 1), TODAY),
        st.floats(-89, 89).map(lambda value: round(value, 5)).filter(bool),
        st.floats(-179, 179).map(lambda value: round(value, 5)),
        st.none() | st.integers(0, 1_000_000),
        st.text("abc ,;\"'|\n=ب؟", min_size=1, max_size=15).filter(str.strip),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events, st.sampled_from(["utf-8-sig", "utf-16", "cp1256"]), st.sampled_from(",;\t|"))
def test_read_gives_back_what_was_written(
    tmp_path: Path,
    borders: Borders,
    rows: list[tuple[date, float, float, int | None, str]],
    encoding: str,
    delimiter: str,
) -> None:
    heading = ("id", "date", "lat", "lon", "killed", "notes")
    cells = [(f"e{n}", row[0].isoformat(), *row[1:]) for n, row in enumerate(rows)]
    path = write_csv(
        tmp_path / "any.csv", [heading, *cells], encoding=encoding, delimiter=delimiter
    )
    with imports.read_incidents(path, borders=borders, today=TODAY, encoding=encoding) as batch:
        assert list(batch.refusals) == []
        found = batch.rows.to_pylist()
    assert [(r["start_day"], r["lat"], r["lon"], r["fatalities_best"]) for r in found] == [
        ((row[0] - date(1970, 1, 1)).days, *row[1:4]) for row in rows
    ]
    assert [r["summary"] for r in found] == [row[4].strip() for row in rows]


def test_parquet_with_a_page_index_that_ends_the_library_is_refused(
    tmp_path: Path, read: Read
) -> None:
    made = io.BytesIO()
    pq.write_table(pa.table({"date": ["2019-01-01"], "lat": [36.5], "lon": [38.1]}), made)
    content = made.getvalue()
    path = tmp_path / "a.parquet"
    footer = int.from_bytes(content[-8:-4], "little")
    for at in range(len(content) - 8 - footer, len(content) - 8, 11):
        path.write_bytes(content[:at] + bytes((content[at] ^ 0x10,)) + content[at + 1 :])
        with contextlib.suppress(IncidentDataError):
            read(path)
    path.write_bytes(content)
    assert len(read(path).rows) == 1
