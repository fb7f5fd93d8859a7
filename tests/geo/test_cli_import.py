import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.imports import kept_refusals, refusals_csv
from geo.store.incident_store import IncidentStore

HEADING = "id,date,lat,lon,place,killed"
ROWS = ("a,2019-01-01,36.5,38.1,,2", "b,2019-01-02,,,Mosul,1", "c,2019-01-03,,,Qwzzkx,")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that was opened once, so that the next time it opens quickly."""
    folder = tmp_path_factory.mktemp("filled")
    with IncidentStore.open(f"sqlite:///{folder / 'hudud.sqlite'}") as store:
        store.gazetteer.resolve("Mosul")
    return folder


@pytest.fixture
def database(tmp_path: Path, filled: Path) -> str:
    shutil.copytree(filled, tmp_path / "database")
    return f"sqlite:///{tmp_path / 'database' / 'hudud.sqlite'}"


def write(path: Path, *rows: str, heading: str = HEADING) -> Path:
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def outcome(
    capsys: pytest.CaptureFixture[str], *arguments: object
) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    code = main(["import", *map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def counts(found: dict[str, object]) -> list[object]:
    names = ("imported", "updated", "unchanged", "withdrawn", "refused", "unresolved", "flagged")
    return [found[name] for name in names]


def test_import_again_changes_nothing_and_a_newer_file_updates_and_withdraws(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "Our list.csv", *ROWS)
    options = ("--database", database)
    code, found = outcome(capsys, path, *options)
    assert code == 0
    assert found["dataset"] == "our-list"
    assert counts(found) == [3, 0, 0, 0, 0, 1, 0]
    assert counts(outcome(capsys, path, *options)[1]) == [0, 0, 3, 0, 0, 1, 0]
    write(path, "a,2019-01-01,36.5,38.1,,9", "d,2019-01-04,36,38,,")
    assert counts(outcome(capsys, path, *options, "--dry-run")[1]) == [1, 1, 0, 2, 0, 0, 0]
    assert counts(outcome(capsys, path, *options)[1]) == [1, 1, 0, 2, 0, 0, 0]
    with IncidentStore.open(database) as store:
        (info,) = store.datasets()
        assert (info.name, info.incidents, info.format) == ("Our list", 2, "csv")
        assert store.read("our-list")["id"].to_pylist() == ["a", "d"]
        queue = store.gazetteer.unresolved()
        assert [(name.name, name.count) for name in queue] == [("Qwzzkx", 1)]


def test_import_of_a_part_keeps_what_it_leaves_out(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--database", database, "--dataset", "list")
    assert outcome(capsys, write(tmp_path / "a.csv", *ROWS), *options)[0] == 0
    part = write(tmp_path / "part.csv", ROWS[0])
    assert counts(outcome(capsys, part, *options, "--partial")[1])[3] == 0


def test_import_dry_run_writes_no_data_set(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a.csv", *ROWS)
    assert main(["import", str(path), "--database", database, "--dry-run"]) == 0
    assert "dry run: nothing was written" in capsys.readouterr().out
    with IncidentStore.open(database) as store:
        assert store.datasets() == []
        assert store.gazetteer.unresolved() == []


def test_import_tells_refused_rows_and_writes_all_of_them(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [f"{n},never,36,38,," for n in range(30)]
    path = write(tmp_path / "a.csv", *ROWS, *bad)
    report = tmp_path / "refused.csv"
    code = main(["import", str(path), "--database", database, "--refused", str(report)])
    told = capsys.readouterr()
    assert code == 1
    assert "refused: a.csv, row 5, field 'date': 'never' is no date" in told.err
    assert "refused: 10 more" in told.err
    assert "unresolved: Qwzzkx" in told.err
    assert "imported 3" in told.out
    with report.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == 31
    with IncidentStore.open(database) as store:
        change = store.history("a")[0]
        assert change.file.refused == 30
        assert refusals_csv(kept_refusals(store.refusals(change.id))) == report.read_bytes()


def test_import_of_nothing_but_refused_rows_withdraws_nothing(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a.csv", *ROWS)
    assert main(["import", str(path), "--database", database]) == 0
    write(path, "a,never,36,38,,")
    assert main(["import", str(path), "--database", database]) == 1
    assert "no row can be taken" in capsys.readouterr().err
    with IncidentStore.open(database) as store:
        assert store.get("a").incidents == 3


def test_import_shows_and_corrects_and_keeps_the_mapping(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "a.csv", "05/06/2019,Mosul", heading="seen on,at")
    assert main(["import", str(path), "--show"]) == 0
    assert "problem:" in capsys.readouterr().out
    kept = tmp_path / "map.json"
    options = ["--map", "place=at", "--set", "country=Iraq", "--date-order", "dmy"]
    options += ["--map", "start=seen on", "--save-mapping", str(kept), "--database", database]
    assert main(["import", str(path), *options, "--name", "List", "--publisher", "Desk"]) == 0
    # The next version of the file is read as the first one was.
    assert counts(outcome(capsys, path, "--database", database)[1])[2] == 1
    other = ["--mapping", str(kept), "--database", database, "--dataset", "other"]
    assert outcome(capsys, path, *other)[0] == 0
    with IncidentStore.open(database) as store:
        assert store.get("a").publisher == "Desk"
        (row,) = store.read("a").to_pylist()
        assert (row["place_id"], row["start_day"]) == ("mosul", 18052)


@pytest.fixture
def here(tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with two files, on a database of the environment's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUDUD_DATABASE_URL", f"sqlite:///{filled / 'hudud.sqlite'}")
    write(tmp_path / "a.csv", *ROWS)
    write(tmp_path / "empty.csv")


@pytest.mark.parametrize(
    ("arguments", "failure"),
    [
        (["absent.csv"], (1, "absent.csv: cannot be opened")),
        (["a.csv", "--map", "nonsense=x"], (2, "is not FIELD=")),
        (["a.csv", "--map", "start=absent"], (1, "no column 'absent'")),
        (["a.csv", "--delimiter", "::"], (2, "not one character")),
        (["a.csv", "--encoding", "klingon"], (1, "cannot be read as klingon")),
        (["empty.csv"], (1, "no row can be taken")),
        (["a.csv", "--format", "gpkg"], (1, "is csv, not gpkg")),
        (["a.csv", "--format", "ucdp"], (1, "does not have the columns of ucdp")),
        (["a.csv", "--dataset", "Not a slug"], (1, "lower-case")),
        ([], (2, "FILE")),
    ],
)
@pytest.mark.usefixtures("here")
def test_import_that_cannot_be_tells_so_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], failure: tuple[int, str]
) -> None:
    try:
        found = main(["import", *arguments])
    except SystemExit as left:
        found = int(left.code or 0)
    code, told = failure
    assert found == code
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def test_command_line_runs_as_a_module_and_lists_its_commands() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "geo", "--help"], capture_output=True, text=True, check=True
    )
    assert "import" in done.stdout
