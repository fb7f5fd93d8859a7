"""The cartographic check: what is missing from a sheet, or would mislead its reader."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from gazetteer import Message
from geo.errors import SnapshotError
from geo.snapshot.contents import drawn_classes
from geo.snapshot.flow import TextItem
from geo.snapshot.fonts import missing_letters
from geo.snapshot.layout import lay_out
from geo.snapshot.marks import PRECISE_KM
from geo.snapshot.sheet import Note
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.snapshot.sheet import MapContent, Sheet
    from geo.words import Words

# Share of the symbols that may cover each other before the reader is warned.
_MOST_OVERLAPPING = 0.1
# Letters smaller than this, in points, are an error in print.
# Source: ISO 3098 asks for 1.8 mm capitals in technical print, about 7 pt; 4 pt is the least that
# newspapers set on maps.
_LEAST_PT = 4.0
# A ring and a symbol no further apart than this, in points, are of the same place: anchors are
# rounded to a thousandth.
_SAME_PLACE_PT = 0.01
# A sheet with more incidents beyond its edge than this share of the selection hides the finding.
_MOST_BEYOND = 0.5


class Severity(StrEnum):
    """How bad a finding is; an error stops the export unless a reason overrides it."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Rule(StrEnum):
    """What the check looks for."""

    NO_TITLE = "no-title"
    NO_SOURCE = "no-source"
    NO_DATE = "no-date"
    UNDETERMINED = "undetermined-not-mentioned"
    NOT_ACCOUNTED = "not-accounted-for"
    LEGEND_LACKS = "legend-lacks-class"
    LEGEND_SUPERFLUOUS = "legend-not-drawn"
    ZONE_CUT = "zone-cut"
    TOO_PRECISE = "more-precise-than-data"
    LABELS_DROPPED = "labels-dropped"
    OVERLAPPING = "symbols-overlap"
    BEYOND_EDGE = "beyond-edge"
    NOTHING_SHOWN = "nothing-shown"
    DOES_NOT_FIT = "does-not-fit"
    NO_LETTERS = "letters-missing"
    NO_DISCLAIMER = "no-disclaimer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the check found, as a sentence in the language that was asked for."""

    rule: Rule
    severity: Severity
    message: str


