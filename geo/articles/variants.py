"""What a correction teaches the gazetteer: a place is written this way, too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gazetteer import Toponym, ToponymKind, script_of
from geo.articles.decisions import name_key

if TYPE_CHECKING:
    from gazetteer import Place


def with_variant(place: Place, name: str) -> Place | None:
    """Return a place with one more variant name; None if it bears the name already."""
    key = name_key(name)
    if not key or key in {name_key(toponym.name) for toponym in place.toponyms}:
        return None
    script = script_of(name)
    language = "ar" if script == "Arab" else "und"
    variant = Toponym(name=name, language=language, script=script, kind=ToponymKind.VARIANT)
    return replace(place, toponyms=(*place.toponyms, variant))
