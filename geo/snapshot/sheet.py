"""The nouns of a sheet: what stands on the page, in words and numbers, before any drawing."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from gazetteer import Message, message_of
from geo.errors import SnapshotError
from geo.snapshot.extent import Extent, ExtentKind
from geo.snapshot.page import Page, Rect
from geo.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.snapshot.extent import MapFrame
    from geo.snapshot.furniture import GraticuleLine, ScaleBar
    from geo.snapshot.ground import Ground
    from geo.snapshot.marks import Drawn
    from geo.snapshot.measured import MeasuredMark
    from geo.snapshot.naming import Name, Naming

# One text, once in each language of the sheet and in their order.
Phrase = tuple[str, ...]

# Longest text that a sheet takes from a person, in characters: a title of four lines.
MAX_TEXT = 240
# Longest remark: a note of a story with its sources, eight lines on a slide.
MAX_REMARK = 900
_MOST = {
    **dict.fromkeys(("title", "title_ar", "author", "handling", "override_reason"), MAX_TEXT),
    **dict.fromkeys(("remark", "remark_ar"), MAX_REMARK),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotOptions:
    """How a sheet shall look; what is left empty is suggested or left out.

    Parameters
    ----------
    page, extent
        The paper, and the part of the world.
    languages
        ``("en",)``, ``("ar",)`` or both; the first one gives the direction of the page.
    label_languages
        Languages of the names on the map; empty for those of the sheet.
    title, title_ar
        The finding; empty for the suggested one.
    remark, remark_ar
        What is to be said of the map, below the title; empty for nothing.
    author
        Who answers for the sheet.
    handling
        The classification or handling line at head and foot.
    graticule, locator, zone
        Whether they are drawn; the zone only where the map shows any of it.
    as_of
        The day that the sheet speaks of, printed on it.
    override_reason
        Why the sheet is exported although its check found errors; printed on it.

    Raises
    ------
    SnapshotError
        If there is no such language, or a text is too long.
    """

    page: Page = Page.A4
    extent: Extent = field(default_factory=Extent)
    languages: tuple[str, ...] = ("en",)
    label_languages: tuple[str, ...] = ()
    title: str = ""
    title_ar: str = ""
    remark: str = ""
    remark_ar: str = ""
    author: str = ""
    handling: str = ""
    graticule: bool = False
    locator: bool = True
    zone: bool = True
    as_of: date | None = None
    override_reason: str = ""

    def __post_init__(self) -> None:
        if not self.languages:
            raise SnapshotError(Message("a sheet needs a language"))
        for languages in (self.languages, self.label_languages):
            if len(set(languages)) < len(languages) or not set(languages) <= LANGUAGES.keys():
                raise SnapshotError(
                    Message(
                        "the languages %(languages)s are not some of %(known)s",
                        languages=languages,
                        known=[*LANGUAGES],
                    )
                )
        for name, most in _MOST.items():
            shown = "".join(c for c in " ".join(getattr(self, name).split()) if c.isprintable())
            # What is not shown may have stood between two spaces; read again, the text stays so.
            text = " ".join(shown.split())
            if len(text) > most:
                raise SnapshotError(
                    Message(
                        "%(name)s has %(count)s characters, more than %(most)s",
                        name=name,
                        count=len(text),
                        most=most,
                    )
                )
            object.__setattr__(self, name, text)

    def to_json(self) -> dict[str, Any]:
        """Return the options as JSON values, for `from_json`."""
        told = asdict(self)
        told["as_of"] = None if self.as_of is None else self.as_of.isoformat()
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Return the options that `to_json` told; what is left out is as by default.

        Raises
        ------
        SnapshotError
            If they make no sense.
        """
        given = dict(told)
        try:
            for name in ("languages", "label_languages"):
                if name in given:
                    given[name] = tuple(given[name])
            if "page" in given:
                given["page"] = Page(given["page"])
            if given.get("as_of"):
                given["as_of"] = date.fromisoformat(given["as_of"])
            if "extent" in given:
                given["extent"] = _extent_of(given["extent"])
            return cls(**given)
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise SnapshotError(
                Message(
                    "the options of a sheet cannot be read: %(problem)s", problem=message_of(error)
                )
            ) from error

    @property
    def remarks(self) -> Phrase:
        """The remark in each language of the sheet, in the other one where it lacks; or nothing."""
        given = {"en": self.remark or self.remark_ar, "ar": self.remark_ar or self.remark}
        return tuple(given[language] for language in self.languages if given[language])

    @property
    def names_in(self) -> tuple[str, ...]:
        """The languages of the names on the map."""
        return self.label_languages or self.languages


