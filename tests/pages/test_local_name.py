from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from pages import local_name as names
from pages.local_name import forget_local_name, keep_local_name, local_name, local_name_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    yield
    forget_local_name()


def test_local_name_nobody_gave_is_empty() -> None:
    assert local_name() == ""
    forget_local_name()


def test_keep_local_name_lasts_when_the_server_starts_again() -> None:
    assert keep_local_name("  هبة   K\u2028 ") == "هبة K"
    names._unkept.cache_clear()
    assert local_name() == "هبة K"
    assert [p.name for p in local_name_path().parent.iterdir()] == ["editor-name.txt"]
    assert stat.S_IMODE(local_name_path().stat().st_mode) == 0o600
    forget_local_name()
    assert local_name() == ""


@pytest.mark.parametrize("text", ["", "  \t", "Shipped", " shipped "])
def test_keep_local_name_what_is_no_name_changes_nothing(text: str) -> None:
    keep_local_name("Hiba")
    assert keep_local_name(text) == "Hiba"
    assert local_name() == "Hiba"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"shipped\n", b"\x00\x07"])
def test_local_name_damaged_file_gives_none(content: bytes) -> None:
    local_name_path().parent.mkdir(parents=True)
    local_name_path().write_bytes(content)
    assert local_name() == ""
    assert keep_local_name("Hiba") == "Hiba"
    assert local_name() == "Hiba"


def test_keep_local_name_folder_that_cannot_be_written_costs_only_the_next_start(
    tmp_path: Path,
) -> None:
    (tmp_path / "hudud").write_text("a file where the folder should be")
    assert keep_local_name("Hiba") == "Hiba"
    assert local_name() == "Hiba"
    forget_local_name()
    assert local_name() == ""


def test_keep_local_name_long_name_is_cut() -> None:
    assert keep_local_name("n" * 500) == "n" * names.LONGEST_NAME
