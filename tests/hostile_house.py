"""A house whose every text is hostile, brought in by the ways that people and files have."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gazetteer import Citation, GazetteerError, Role, Store, Toponym, ToponymKind, User
from geo import IncidentStore, LiveBriefing, load_borders, uploads
from tests.gazetteer.desks import BoldGazetteer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo import Borders, Briefing

HIBA = User("Hiba", Role.EDITOR)
# Which columns the files have, besides id, date and point.
TEXTS = ("event_type", "sub_type", "actor1", "source", "summary", "notes", "location", "my own")


@dataclass(frozen=True, kw_only=True)
class House:
    """Hostile texts in a database, and what the pages and files read of it."""

    live: LiveBriefing
    store: IncidentStore
    refused: dict[str, str]

    def close(self) -> None:
        self.live.close()
        self.store.close()

    @property
    def briefing(self) -> Briefing:
        return self.live.current()


def rows_of(texts: Sequence[str]) -> list[dict[str, str]]:
    """Return a row for each text, in which every column holds it."""
    return [
        {
            "id": f"{number} {text}"[:150],
            "date": "2019-01-16",
            "latitude": "36.5",
            "longitude": f"{38 + number / 1000:.4f}",
            **dict.fromkeys(TEXTS, text),
        }
        for number, text in enumerate(texts)
    ]


def csv_bytes(texts: Sequence[str]) -> bytes:
    """Return the rows as CSV."""
    rows = rows_of(texts)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def geojson_bytes(texts: Sequence[str]) -> bytes:
    """Return the rows as GeoJSON; halves of characters stay as they are written in JSON."""
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "Point", "coordinates": [float(row["longitude"]), 36.5]},
        }
        for row in rows_of(texts)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


WRITERS = {"csv": csv_bytes, "geojson": geojson_bytes}


def bring(
    store: IncidentStore, borders: Borders, content: bytes, name: str, reason: str
) -> uploads.Upload:
    """Bring a file in as the page does: keep, look, check, write."""
    desk = uploads.UploadDesk()
    upload = desk.take(io.BytesIO(content), name, HIBA)
    try:
        upload.look({info.id for info in store.datasets()})
        if upload.problem:
            return upload
        assert upload.choices is not None
        described = uploads.described(
            upload.choices.info,
            dict.fromkeys(("name", "publisher", "licence", "citation", "link"), reason),
        )
        upload.choose(replace(upload.choices, info=described))
        upload.check(store, borders, HIBA)
        upload.wait()
        if not upload.problem:
            upload.write(store, HIBA, reason)
            upload.wait()
        return upload
    finally:
        desk.close()


def edit_places(gazetteer: BoldGazetteer, texts: Sequence[str]) -> dict[str, str]:
    """Give one shipped place after the other a text as name, note, citation and reason.

    Returns why a text was refused.
    """
    refused = {}
    places = iter(sorted(gazetteer.places().values(), key=lambda p: p.id))
    for text in texts:
        place = next(places)
        names = (
            *place.toponyms,
            Toponym(name=text, language="und", kind=ToponymKind.VARIANT),
        )
        evil = replace(
            place,
            toponyms=names,
            note=text,
            citations=(*place.citations, Citation(source=text, locator=text, note=text)),
        )
        try:
            gazetteer.store.save(evil, editor=text[:60], reason=text, based_on=place.version)
        except GazetteerError as error:
            refused[text] = str(error)
    return refused


def hostile_house(folder: Path, texts: Sequence[str]) -> House:
    """Return a house of `texts`: edited places, and a data set of each kind of file."""
    path = str(folder / "house.sqlite")
    gazetteer = BoldGazetteer(store=Store(path))
    refused = edit_places(gazetteer, texts)
    store = IncidentStore(gazetteer)
    borders = load_borders()
    for ending, write in WRITERS.items():
        upload = bring(store, borders, write(texts), f"{ending}.{ending}", texts[0])
        assert not upload.problem, upload.problem
    live = LiveBriefing(lambda: BoldGazetteer(store=Store(path)))
    return House(live=live, store=store, refused=refused)
