from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from gazetteer.__main__ import main
from gazetteer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

TEXT = "انفجار في مدينة الرقة قرب الحدود المصرية الليبية، بحسب قناة الجزيرة."
KEYS = [
    "start", "end", "name_start", "name_end", "text", "status", "id", "name", "name_ar", "lat",
    "lon", "extent_km", "qualification", "border", "kind", "country", "admin1", "confidence",
    "reasons", "candidates",
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('cli')}/places.sqlite"
    with Store(url):
        return url


@pytest.fixture
def run(
    shipped_url: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Return a function that runs find-places and gives code, output and errors."""
    monkeypatch.setenv("HUDUD_DATABASE_URL", shipped_url)

    def run_command(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = main(["find-places", *arguments])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run_command


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_find_places_file_gives_one_object_a_mention_with_exactly_the_keys(
    run: Run, article: str
) -> None:
    code, out, _ = run(article, "--format", "jsonl")
    raqqa, border = records(out)
    assert code == 0
    assert list(raqqa) == list(border) == KEYS
    assert (raqqa["id"], raqqa["kind"], raqqa["status"]) == ("raqqa", "PPLA", "resolved")
    assert TEXT[raqqa["start"] : raqqa["end"]] == "مدينة الرقة"
    assert (border["status"], border["border"]) == ("not found", ["EG", "LY"])
    assert all(isinstance(reason, str) for reason in raqqa["reasons"])


def test_find_places_hints_are_written_when_asked_for(run: Run, article: str) -> None:
    _, out, _ = run(article, "--hints")
    hints = [record for record in records(out) if record["status"] == "hint"]
    assert [(hint["text"], hint["kind"]) for hint in hints] == [("الجزيرة", "organisation")]


def test_find_places_standard_input_is_read_and_a_table_made(run: Run) -> None:
    code, out, _ = run("-", "--format", "table", stdin="من حلب إلى حمص".encode())
    assert code == 0
    assert [line.split()[3] for line in out.splitlines()[1:]] == ["aleppo", "homs"]


def test_find_places_context_country_is_taken_as_code_or_name(run: Run, article: str) -> None:
    _, out, _ = run(article, "--context-country", "SY", "--context-country", "Iraq")
    assert any("given as context" in reason for reason in records(out)[0]["reasons"])


def test_find_places_text_without_places_exits_one(run: Run) -> None:
    assert run("-", stdin="لا شيء هنا".encode())[:2] == (1, "")


@pytest.mark.parametrize(
    ("arguments", "stdin", "code"),
    [
        (["missing.txt"], b"", 1),
        (["-"], b"\xff\xfe", 2),
        (["-", "--context-country", "Atlantis"], b"", 2),
        ([], b"", 2),
    ],
)
def test_find_places_bad_input_is_one_line(
    run: Run, arguments: list[str], stdin: bytes, code: int
) -> None:
    found, out, err = run(*arguments, stdin=stdin)
    assert (found, out, err.count("\n")) == (code, "", 1)


def test_find_places_help_teaches_by_example(run: Run) -> None:
    _, out, _ = run("--help")
    assert "python -m gazetteer find-places" in out.partition("examples:")[2]
    assert max(map(len, out.splitlines())) <= 100