def check_sheet(sheet: Sheet, language: str | None = None) -> tuple[Finding, ...]:
    """Return what is missing or misleading, errors first; `language` of the sheet when None."""
    _ = words(language or sheet.languages[0])
    checks = (_check_texts, _check_letters, _check_legend, _check_map)
    found = [finding for check in checks for finding in check(sheet, _)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def approved(sheet: Sheet) -> Sheet:
    """Return the sheet as it may be exported.

    A sheet with errors is exported only for a reason (`SnapshotOptions.override_reason`), and then
    it bears both on its foot.

    Raises
    ------
    SnapshotError
        If the check finds errors and no reason is given.
    """
    errors = [f for f in check_sheet(sheet) if f.severity is Severity.ERROR]
    if not errors:
        return sheet
    if not sheet.options.override_reason:
        told = " ".join(f.message for f in check_sheet(sheet, "en") if f.severity is Severity.ERROR)
        raise SnapshotError(Message("the sheet is not fit for export: %(told)s", told=told))
    heading, text = [], []
    for language in sheet.languages:
        _ = words(language)
        problems = [f.message for f in check_sheet(sheet, language) if f.severity is Severity.ERROR]
        heading.append(_("Known faults:"))
        text.append(
            _(
                "%(problems)s Exported all the same: %(reason)s",
                problems=" ".join(problems),
                reason=sheet.options.override_reason,
            )
        )
    note = Note(heading=tuple(heading), text=tuple(text))
    return replace(sheet, notes=(note, *sheet.notes))


def _check_texts(sheet: Sheet, _: Words) -> Iterator[Finding]:
    counts = sheet.counts
    if not all(text.strip() for text in sheet.title):
        yield _error(Rule.NO_TITLE, _("The sheet has no title."))
    if counts.selected and not sheet.sources:
        yield _error(Rule.NO_SOURCE, _("The sheet names no source."))
    if sheet.options.as_of is None:
        yield _warning(Rule.NO_DATE, _("The sheet does not say as of which day it speaks."))
    told = " ".join(text for note in sheet.notes for text in note.text) + " ".join(
        text for figure in sheet.figures for text in figure.label
    )
    said = f"{counts.undetermined:,}"
    values = [figure.value for figure in sheet.figures]
    if (
        sheet.map.zone is not None
        and counts.undetermined
        and said not in told
        and said not in values
    ):
        yield _error(
            Rule.UNDETERMINED,
            _("%(count)s incidents are undetermined, and the sheet does not say so.", count=said),
        )
    reached = counts.shown + counts.wide + counts.beyond + counts.unlocated + _too_vague(sheet)
    if reached != counts.selected:
        missing = _.number(counts.selected - reached)
        yield _error(
            Rule.NOT_ACCOUNTED, _("%(count)s incidents are not accounted for.", count=missing)
        )
    notes = " ".join(text for note in sheet.notes for text in note.text)
    if not all(text in notes for text in sheet.disclaimer):
        yield _error(Rule.NO_DISCLAIMER, _("The sheet has no word on its boundaries."))


def _check_letters(sheet: Sheet, _: Words) -> Iterator[Finding]:
    phrases = [sheet.title, sheet.subtitle, *(note.text for note in sheet.notes)]
    phrases += [entry.text for entry in sheet.legend]
    phrases += [name for name, _count in sheet.wide_areas]
    names = (line.text for name in sheet.map.naming.placed for line in name.lines)
    told = "".join(text for phrase in phrases for text in phrase) + "".join(names)
    lacking = missing_letters(told + sheet.options.handling)
    if lacking:
        yield _warning(
            Rule.NO_LETTERS,
            _("The typeface has no letter for %(letters)s.", letters=" ".join(lacking)),
        )


def _too_vague(sheet: Sheet) -> int:
    hexagons = sheet.map.drawn.hexagons
    return 0 if hexagons is None else hexagons.too_vague


def _check_legend(sheet: Sheet, _: Words) -> Iterator[Finding]:
    drawn = set(drawn_classes(sheet.map))
    explained = {(entry.kind, entry.event_type, entry.number) for entry in sheet.legend}
    for kind, event_type, number in sorted(drawn - explained):
        yield _error(
            Rule.LEGEND_LACKS,
            _(
                "The map shows what the legend does not explain: %(class)s.",
                **{"class": event_type or f"{kind} {number}".removesuffix(" 0")},
            ),
        )
    for kind, event_type, number in sorted(explained - drawn):
        yield _warning(
            Rule.LEGEND_SUPERFLUOUS,
            _(
                "The legend explains what the map does not show: %(class)s.",
                **{"class": event_type or f"{kind} {number}".removesuffix(" 0")},
            ),
        )
    layout = lay_out(sheet)
    smallest = min(item.size for item in layout.items if isinstance(item, TextItem))
    if layout.overflow > 0 or smallest < _LEAST_PT:
        yield _error(
            Rule.DOES_NOT_FIT,
            _("The texts do not fit the page; choose a larger one, or one language."),
        )
    elif not layout.bars:
        yield _info(Rule.DOES_NOT_FIT, _("There is no room for the timeline on this page."))


def _check_map(sheet: Sheet, _: Words) -> Iterator[Finding]:
    counts, content = sheet.counts, sheet.map
    drawn = content.drawn
    if content.zone is not None and content.zone_cut:
        yield _warning(Rule.ZONE_CUT, _("The edge of the map cuts the zone."))
    if counts.selected and not counts.shown:
        yield _warning(Rule.NOTHING_SHOWN, _("No incident lies on the map."))
    elif counts.beyond > _MOST_BEYOND * counts.selected:
        yield _warning(
            Rule.BEYOND_EDGE,
            _(
                "%(count)s of %(total)s incidents lie beyond the edge of the map.",
                count=_.number(counts.beyond),
                total=_.number(counts.selected),
            ),
        )
    if _too_precise(content):
        yield _error(
            Rule.TOO_PRECISE,
            _(
                "Incidents known only to over %(extent)s km are drawn as if they were exact.",
                extent=_.number(PRECISE_KM),
            ),
        )
    groups = len(drawn.groups)
    if groups and drawn.overlapping > _MOST_OVERLAPPING * groups:
        yield _warning(
            Rule.OVERLAPPING,
            _("%(count)s symbols cover each other.", count=_.number(drawn.overlapping)),
        )
    if content.naming.dropped:
        names = _(", ").join(content.naming.dropped[:5])
        yield _info(Rule.LABELS_DROPPED, _("Names without room: %(names)s.", names=names))


def _too_precise(content: MapContent) -> bool:
    """Tell whether the map shows a place as better known than it is.

    Each vaguely known incident needs a hollow symbol and a ring around the same point, none smaller
    than what counts as vague. A symbol must stand within its group, from which a line leads to the
    point when it lies elsewhere.
    """
    drawn, frame = content.drawn, content.frame
    hollow: dict[tuple[float, float], int] = {}
    for mark in drawn.marks:
        if mark.hollow:
            hollow[mark.anchor] = hollow.get(mark.anchor, 0) + mark.count
    ringed = dict.fromkeys(hollow, 0)
    for ring in drawn.rings:
        x, y = frame.to_page(np.array([ring.lon]), np.array([ring.lat]))
        at = min(hollow, key=lambda point: math.dist(point, (x[0], y[0])), default=None)
        if at is None or math.dist(at, (x[0], y[0])) > _SAME_PLACE_PT:
            return True
        if ring.extent_km <= PRECISE_KM:
            return True
        ringed[at] += ring.count
    astray = any(
        group.anchor != mark.anchor
        or math.dist((mark.x, mark.y), (group.x, group.y)) > group.radius
        for group in drawn.groups
        for mark in group.marks
    )
    return hollow != ringed or astray


def _error(rule: Rule, message: str) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, message=message)


def _warning(rule: Rule, message: str) -> Finding:
    return Finding(rule=rule, severity=Severity.WARNING, message=message)


def _info(rule: Rule, message: str) -> Finding:
    return Finding(rule=rule, severity=Severity.INFO, message=message)
