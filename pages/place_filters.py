"""Which places of the gazetteer are listed: the filters, and the places that pass them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import streamlit as st

from gazetteer import Certainty, PlaceStatus, admin1_name, country_name
from pages.place_words import certainty_name, kind_label, status_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from gazetteer import Place
    from pages.words import Words

_STATE = "gazetteer-filter"
_PREFIX = "gazetteer_filter_"


class Lack(StrEnum):
    """What a listed place has or lacks, besides its fields."""

    CITATION = "citation"
    POINT = "point"
    USED = "used"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFilter:
    """What a place must meet to be listed; an empty field asks for nothing."""

    countries: tuple[str, ...] = ()
    admin1: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    certainties: tuple[Certainty, ...] = ()
    statuses: tuple[PlaceStatus, ...] = ()
    lacks: tuple[Lack, ...] = ()

    def passes(self, place: Place, used: Collection[str]) -> bool:
        """Tell whether `place` meets every condition; `used` are the ids that incidents name."""
        kind = f"{place.feature_class}.{place.feature_code}"
        return (
            (not self.countries or (place.country_code or "") in self.countries)
            and (not self.admin1 or (place.admin1 or "") in self.admin1)
            and (not self.kinds or kind in self.kinds)
            and (not self.certainties or place.certainty in self.certainties)
            and (not self.statuses or place.status in self.statuses)
            and all(_lacks(place, lack, used) for lack in self.lacks)
        )


def _lacks(place: Place, lack: Lack, used: Collection[str]) -> bool:
    if lack is Lack.CITATION:
        return not place.citations
    if lack is Lack.POINT:
        return place.lat is None
    return (place.id in used) is (lack is Lack.USED)


def lack_name(lack: Lack, _: Words) -> str:
    """Return a condition that is no field of a place, in words."""
    return {
        Lack.CITATION: _("Missing citation"),
        Lack.POINT: _("Without coordinates"),
        Lack.USED: _("Used by incidents"),
        Lack.UNUSED: _("Not used by incidents"),
    }[lack]


def draw_place_filters(places: Sequence[Place], _: Words) -> PlaceFilter:
    """Draw the filters in the sidebar and return what they ask for."""
    held: PlaceFilter = st.session_state.get(_STATE, PlaceFilter())
    for name, chosen in asdict(held).items():
        # Streamlit forgets a widget once it is not drawn, on another page for instance.
        st.session_state.setdefault(_PREFIX + name, list(chosen))
    side, language = st.sidebar, _.language
    side.multiselect(
        _("Country"),
        _frequent(p.country_code or "" for p in places),
        format_func=lambda code: country_name(code, language) if code else _("None known"),
        key=_PREFIX + "countries",
        placeholder=_("All"),
    )
    chosen = set(st.session_state[_PREFIX + "countries"])
    inside = (p.admin1 or "" for p in places if not chosen or (p.country_code or "") in chosen)
    governorates = _frequent((*inside, *st.session_state[_PREFIX + "admin1"]))
    side.multiselect(
        _("Governorate"),
        governorates,
        format_func=lambda code: admin1_name(code, language) if code else _("None known"),
        key=_PREFIX + "admin1",
        placeholder=_("All"),
    )
    side.multiselect(
        _("Kind"),
        _frequent(f"{p.feature_class}.{p.feature_code}" for p in places),
        format_func=lambda kind: kind_label(kind, _),
        key=_PREFIX + "kinds",
        placeholder=_("All"),
    )
    side.pills(
        _("Certainty"),
        list(Certainty),
        selection_mode="multi",
        format_func=lambda certainty: certainty_name(certainty, _),
        key=_PREFIX + "certainties",
    )
    side.pills(
        _("Status"),
        list(PlaceStatus),
        selection_mode="multi",
        format_func=lambda status: status_name(status, _),
        key=_PREFIX + "statuses",
    )
    side.pills(
        _("Only places"),
        list(Lack),
        selection_mode="multi",
        format_func=lambda lack: lack_name(lack, _),
        key=_PREFIX + "lacks",
    )
    wanted = PlaceFilter(**{n: tuple(st.session_state[_PREFIX + n] or ()) for n in asdict(held)})
    st.session_state[_STATE] = wanted
    return wanted


def _frequent(values: Iterable[str]) -> list[str]:
    """Return each value once, the most frequent first."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts, key=lambda value: (-counts[value], value))
