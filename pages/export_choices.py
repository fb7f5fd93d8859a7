"""What was chosen for a sheet: the values of the widgets, and the options that they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

# Keys of the widgets.
LANGS, PAGE, EXTENT = "snapshot_langs", "snapshot_page", "snapshot_extent"
GOVERNORATE = "snapshot_governorate"
TITLES = {"en": "snapshot_title_en", "ar": "snapshot_title_ar"}
AUTHOR, HANDLING, REASON = "snapshot_author", "snapshot_handling", "snapshot_reason"
LABELS, GRATICULE = "snapshot_labels", "snapshot_graticule"
LOCATOR, ZONE = "snapshot_locator", "snapshot_zone"
DPI, WIDTH = "snapshot_dpi", "snapshot_width"
BOX = {side: f"snapshot_box_{side}" for side in ("west", "south", "east", "north")}
# The first box that is offered, in degrees: Iraq and Syria.
_FIRST_BOX = (35.0, 29.0, 49.0, 38.0)
# What the names on the map are written in when it is the language of the sheet.
SAME = "same"


def first_values(language: str, *, framed: bool) -> dict[str, Any]:
    """Return what the widgets hold at first; `framed` tells that the address knows the screen."""
    extent = snapshot.ExtentKind.SCREEN if framed else snapshot.ExtentKind.REGION
    options = snapshot.SnapshotOptions(languages=(language,), extent=snapshot.Extent(kind=extent))
    return values_of(options, 200, None)


def values_of(options: snapshot.SnapshotOptions, dpi: int, width_px: int | None) -> dict[str, Any]:
    """Return what the widgets hold when they ask for `options`, by their keys."""
    box = options.extent.box or _FIRST_BOX
    return {
        LANGS: ",".join(options.languages),
        PAGE: str(options.page),
        EXTENT: str(options.extent.kind),
        GOVERNORATE: options.extent.admin1 or None,
        **dict(zip(BOX.values(), box, strict=True)),
        TITLES["en"]: options.title,
        TITLES["ar"]: options.title_ar,
        AUTHOR: options.author,
        HANDLING: options.handling,
        REASON: options.override_reason,
        LABELS: ",".join(options.label_languages) or SAME,
        GRATICULE: options.graticule,
        LOCATOR: options.locator,
        ZONE: options.zone,
        DPI: dpi,
        WIDTH: width_px,
    }


def options_of(values: Mapping[str, Any], as_of: date) -> snapshot.SnapshotOptions:
    """Return the options that the widgets ask for.

    Raises
    ------
    SnapshotError
        If the box is empty, or no governorate is chosen.
    """
    languages = tuple(str(values[LANGS]).split(","))
    titles = {
        language: values[key] if language in languages else "" for language, key in TITLES.items()
    }
    labels = values[LABELS]
    return snapshot.SnapshotOptions(
        page=snapshot.Page(values[PAGE]),
        extent=_extent(values),
        languages=languages,
        label_languages=() if labels == SAME else tuple(labels.split(",")),
        title=titles["en"],
        title_ar=titles["ar"],
        author=values[AUTHOR],
        handling=values[HANDLING],
        graticule=values[GRATICULE],
        locator=values[LOCATOR],
        zone=values[ZONE],
        as_of=as_of,
        override_reason=values[REASON],
    )


def _extent(values: Mapping[str, Any]) -> snapshot.Extent:
    kind = snapshot.ExtentKind(values[EXTENT])
    if kind is snapshot.ExtentKind.GOVERNORATE:
        return snapshot.Extent(kind=kind, admin1=values[GOVERNORATE] or "")
    if kind is snapshot.ExtentKind.BOX:
        west, south, east, north = (values[key] for key in BOX.values())
        return snapshot.Extent(kind=kind, box=(west, south, east, north))
    return snapshot.Extent(kind=kind)
