"""Compose a sheet: from a briefing, a state of the map and options to words, numbers and places."""

from __future__ import annotations

import json
from dataclasses import fields
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.selection import apply
from geo.snapshot import citing, wording
from geo.snapshot.contents import drawn_classes, map_content
from geo.snapshot.extent import fit_frame
from geo.snapshot.ground import charted, zone_on_page
from geo.snapshot.layout import MOST_WIDE_AREAS, lay_regions
from geo.snapshot.marks import draw_incidents, needs_hexagons
from geo.snapshot.measured import measured_legend
from geo.snapshot.rows import latest_rows, time_bins
from geo.snapshot.sheet import (
    MEASURED_KINDS,
    Counts,
    Figure,
    Headings,
    LegendEntry,
    LegendKind,
    MapContent,
    Note,
    Sheet,
    SnapshotOptions,
)
from geo.snapshot.wording import Facts
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geo.briefing import Briefing
    from geo.snapshot.page import Rect
    from geo.snapshot.sheet import Phrase, Regions
    from geo.state import MapState
    from geo.words import Words

# Most sources that a sheet names.
_MOST_SOURCES = 8
# Rounds in which the map and the room that its notes need find to each other.
_ROUNDS = 2


def compose(
    briefing: Briefing,
    state: MapState,
    options: SnapshotOptions | None = None,
    *,
    figure: str | None = None,
) -> Sheet:
    """Return the sheet of what a state of the map shows.

    The same data, state and options give the same sheet. Nothing is checked here: see
    `check_sheet`.

    Parameters
    ----------
    briefing
        Incidents, places and borders.
    state
        Filter, zone and view; its language is not looked at.
    options
        Paper, extent, languages and texts; the defaults when None.
    figure
        The id that the sheet bears, empty for none; one of its own when None, see `figure_id`.

    Raises
    ------
    BorderDataError
        If the state or the extent names a border, side or governorate that there is not.
    """
    options = options or SnapshotOptions()
    zone = briefing.zone(state.zone)
    selection = apply(briefing.index, state.filter, zone=zone)
    rows = np.flatnonzero(selection.mask)
    box = options.extent.bounds(briefing.borders, zone, state.view)
    known = charted(briefing.borders)
    hexagons = needs_hexagons(briefing.table, rows)
    figure = figure_id(briefing, state, options) if figure is None else figure
    regions, locator = _first_regions(options)
    for _round in range(_ROUNDS):
        frame = fit_frame(box, regions.map, equal_area=hexagons, within=known)
        size = options.page.type_scale
        drawn = draw_incidents(briefing.table, rows, frame, size, hexagons=hexagons)
        area = zone_on_page(zone, frame) if options.zone else None
        facts = Facts(
            briefing=briefing,
            state=state,
            options=options,
            selection=selection,
            zone=zone,
            zone_shown=area is not None and _in_view(area, regions.map),
            drawn=drawn,
            frame=frame,
            figure_id=figure,
        )
        title, subtitle, notes = _title(facts), _said(facts, wording.subtitle), _notes(facts)
        if _round + 1 < _ROUNDS:
            regions, locator = lay_regions(options, title, subtitle, notes)
    return _sheet(facts, regions, locator, (title, subtitle, notes), area)


def figure_id(briefing: Briefing, state: MapState, options: SnapshotOptions) -> str:
    """Return a short name for what a sheet shows: the same for the same data, state and options."""
    told = {field.name: str(getattr(options, field.name)) for field in fields(options)}
    whole = json.dumps([briefing.table.revision, state.to_query(), told], sort_keys=True)
    digest = blake2b(whole.encode(), digest_size=5).digest()
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = int.from_bytes(digest)
    return "".join(letters[number >> shift & 31] for shift in range(35, -1, -5))


def _first_regions(options: SnapshotOptions) -> tuple[Regions, Rect | None]:
    """Return a guess to start from: a title of one line and notes of a few."""
    blank = tuple("" for _ in options.languages)
    notes = (Note(heading=blank, text=tuple("x " * 600 for _ in options.languages)),)
    return lay_regions(options, blank, blank, notes)


def _said(facts: Facts, say: Callable[[Facts, Words], str]) -> Phrase:
    return tuple(say(facts, words(language)) for language in facts.options.languages)


def _title(facts: Facts) -> Phrase:
    given = {"en": facts.options.title, "ar": facts.options.title_ar}
    return tuple(
        given[language] or wording.suggested_title(facts, words(language))
        for language in facts.options.languages
    )


def _in_view(area: BaseGeometry, rect: Rect) -> bool:
    return bool(shapely.intersects(area, shapely.box(rect.x, rect.y, rect.right, rect.top)))


def _notes(facts: Facts) -> tuple[Note, ...]:
    languages = facts.options.languages

    def note(heading: Callable[[Words], str], say: Callable[[Facts, Words], str]) -> Note:
        return Note(
            heading=tuple(heading(words(language)) for language in languages),
            text=_said(facts, say),
        )

    def sources(told: Facts, _: Words) -> str:
        return citing.sources_text(told, _MOST_SOURCES, _)

    found = []
    if facts.selection.figures.incidents:
        found.append(note(lambda _: _("Sources:"), sources))
    found.append(note(lambda _: _("Incidents:"), wording.account))
    if facts.zone_shown:
        found.append(note(lambda _: _("Zone:"), wording.verdict_account))
    found += [
        note(lambda _: _("Map:"), wording.projection_text),
        note(lambda _: _("Data:"), wording.data_text),
        note(lambda _: _("Boundaries:"), wording.base_text),
    ]
    return tuple(found)


