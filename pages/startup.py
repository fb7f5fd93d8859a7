"""What the server does before its first visitor comes."""

from __future__ import annotations

import gc
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from gazetteer import find_places
from geo import GeoError, ZoneParams, current_briefing, verify_database
from pages.login import tell_what_is_missing
from pages.logs import set_up_logs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


# Told once by the thread that prepares, read by who asks whether the server is well.
_PREPARED = threading.Event()


def is_prepared() -> bool:
    """Tell whether the data have been read once, or could not be."""
    return _PREPARED.is_set()


@asynccontextmanager
async def prepared(_app: object) -> AsyncIterator[dict[str, Any]]:
    """Read the data and build the zone while the server already answers."""
    set_up_logs()
    tell_what_is_missing()
    threading.Thread(target=_prepare, name="prepare", daemon=True).start()
    yield {}


def _prepare() -> None:
    try:
        briefing = current_briefing()
        briefing.zone(ZoneParams())
        _ = briefing.index, briefing.base_version
        # Gathers the names that are looked for in articles.
        find_places("", briefing.gazetteer)
        verify_database()
        # What was read stays: no collection of garbage need go through it again.
        gc.collect()
        gc.freeze()
    except GeoError:
        # Each page says what is wrong, to the person who opened it.
        return
    finally:
        _PREPARED.set()
