"""GeoNames dumps: allCountries.txt, SY.txt …, with their alternate names; plain or zipped.

Kept are id, names with language and flags, point, feature code, country, first- and second-order
unit, population, and the Wikidata link. Left out are elevation, time zone, further countries, the
third and fourth order, postal and airport codes, and links to web pages.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gazetteer.feature_codes import Feature, default_extent_km, general_feature
from gazetteer.geonames_admin1 import iso_admin1
from gazetteer.geonames_alternates import (
    MAX_GEONAMES_ID,
    AlternateName,
    AlternateNames,
    IdSet,
    temporary_alternate_names,
)
from gazetteer.merging import name_key
from gazetteer.message import Message
from gazetteer.place import Citation, Place, ToponymKind
from gazetteer.place_draft import ToponymList, clean_language, clean_text, stable_id
from gazetteer.place_files import (
    RefusedRow,
    RowError,
    decoded_lines,
    open_binary,
    parse_count,
    parse_point,
    parse_rows,
)
from gazetteer.script import script_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from gazetteer.geonames_alternates import AlternateName
    from gazetteer.place_files import Progress

# Source: GeoNames, dump/readme.txt, "the main geoname table".
COLUMNS: Final = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class",
    "feature code", "country code", "cc2", "admin1 code", "admin2 code", "admin3 code",
    "admin4 code", "population", "elevation", "dem", "timezone", "modification date",
)  # fmt: skip
# Source: GeoNames, dump/readme.txt, "isolanguage": codes that stand for no language. Of these only
# Wikidata ids, abbreviations and pinyin are taken.
_NO_NAMES: Final = frozenset(
    {"link", "post", "iata", "icao", "faac", "tcid", "unlc", "phon", "uicn"}
)
_PSEUDO_LANGUAGES: Final = {"abbr": "und", "piny": "zh-Latn-pinyin"}
# Languages of the region that are written in another script than Latin.
_NOT_LATIN: Final = frozenset({"ar", "fa", "ckb", "he", "hy", "syr", "arc", "el", "ru", "ur", "ps"})


@dataclass(slots=True)
class _Overview:
    """What a first pass over the places finds: which there are, and the names of the districts."""

    ids: IdSet = field(default_factory=IdSet)
    districts: dict[tuple[str, str, str], str] = field(default_factory=dict)


def read_geonames(
    path: Path,
    *,
    alternate_names: Path | None = None,
    countries: Collection[str] = (),
    progress: Progress | None = None,
) -> Iterator[Place | RefusedRow]:
    """Yield the places of a dump, and the rows that were refused.

    The file is read twice, that of the alternate names once before the second time.

    Parameters
    ----------
    path
        The main table: 19 columns, tab-separated, UTF-8, no header; plain, zipped or gzipped.
    alternate_names
        The file alternateNamesV2 of the same places or of more.
    countries
        Country codes to keep, all when empty.
    progress
        Told how far both files have been read, in bytes.

    Raises
    ------
    PlaceFileError
        If a file cannot be read.
    """
    countries = frozenset(countries)
    watch = _Watch(progress, [path, *([alternate_names] if alternate_names else []), path])
    overview = _overview(path, countries, progress=watch.next_file())
    with ExitStack() as stack:
        alternates = None
        if alternate_names is not None:
            alternates = stack.enter_context(temporary_alternate_names())
            yield from alternates.load(alternate_names, overview.ids, progress=watch.next_file())
        stream = stack.enter_context(open_binary(path, progress=watch.next_file()))
        rows = (
            (number, line)
            for number, line in decoded_lines(path, stream)
            if isinstance(line, RefusedRow) or _is_wanted(line, countries)
        )
        yield from parse_rows(path, rows, lambda line: _place(line, overview, alternates))


class _Watch:
    """Makes one progress of reading several files one after the other."""

    def __init__(self, progress: Progress | None, paths: list[Path]) -> None:
        self._progress = progress
        self._sizes = [path.stat().st_size if path.exists() else 0 for path in paths]
        self._before = 0
        self._next = 0

    def next_file(self) -> Progress | None:
        """Return the progress of the next file."""
        if self._progress is None:
            return None
        progress, total = self._progress, sum(self._sizes)
        before = self._before
        self._before += self._sizes[self._next]
        self._next += 1
        return lambda done, _size: progress(before + done, total)


def _is_wanted(line: str, countries: frozenset[str]) -> bool:
    if not countries:
        return True
    columns = line.split("\t", 9)
    return len(columns) < 10 or columns[8] in countries


def _overview(path: Path, countries: frozenset[str], *, progress: Progress | None) -> _Overview:
    overview = _Overview()
    with open_binary(path, progress=progress) as stream:
        for _, line in decoded_lines(path, stream):
            if isinstance(line, RefusedRow) or not _is_wanted(line, countries):
                continue
            columns = line.split("\t", 12)
            if len(columns) < 13 or not columns[0].isdigit() or len(columns[0]) > 9:
                continue
            if 0 < int(columns[0]) <= MAX_GEONAMES_ID:
                overview.ids.add(int(columns[0]))
            if columns[7] == "ADM2":
                unit = (columns[8], columns[10], columns[11])
                overview.districts[unit] = clean_text(columns[1])
    return overview


def _place(line: str, overview: _Overview, alternates: AlternateNames | None) -> Place:
    columns = line.split("\t")
    if len(columns) != len(COLUMNS):
        raise RowError(
            "line",
            line,
            Message(
                "has %(count)s columns instead of %(wanted)s",
                count=len(columns),
                wanted=len(COLUMNS),
            ),
        )
    row = dict(zip(COLUMNS, columns, strict=True))
    geonames_id = _geonames_id(row["geonameid"])
    feature = _feature(row["feature class"], row["feature code"])
    lat, lon = parse_point(
        row["latitude"], row["longitude"], lat_field="latitude", lon_field="longitude"
    )
    if lat is None:
        raise RowError("latitude", "", Message("is empty"))
    population = parse_count("population", row["population"])
    others = alternates.of(geonames_id) if alternates is not None else []
    toponyms = _toponyms(row, others, geonames_id)
    if not toponyms.toponyms():
        raise RowError("name", row["name"], Message("is no name"))
    country_code = row["country code"].strip() or None
    wikidata = [f"wikidata:{n.name.strip()}" for n in others if n.language == "wkdt"]
    unit = (row["country code"], row["admin1 code"], row["admin2 code"])
    return Place(
        id=stable_id("geonames", str(geonames_id)),
        toponyms=toponyms.toponyms(),
        feature_class=feature.feature_class,
        feature_code=feature.feature_code,
        country_code=country_code,
        admin1=iso_admin1(row["country code"], row["admin1 code"]),
        admin2=overview.districts.get(unit) or None,
        lat=lat,
        lon=lon,
        extent_km=default_extent_km(feature, population),
        citations=(Citation(source="geonames", locator=str(geonames_id)),),
        links=tuple(dict.fromkeys((f"geonames:{geonames_id}", *wikidata))),
        population=population,
    )


def _geonames_id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise RowError("geonameid", text, Message("is not a GeoNames id"))
    geonames_id = int(text)
    if not 0 < geonames_id <= MAX_GEONAMES_ID:
        raise RowError(
            "geonameid",
            text,
            Message("is not between 1 and %(most)s", most=MAX_GEONAMES_ID),
        )
    return geonames_id


def _feature(feature_class: str, feature_code: str) -> Feature:
    """Return class and code; what GeoNames left without a code gets its class's general one."""
    general = general_feature(feature_class)
    if general is None:
        raise RowError("feature class", feature_class, Message("is none of GeoNames' nine"))
    return Feature(general.feature_class, feature_code) if feature_code else general


