from __future__ import annotations

import gzip
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from gazetteer import Citation, Place, PlaceFileError, Toponym, ToponymKind, place_files
from gazetteer.geonames import COLUMNS, read_geonames
from gazetteer.geonames_admin1 import ISO_BY_GEONAMES, iso_admin1
from gazetteer.place_files import RefusedRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HAJIN = {
    "geonameid": "172955",
    "name": "Hajīn",
    "asciiname": "Hajin",
    "alternatenames": "Hadzhin,Hajīn,هجين",
    "latitude": "34.68953",
    "longitude": "40.83090",
    "feature class": "P",
    "feature code": "PPLA3",
    "country code": "SY",
    "admin1 code": "07",
    "admin2 code": "0702",
    "population": "37935",
    "timezone": "Asia/Damascus",
    "modification date": "2024-01-01",
}
DISTRICT = {
    "geonameid": "2",
    "name": "Abu Kamal District",
    "asciiname": "Abu Kamal District",
    "latitude": "34.5",
    "longitude": "40.9",
    "feature class": "A",
    "feature code": "ADM2",
    "country code": "SY",
    "admin1 code": "07",
    "admin2 code": "0702",
}
ALTERNATES = [
    ("1", "172955", "ar", "هجين", "1", "", "", "", "", ""),
    ("2", "172955", "en", "Hajīn", "", "", "", "", "", ""),
    ("3", "172955", "ar", "Hajeen", "", "", "", "", "", ""),
    ("4", "172955", "", "Old Hajin", "", "", "", "1", "1900", "1950"),
    ("5", "172955", "en", "The Pocket", "", "", "1", "", "", ""),
    ("6", "172955", "wkdt", "Q2890417", "", "", "", "", "", ""),
    ("7", "172955", "link", "https://en.wikipedia.org/wiki/Hajin", "", "", "", "", "", ""),
    ("8", "172955", "unlc", "SYHAJ", "", "", "", "", "", ""),
    ("9", "999", "en", "Elsewhere", "", "", "", "", "", ""),
]


def line(row: Mapping[str, str], **changed: str) -> str:
    values = {**row, **changed}
    return "\t".join(values.get(column, "") for column in COLUMNS)


