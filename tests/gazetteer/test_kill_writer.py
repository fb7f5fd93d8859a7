from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.gazetteer.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable


def test_kill_writer_few_times_loses_and_halves_nothing(fresh_url: Callable[[], str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.kill_writer", "2", fresh_url()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 kills")
