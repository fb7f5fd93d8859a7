"""The words for places: kinds, certainties, states of a record, countries and governorates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale

from gazetteer import (
    Certainty,
    PlaceStatus,
    ResolutionStatus,
    ToponymKind,
    admin1_name,
    country_name,
    escape,
    feature_label,
)

if TYPE_CHECKING:
    from gazetteer import Place, Resolution
    from pages.words import Words


def two_names(place: Place, _: Words) -> tuple[str, str]:
    """Return the name in the reader's language and the other one; "" when they are the same."""
    first, second = ("ar", "en") if _.language == "ar" else ("en", "ar")
    own, other = place.preferred(first), place.preferred(second)
    return own, "" if other == own else other


def heading_html(place: Place, _: Words) -> str:
    """Return the names of a place as a heading, each in a direction of its own."""
    own, other = two_names(place, _)
    second = f' <span dir="auto" class="hudud-othername">{escape(other)}</span>' if other else ""
    return f'<div class="hudud-placename"><b dir="auto">{escape(own)}</b>{second}</div>'


def kind_name(place: Place, _: Words) -> str:
    """Return what a place is, in words."""
    return feature_label(place.feature_class, place.feature_code, _.language)


def kind_label(kind: str, _: Words) -> str:
    """Return a feature class and code such as ``P.PPL``, in words."""
    feature_class, _dot, feature_code = kind.partition(".")
    return feature_label(feature_class, feature_code, _.language)


def where_text(place: Place, _: Words) -> str:
    """Return governorate and country of a place in one line."""
    parts = []
    if governorate := governorate_text(place, _):
        parts.append(governorate)
    if place.country_code:
        parts.append(country_name(place.country_code, _.language))
    return _(", ").join(dict.fromkeys(parts))


def governorate_text(place: Place, _: Words) -> str:
    """Return the governorate of a place; "" where nothing but its code is known."""
    name = admin1_name(place.admin1, _.language) if place.admin1 else ""
    return "" if name == place.admin1 else name


def point_text(place: Place) -> str:
    """Return the point as latitude and longitude in decimal degrees; "" when there is none."""
    if place.lat is None or place.lon is None:
        return ""
    return f"{place.lat:.5f}, {place.lon:.5f}"


def certainty_name(certainty: Certainty, _: Words) -> str:
    """Return how sure a record is of its point, in words."""
    return {
        Certainty.CERTAIN: _("certain"),
        Certainty.LESS_CERTAIN: _("less-certain"),
        Certainty.UNCERTAIN: _("uncertain"),
    }[certainty]


def status_name(status: PlaceStatus, _: Words) -> str:
    """Return where a record stands in its life, in words."""
    return {
        PlaceStatus.PUBLISHED: _("published"),
        PlaceStatus.DRAFT: _("draft"),
        PlaceStatus.DEPRECATED: _("deprecated"),
    }[status]


def toponym_kind_name(kind: ToponymKind, _: Words) -> str:
    """Return what a name is to its place, in words."""
    return {
        ToponymKind.PREFERRED: _("preferred"),
        ToponymKind.VARIANT: _("variant"),
        ToponymKind.EXONYM: _("exonym"),
        ToponymKind.HISTORICAL: _("historical"),
        ToponymKind.ROMANIZATION: _("romanization"),
    }[kind]


def language_name(tag: str, _: Words) -> str:
    """Return the name of a language by its BCP 47 tag, the tag itself when it has none."""
    if tag == "und":
        return _("Unknown language")
    if tag.partition("-")[0] == "en":
        # Babel's Arabic writes it as Egypt does.
        return _("English")
    names = Locale.parse(_.language).languages
    return str(names.get(tag) or names.get(tag.partition("-")[0]) or tag)


def resolution_text(resolution: Resolution, _: Words) -> str:
    """Return the answer that resolving a name gave, in words, and how sure it is."""
    status = {
        ResolutionStatus.RESOLVED: _("Resolved"),
        ResolutionStatus.AMBIGUOUS: _("Ambiguous: several places may be meant"),
        ResolutionStatus.NOT_FOUND: _("Not found"),
    }[resolution.status]
    if not resolution.candidates:
        return status
    return _(
        "%(status)s · confidence %(confidence)s",
        status=status,
        confidence=_.percent(round(resolution.confidence, 2)),
    )


def field_name(field: str, _: Words) -> str:
    """Return the name of a field of a place as the form shows it."""
    return {
        "toponyms": _("Names"),
        "feature_class": _("Kind"),
        "feature_code": _("Kind"),
        "country_code": _("Country"),
        "admin1": _("Governorate"),
        "admin2": _("District"),
        "lat": _("Point"),
        "lon": _("Point"),
        "extent_km": _("Extent (km)"),
        "footprint": _("Outline"),
        "certainty": _("Certainty"),
        "citations": _("Citations"),
        "links": _("Links"),
        "status": _("Status"),
        "population": _("Population"),
        "note": _("Note"),
    }.get(field, field)
