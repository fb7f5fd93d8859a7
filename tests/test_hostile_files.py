"""Hostile files of every kind, read in a process that may use little memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.hostile_files import INCIDENTS, PLACES, Rows
from tests.hostile_reader import MEMORY_BYTES

_ALL = {f"incidents {name}": file for name, file in INCIDENTS.items()} | {
    f"places {name}": file for name, file in PLACES.items()
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, (file, make, _) in _ALL.items():
        group, _, kind = name.partition(" ")
        path = folder / group / kind / file
        path.parent.mkdir(parents=True)
        path.write_bytes(make())
    command = [sys.executable, "-m", "tests.hostile_reader", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", _ALL)
def test_hostile_file_ends_in_one_error_that_names_it_or_in_these_rows(
    name: str, outcome: dict[str, Any]
) -> None:
    file, _, said = _ALL[name]
    told = outcome["told"][name]
    if isinstance(said, Rows):
        assert told == [said.taken, [list(refused) for refused in said.refused]]
    else:
        assert said in told
        assert f"/{file}" in told
        assert "\n" not in told


def test_hostile_files_need_little_memory_and_open_nothing_else(outcome: dict[str, Any]) -> None:
    assert outcome["used"] < MEMORY_BYTES
    assert outcome["seen"] == []
    assert len(outcome["left"]) == len(_ALL)
