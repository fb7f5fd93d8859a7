"""The file of arrays: what goes in comes out, and damage is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from gazetteer import GazetteerError
from gazetteer.array_file import open_arrays, write_arrays

if TYPE_CHECKING:
    from pathlib import Path

ARRAYS = {
    "numbers": np.arange(7, dtype=np.int32),
    "matrix": np.array([[1.5, np.nan], [-2.0, 0.0]]),
    "none": np.zeros((0, 3), dtype=np.uint8),
    "flags": np.array([True, False]),
}


def test_open_arrays_gives_back_what_write_arrays_wrote(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a.bin", ARRAYS, {"name": "حلب"})
    arrays, facts = open_arrays(tmp_path / "a.bin")
    assert facts == {"name": "حلب"}
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(arrays[name], array)
        assert arrays[name].dtype == array.dtype


def test_open_arrays_maps_read_only(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a.bin", ARRAYS, {})
    with pytest.raises(ValueError, match="read-only"):
        open_arrays(tmp_path / "a.bin")[0]["numbers"][0] = 1


def test_write_arrays_leaves_an_open_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    write_arrays(path, {"numbers": np.arange(5)}, {})
    before, _ = open_arrays(path)
    write_arrays(path, {"numbers": np.arange(9)}, {})
    assert before["numbers"].size == 5
    assert open_arrays(path)[0]["numbers"].size == 9
    assert [p.name for p in tmp_path.iterdir()] == ["a.bin"]


@pytest.mark.parametrize("damage", ["empty", "other", "header", "cut"])
def test_open_arrays_of_a_damaged_file_says_so(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a.bin"
    write_arrays(path, {"numbers": np.arange(500)}, {})
    whole = path.read_bytes()
    path.write_bytes(
        {
            "empty": b"",
            "other": b"SQLite format 3\0" * 8,
            "header": whole[:24] + b"\xff" * 10 + whole[34:],
            "cut": whole[:-100],
        }[damage]
    )
    with pytest.raises(GazetteerError, match=r"a\.bin"):
        open_arrays(path)
