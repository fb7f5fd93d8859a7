"""Rows of the tables <-> places and changes."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from gazetteer.merging import name_key
from gazetteer.place import Certainty, Citation, Place, PlaceStatus, Toponym, ToponymKind
from gazetteer.record import format_record
from gazetteer.store_changes import Change, ChangeKind
from gazetteer.store_faults import readable
from gazetteer.store_schema import PLACE, REDIRECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, RowMapping

# Height of the bands of latitude by which namesakes are kept apart, in degrees. Source: own choice,
# ten times the distance at which an import takes two of one name for one place.
BAND_DEG = 0.2
# Ids in one IN list. Both databases take more; past this the statement gets no faster.
IDS_PER_QUERY = 500


def decode(record: str) -> Place:
    """Return the place of a record that was checked when it was written.

    It is not checked again: what an older release wrote stays readable when rules become stricter.

    Raises
    ------
    StoreError
        If it is no record: the database is damaged.
    """
    with readable(f"the record of a place, {record[:60]!r}"):
        values = json.loads(record)
        values["toponyms"] = tuple(_toponym(item) for item in values["toponyms"])
        values["citations"] = tuple(Citation(**item) for item in values.get("citations", ()))
        values["links"] = tuple(values.get("links", ()))
        for name, kind in (("certainty", Certainty), ("status", PlaceStatus)):
            if name in values:
                values[name] = kind(values[name])
        values.setdefault("country_code", None)
        return Place(**values)


def _toponym(item: dict[str, Any]) -> Toponym:
    if "kind" in item:
        item["kind"] = ToponymKind(item["kind"])
    if "citation" in item:
        item["citation"] = Citation(**item["citation"])
    return Toponym(**item)


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """What the store holds for an id; the record of a tombstone is the last state of its place."""

    place: Place
    record: str
    version: int
    deleted: bool
    changed_by: str


def chunks(items: Iterable[str], size: int = IDS_PER_QUERY) -> Iterator[Sequence[str]]:
    """Cut a list into pieces that one statement can take."""
    whole = list(items)
    return (whole[start : start + size] for start in range(0, len(whole), size))


def stored_places(connection: Connection, ids: Iterable[str]) -> dict[str, StoredPlace]:
    """Return what the store holds for these ids, tombstones included; unknown ids are left out."""
    columns = (PLACE.c.id, PLACE.c.version, PLACE.c.deleted, PLACE.c.changed_by, PLACE.c.record)
    found: dict[str, StoredPlace] = {}
    for chunk in chunks(ids):
        for row in connection.execute(select(*columns).where(PLACE.c.id.in_(chunk))):
            found[row.id] = StoredPlace(
                decode(row.record), row.record, row.version, row.deleted, row.changed_by
            )
    return found


def redirect_target(connection: Connection, place_id: str) -> str:
    """Return the id where a merged place's id leads in the end; any other id is returned as is."""
    seen = {place_id}
    while True:
        query = select(REDIRECT.c.target).where(REDIRECT.c.id == place_id)
        target = connection.execute(query).scalar_one_or_none()
        if target is None or target in seen:
            return place_id
        seen.add(target)
        place_id = target


def place_row(place: Place, *, deleted: bool, editor: str) -> dict[str, Any]:
    """Return the columns of `place` for one state of a place."""
    return {
        "id": place.id,
        "version": place.version,
        "deleted": deleted,
        "changed_by": editor,
        "status": str(place.status),
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "country_code": place.country_code,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "lat": place.lat,
        "lon": place.lon,
        "record": format_record(place),
    }


def near_key(key: str, lat: float) -> str:
    """Return the key under which a name stands among its namesakes of about the same latitude.

    Some names are borne by hundreds of villages; the band keeps those far away out of a search.
    """
    return f"{math.floor(lat / BAND_DEG)}:{key}"


def _own_near_key(place: Place, toponym: Toponym) -> str | None:
    return None if place.lat is None else near_key(name_key(toponym.name), place.lat)


def toponym_rows(place: Place) -> list[dict[str, Any]]:
    """Return the rows of the table toponym for a place."""
    return [
        {
            "place_id": place.id,
            "position": position,
            "name": toponym.name,
            "language": toponym.language,
            "script": toponym.script,
            "kind": str(toponym.kind),
            "near_key": _own_near_key(place, toponym),
        }
        for position, toponym in enumerate(place.toponyms)
    ]


def link_rows(place: Place) -> list[dict[str, Any]]:
    """Return the rows of the table link for a place."""
    return [
        {"place_id": place.id, "position": position, "link": link}
        for position, link in enumerate(place.links)
    ]


def change_of(row: RowMapping) -> Change:
    """Return the change that a row of the history tells of."""
    return Change(
        id=row["id"],
        revision=row["revision"],
        at=datetime.fromisoformat(row["at"]),
        editor=row["editor"],
        place_id=row["place_id"],
        kind=ChangeKind(row["kind"]),
        before=None if row["before"] is None else decode(row["before"]),
        after=None if row["after"] is None else decode(row["after"]),
        reason=row["reason"],
        redirect_to=row["redirect_to"],
        undoes=row["undoes"],
        overridden=tuple(row["overridden"].split()),
    )
