"""Links to other gazetteers: compact (``geonames:170654``) in here, URIs in files."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Authority:
    """A gazetteer that others link to: its prefix, the alias of LP-TSV, and its URIs."""

    prefix: str
    alias: str
    base_uri: str
    pattern: re.Pattern[str]

    def uri(self, local_id: str) -> str:
        """Return the URI of one of its records."""
        return self.base_uri + local_id


def _authority(prefix: str, alias: str, base_uri: str, pattern: str) -> Authority:
    return Authority(prefix, alias, base_uri, re.compile(rf"https?://{pattern}/?", re.IGNORECASE))


# Source: LP-TSV v0.5, ``matches``: aliases and bases; the patterns also take the forms that the
# authorities' own pages have.
AUTHORITIES: tuple[Authority, ...] = (
    _authority(
        "geonames",
        "gn",
        "https://www.geonames.org/",
        r"(?:www\.|sws\.)?geonames\.org/(\d+)(?:/[\w.%-]*)?",
    ),
    _authority(
        "wikidata",
        "wd",
        "http://www.wikidata.org/entity/",
        r"(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q\d+)",
    ),
    _authority(
        "tgn", "tgn", "http://vocab.getty.edu/tgn/", r"vocab\.getty\.edu/(?:page/)?tgn/(\d+)"
    ),
    _authority(
        "pleiades",
        "pl",
        "https://pleiades.stoa.org/places/",
        r"pleiades\.stoa\.org/places/(\d+)",
    ),
    _authority("viaf", "viaf", "http://viaf.org/viaf/", r"(?:www\.)?viaf\.org/viaf/(\d+)"),
    _authority("gnd", "gnd", "https://d-nb.info/gnd/", r"d-nb\.info/gnd/([\dX-]+)"),
    _authority(
        "osm",
        "osm",
        "https://www.openstreetmap.org/",
        r"(?:www\.)?openstreetmap\.org/((?:node|way|relation)/\d+)",
    ),
)
_BY_PREFIX = {a.prefix: a for a in AUTHORITIES} | {a.alias: a for a in AUTHORITIES}


def compact_link(link: str) -> str | None:
    """Return a link as it is kept: ``https://www.geonames.org/170654/`` -> ``geonames:170654``.

    Aliases (``gn:``, ``wd:``) become the prefix; a URI of nobody known here stays. None for what is
    no link at all.
    """
    link = link.strip().replace(" ", "%20")
    for authority in AUTHORITIES:
        if match := authority.pattern.fullmatch(link):
            return f"{authority.prefix}:{match[1]}"
    prefix, colon, local_id = link.partition(":")
    if not colon or not local_id or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", prefix):
        return None
    known = _BY_PREFIX.get(prefix.casefold())
    return f"{known.prefix if known else prefix.casefold()}:{local_id}"


def link_uri(link: str) -> str:
    """Return a kept link as a URI; one that would not come back the same stays as it is."""
    prefix, _, local_id = link.partition(":")
    authority = _BY_PREFIX.get(prefix)
    if authority is None:
        return link
    uri = authority.uri(local_id)
    return uri if compact_link(uri) == link else link


def link_alias(link: str) -> str:
    """Return a kept link with the alias that LP-TSV asks for: ``geonames:1`` -> ``gn:1``."""
    prefix, _, local_id = link.partition(":")
    authority = _BY_PREFIX.get(prefix)
    alias = link if authority is None else f"{authority.alias}:{local_id}"
    return alias if compact_link(alias) == link else link
