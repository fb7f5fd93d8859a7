"""The command `export`: what it writes, and what it says when it does not."""

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest

from gazetteer import Gazetteer
from geo.__main__ import main


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'hudud.sqlite'}"


def export(database: str, folder: Path, *options: str) -> int:
    return main(["export", "--database", database, "--out", str(folder), *options])


def test_export_writes_each_format_in_each_language(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = export(
        database,
        tmp_path,
        *("--since", "2019-01-01", "--until", "2019-03-31", "--verdict", "inside"),
        *("--zone", "40", "--format", "geojson,csv", "--lang", "en,ar", "--name", "q1"),
    )
    assert code == 0
    written = sorted(Path(line).name for line in capsys.readouterr().out.splitlines())
    assert written == sorted(path.name for path in tmp_path.iterdir())
    assert written == sorted(
        f"q1-{language}{ending}"
        for language in ("en", "ar")
        for ending in (".csv", ".csv-metadata.json", ".geojson", ".zone.geojson")
    )
    read = gpd.read_file(tmp_path / "q1-en.geojson")
    assert set(read["zone_verdict"]) == {"inside"}
    assert (read["end"].dt.strftime("%F") >= "2019-01-01").all()
    assert (read["start"].dt.strftime("%F") <= "2019-03-31").all()
    zone = gpd.read_file(tmp_path / "q1-en.zone.geojson")
    assert zone["width_km"].tolist() == [40]


def test_export_of_a_drawn_area_keeps_what_lies_so_to_it_and_says_so(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    area = ("--area", "36.53,37.95,60", "--lies", "inside")
    assert export(database, tmp_path, *area, "--format", "geojson,csv,html") == 0
    read = gpd.read_file(tmp_path / "incidents.geojson")
    # 60 km are 0.54 degrees of latitude.
    assert len(read) > 0
    assert ((read.geometry.y - 36.53).abs() < 0.55).all()
    told = "Inside: circle of 60 km around 36.53, 37.95"
    for name in ("incidents.csv-metadata.json", "incidents.html"):
        assert told in (tmp_path / name).read_text(encoding="utf-8"), name
    assert '"area": [36.53, 37.95, 60.0]' in (tmp_path / "incidents.html").read_text("utf-8")
    assert export(database, tmp_path / "other", "--lies", "inside") == 2
    with pytest.raises(SystemExit):
        export(database, tmp_path / "other", "--area", "36.53,37.95,0")
    assert "the radius is not between" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_export_of_one_moment_gives_the_same_bytes(database: str, tmp_path: Path) -> None:
    moment = ("--as-of", "2026-11-21T09:30:00", "--format", "gpkg")
    for folder in ("a", "b"):
        assert export(database, tmp_path / folder, *moment) == 0
    first, second = ((tmp_path / f / "incidents.gpkg").read_bytes() for f in ("a", "b"))
    assert first == second


def test_export_of_a_figure_gives_the_same_bytes_after_later_edits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'hudud.sqlite'}"
    options = ("--type", "Battles", "--format", "csv,html,gpkg", "--lang", "ar")
    assert export(url, tmp_path / "first", *options) == 0
    notice = json.loads((tmp_path / "first" / "incidents.csv-metadata.json").read_text())["notes"]
    figure = notice[0]["figure"]
    with Gazetteer.open(url) as gazetteer:
        place = gazetteer.get("manbij")
        moved = replace(place, lat=36.6)
        gazetteer.store.save(moved, editor="A", reason="surveyed", based_on=place.version)
    assert export(url, tmp_path / "now", *options) == 0
    assert export(url, tmp_path / "again", "--figure", figure.lower()) == 0
    first, now, again = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        for folder in ("first", "now", "again")
    )
    assert again == first
    assert all(now[name] != first[name] for name in first)
    assert export(url, tmp_path / "none", "--figure", "ZZZZZZZZ") == 1
    assert "nothing was made here under the id 'ZZZZZZZZ'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--since", "2030-01-01"), "no incident passes these filters"),
        (("--name", "there"), "there.geojson: exists already; nothing was written"),
    ],
)
def test_export_that_cannot_be_says_so_in_one_line(
    options: tuple[str, ...],
    said: str,
    database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "there.geojson").touch()
    assert export(database, tmp_path, *options) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["there.geojson"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--type", "Battle"), "--type 'Battle' is not known here"),
        (("--border", "SY-XX"), "--border 'SY-XX' is not known here"),
        (("--border", "IQ-SY", "--side", "TR"), "--side 'TR' is not known here"),
        (("--zone", "1000"), "--zone 1000 is not between 1 and 100 km"),
        (("--zone", "nan"), "--zone nan is not between"),
        (("--near", "SY-TR"), "--near and --within belong to each other"),
        (("--near", "SY-TR", "--within", "nan"), "--within nan is no distance"),
        (("--since", "2019-02-01", "--until", "2019-01-01"), "--until 2019-01-01 is before"),
        (("--name", "../x"), "--name '../x' is no name of a file"),
    ],
)
def test_export_asked_wrongly_says_so_in_one_line(
    options: tuple[str, ...],
    said: str,
    database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert export(database, tmp_path / "out", *options) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options", [("--format", "doc"), ("--lang", "fr"), ("--since", "1.1.2019"), ("--as-of", "now")]
)
def test_export_refuses_options_that_it_cannot_read(
    options: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        export("sqlite://", tmp_path / "out", *options)
    assert left.value.code == 2
    assert options[1] in capsys.readouterr().err


def test_export_from_a_database_that_cannot_be_opened_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert export(f"sqlite:///{tmp_path / 'file' / 'x.sqlite'}", tmp_path / "out") == 1
    assert "cannot make the folder" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