def _toponyms(row: dict[str, str], others: list[AlternateName], geonames_id: int) -> ToponymList:
    """Gather the names: the main one first, then the alternates, then what only the column has."""
    names = ToponymList()
    main = clean_text(row["name"])
    languages = [
        _language(n.language)
        for n in others
        if clean_text(n.name) == main and n.language not in {*_NO_NAMES, "wkdt"}
    ]
    known = [language for language in languages if language != "und"]
    names.add(main, known[0] if known else "und", ToponymKind.PREFERRED)
    for other in others:
        if other.language not in _NO_NAMES and other.language != "wkdt":
            language = _language(other.language)
            kind = _kind(other, language)
            names.add(other.name, language, kind, citation=_flags(other, geonames_id))
    names.add_all(row["alternatenames"].split(","))
    if name_key(row["asciiname"]) != name_key(main):
        names.add(row["asciiname"], kind=ToponymKind.ROMANIZATION)
    return names


def _language(tag: str) -> str:
    return _PSEUDO_LANGUAGES.get(tag) or clean_language(tag)


def _kind(name: AlternateName, language: str) -> ToponymKind:
    if name.is_historic:
        return ToponymKind.HISTORICAL
    if language.partition("-")[0] in _NOT_LATIN and script_of(name.name) == "Latn":
        return ToponymKind.ROMANIZATION
    return ToponymKind.PREFERRED if name.is_preferred else ToponymKind.VARIANT


def _flags(name: AlternateName, geonames_id: int) -> Citation | None:
    """Keep what the kind of a toponym cannot say: colloquial, and from when to when it was used."""
    notes = ["colloquial"] if name.is_colloquial else []
    notes += [f"used {clean_text(name.used)}"] if name.used else []
    if not notes:
        return None
    return Citation(source="geonames", locator=str(geonames_id), note=", ".join(notes))
