"""The name index: built from places, kept on disk, opened by mapping, edited in place."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gazetteer.array_file import open_arrays, write_arrays
from gazetteer.segment import Segment, SegmentBuilder, key_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from gazetteer.place import Place

# Edits gather in a last small segment; when it has this many places, the next one begins.
_EDITED_PLACES: Final = 64
# With more segments than this, all are built anew into one.
_MOST_SEGMENTS: Final = 12


class NameIndex:
    """All names of all published places, ready for `gazetteer.resolve`.

    Places stand in segments: a large one from `build` or `open`, and small ones that hold edits.
    A place that was changed or removed is masked where it stood before.
    """

    def __init__(self, segments: list[Segment], alive: list[NDArray[np.bool_]]) -> None:
        self.segments = segments
        self.alive = alive
        self._edited: dict[str, Place] = {}

    @classmethod
    def build(cls, places: Iterable[Place]) -> NameIndex:
        """Return the index of `places`; deprecated ones are left out, of one id the last stays."""
        builder = SegmentBuilder()
        for place in places:
            builder.add(place)
        segment = builder.build()
        index = cls([segment], [np.ones(len(segment), dtype=bool)])
        index._mask_repeated()
        return index

    @classmethod
    def open(cls, path: Path) -> NameIndex:
        """Return the index in the file `path` without reading it through.

        Raises
        ------
        GazetteerError
            If the file is no index of this version, or damaged.
        FileNotFoundError
            If there is no such file.
        """
        arrays, facts = open_arrays(path)
        segments, alive = [], []
        for number, segment_facts in enumerate(facts["segments"]):
            prefix = f"{number}/"
            own = {k.removeprefix(prefix): a for k, a in arrays.items() if k.startswith(prefix)}
            alive.append(own.pop("alive").copy())
            segments.append(Segment(own, segment_facts))
        return cls(segments, alive)

    def save(self, path: Path) -> None:
        """Write the index to `path` in one step; readers of the old file are not disturbed."""
        arrays: dict[str, NDArray[Any]] = {}
        for number, (segment, alive) in enumerate(zip(self.segments, self.alive, strict=True)):
            arrays |= {f"{number}/{name}": a for name, a in segment.arrays.items()}
            arrays[f"{number}/alive"] = alive
        write_arrays(path, arrays, {"segments": [dict(s.facts) for s in self.segments]})

    def __len__(self) -> int:
        return sum(int(alive.sum()) for alive in self.alive)

    def __contains__(self, place_id: object) -> bool:
        return isinstance(place_id, str) and next(self._rows_of(place_id), None) is not None

    def places(self) -> Iterator[Place]:
        """Yield every place of the index."""
        for segment, alive in zip(self.segments, self.alive, strict=True):
            for row in np.flatnonzero(alive).tolist():
                yield segment.place(row)

    def place(self, place_id: str) -> Place | None:
        """Return the place with this id, or None."""
        for number, row in self._rows_of(place_id):
            return self.segments[number].place(row)
        return None

    def update(self, place: Place) -> None:
        """Add `place`, or put it in the place of the one with its id; seen by the next query."""
        self.remove(place.id)
        if len(self._edited) >= _EDITED_PLACES:
            self._edited = {}
            if len(self.segments) >= _MOST_SEGMENTS:
                self._merge()
        self._edited[place.id] = place
        self._rebuild_edited(is_new=len(self._edited) == 1)

    def remove(self, place_id: str) -> None:
        """Take the place with this id out; nothing happens when there is none."""
        for number, row in list(self._rows_of(place_id)):
            self.alive[number][row] = False
        self._edited.pop(place_id, None)

    def _rows_of(self, place_id: str) -> Iterator[tuple[int, int]]:
        for number, segment in enumerate(self.segments):
            for row in segment.rows("id", [key_hash(place_id)]).tolist():
                if self.alive[number][row] and segment.place(row).id == place_id:
                    yield number, row

    def _rebuild_edited(self, *, is_new: bool) -> None:
        segment = Segment.of(self._edited.values())
        alive = np.ones(len(segment), dtype=bool)
        if is_new:
            self.segments.append(segment)
            self.alive.append(alive)
        else:
            self.segments[-1], self.alive[-1] = segment, alive

    def _merge(self) -> None:
        merged = Segment.of(chain(self.places()))
        self.segments, self.alive = [merged], [np.ones(len(merged), dtype=bool)]

    def _mask_repeated(self) -> None:
        segment, alive = self.segments[0], self.alive[0]
        hashes = segment.arrays["id_sorted"]
        for at in np.flatnonzero(hashes[1:] == hashes[:-1]).tolist():
            earlier, later = segment.arrays["id_order"][at : at + 2].tolist()
            if segment.place(earlier).id == segment.place(later).id:
                alive[earlier] = False
