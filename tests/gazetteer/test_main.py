from __future__ import annotations

import io
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from gazetteer.__main__ import main
from gazetteer.interchange import accepted, read_places
from gazetteer.store import Store
from tests.gazetteer.places import ROOT, add, contents, village

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., "Outcome"]

KEYS = [
    "query", "status", "confidence", "id", "name", "name_ar", "lat", "lon", "extent_km", "kind",
    "country", "admin1", "reasons", "candidates",
]  # fmt: skip


class Outcome:
    """What a command left behind: its exit code and what it wrote."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(scope="module")
def shipped_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a database with what ships, made once for all commands that only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('cli')}/places.sqlite"
    with Store(url):
        return url


@pytest.fixture
def run(
    shipped_url: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Return a function that runs one command and gives what it left."""
    monkeypatch.setenv("HUDUD_DATABASE_URL", shipped_url)

    def run_command(*arguments: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = main(arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capfdbinary.readouterr()
        return Outcome(code, out.decode(), err.decode())

    return run_command


@pytest.fixture
def own_url(shipped_url: str, tmp_path: Path) -> str:
    """Return a database that a command may change: what ships and two villages."""
    url = f"sqlite:///{tmp_path}/own.sqlite"
    shutil.copy(shipped_url.removeprefix("sqlite:///"), tmp_path / "own.sqlite")
    with Store(url) as store:
        add(store, village("first-village", "Firstham"), village("second-village", "Secondham"))
    return url


# -- resolve ------------------------------------------------------------------------------------


def test_resolve_name_prints_a_table_for_people(run: Run) -> None:
    outcome = run("resolve", "Hajin")
    assert outcome.code == 0
    assert outcome.out.startswith("resolved, confidence ")
    assert "هجين" in outcome.out
    assert outcome.err == ""


def test_resolve_name_as_json_has_exactly_the_keys(run: Run) -> None:
    outcome = run("resolve", "Hajin", "--format", "jsonl", "--limit", "2")
    (record,) = outcome.records()
    assert list(record) == KEYS
    assert (record["query"], record["status"], record["id"]) == ("Hajin", "resolved", "hajin")
    assert (record["country"], record["admin1"], record["kind"]) == ("SY", "SY-DY", "PPL")
    assert record["name_ar"] == "هجين"
    assert 34 < record["lat"] < 35
    assert 40 < record["lon"] < 41
    assert 0.5 < record["confidence"] <= 1
    assert record["extent_km"] > 0
    assert all(isinstance(reason, str) for reason in record["reasons"])
    assert len(record["candidates"]) <= 2
    assert record["candidates"][0]["id"] == "hajin"


def test_resolve_lines_gives_one_object_a_line_in_order(run: Run) -> None:
    lines = "Hajin\nالباغوز\tSY\nal-Qaim\tIQ\tAnbar\tal-Qaim\nRaqqa\t\tSY-RA\t\t\r\n".encode()
    outcome = run("resolve", stdin=lines)
    assert outcome.code == 0
    records = outcome.records()
    assert [r["query"] for r in records] == ["Hajin", "الباغوز", "al-Qaim", "Raqqa"]
    assert [r["id"] for r in records] == ["hajin", "baghouz", "al-qaim", "raqqa"]
    assert all(list(record) == KEYS for record in records)


@pytest.mark.parametrize(
    ("line", "query", "reason"),
    [
        (b"\n", "", "no name"),
        (b"\tSY\n", "\tSY", "no name"),
        (b"\xff\xfeHajin\n", "��Hajin", "not UTF-8"),
        (b"a\tb\tc\td\te\n", "a\tb\tc\td\te", "5 columns"),
    ],
)
def test_resolve_bad_line_still_gives_an_object(
    run: Run, line: bytes, query: str, reason: str
) -> None:
    outcome = run("resolve", stdin=b"Hajin\n" + line + b"Raqqa")
    first, bad, last = outcome.records()
    assert (first["id"], last["id"]) == ("hajin", "raqqa")
    assert list(bad) == KEYS
    assert (bad["query"], bad["status"], bad["confidence"]) == (query, "not found", 0.0)
    assert reason in bad["reasons"][0]
    assert bad["candidates"] == []
    assert {bad[key] for key in KEYS[3:12]} == {None}
    assert outcome.code == 0


def test_resolve_without_anything_found_exits_one(run: Run) -> None:
    assert run("resolve", stdin=b"").code == 1
    assert run("resolve", stdin=b"\n\n").code == 1
    outcome = run("resolve", "12", "--format", "jsonl")
    assert (outcome.code, outcome.records()[0]["status"]) == (1, "not found")


def test_resolve_options_hold_for_lines_that_say_nothing(run: Run) -> None:
    outcome = run("resolve", "--country", "IQ", "--kind", "ADM1", stdin=b"Anbar\nNineveh\n")
    assert [r["kind"] for r in outcome.records()] == ["ADM1", "ADM1"]


def test_resolve_writes_each_line_before_it_reads_the_next(shipped_url: str) -> None:
    command = [sys.executable, "-m", "gazetteer", "resolve", "--database", shipped_url]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for name, place_id in (("Hajin", "hajin"), ("الباغوز", "baghouz")):
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == place_id
        process.stdin.close()
        assert process.wait() == 0


def test_resolve_reader_that_leaves_early_is_no_error(shipped_url: str) -> None:
    command = [sys.executable, "-m", "gazetteer", "resolve", "--database", shipped_url]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"Hajin\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "hajin"
        process.stdout.close()
        process.stdin.write(b"Hajin\n" * 10)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


# -- usage and errors ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["resolve", "Hajin", "--format", "xml"],
        ["resolve", "Hajin", "--limit", "0"],
        ["resolve", "--format", "table"],
        ["import"],
        ["undo"],
        ["undo", "1", "--revision", "2"],
        ["history", "--limit", "many"],
        ["import", "places.csv", "--column", "name"],
    ],
)
def test_main_wrong_usage_exits_two_with_one_line(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["resolve", "Hajin", "--database", "mysql://localhost/x"],
        ["import", "missing.csv"],
        ["import", "README.md"],
        ["restore", "missing.sqlite"],
        ["backup", "missing-folder/backup.sqlite"],
        ["undo", "999999"],
        ["resolve", " "],
    ],
)
def test_main_error_exits_one_with_one_line(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert outcome.code == 1
    assert outcome.out == ""
    assert outcome.err.startswith("error: ")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    "command",
    ["resolve", "import", "export", "check", "serve", "history", "undo", "backup", "restore"],
)
def test_main_help_of_each_command_teaches_by_example(run: Run, command: str) -> None:
    assert command in run("--help").out
    outcome = run(command, "--help")
    assert outcome.code == 0
    assert f"python -m gazetteer {command}" in outcome.out.partition("examples:")[2]
    assert max(map(len, outcome.out.splitlines())) <= 100


