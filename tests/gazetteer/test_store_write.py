from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from gazetteer import EditConflictError
from gazetteer.store import Store
from tests.gazetteer.places import add, run_at_once, village

if TYPE_CHECKING:
    from collections.abc import Callable


_COUNT = """
import sys
from dataclasses import replace
from gazetteer import EditConflictError
from gazetteer.store import Store
with Store(sys.argv[1], shipped=False) as store:
    done = 0
    while done < int(sys.argv[2]):
        place = store.get("hajin")
        more = replace(place, population=place.population + 1)
        try:
            store.save(more, editor=sys.argv[3], reason="count", based_on=place.version)
        except EditConflictError:
            continue
        done += 1
"""


def test_save_by_processes_at_once_loses_no_update(fresh_url: Callable[[], str]) -> None:
    url = fresh_url()
    with Store(url, shipped=False) as store:
        add(store, village())
        run_at_once(_COUNT, [[url, "30", f"editor {i}"] for i in range(2)])
        assert store.get("hajin").population == 60
        assert store.get("hajin").version == 61
        assert [c.revision for c in store.history()] == list(range(61, 0, -1))


def test_save_by_threads_at_once_loses_no_update(store: Store) -> None:
    add(store, village())

    def count(editor: str) -> None:
        done = 0
        while done < 10:
            place = store.get("hajin")
            more = replace(place, population=place.population + 1)
            try:
                store.save(more, editor=editor, reason="count", based_on=place.version)
            except EditConflictError:
                continue
            done += 1

    threads = [threading.Thread(target=count, args=(f"editor {i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get("hajin").population == 40
    assert len({c.revision for c in store.history()}) == 41
