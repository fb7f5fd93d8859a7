"""Places as compact JSON and back; how the index carries its records."""

from __future__ import annotations

import json
from typing import Any

from gazetteer.place import Certainty, Citation, Place, PlaceStatus, Toponym, ToponymKind


def _citation_row(citation: Citation | None) -> list[str] | None:
    return None if citation is None else [citation.source, citation.locator, citation.note]


def _citation(row: list[str] | None) -> Citation | None:
    return None if row is None else Citation(source=row[0], locator=row[1], note=row[2])


def encode_place(place: Place) -> bytes:
    """Return `place` as one JSON array, UTF-8."""
    row: list[Any] = [
        place.id,
        [
            [t.name, t.language, t.script, t.kind.value, _citation_row(t.citation)]
            for t in place.toponyms
        ],
        place.feature_class,
        place.feature_code,
        place.country_code,
        place.admin1,
        place.admin2,
        place.lat,
        place.lon,
        place.extent_km,
        place.footprint,
        place.certainty.value,
        [_citation_row(c) for c in place.citations],
        place.links,
        place.status.value,
        place.population,
        place.note,
        place.version,
    ]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def decode_place(encoded: bytes) -> Place:
    """Return the place that `encode_place` wrote."""
    row = json.loads(encoded)
    return Place(
        id=row[0],
        toponyms=tuple(
            Toponym(
                name=name,
                language=lang,
                script=script,
                kind=ToponymKind(kind),
                citation=_citation(c),
            )
            for name, lang, script, kind, c in row[1]
        ),
        feature_class=row[2],
        feature_code=row[3],
        country_code=row[4],
        admin1=row[5],
        admin2=row[6],
        lat=row[7],
        lon=row[8],
        extent_km=row[9],
        footprint=row[10],
        certainty=Certainty(row[11]),
        citations=tuple(c for c in map(_citation, row[12]) if c is not None),
        links=tuple(row[13]),
        status=PlaceStatus(row[14]),
        population=row[15],
        note=row[16],
        version=row[17],
    )
