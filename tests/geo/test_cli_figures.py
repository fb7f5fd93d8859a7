"""The commands `figures` and `changes`."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from geo.__main__ import main


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hudud.sqlite'}"


def run(*arguments: str, database: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    code = main([arguments[0], "--database", database, *arguments[1:]])
    return code, capsys.readouterr().out


def test_changes_tell_what_moved_since_a_figure(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("figures", database=database, capsys=capsys) == (1, "")
    made = run("export", "--out", str(tmp_path), database=database, capsys=capsys)
    assert made[0] == 0
    code, listed = run("figures", "--kind", "export", database=database, capsys=capsys)
    assert code == 0
    figure = listed.split()[0]
    assert run("changes", "--figure", figure, database=database, capsys=capsys) == (
        1,
        "0 added, 0 corrected, 0 moved, 0 withdrawn\n",
    )
    with Gazetteer.open(database) as gazetteer:
        place = gazetteer.get("manbij")
        moved = replace(place, lat=36.6)
        gazetteer.store.save(moved, editor="A", reason="surveyed", based_on=place.version)
    code, told = run("changes", "--figure", figure, database=database, capsys=capsys)
    assert code == 0
    lines = told.splitlines()
    assert all(line.startswith("moved ") and "Manbij" in line for line in lines[:-1])
    assert lines[-1] == f"0 added, 0 corrected, {len(lines) - 1} moved, 0 withdrawn"
    since = ("--since", "2020-01-01")
    text = run("changes", *since, "--format", "csv", database=database, capsys=capsys)[1]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in rows] == [line.split()[1] for line in lines[:-1]]
    text = run("changes", *since, "--format", "jsonl", database=database, capsys=capsys)[1]
    assert [json.loads(line)["id"] for line in text.splitlines()] == [row["id"] for row in rows]


def test_changes_since_an_unknown_figure_or_no_moment_say_so(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["changes", "--database", database, "--figure", "ZZZZZZZZ"]) == 1
    assert "nothing was made here under the id 'ZZZZZZZZ'" in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        main(["changes", "--database", database, "--since", "yesterday"])
    assert left.value.code == 2
