"""Which kinds of place the type words of a text stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gazetteer.place import Place

# Type of `rules/text_cues.json` -> GeoNames codes, or classes, that it fits.
# Source: GeoNames feature codes; which word stands for which is newsroom usage.
_CODES: Final[dict[str, tuple[str, ...]]] = {
    "governorate": ("ADM1",),
    "district": ("ADM2", "PPLA2", "PPLA", "PPLC"),
    "subdistrict": ("ADM3", "P"),
    "city": ("P",),
    "village": ("P",),
    "suburb": ("P",),
    "camp": ("CMP", "CMPRF", "PPLX", "P", "LCTY"),
    "river": ("STM", "STMS", "CNL"),
    "lake": ("LK", "RSV", "LKS"),
    "mountain": ("T",),
    "desert": ("DSRT", "RGN", "AREA"),
    "valley": ("VAL", "WAD", "RGN", "MTS", "STM"),
    "plain": ("PLN", "RGN"),
    "crossing": ("PSTB", "TRANT"),
    "airport": ("AIRP", "AIRB", "AIRF", "P"),
    "base": ("AIRB", "INSM", "MILB", "LCTY", "S"),
    "dam": ("DAM",),
    "field": ("OILF", "GASF", "FLD"),
    "region": ("RGN", "AREA", "LCTY", "A", "P", "T", "L"),
    "country": ("PCLI", "PCL", "PCLD", "PCLS"),
}
# Types that go with any place of a district's or village's name, and say little.
VAGUE: Final = frozenset({"region", "suburb"})


def fits(type_id: str, place: Place) -> bool:
    """Tell whether a place is of the kind that a type word names."""
    codes = _CODES.get(type_id, ())
    return place.feature_code in codes or place.feature_class in codes


def is_strict(type_id: str) -> bool:
    """Tell whether a type word rules out places of other kinds."""
    return type_id not in VAGUE and type_id != "airport"
