"""The command `snapshot`: what it draws, what it keeps, and what it says when it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer
from geo.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'hudud.sqlite'}"


def snapshot(database: str, folder: Path, *options: str) -> int:
    return main(["snapshot", "--database", database, "--out", str(folder), *options])


def test_snapshot_writes_each_format_that_is_asked_for(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = snapshot(
        database,
        tmp_path,
        *("--since", "2019-01-01", "--until", "2019-03-31", "--zone", "23", "--extent", "zone"),
        *("--lang", "en,ar", "--format", "png,pdf,svg,pptx", "--title", "A quiet month"),
        *("--name", "q1", "--width", "800"),
    )
    assert code == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        str(tmp_path / f"q1.{e}") for e in ("png", "pdf", "svg", "pptx")
    ]
    figure = said.err.split()[-1]
    drawing = (tmp_path / "q1.svg").read_text(encoding="utf-8")
    assert "A quiet month" in drawing
    assert figure in drawing
    assert (tmp_path / "q1.pdf").read_bytes().startswith(b"%PDF")
    width = int.from_bytes((tmp_path / "q1.png").read_bytes()[16:20])
    assert width == 800


def test_snapshot_of_a_figure_is_the_same_to_the_byte_after_an_edit_and_an_import(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'hudud.sqlite'}"
    forms = ("--format", "png,svg,pdf,pptx")
    asked = ("--type", "Battles", "--dpi", "72", "--as-of", "2026-11-21")
    assert snapshot(url, tmp_path / "first", *asked, *forms) == 0
    figure = capsys.readouterr().err.split()[-1]
    with Gazetteer.open(url) as gazetteer:
        place = gazetteer.get("manbij")
        moved = replace(place, lat=36.6)
        gazetteer.store.save(moved, editor="A", reason="surveyed", based_on=place.version)
    events = tmp_path / "events.csv"
    events.write_text(
        "date,latitude,longitude,event_type\n2019-03-01,34.7,40.8,Battles\n", encoding="utf-8"
    )
    assert main(["import", str(events), "--database", url, "--name", "Our list"]) == 0
    assert snapshot(url, tmp_path / "now", *asked, "--format", "svg") == 0
    assert snapshot(url, tmp_path / "again", "--figure", figure.lower(), *forms) == 0
    first, now, again = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        for folder in ("first", "now", "again")
    )
    assert again == first
    assert now
    assert all(now[name] != first[name] for name in now)


def test_snapshot_that_misleads_is_stopped_unless_a_reason_is_given(
    database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Letters of a hundred points fit no page.
    monkeypatch.setattr("geo.snapshot.check._LEAST_PT", 100.0)
    assert snapshot(database, tmp_path, "--dpi", "36") == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("error: The texts do not fit the page")
    assert said[-1].startswith("error: the sheet is not fit for export")
    assert list(tmp_path.iterdir()) == []
    reason = ("--format", "svg", "--override", "For a wall")
    assert snapshot(database, tmp_path, *reason) == 0
    drawing = (tmp_path / "briefing.svg").read_text(encoding="utf-8")
    assert "For a wall" in drawing


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--extent", "SY-XX"), "--extent 'SY-XX' is not known here"),
        (("--title", "x" * 241), "title has 241 characters"),
        (("--type", "Battle"), "--type 'Battle' is not known here"),
        (("--name", "a/b"), "--name 'a/b' is no name of a file"),
    ],
)
def test_snapshot_asked_wrongly_says_so_in_one_line(
    options: tuple[str, ...],
    said: str,
    database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert snapshot(database, tmp_path / "out", *options) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options",
    [("--extent", "1,2,3"), ("--extent", "9,9,1,1"), ("--page", "a0"), ("--format", "geojson")],
)
def test_snapshot_refuses_options_that_it_cannot_read(
    options: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        snapshot("sqlite://", tmp_path / "out", *options)
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--dpi", "5000"), "cannot be made"),
        (("--figure", "ZZZZZZZZ"), "nothing was made here under the id"),
    ],
)
def test_snapshot_that_cannot_be_says_so_and_writes_nothing(
    options: tuple[str, ...],
    said: str,
    database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert snapshot(database, tmp_path / "out", *options) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
