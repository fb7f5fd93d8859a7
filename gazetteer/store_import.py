"""Bulk writing: importing places by the hundred thousand, and merging in what a release ships."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from gazetteer.errors import InvalidPlaceError
from gazetteer.merging import SAME_PLACE_KM, best_match, merge_places, name_keys
from gazetteer.place_rules import check_place
from gazetteer.record import SHIPPED_FILES
from gazetteer.store_changes import SHIPPED_EDITOR, same_content
from gazetteer.store_rows import chunks, decode, near_key, stored_places
from gazetteer.store_schema import CHANGE, LINK, PLACE, TOPONYM
from gazetteer.store_write import BATCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from gazetteer.place import Place
    from gazetteer.store_rows import StoredPlace
    from gazetteer.store_write import ChangeWriter


# Half of a box that holds every point within SAME_PLACE_KM, with room to spare, in degrees of a
# great circle. Source: one degree is about 111 km.
_BOX_DEGREES = 1.5 * SAME_PLACE_KM / 111.0


class MergePolicy(StrEnum):
    """What an import does with a place that the store already has.

    ``fill`` keeps what the store says and adds names, links, citations and blank fields;
    ``replace`` takes the incoming record under the stored id; ``skip`` changes nothing.
    """

    FILL = "fill"
    REPLACE = "replace"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A record that an import left out: its 1-based number among those given, its id, and why."""

    row: int
    place_id: str
    reason: str


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What an import did; `revision` is the store's after it."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    revision: int = 0

    @property
    def total(self) -> int:
        """How many records were read."""
        return self.created + self.updated + self.unchanged + len(self.refused)


