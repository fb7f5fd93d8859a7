"""Python loads this first where the folder is on its path: a signal then collects garbage.

Memory is flat or not only after garbage was collected and free pages given back; a server under
measurement does both on SIGUSR1 and says so by the file that HUDUD_COLLECTED names.
"""

import ctypes
import gc
import os
import signal
from pathlib import Path


def collect(_signal: int, _frame: object) -> None:
    """Collect garbage, give free memory back, say so."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path(os.environ["HUDUD_COLLECTED"]).touch()


if "HUDUD_COLLECTED" in os.environ:
    signal.signal(signal.SIGUSR1, collect)
