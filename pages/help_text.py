"""What a reader is told of each page and in the tour: short, for analysts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pages.words import Words


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step of the tour: what can be done, and the address of the page where it is done."""

    title: str
    text: str
    page: str


def page_help(page: str, _: Words) -> list[str]:
    """Return what can be done on a page, a sentence each; `page` is its address, "" for the map."""
    lines: list[str] = []
    match page:
        case "":
            lines = _of_the_map(_)
        case "snapshot":
            lines = _of_the_briefing(_)
        case "stories":
            lines = _of_stories(_)
        case "gazetteer":
            lines = _of_the_gazetteer(_)
        case "article":
            lines = _of_articles(_)
        case "data":
            lines = _of_data_sets(_)
        case "figures":
            lines = _of_reported_figures(_)
        case "guide":
            lines = _of_the_guide(_)
        case "about":
            lines = _of_sources(_)
    return lines


def _of_the_map(_: Words) -> list[str]:
    return [
        _("Set filters at the side; map, timeline, figures and table follow at once."),
        _("Press a symbol or a row of the table to read what is known and to go to its source."),
        _("A hollow symbol is known only to lie somewhere within its ring."),
        _(
            "With the keyboard, Tab goes from the map to its symbols: arrows lead to the nearest "
            "one, Page Down and Page Up by date; Enter opens it, Esc goes back to the map."
        ),
        _("Drag over the timeline to choose a period, or play it month by month."),
        _("The panel beside the map sets depth, side and border of the proposed zone."),
        _("The address holds everything you set: copy it to show somebody the same map."),
    ]


def _of_the_briefing(_: Words) -> list[str]:
    return [
        _("What the map showed becomes a sheet: choose title, language, paper and extent."),
        _("The check says what is missing or would mislead, before a reader does."),
        _("Each file carries an id, by which the same figure can be made again years later."),
    ]


def _of_stories(_: Words) -> list[str]:
    return [
        _("A story is a sequence of views of the map, each with a few sentences."),
        _("Page Up and Page Down turn the views; the link opens the view that is shown."),
        _("Take it with you as slides, or as one HTML file that works offline."),
    ]


def _of_the_gazetteer(_: Words) -> list[str]:
    return [
        _("Search for a place in any spelling: Arabic, Latin, Kurdish or Turkish."),
        _("Certainty says how sure its point is; extent, how far from it the place may lie."),
        _("A correction shows what it moves on the map before it is saved, and can be undone."),
        _("Names that no entry fits wait for an editor under “Names not found”."),
    ]


def _of_articles(_: Words) -> list[str]:
    return [
        _("Paste an article: its places are marked in the text and drawn on the map."),
        _("Press a marked place to see why it was chosen, and to correct it."),
        _("Drafted incidents appear on the map only when you confirm them."),
        _("The text itself is not stored unless you say so."),
    ]


def _of_data_sets(_: Words) -> list[str]:
    return [
        _("Bring a file of incidents: ACLED, UCDP GED, a spreadsheet, GeoJSON, KML, a shapefile."),
        _(
            "Nothing is imported before you have seen the result: counts, refused rows, names not "
            "found."
        ),
        _("A data set can be switched off, updated, taken back and removed as a whole."),
    ]


def _of_reported_figures(_: Words) -> list[str]:
    return [
        _("Numbers as the articles state them, beside what the map's own data compute."),
        _("Each says who stated it, in which paragraph, and why the two may differ."),
    ]


def _of_the_guide(_: Words) -> list[str]:
    return [
        _("The guide tells each task in turn, with pictures, for readers and for editors."),
        _("It also lists every command, and explains how zone, names and dates are worked out."),
    ]


def _of_sources(_: Words) -> list[str]:
    return [
        _("Where every fact, border and place name comes from, and under which licence."),
        _("How the zone is built, how names are resolved, and what certainty means."),
    ]


def tour_steps(_: Words) -> tuple[TourStep, ...]:
    """Return the steps of the tour: those on the map, then those that lead to other pages."""
    return (*_steps_on_the_map(_), *_steps_elsewhere(_))


def _steps_on_the_map(_: Words) -> tuple[TourStep, ...]:
    return (
        TourStep(
            _("The map and its filters"),
            _(
                "Each symbol is an incident that an article or a data set reports. Filters stand "
                "at the side, the period below the map; every number on the page counts what "
                "passes them."
            ),
            "",
        ),
        TourStep(
            _("From a symbol to its source"),
            _(
                "Press a symbol: the panel tells what happened, how surely, and who says so, down "
                "to the paragraph. Hollow symbols lie somewhere within their ring, and nobody "
                "knows where."
            ),
            "",
        ),
        TourStep(
            _("The proposed zone"),
            _(
                "The strip is 23 km deep along the border, measured on the ground. Change depth "
                "and border in the panel. What is known too vaguely is neither inside nor outside "
                "but undetermined."
            ),
            "",
        ),
    )


def _steps_elsewhere(_: Words) -> tuple[TourStep, ...]:
    return (
        TourStep(
            _("Places and articles"),
            _(
                "The gazetteer finds a place in any spelling and says how sure it is. Paste an "
                "article to have its places found and its incidents drafted; editors correct and "
                "confirm."
            ),
            "article",
        ),
        TourStep(
            _("Into a briefing"),
            _(
                "“Take into a briefing” makes a sheet, slides or data files of what the map shows;"
                " “Add to a story” keeps the view with your words. The address always holds the "
                "whole map."
            ),
            "snapshot",
        ),
    )