def _sheet(
    facts: Facts,
    regions: Regions,
    locator: Rect | None,
    texts: tuple[Phrase, Phrase, tuple[Note, ...]],
    area: BaseGeometry | None,
) -> Sheet:
    title, subtitle, notes = texts
    selection, drawn = facts.selection, facts.drawn
    content = map_content(facts, locator, area if facts.zone_shown else None)
    figures = selection.figures
    return Sheet(
        options=facts.options,
        figure_id=facts.figure_id,
        revision=facts.table.revision,
        title=title,
        subtitle=subtitle,
        figures=_figures(facts),
        legend=_legend(facts, content),
        timeline=time_bins(selection, facts.options.languages),
        wide_areas=_wide_areas(facts),
        sources=tuple(
            (name,) * len(facts.options.languages) for name in citing.data_sets_used(facts)
        )
        + tuple(
            tuple(
                citing.source_name(facts, source, words(lang)) for lang in facts.options.languages
            )
            for source, _ in citing.sources_used(facts)
        ),
        notes=notes,
        disclaimer=_said(facts, wording.disclaimer),
        headings=_headings(facts, title),
        counts=Counts(
            total=len(facts.table),
            selected=figures.incidents,
            shown=drawn.shown,
            wide=drawn.wide,
            beyond=drawn.outside,
            unlocated=drawn.unlocated,
            inside=figures.inside or 0,
            outside=figures.outside or 0,
            undetermined=figures.undetermined or 0,
        ),
        rows=latest_rows(facts),
        zone_width_km=facts.zone.width_m / 1_000 if facts.zone_shown else None,
        map=content,
        regions=regions,
    )


def _headings(facts: Facts, title: Phrase) -> Headings:
    languages = facts.options.languages
    said = [wording.headings(facts, words(language)) for language in languages]
    columns = [wording.columns(words(language)) for language in languages]
    phrases = {name: tuple(one[name] for one in said) for name in said[0]}
    alt = tuple(
        wording.map_alt(facts, told, words(language))
        for told, language in zip(title, languages, strict=True)
    )
    return Headings(**phrases, map_alt=alt, columns=tuple(zip(*columns, strict=True)))


def _figures(facts: Facts) -> tuple[Figure, ...]:
    numbers = facts.selection.figures
    plain = words("en").number

    def label(say: Callable[[Words], str]) -> Phrase:
        return tuple(say(words(language)) for language in facts.options.languages)

    found = [Figure(value=plain(numbers.incidents), label=label(lambda _: _("incidents")))]
    dead = plain(numbers.fatalities_best)
    if numbers.fatalities_low != numbers.fatalities_high:
        dead = f"{plain(numbers.fatalities_low)}–{plain(numbers.fatalities_high)}"
    note = label(
        lambda _: _("given for %(count)s incidents", count=_.number(numbers.with_fatalities))
    )
    if numbers.with_fatalities:
        found.append(Figure(value=dead, label=label(lambda _: _("people killed")), note=note))
    else:
        found.append(Figure(value="–", label=label(lambda _: _("killed: no number given"))))
    if facts.zone_shown:
        inside, undetermined = plain(numbers.inside or 0), plain(numbers.undetermined or 0)
        found += [
            Figure(value=inside, label=label(lambda _: _("inside the proposed zone"))),
            Figure(
                value=undetermined,
                label=label(lambda _: _("undetermined")),
                note=label(lambda _: _("placed too vaguely to say")),
            ),
        ]
    return tuple(found)


def _legend(facts: Facts, content: MapContent) -> tuple[LegendEntry, ...]:
    """Return a line for each class of things that the map shows, and for no other."""

    def entry(kind: LegendKind, event_type: str = "", number: int = 0) -> LegendEntry:
        text = tuple(
            measured_legend(facts, kind, words(language))
            if kind in MEASURED_KINDS
            else wording.legend_text(facts, kind, event_type, number, words(language))
            for language in facts.options.languages
        )
        return LegendEntry(kind=kind, text=text, event_type=event_type, number=number)

    return tuple(entry(*key) for key in drawn_classes(content))


def _wide_areas(facts: Facts) -> tuple[tuple[Phrase, int], ...]:
    languages = facts.options.languages
    areas = facts.drawn.wide_areas
    most = MOST_WIDE_AREAS[len(languages) - 1]
    kept = areas if len(areas) <= most else areas[: most - 1]

    def named(place: str, extent_km: float, language: str) -> str:
        _ = words(language)
        name = wording.place_name(facts, place, _) or _("Unnamed place")
        return _("%(place)s, within %(extent)s km", place=name, extent=_.number(extent_km))

    found = [
        (tuple(named(area.place, area.extent_km, language) for language in languages), area.count)
        for area in kept
    ]
    rest = areas[len(kept) :]
    if rest:
        further = tuple(_further(len(rest), words(language)) for language in languages)
        found.append((further, sum(area.count for area in rest)))
    return tuple(found)


def _further(count: int, _: Words) -> str:
    return _("in %(count)s further areas", count=count)
