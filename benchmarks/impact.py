"""Time the preview of each act of an editor: ``python -m benchmarks.impact``.

Prints the milliseconds of the rehearsal with its checks, of the impact on the shipped incidents,
and of saving and seeing the corrected briefing; the median of several runs on a new SQLite file.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from gazetteer import (
    DeletePlace,
    DeprecatePlace,
    Gazetteer,
    MergePlaces,
    Role,
    SavePlaces,
    SplitPlace,
    UndoChange,
    User,
)
from geo import Briefing, Placing, ZoneParams, changes_impact, load_borders, load_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from gazetteer import Act, Place

RUNS = 7
BULK_ROWS = 20


def timed(do: Callable[[], object]) -> float:
    """Return the median time of a call in milliseconds."""
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        do()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)


def moved(place: Place, number: int = 1) -> Place:
    """Return a place a little farther north."""
    return replace(place, lat=(place.lat or 0.0) + 0.01 * number)


def acts(gazetteer: Gazetteer, change_id: int) -> dict[str, Act[object]]:
    """Return an act of each kind."""
    manbij, qaim = gazetteer.get("manbij"), gazetteer.get("al-qaim")
    located = [p for p in gazetteer.places().values() if p.lat is not None][:BULK_ROWS]
    part = replace(manbij, id="manbij-east", toponyms=manbij.toponyms[-1:], links=())
    rest = replace(manbij, toponyms=manbij.toponyms[:-1])
    return {
        "save": SavePlaces(((moved(manbij), manbij.version),)),
        "merge": MergePlaces(("manbij", manbij.version), ("al-qaim", qaim.version)),
        "split": SplitPlace("manbij", (rest, part), manbij.version),
        "deprecate": DeprecatePlace("manbij", manbij.version),
        "delete": DeletePlace("manbij", manbij.version),
        "undo": UndoChange(change_id),
        f"upload of {len(located)} rows": SavePlaces(
            tuple((moved(place), place.version) for place in located)
        ),
    }


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, Gazetteer.open(f"{folder}/g.sqlite") as gazetteer:
        time_acts(gazetteer)


def time_acts(gazetteer: Gazetteer) -> None:
    """Time each act, and at last a save until the incidents stand where they belong."""
    dataset, borders, zone = load_dataset(), load_borders(), ZoneParams()
    desk = gazetteer.desk(User("Amal", Role.EDITOR), ground=Placing(borders))
    first = gazetteer.get("manbij")
    desk.save(moved(first), reason="timing", based_on=first.version)
    change_id = gazetteer.history(limit=1)[0].id
    briefing = Briefing(gazetteer=gazetteer, dataset=dataset, borders=borders)
    changes_impact(briefing, [], zone=zone)
    print(f"{'':24}{'rehearsal':>12}{'impact':>12}   (ms)")
    for name, act in acts(gazetteer, change_id).items():
        told = desk.rehearse(act)
        rehearsing = timed(partial(desk.rehearse, act))
        telling = timed(
            partial(changes_impact, briefing, told.changes, zone=zone, redirects=told.redirects)
        )
        print(f"{name:24}{rehearsing:12.0f}{telling:12.0f}")
    numbers = count(2)

    def save_and_see() -> int:
        place = gazetteer.get("manbij")
        wanted = moved(first, next(numbers))
        codes = desk.rehearse(SavePlaces(((wanted, place.version),))).codes
        desk.save(wanted, reason="timing", based_on=place.version, overridden=codes)
        return len(Briefing(gazetteer=gazetteer, dataset=dataset, borders=borders).table)

    print(f"{'save to corrected table':24}{timed(save_and_see):24.0f}")


if __name__ == "__main__":
    main()
