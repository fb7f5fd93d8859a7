from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer import EditConflictError
from gazetteer.store import Store
from gazetteer.store_changes import replay
from tests.gazetteer.places import ROOT, add, contents, run_at_once, village

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


_WRITE_ON = """
import sys
from dataclasses import replace
from gazetteer.store import Store
with Store(sys.argv[1], shipped=False) as store:
    places = list(store.iter_places())
    print("writing", flush=True)
    while True:
        more = [(replace(p, population=p.population + 1), p.version) for p in places]
        places = store.save_all(more, editor="Amal", reason="count")
"""


@pytest.mark.parametrize("delay_s", [0.0, 0.011, 0.037])
def test_save_all_killed_on_the_way_leaves_the_old_or_the_new_state(
    fresh_url: Callable[[], str], delay_s: float
) -> None:
    url = fresh_url()
    with Store(url, shipped=False) as store:
        add(store, *(village(f"v{i}", f"Village {i}") for i in range(40)))
    with subprocess.Popen(
        [sys.executable, "-c", _WRITE_ON, url], cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
    with Store(url, shipped=False) as store:
        assert len({place.population for place in store.iter_places()}) == 1
        history = store.history()
        assert replay(reversed(history)).places == contents(store)
        assert len(history) == 40 * store.revision
        add(store, village("after"))