def dump(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def zipped(path: Path, members: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def alternates_file(path: Path) -> Path:
    return dump(path, *("\t".join(row) for row in ALTERNATES))


def test_read_geonames_row_with_alternates_gives_the_place(tmp_path: Path) -> None:
    path = dump(tmp_path / "SY.txt", line(HAJIN), line(DISTRICT))
    names = alternates_file(tmp_path / "alternateNamesV2.txt")
    place, _ = read_geonames(path, alternate_names=names)
    flagged = Citation(source="geonames", locator="172955", note="colloquial")
    used = Citation(source="geonames", locator="172955", note="used 1900–1950")
    assert place == Place(
        id="geonames-172955",
        toponyms=(
            Toponym(name="Hajīn", language="en", script="Latn", kind=ToponymKind.PREFERRED),
            Toponym(name="هجين", language="ar", script="Arab", kind=ToponymKind.PREFERRED),
            Toponym(name="Hajeen", language="ar", script="Latn", kind=ToponymKind.ROMANIZATION),
            Toponym(name="Old Hajin", script="Latn", kind=ToponymKind.HISTORICAL, citation=used),
            Toponym(name="The Pocket", language="en", script="Latn", citation=flagged),
            Toponym(name="Hadzhin", script="Latn"),
        ),
        feature_class="P",
        feature_code="PPLA3",
        country_code="SY",
        admin1="SY-DY",
        admin2="Abu Kamal District",
        lat=34.68953,
        lon=40.8309,
        extent_km=1.6,
        citations=(Citation(source="geonames", locator="172955"),),
        links=("geonames:172955", "wikidata:Q2890417"),
        population=37935,
    )


def test_read_geonames_without_alternates_takes_the_column(tmp_path: Path) -> None:
    (place,) = read_geonames(dump(tmp_path / "SY.txt", line(HAJIN)))
    assert isinstance(place, Place)
    assert [(t.name, t.language) for t in place.toponyms] == [
        ("Hajīn", "und"),
        ("Hadzhin", "und"),
        ("هجين", "und"),
    ]
    assert place.admin2 is None


def test_read_geonames_twice_gives_the_same(tmp_path: Path) -> None:
    path = dump(tmp_path / "SY.txt", line(HAJIN), line(DISTRICT))
    assert list(read_geonames(path)) == list(read_geonames(path))


def test_read_geonames_packed_files_give_what_the_plain_ones_give(tmp_path: Path) -> None:
    plain = dump(tmp_path / "SY.txt", line(HAJIN), line(DISTRICT))
    names = alternates_file(tmp_path / "names.txt")
    expected = list(read_geonames(plain, alternate_names=names))
    packed = zipped(
        tmp_path / "SY.zip", {"readme.txt": "hello", "SY.txt": plain.read_bytes(), "d/": b""}
    )
    packed_names = zipped(
        tmp_path / "alternateNamesV2.zip",
        {"iso-languagecodes.txt": "x", "alternateNamesV2.txt": names.read_bytes()},
    )
    assert list(read_geonames(packed, alternate_names=packed_names)) == expected
    gzipped = tmp_path / "SY.txt.gz"
    gzipped.write_bytes(gzip.compress(plain.read_bytes()))
    assert list(read_geonames(gzipped, alternate_names=names)) == expected


def test_read_geonames_countries_keeps_only_them(tmp_path: Path) -> None:
    other = line(HAJIN, geonameid="3", **{"country code": "IQ", "admin1 code": "01"})
    path = dump(tmp_path / "all.txt", line(HAJIN), other, "short\tline")
    kept = list(read_geonames(path, countries={"IQ"}))
    assert [p.admin1 for p in kept if isinstance(p, Place)] == ["IQ-AN"]
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("bad", "field", "value"),
    [
        (line(HAJIN, latitude="north"), "latitude", "north"),
        (line(HAJIN, latitude="91"), "latitude", "91"),
        (line(HAJIN, latitude="nan"), "latitude", "nan"),
        (line(HAJIN, latitude="", longitude=""), "latitude", ""),
        (line(HAJIN, longitude=""), "longitude", ""),
        (line(HAJIN, longitude="-180.5"), "longitude", "-180.5"),
        (line(HAJIN, geonameid="x1"), "geonameid", "x1"),
        (line(HAJIN, geonameid="0"), "geonameid", "0"),
        (line(HAJIN, geonameid="999999999"), "geonameid", "999999999"),
        (line(HAJIN, population="many"), "population", "many"),
        (line(HAJIN, population="-5"), "population", "-5"),
        (line(HAJIN, name=" ", alternatenames="", asciiname=""), "name", " "),
        (line(HAJIN, **{"feature class": "Q"}), "feature class", "Q"),
        (line(HAJIN, **{"feature code": "ppl"}), "feature_code", ""),
        (line(HAJIN, **{"country code": "Syria"}), "country_code", ""),
        ("1\tHajin", "line", "1\tHajin"),
    ],
)
def test_read_geonames_bad_row_is_refused_with_field_and_value(
    tmp_path: Path, bad: str, field: str, value: str
) -> None:
    path = dump(tmp_path / "SY.txt", line(DISTRICT), bad, line(HAJIN))
    first, refused, last = read_geonames(path)
    assert isinstance(first, Place)
    assert isinstance(last, Place)
    assert isinstance(refused, RefusedRow)
    assert (refused.path, refused.row, refused.field, refused.value) == (str(path), 2, field, value)
    assert f"SY.txt, row 2, field '{field}'" in str(refused)


def test_read_geonames_bad_alternate_rows_are_refused(tmp_path: Path) -> None:
    path = dump(tmp_path / "SY.txt", line(HAJIN))
    names = tmp_path / "names.txt"
    names.write_bytes(b"1\t2\n5\tx\ten\tName\n6\t172955\ten\t\xff\n7\t172955\ten\tHejin\n")
    *refused, place = read_geonames(path, alternate_names=names)
    assert [(r.row, r.field) for r in refused if isinstance(r, RefusedRow)] == [
        (1, "line"),
        (2, "geonameid"),
        (3, "line"),
    ]
    assert isinstance(place, Place)
    assert "Hejin" in {t.name for t in place.toponyms}


def test_read_geonames_place_without_code_gets_the_general_one(tmp_path: Path) -> None:
    (place,) = read_geonames(dump(tmp_path / "SY.txt", line(HAJIN, **{"feature code": ""})))
    assert isinstance(place, Place)
    assert place.feature_code == "PPL"


def test_read_geonames_progress_ends_at_the_size_of_all_reading(tmp_path: Path) -> None:
    path = dump(tmp_path / "SY.txt", line(HAJIN))
    names = alternates_file(tmp_path / "names.txt")
    seen: list[tuple[int, int]] = []
    list(
        read_geonames(
            path, alternate_names=names, progress=lambda done, total: seen.append((done, total))
        )
    )
    total = 2 * path.stat().st_size + names.stat().st_size
    assert seen == sorted(seen)
    assert seen[-1] == (total, total)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "one data file, it holds none"),
        ({"a.txt": "", "b.txt": ""}, "it holds a.txt, b.txt"),
        ({"[Content_Types].xml": "", "xl/workbook.xml": ""}, "office document"),
        ({"SY.txt": b"0" * 3_000_000}, "unpacks to more than"),
    ],
)
def test_read_geonames_unfit_archive_raises(
    tmp_path: Path, members: dict[str, bytes | str], message: str
) -> None:
    with pytest.raises(PlaceFileError, match=message):
        list(read_geonames(zipped(tmp_path / "SY.zip", members)))


