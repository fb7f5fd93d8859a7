"""Places and processes for the tests of the store."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer import Place, Toponym, ToponymKind

if TYPE_CHECKING:
    from gazetteer.store import Store

ROOT = Path(__file__).parents[2]


def village(place_id: str = "hajin", name: str = "Hajin", /, **fields: object) -> Place:
    place = Place(
        id=place_id,
        toponyms=(Toponym(name=name, language="en", script="Latn", kind=ToponymKind.PREFERRED),),
        feature_class="P",
        feature_code="PPL",
        country_code="SY",
        admin1="SY-DY",
        lat=34.69,
        lon=40.83,
        extent_km=2.0,
    )
    return replace(place, **fields)  # type: ignore[arg-type]


def add(store: Store, *places: Place) -> None:
    store.save_all([(p, None) for p in places], editor="Amal", reason="found on the map")


def contents(store: Store) -> dict[str, Place]:
    return {place.id: place for place in store.iter_places()}


def run_at_once(script: str, arguments: list[list[str]]) -> list[str]:
    """Run a script in several processes at the same time and return what each printed."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, *own],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for own in arguments
    ]
    done = [process.communicate() for process in running]
    for process, (_, errors) in zip(running, done, strict=True):
        assert process.returncode == 0, errors
    return [output.strip() for output, _ in done]
