"""Data that try to get out of the text that they are: into HTML, templates, scripts."""

import re
from dataclasses import dataclass, fields, replace
from html.parser import HTMLParser
from typing import Any, TypeVar

from gazetteer import Place
from geo import Actor, Briefing, Dataset, Incident, ReportedFigure, Source, current_briefing
from tests.payloads import HOSTILE

# By which the pages themselves set a cookie.
_OWN_PICTURE = re.compile(r'<img src="/hudud/(?:language\?lang=(?:en|ar)|toured)" alt="" hidden>')
# What may never stand in a page as it stands in the data.
FORBIDDEN = ("<script", "<img", "{{", "{%", "${", "`", "\\")

ALLOWED_TAGS = frozenset({
    "b", "br", "code", "dd", "div", "dl", "dt", "h4", "p", "span", "table", "tbody", "td", "th",
    "thead", "tr",
})  # fmt: skip
ALLOWED_ATTRIBUTES = frozenset(
    {"aria-label", "class", "data-head", "dir", "lang", "role", "scope", "tabindex"}
)

T = TypeVar("T", Source, Actor, Incident, ReportedFigure)

# Fields that other records or the code know by their value.
_KEYS = frozenset({"id", "check", "unit", "event_type", "sub_event_type", "place_id"})


def hostile(record: T, **changes: object) -> T:
    """Return `record` with every text that is no key replaced."""
    texts = {
        f.name: HOSTILE
        for f in fields(record)
        if isinstance(getattr(record, f.name), str)
        and type(getattr(record, f.name)) is str
        and f.name not in _KEYS
    }
    changed: dict[str, Any] = texts | changes
    return replace(record, **changed)


def hostile_place(place: Place) -> Place:
    toponyms = tuple(replace(toponym, name=HOSTILE) for toponym in place.toponyms)
    return replace(place, toponyms=toponyms, note=HOSTILE)


@dataclass(frozen=True, eq=False, kw_only=True)
class HostileBriefing(Briefing):
    """What ships, with hostile texts and names; ids and points stay, so that all still joins."""

    def place_of(self, incident: Incident) -> Place | None:
        place = super().place_of(incident)
        return place and hostile_place(place)

    def nearest_borders(self, incident_id: str, count: int) -> list[tuple[str, str, float]]:
        found = super().nearest_borders(incident_id, count)
        return [(HOSTILE, HOSTILE, distance) for _, _, distance in found]


def hostile_briefing() -> HostileBriefing:
    real = current_briefing()
    data = real.dataset
    dataset = Dataset(
        sources={id_: hostile(source) for id_, source in data.sources.items()},
        actors={id_: hostile(actor) for id_, actor in data.actors.items()},
        incidents=tuple(map(hostile, data.incidents)),
        figures=tuple(hostile(f, unit=f.unit if f.check else HOSTILE) for f in data.figures),
    )
    return HostileBriefing(gazetteer=real.gazetteer, dataset=dataset, borders=real.borders)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(html: str) -> None:
    """Fail when `html` holds a tag, attribute or template that is not the page's own."""
    html = _OWN_PICTURE.sub("", html)
    for piece in FORBIDDEN:
        assert piece not in html, piece
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.tags <= ALLOWED_TAGS
    assert reader.attributes <= ALLOWED_ATTRIBUTES


def text_of(html: str) -> str:
    """Return the text that a reader of `html` sees."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text