def test_read_geonames_damaged_archives_raise(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("SY.txt", line(HAJIN))
    content = bytearray(buffer.getvalue())
    content[content.index(b"Haj")] ^= 1
    path = tmp_path / "SY.zip"
    for damaged in (bytes(content), buffer.getvalue()[:100]):
        path.write_bytes(damaged)
        with pytest.raises(PlaceFileError, match=r"SY\.zip"):
            list(read_geonames(path))
    packed = tmp_path / "SY.gz"
    packed.write_bytes(gzip.compress(b"0" * 100)[:-4])
    with pytest.raises(PlaceFileError, match="cannot be read on"):
        list(read_geonames(packed))


def test_read_geonames_gzip_that_unpacks_too_far_raises(tmp_path: Path) -> None:
    path = tmp_path / "SY.gz"
    path.write_bytes(gzip.compress((b"0" * 99 + b"\n") * 50_000))
    with pytest.raises(PlaceFileError, match="unpacks to more than"):
        list(read_geonames(path))


def test_read_geonames_missing_long_or_utf16_file_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PlaceFileError, match="cannot be opened"):
        list(read_geonames(tmp_path / "none.txt"))
    path = tmp_path / "SY.txt"
    path.write_bytes(line(HAJIN).encode("utf-16"))
    with pytest.raises(PlaceFileError, match="UTF-16"):
        list(read_geonames(path))
    monkeypatch.setattr(place_files, "MAX_LINE_BYTES", 100)
    with pytest.raises(PlaceFileError, match="row 1: is longer than 100 bytes"):
        list(read_geonames(dump(path, "0" * 101)))


@pytest.mark.parametrize(
    ("country_code", "code", "expected"),
    [
        ("SY", "07", "SY-DY"),
        ("SY", "09", "SY-HL"),
        ("IQ", "01", "IQ-AN"),
        ("IQ", "15", "IQ-NI"),
        ("TR", "63", "TR-63"),
        ("TR", "83", "TR-27"),
        ("FR", "11", None),
        ("SY", "99", None),
    ],
)
def test_iso_admin1_known_units(country_code: str, code: str, expected: str | None) -> None:
    assert iso_admin1(country_code, code) == expected


def test_iso_admin1_table_covers_each_unit_once() -> None:
    for country, count in (("SY", 14), ("IQ", 19), ("TR", 81)):
        units = list(ISO_BY_GEONAMES[country].values())
        assert len(units) == len(set(units)) == count
    assert set(ISO_BY_GEONAMES["TR"].values()) == {f"{i:02}" for i in range(1, 82)}
