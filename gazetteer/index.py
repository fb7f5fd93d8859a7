"""The name index: built from places, kept on disk, opened by mapping, edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gazetteer.array_file import open_arrays, write_arrays
from gazetteer.segment import Segment, SegmentBuilder, key_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from gazetteer.place import Place

# A segment and which of its places still stand.
Part = tuple[Segment, "NDArray[np.bool_]"]
# Edits gather in a last small segment; when it has this many places, the next one begins.
_EDITED_PLACES: Final = 64
# With more segments than this, all are built anew into one.
_MOST_SEGMENTS: Final = 12


class NameIndex:
    """All names of all published places, ready for `gazetteer.resolve`.

    Places stand in segments: a large one from `build` or `open`, and small ones that hold edits.
    A place that was changed or removed is masked where it stood before.
    """

    def __init__(self, parts: tuple[Part, ...]) -> None:
        # Replaced as a whole by every edit, so that a query in another thread sees one state.
        self.parts = parts
        self._edited: dict[str, Place] = {}

    @classmethod
    def build(cls, places: Iterable[Place]) -> NameIndex:
        """Return the index of `places`; deprecated ones are left out, of one id the last stays."""
        builder = SegmentBuilder()
        for place in places:
            builder.add(place)
        segment = builder.build()
        return cls(((segment, _last_of_each_id(segment)),))

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
        parts: list[Part] = []
        for number, segment_facts in enumerate(facts["segments"]):
            prefix = f"{number}/"
            own = {k.removeprefix(prefix): a for k, a in arrays.items() if k.startswith(prefix)}
            alive = own.pop("alive").copy()
            parts.append((Segment(own, segment_facts), alive))
        return cls(tuple(parts))

    def save(self, path: Path) -> None:
        """Write the index to `path` in one step; readers of the old file are not disturbed."""
        arrays: dict[str, NDArray[Any]] = {}
        for number, (segment, alive) in enumerate(self.parts):
            arrays |= {f"{number}/{name}": a for name, a in segment.arrays.items()}
            arrays[f"{number}/alive"] = alive
        write_arrays(path, arrays, {"segments": [dict(s.facts) for s, _ in self.parts]})

    def __len__(self) -> int:
        return sum(int(alive.sum()) for _, alive in self.parts)

    def __contains__(self, place_id: object) -> bool:
        return isinstance(place_id, str) and self._find(place_id) is not None

    def places(self) -> Iterator[Place]:
        """Return an iterator over every place of the index."""
        return _places_of(self.parts)

    def place(self, place_id: str) -> Place | None:
        """Return the place with this id, or None."""
        found = self._find(place_id)
        return None if found is None else self.parts[found[0]][0].place(found[1])

    def update(self, place: Place) -> None:
        """Add `place`, or put it in the place of the one with its id; seen by the next query."""
        parts = self._without(place.id)
        is_full = len(self._edited) >= _EDITED_PLACES
        if is_full and len(parts) >= _MOST_SEGMENTS:
            parts = (_whole(Segment.of(_places_of(parts))),)
        edited = {} if is_full else {k: p for k, p in self._edited.items() if k != place.id}
        kept = parts[:-1] if self._edited and not is_full else parts
        edited[place.id] = place
        self.parts = (*kept, _whole(Segment.of(edited.values())))
        self._edited = edited

    def remove(self, place_id: str) -> None:
        """Take the place with this id out; nothing happens when there is none."""
        self.parts = self._without(place_id)
        self._edited.pop(place_id, None)

    def with_edits(self, edits: Mapping[str, Place | None]) -> NameIndex:
        """Return an index in which places are changed, added, or gone (None), by id.

        This one stays as it is; the two share what they have in common. All edits are put in at
        once, in one further segment.
        """
        masks: dict[int, NDArray[np.bool_]] = {}
        for place_id in edits:
            found = self._find(place_id)
            if found is not None:
                number, row = found
                masks.setdefault(number, self.parts[number][1].copy())[row] = False
        kept = ((s, masks.get(number, alive)) for number, (s, alive) in enumerate(self.parts))
        news = [place for place in edits.values() if place is not None]
        return NameIndex((*kept, _whole(Segment.of(news))) if news else tuple(kept))

    def _find(self, place_id: str) -> tuple[int, int] | None:
        for number, (segment, alive) in enumerate(self.parts):
            for row in segment.rows("id", [key_hash(place_id)]).tolist():
                if alive[row] and segment.place(row).id == place_id:
                    return number, row
        return None

    def _without(self, place_id: str) -> tuple[Part, ...]:
        found = self._find(place_id)
        if found is None:
            return self.parts
        number, row = found
        segment, alive = self.parts[number]
        alive = alive.copy()
        alive[row] = False
        return (*self.parts[:number], (segment, alive), *self.parts[number + 1 :])


def _whole(segment: Segment) -> Part:
    return segment, np.ones(len(segment), dtype=bool)


def _places_of(parts: tuple[Part, ...]) -> Iterator[Place]:
    for segment, alive in parts:
        for row in np.flatnonzero(alive).tolist():
            yield segment.place(row)


def _last_of_each_id(segment: Segment) -> NDArray[np.bool_]:
    alive = np.ones(len(segment), dtype=bool)
    hashes, rows = segment.arrays["id_sorted"], segment.arrays["id_order"]
    for at in np.flatnonzero(hashes[1:] == hashes[:-1]).tolist():
        earlier, later = rows[at : at + 2].tolist()
        if segment.place(earlier).id == segment.place(later).id:
            alive[earlier] = False
    return alive
