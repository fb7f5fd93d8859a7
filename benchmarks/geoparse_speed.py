"""How fast places are found in texts with 33,000 places loaded, and how soon edits are seen.

Run from the top of the project: ``python -m benchmarks.geoparse_speed``. One core; the texts are
the marked ones, repeated.
"""

from __future__ import annotations

import time
from dataclasses import replace

from benchmarks.made_up_places import gazetteer_of
from gazetteer import Gazetteer, load_shipped
from gazetteer.data.annotated_texts import DEV, read_texts
from gazetteer.geoparse import PlaceFinder

_MADE_UP = 31_000
_ROUNDS = 10


def main() -> None:
    """Measure and print."""
    for name, places in (
        ("shipped", list(load_shipped())),
        ("33,000", [*load_shipped(), *gazetteer_of(_MADE_UP)]),
    ):
        texts = [text.text for text in read_texts(DEV)]
        long_text = "\n\n".join(texts)
        count = len(long_text.split())
        by_id = dict(Gazetteer(places).places())
        finder = PlaceFinder()
        start = time.perf_counter()
        finder.update(by_id)
        built = time.perf_counter() - start
        finder.find(long_text)
        start = time.process_time()
        for _ in range(_ROUNDS):
            finder.find(long_text)
        whole = (time.process_time() - start) / _ROUNDS
        start = time.process_time()
        for _ in range(_ROUNDS):
            for text in texts:
                finder.find(text)
        apart = (time.process_time() - start) / _ROUNDS
        first = places[0]
        start = time.perf_counter()
        finder.update(by_id | {first.id: replace(first, population=1)})
        edit = time.perf_counter() - start
        print(
            f"{name:<9}{len(by_id):>7} places  names gathered {built:5.2f} s  "
            f"one text of {count} words {count / whole:>8,.0f} words/s  "
            f"{len(texts)} texts {count / apart:>8,.0f} words/s  edit seen {edit * 1000:5.1f} ms"
        )


if __name__ == "__main__":
    main()
