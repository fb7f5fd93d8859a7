from pathlib import Path
from typing import Any

import pytest

from geo.imports import ImportFormat
from tests.geo.imports.conftest import Read, refused, write_csv

ROW = {
    "event_id_cnty": "SYR1", "event_date": "2019-10-09", "year": "2019", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "QSD: Syrian Democratic Forces",
    "assoc_actor_1": "YPG; Asayish", "inter1": "Rebel group", "actor2": "Military Forces of Turkey",
    "assoc_actor_2": "", "inter2": "State forces", "interaction": "State forces-Rebel group",
    "civilian_targeting": "", "iso": "760", "region": "Middle East", "country": "Syria",
    "admin1": "Al-Hasakeh", "admin2": "Ras Al Ain", "admin3": "", "location": "Ras al-Ain",
    "latitude": "36.85", "longitude": "40.07", "geo_precision": "1",
    "source": "SOHR; Anadolu Agency", "source_scale": "Other-National",
    "notes": 'Clashes, "heavy", near the border.', "fatalities": "3", "tags": "",
    "timestamp": "1571164883",
}  # fmt: skip
OLD = {"event_id_cnty": "EVENT_ID_CNTY", "event_date": "EVENT_DATE", "geo_precision": "GEO_PRECIS"}


def write_acled(path: Path, rows: list[dict[str, str]]) -> Path:
    names = list({**ROW, **rows[0]})
    return write_csv(path, [names, *([{**ROW, **row}.get(n, "") for n in names] for row in rows)])


def one(path: Path, read: Read) -> dict[str, Any]:
    batch = read(path)
    assert refused(batch) == []
    assert batch.format is ImportFormat.ACLED
    (row,) = batch.rows.to_pylist()
    return dict(row)


def test_acled_row_of_31_columns_becomes_an_incident(tmp_path: Path, read: Read) -> None:
    assert len(ROW) == 31
    row = one(write_acled(tmp_path / "a.csv", [{}]), read)
    assert row["id"] == "SYR1"
    assert (row["event_type"], row["sub_type"]) == ("Battles", "Armed clash")
    assert row["actors"] == [
        "QSD: Syrian Democratic Forces", "YPG", "Asayish", "Military Forces of Turkey"
    ]  # fmt: skip
    assert row["sources"] == ["SOHR", "Anadolu Agency"]
    assert (row["fatalities_low"], row["fatalities_best"]) == (None, 3)
    assert (row["extent_km"], row["time_precision"], row["admin1"]) == (1.0, "day", "SY-HA")
    assert row["summary"] == 'Clashes, "heavy", near the border.'
    assert '"inter1":"Rebel group"' in row["details"]
    assert '"timestamp":"1571164883"' in row["details"]


def test_acled_older_files_give_the_same_incident(tmp_path: Path, read: Read) -> None:
    new = one(write_acled(tmp_path / "new.csv", [{}]), read)
    names = {name: OLD.get(name, name.upper()) for name in ROW}
    values = {**ROW, "inter1": "2", "inter2": "1", "event_date": "09 October 2019"}
    old = write_csv(tmp_path / "old.csv", [list(names.values()), list(values.values())])
    found = one(old, read)
    assert found.pop("details").replace("INTER1", "inter1").count('"inter1":"Rebel group"') == 1
    new.pop("details")
    assert found == new


def test_acled_day_first_dates_are_read_as_its_codebook_writes_them(
    tmp_path: Path, read: Read
) -> None:
    plain = one(write_acled(tmp_path / "a.csv", [{}]), read)
    slashed = one(write_acled(tmp_path / "b.csv", [{"event_date": "09/10/2019"}]), read)
    assert slashed["start_day"] == plain["start_day"]


def test_acled_id_that_changes_with_every_download_is_only_the_last_resort(
    tmp_path: Path, read: Read
) -> None:
    assert one(write_acled(tmp_path / "a.csv", [{"data_id": "77"}]), read)["id"] == "SYR1"
    names = ["data_id", *(n for n in ROW if n != "event_id_cnty")]
    path = write_csv(tmp_path / "b.csv", [names, [{"data_id": "77", **ROW}[n] for n in names]])
    assert one(path, read)["id"] == "77"


@pytest.mark.parametrize(
    ("event_type", "found"),
    [
        ("Battle-Government regains territory", ("Battles", "Government regains territory")),
        ("battles", ("Battles", None)),
        ("Remote violence", ("Explosions/Remote violence", None)),
    ],
)
def test_acled_event_types_before_2019_become_those_of_today(
    tmp_path: Path, read: Read, event_type: str, found: tuple[str, str | None]
) -> None:
    row = one(
        write_acled(tmp_path / "a.csv", [{"event_type": event_type, "sub_event_type": ""}]), read
    )
    assert (row["event_type"], row["sub_type"]) == found


@pytest.mark.parametrize(("code", "precision"), [("1", "day"), ("2", "week"), ("3", "month")])
def test_acled_time_precision_is_kept(
    tmp_path: Path, read: Read, code: str, precision: str
) -> None:
    row = one(write_acled(tmp_path / "a.csv", [{"time_precision": code}]), read)
    assert row["time_precision"] == precision


def test_acled_geo_precision_3_is_the_whole_governorate(tmp_path: Path, read: Read) -> None:
    path = write_acled(
        tmp_path / "a.csv", [{"geo_precision": "2"}, {"event_id_cnty": "2", "geo_precision": "3"}]
    )
    part, whole = read(path).rows.to_pylist()
    assert part["extent_km"] == 25
    # Ras al-Ain lies in the north-west corner of al-Hasakah.
    assert 150 < whole["extent_km"] < 250
    assert whole["admin1"] == "SY-HA"