def _extent_of(told: Mapping[str, Any]) -> Extent:
    box = told.get("box")
    return Extent(
        kind=ExtentKind(told["kind"]),
        admin1=told.get("admin1", ""),
        box=None if box is None else tuple(box),
    )


class LegendKind(StrEnum):
    """What a line of the legend explains."""

    EVENT_TYPE = "event-type"
    COUNT = "count"
    HOLLOW = "hollow"
    RING = "ring"
    LEADER = "leader"
    HEXAGON = "hexagon"
    ZONE = "zone"
    AREA = "area"
    DISTANCE_RING = "distance-ring"
    MEASURED_LINE = "measured-line"
    MEASURED_SURFACE = "measured-surface"
    BORDER = "border"
    GOVERNORATE = "governorate"
    WATER = "water"


# What a reader measured on the map.
MEASURED_KINDS = (
    LegendKind.DISTANCE_RING,
    LegendKind.MEASURED_LINE,
    LegendKind.MEASURED_SURFACE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """One line of the legend; `event_type` or `number` (of a class of hexagons) say of what."""

    kind: LegendKind
    text: Phrase
    event_type: str = ""
    number: int = 0

    @property
    def key(self) -> tuple[LegendKind, str | int]:
        """The drawn class that it explains."""
        return self.kind, self.event_type or self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that stands large on the sheet, with what it counts."""

    value: str
    label: Phrase
    note: Phrase = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBin:
    """Incidents that start in one stretch of time, and its name where it is written."""

    start: date
    count: int
    label: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An incident in words, as a table shows it."""

    id: str
    when: Phrase
    place: Phrase
    event_type: Phrase
    summary: Phrase
    dead: str
    zone: Phrase
    source: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A paragraph at the foot, with a heading that leads it in."""

    heading: Phrase
    text: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The headings and column titles of a sheet and its slides."""

    legend: Phrase
    timeline: Phrase
    wide_areas: Phrase
    locator: Phrase
    table: Phrase
    columns: tuple[Phrase, ...]
    more_rows: Phrase
    map_alt: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Incidents by what became of them; `total` are all in the data.

    `undetermined`, `inside` and `outside` are verdicts on the zone.
    """

    total: int
    selected: int
    shown: int
    wide: int
    beyond: int
    unlocated: int
    inside: int
    outside: int
    undetermined: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MapContent:
    """What the map itself shows, in points of the page.

    `area` is the drawn area that the incidents are filtered by, `measured` what was measured.
    """

    frame: MapFrame
    ground: Ground
    zone: BaseGeometry | None
    zone_cut: bool
    area: BaseGeometry | None
    measured: tuple[MeasuredMark, ...]
    drawn: Drawn
    naming: Naming
    scale_bar: ScaleBar
    bar_room: Rect
    unit: str
    graticule: tuple[GraticuleLine, ...]
    locator: Locator | None
    size: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Locator:
    """The small map that shows where the large one lies; `outline` is its edge, in points."""

    frame: MapFrame
    ground: Ground
    outline: BaseGeometry
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sheet:
    """A finished sheet in words and numbers; `geo.snapshot.render_png` and others draw it.

    `figure_id` is the same for the same data, state and options. `map` is where things lie on the
    page. `rows` are the incidents of the table, the latest first, as many as a deck can hold.
    """

    options: SnapshotOptions
    figure_id: str
    revision: str
    title: Phrase
    subtitle: Phrase
    figures: tuple[Figure, ...]
    legend: tuple[LegendEntry, ...]
    timeline: tuple[TimeBin, ...]
    wide_areas: tuple[tuple[Phrase, int], ...]
    sources: tuple[Phrase, ...]
    notes: tuple[Note, ...]
    disclaimer: Phrase
    headings: Headings
    counts: Counts
    rows: tuple[Row, ...]
    zone_width_km: float | None
    map: MapContent
    regions: Regions

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the sheet, the leading one first."""
        return self.options.languages

    @property
    def right_to_left(self) -> bool:
        """Whether the page is read from the right."""
        return self.languages[0] == "ar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """Where the parts of a page lie; `columns` are those of the panel, first read first."""

    head: Rect
    map: Rect
    columns: tuple[Rect, ...]
    foot: Rect
