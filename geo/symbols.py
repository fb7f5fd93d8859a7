"""How an event type looks, on the interactive map and in pictures alike."""

from __future__ import annotations

from dataclasses import dataclass

from geo.incidents import SUB_TYPES_BY_EVENT_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A shape and a colour (``#rrggbb``); the shape alone tells the type in a grey print."""

    shape: str
    color: str


# Source: colours from Paul Tol's "muted" qualitative scheme, distinct under the common forms of
# colour blindness; lightness differs too, so that they stay apart in grey.
SYMBOL_BY_EVENT_TYPE: dict[str, Symbol] = {
    "Battles": Symbol(shape="triangle", color="#cc4125"),
    "Explosions/Remote violence": Symbol(shape="star", color="#882255"),
    "Protests": Symbol(shape="circle", color="#117733"),
    "Riots": Symbol(shape="square", color="#999933"),
    "Strategic developments": Symbol(shape="diamond", color="#2f6f9f"),
    "Violence against civilians": Symbol(shape="triangle-down", color="#332288"),
}

EVENT_TYPES: tuple[str, ...] = tuple(SUB_TYPES_BY_EVENT_TYPE)
