"""What two states of a place say differently, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gazetteer import Citation, Place, Toponym, admin1_name, country_name, escape
from pages.place_facts import citation_text, name_text
from pages.place_words import certainty_name, field_name, kind_name, point_text, status_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages.words import Words

Lines = list[str]
_LISTS = ("toponyms", "citations", "links")


def field_lines(place: Place, field: str, _: Words) -> Lines:
    """Return what a field of a place says, one line an item; kind and point are one field each."""
    language = _.language
    texts: dict[str, Callable[[], Lines]] = {
        "toponyms": lambda: [name_text(t, _) for t in place.toponyms],
        "feature_code": lambda: [kind_name(place, _)],
        "country_code": lambda: [
            country_name(place.country_code, language) if place.country_code else ""
        ],
        "admin1": lambda: [admin1_name(place.admin1, language) if place.admin1 else ""],
        "lat": lambda: [point_text(place)],
        "extent_km": lambda: [_.number(place.extent_km, 2)],
        "certainty": lambda: [certainty_name(place.certainty, _)],
        "citations": lambda: [citation_text(c) for c in place.citations],
        "links": lambda: list(place.links),
        "status": lambda: [status_name(place.status, _)],
        "population": lambda: [_.number(place.population) if place.population else ""],
    }
    if field in texts:
        return [line for line in texts[field]() if line]
    value = getattr(place, field)
    return [str(value)] if value else []


_SHOWN = (
    "toponyms",
    "feature_code",
    "country_code",
    "admin1",
    "admin2",
    "lat",
    "extent_km",
    "certainty",
    "citations",
    "links",
    "status",
    "population",
    "note",
    "footprint",
)


def differences(
    before: Place | None, after: Place | None, _: Words
) -> list[tuple[str, Lines, Lines]]:
    """Return name, lines before and lines after of each field that differs.

    Of lists only the items that come or go are told; of a place that comes or goes, everything.
    """
    found = []
    for field in _SHOWN:
        old = [] if before is None else field_lines(before, field, _)
        new = [] if after is None else field_lines(after, field, _)
        if old == new:
            continue
        if field in _LISTS and sorted(old) != sorted(new):
            old, new = [t for t in old if t not in new], [t for t in new if t not in old]
        found.append((field_name(field, _), old, new))
    return found


def differences_html(before: Place | None, after: Place | None, _: Words) -> str:
    """Return a table of the differences as HTML; every text from data is escaped."""
    return side_by_side_html(differences(before, after, _), (_("Before"), _("After")), _)


def side_by_side_html(
    rows: list[tuple[str, Lines, Lines]], heads: tuple[str, str], _: Words
) -> str:
    """Return a table with a row a field and two sides, as HTML."""
    if not rows:
        return f'<p class="hudud-note">{escape(_("Nothing differs."))}</p>'
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(
            f'<td data-head="{escape(head)}">{lines_html(lines)}</td>'
            for head, lines in zip(heads, (old, new), strict=True)
        )
        + "</tr>"
        for name, old, new in rows
    )
    first, second = (escape(head) for head in heads)
    return (
        '<table class="hudud-figures hudud-sides"><thead><tr><th></th>'
        f"<th>{first}</th><th>{second}</th></tr></thead><tbody>{body}</tbody></table>"
    )


def lines_html(lines: Lines) -> str:
    """Return lines as HTML, each in a direction of its own; a dash when there is none."""
    return "".join(f'<div dir="auto">{escape(line)}</div>' for line in lines or ["–"])


def value_lines(value: Any, place: Place, field: str, _: Words) -> Lines:  # noqa: ANN401
    """Return one side of a conflict in words: an item of a list, or a field of `place`."""
    if value is None:
        return []
    if isinstance(value, Toponym):
        return [name_text(value, _)]
    if isinstance(value, Citation):
        return [citation_text(value)]
    groups = {
        "point": ("lat",),
        "feature": ("feature_code",),
        "area": ("country_code", "admin1", "admin2"),
    }
    if "/" in field:
        return [str(value)]
    return [line for name in groups.get(field, (field,)) for line in field_lines(place, name, _)]