# -- import and export --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["all.geojson", "all.csv"])
def test_export_then_import_into_the_same_changes_nothing(
    run: Run, own_url: str, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    exported = run("export", str(path), "--database", own_url)
    assert exported.code == 0
    outcome = run("import", str(path), "--json", "--editor", "Amal", "--database", own_url)
    report = json.loads(outcome.out)
    assert (report["created"], report["updated"], report["refused"]) == (0, 0, 0)
    assert f"{report['unchanged']:,} places" in exported.out


def test_export_as_linked_places_holds_all_that_a_store_needs(
    run: Run, own_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "all.jsonl"
    run("export", str(path), "--database", own_url)
    refused: list[object] = []
    with Store(f"{tmp_path}/copy.sqlite", shipped=False) as copy, Store(own_url) as store:
        places = accepted(read_places(path), refused.append)
        report = copy.import_places(places, source="all.jsonl", editor="Amal")
        assert contents(copy) == contents(store)
        assert (report.created, refused) == (report.total, [])


def test_import_csv_with_bad_rows_tells_them_and_takes_the_rest(
    run: Run, own_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "new.csv"
    path.write_text(
        "Village,Y,X,country\nNewham,35.1,40.1,SY\nWrongham,135,40.2,SY\nLastham,35.3,40.3,SY\n",
        encoding="utf-8",
    )
    columns = ["--column", "name=Village", "--column", "lat=Y", "--column", "lon=X"]
    refused = tmp_path / "refused.jsonl"
    outcome = run(
        "import", str(path), *columns, "--database", own_url, "--refused", str(refused),
        "--editor", "Amal",
    )  # fmt: skip
    assert outcome.code == 1
    assert outcome.out.startswith("created 2, updated 0, unchanged 0, refused 1")
    assert "row 3" in outcome.err
    (row,) = [json.loads(line) for line in refused.read_text(encoding="utf-8").splitlines()]
    assert (row["row"], row["value"]) == (3, "135")
    with Store(own_url) as store:
        change = store.history(limit=1)[0]
        assert (change.editor, change.reason) == ("Amal", "import of new.csv")


def test_import_same_file_again_changes_nothing(run: Run, own_url: str, tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text("name,lat,lon,country\nNewham,35.1,40.1,SY\n", encoding="utf-8")
    first = json.loads(run("import", str(path), "--json", "--database", own_url).out)
    again = json.loads(run("import", str(path), "--json", "--database", own_url).out)
    assert (first["created"], again["created"], again["unchanged"]) == (1, 0, 1)
    assert first["revision"] == again["revision"]


def test_export_of_one_country_holds_no_other(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "iraq.jsonl"
    assert run("export", str(path), "--country", "iq").code == 0
    features = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert features
    assert {code for f in features for code in f["properties"].get("ccodes", [])} == {"IQ"}


# -- check, history, undo, backup ---------------------------------------------------------------


def test_check_finds_problems_and_counts_them(run: Run, own_url: str) -> None:
    outcome = run("check", "--database", own_url, "--format", "jsonl", "--only", "missing-citation")
    assert outcome.code == 1
    told = {record["place_id"] for record in outcome.records()}
    assert {"first-village", "second-village"} <= told
    assert "missing-citation" in outcome.err


def test_check_without_problems_exits_zero(run: Run) -> None:
    outcome = run("check", "--country", "XX")
    assert (outcome.code, outcome.out) == (0, "")
    assert "nothing found" in outcome.err


def test_history_lists_changes_and_undo_takes_one_back(run: Run, own_url: str) -> None:
    outcome = run("history", "first-village", "--database", own_url, "--format", "jsonl")
    (record,) = outcome.records()
    assert (record["kind"], record["editor"], record["before"]) == ("create", "Amal", None)
    assert record["after"]["id"] == "first-village"
    number = str(record["id"])
    assert number in run("history", "first-village", "--database", own_url).out
    undone = run("undo", number, "--database", own_url, "--editor", "Basim", "--reason", "wrong")
    assert (undone.code, undone.out) == (0, "1 place(s) changed back\n")
    latest = run("history", "first-village", "--database", own_url).out.splitlines()[0]
    assert "Basim" in latest
    assert f"undo of {number}: wrong" in latest
    again = run("undo", number, "--database", own_url)
    assert again.code == 1
    assert again.err.startswith("error: ")


def test_history_of_an_unknown_place_exits_one(run: Run) -> None:
    assert run("history", "nowhere").code == 1


def test_undo_of_a_revision_takes_all_of_it_back(run: Run, own_url: str) -> None:
    with Store(own_url) as store:
        revision = store.revision
    outcome = run("undo", "--revision", str(revision), "--database", own_url)
    assert (outcome.code, outcome.out) == (0, "2 place(s) changed back\n")


def test_backup_then_restore_brings_everything_back(run: Run, own_url: str, tmp_path: Path) -> None:
    with Store(own_url) as store:
        before = contents(store)
    path = str(tmp_path / "backup.sqlite")
    assert run("backup", path, "--database", own_url).code == 0
    with Store(own_url) as store:
        store.delete("first-village", editor="Amal", reason="gone", based_on=1)
    assert run("restore", path, "--database", own_url).code == 0
    with Store(own_url) as store:
        assert contents(store) == before


# -- serve --------------------------------------------------------------------------------------


def test_serve_answers_until_it_is_interrupted(shipped_url: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gazetteer", "serve", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--database", shipped_url], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            assert process.stderr.readline() == f"http://127.0.0.1:{port}/reconcile\n"
            manifest = fetch_when_up(f"http://127.0.0.1:{port}/reconcile")
            assert manifest["versions"]
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait() in {0, 130}
        assert "Traceback" not in process.stderr.read()


def fetch_when_up(url: str) -> dict[str, Any]:
    """Return the JSON at an address of this machine, once its server listens."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310
                record: dict[str, Any] = json.load(answer)
                return record
        except urllib.error.URLError:
            time.sleep(0.05)
    pytest.fail("the server did not come up")