@dataclass(slots=True, kw_only=True)
class ShippedReport:
    """What a release's data changed; `left` are the ids that editors changed and that stay so."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    left: tuple[str, ...] = ()


def batches(places: Iterable[Place], size: int = BATCH) -> Iterator[list[Place]]:
    """Cut a stream into lists of at most `size`."""
    batch: list[Place] = []
    for place in places:
        batch.append(place)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def import_batches(
    writer: ChangeWriter, places: Iterable[Place], *, policy: MergePolicy
) -> ImportReport:
    """Upsert a stream of places within the writer's transaction, batch by batch.

    A record is the place of the same id, else one that shares a link, else one of the same name,
    feature class and country close by (`merging.same_place`); two such records of one stream meet
    in the same way.
    """
    report = ImportReport()
    row = 0
    for batch in batches(places):
        valid: list[Place] = []
        for place in batch:
            row += 1
            try:
                check_place(place)
            except InvalidPlaceError as error:
                report.refused.append(Refusal(row=row, place_id=place.id, reason=str(error)))
            else:
                valid.append(place)
        known = _Known(writer.connection, valid)
        for place in valid:
            _upsert(writer, known, place, policy, report)
        writer.flush()
    return report


class _Known:
    """The stored places that a batch may mean, kept up to date while the batch is written."""

    def __init__(self, connection: Connection, batch: list[Place]) -> None:
        self._stored: dict[str, StoredPlace] = {}
        self._by_key: defaultdict[str, set[str]] = defaultdict(set)
        for stored in stored_places(connection, {place.id for place in batch}).values():
            self.add(stored)
        # A known id says all; for the others whatever they may be the same as is fetched.
        others = [place for place in batch if place.id not in self._stored]
        links = {link for place in others for link in place.links}
        ids = set(_near_namesakes(connection, others))
        for chunk in chunks(links):
            ids.update(connection.scalars(select(LINK.c.place_id).where(LINK.c.link.in_(chunk))))
        for stored in stored_places(connection, ids - self._stored.keys()).values():
            self.add(stored)

    def add(self, stored: StoredPlace) -> None:
        """Remember a state of a place."""
        place = stored.place
        self._stored[place.id] = stored
        if not stored.deleted:
            for key in (*place.links, *name_keys(place)):
                self._by_key[key].add(place.id)

    def match(self, place: Place) -> StoredPlace | None:
        """Return the stored place that a record means; a tombstone only for its own id."""
        same_id = self._stored.get(place.id)
        if same_id is not None:
            return same_id
        ids = {i for key in (*place.links, *name_keys(place)) for i in self._by_key.get(key, ())}
        found = best_match(place, [self._stored[i].place for i in sorted(ids)])
        return None if found is None else self._stored[found[0].id]


def _near_namesakes(connection: Connection, batch: list[Place]) -> Iterator[str]:
    """Yield ids of stored places that bear a name of the batch near the place that bears it there.

    Distance is tested before any record is read: namesakes are many.
    """
    points: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for place in batch:
        if place.lat is not None and place.lon is not None:
            for key in name_keys(place):
                for edge in (place.lat - _BOX_DEGREES, place.lat + _BOX_DEGREES):
                    points[near_key(key, edge)].append((place.lat, place.lon))
    columns = (TOPONYM.c.place_id, TOPONYM.c.near_key, PLACE.c.lat, PLACE.c.lon)
    joined = select(*columns).join(PLACE, PLACE.c.id == TOPONYM.c.place_id)
    for chunk in chunks(points):
        for row in connection.execute(joined.where(TOPONYM.c.near_key.in_(chunk))):
            if any(_in_box(row.lat - lat, row.lon - lon, lat) for lat, lon in points[row.near_key]):
                yield row.place_id


def _in_box(lat_difference: float, lon_difference: float, lat: float) -> bool:
    """Tell whether two points may be within SAME_PLACE_KM, away from the poles."""
    across = lon_difference * max(0.01, math.cos(math.radians(lat)))
    return abs(lat_difference) < _BOX_DEGREES and abs(across) < _BOX_DEGREES


def _upsert(
    writer: ChangeWriter, known: _Known, place: Place, policy: MergePolicy, report: ImportReport
) -> None:
    stored = known.match(place)
    if stored is None:
        saved = writer.put(place, None)
        report.created += 1
    elif stored.deleted or policy is MergePolicy.SKIP:
        report.unchanged += 1
        return
    else:
        if policy is MergePolicy.FILL:
            wanted = merge_places(stored.place, place)
        else:
            wanted = replace(place, id=stored.place.id)
        if same_content(wanted, stored.place):
            report.unchanged += 1
            return
        saved = writer.put(wanted, stored)
        report.updated += 1
    known.add(saved)


def shipped_version() -> str:
    """Return a short digest of the files that ship, by which a store knows what it has loaded."""
    digest = hashlib.sha256()
    for path in SHIPPED_FILES:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def merge_shipped(writer: ChangeWriter, shipped: Iterable[Place]) -> ShippedReport:
    """Bring the store to what this release ships, except where a person had a hand in it.

    A place that is as a release left it is replaced, or deleted when it is no longer shipped; one
    that an editor changed or deleted stays as it is and is noted in the report.
    """
    report = ShippedReport()
    left: list[str] = []
    seen: set[str] = set()
    for batch in batches(shipped):
        stored = stored_places(writer.connection, [place.id for place in batch])
        for place in batch:
            seen.add(place.id)
            was = stored.get(place.id)
            if was is None:
                writer.put(place, None)
                report.created += 1
            elif not was.deleted and same_content(was.place, place):
                continue
            elif _is_as_shipped(writer.connection, was):
                writer.put(place, was)
                report.updated += 1
            else:
                left.append(place.id)
        writer.flush()
    query = select(PLACE.c.id).where(PLACE.c.changed_by == SHIPPED_EDITOR, ~PLACE.c.deleted)
    gone = [i for i in writer.connection.scalars(query) if i not in seen]
    for was in stored_places(writer.connection, gone).values():
        writer.remove(was)
        report.deleted += 1
    report.left = tuple(left)
    return report


def _is_as_shipped(connection: Connection, stored: StoredPlace) -> bool:
    """Tell whether a release wrote this state, or an editor who came back to it."""
    if stored.changed_by == SHIPPED_EDITOR:
        return True
    shipped = (CHANGE.c.place_id == stored.place.id) & (CHANGE.c.editor == SHIPPED_EDITOR)
    query = select(CHANGE.c.after).where(shipped).order_by(CHANGE.c.id.desc()).limit(1)
    after = connection.execute(query).scalar_one_or_none()
    return after is not None and not stored.deleted and same_content(stored.place, decode(after))
