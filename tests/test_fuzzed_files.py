"""A few changed files of every kind; `benchmarks/fuzz_files.py` reads very many."""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.file_readers import READERS, REFUSALS

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

_DONE_ELSEWHERE = {"backup", "incidents packed CSV", "places packed"}


@cache
def seeds(name: str) -> list[bytes]:
    return READERS[name].seeds()


@pytest.mark.parametrize("name", sorted(set(READERS) - _DONE_ELSEWHERE))
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(random=st.randoms(use_true_random=True))
def test_reader_reads_or_refuses_a_changed_file(name: str, tmp_path: Path, random: Random) -> None:
    reader = READERS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = reader.mutate(random, random.choice(seeds(name)))
    path = tmp_path / f"input{random.choice(reader.endings)}"
    path.write_bytes(content)
    try:
        reader.read(path)
    except REFUSALS as error:
        told = str(error)
    else:
        told = "read"
    assert told
