"""The nouns of the gazetteer: places, their toponyms, and what resolving a name returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Certainty(StrEnum):
    """How sure the record is of its point. Source: Linked Places format v1.2, ``certainty``."""

    CERTAIN = "certain"
    LESS_CERTAIN = "less-certain"
    UNCERTAIN = "uncertain"


class ToponymKind(StrEnum):
    """What a name is to its place."""

    PREFERRED = "preferred"
    VARIANT = "variant"
    EXONYM = "exonym"
    HISTORICAL = "historical"
    ROMANIZATION = "romanization"


class PlaceStatus(StrEnum):
    """Where a record stands in its life."""

    PUBLISHED = "published"
    DRAFT = "draft"
    DEPRECATED = "deprecated"


class ResolutionStatus(StrEnum):
    """The three answers that resolving a name can give."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a statement comes from: a source and the locator inside it (paragraph, id, URL)."""

    source: str
    locator: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """One name of a place.

    `language` is a BCP 47 tag (``und`` when unknown), `script` an ISO 15924 code.
    """

    name: str
    language: str = "und"
    script: str = "Zyyy"
    kind: ToponymKind = ToponymKind.VARIANT
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entity of the gazetteer.

    `lat` and `lon` are degrees on WGS84 (EPSG:4326), both None when the place has no known point;
    `extent_km` is the radius around the point within which the thing lies. `feature_class` and
    `feature_code` are GeoNames' (P/PPL, A/ADM1, H/STM …); `country_code` is ISO 3166-1 alpha-2,
    `admin1` an ISO 3166-2 code (``SY-DY``), `admin2` a district's name. `footprint` is WKT,
    EPSG:4326, x = lon. `links` are CURIEs such as ``geonames:170654``.
    """

    id: str
    toponyms: tuple[Toponym, ...]
    feature_class: str
    feature_code: str
    country_code: str | None
    admin1: str | None = None
    admin2: str | None = None
    lat: float | None = None
    lon: float | None = None
    extent_km: float = 0.0
    footprint: str | None = None
    certainty: Certainty = Certainty.CERTAIN
    citations: tuple[Citation, ...] = ()
    links: tuple[str, ...] = ()
    status: PlaceStatus = PlaceStatus.PUBLISHED
    population: int = 0
    note: str = ""
    version: int = 1

    def preferred(self, language: str) -> str:
        """Return the preferred name in `language`, else any name in it, else the first name."""
        in_language = [t for t in self.toponyms if t.language == language]
        for toponym in in_language:
            if toponym.kind is ToponymKind.PREFERRED:
                return toponym.name
        if in_language:
            return in_language[0].name
        return self.toponyms[0].name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason behind a score: a stable `code`, an English `message`, and its `weight`."""

    code: str
    message: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a name may mean, with its score in 0…1 and the reasons for it."""

    place: Place
    score: float
    toponym: Toponym
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a name resolved to.

    `candidates` run from best to worst; `confidence` is the calibrated probability that the first
    one is meant; `extent_km` is that place's extent widened by what the query says ("near Hajin").
    """

    query: str
    status: ResolutionStatus
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    extent_km: float = 0.0
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def place(self) -> Place | None:
        """The place it resolved to, or None unless the status is resolved."""
        if self.status is ResolutionStatus.RESOLVED:
            return self.candidates[0].place
        return None
