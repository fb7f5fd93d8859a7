"""The one table of symbols that map and pictures draw from."""

import math
import re
from itertools import combinations, pairwise

import pytest
from coloraide import Color

from geo import assets
from geo.snapshot import inks
from geo.symbols import EVENT_TYPES, OUTLINES, SYMBOL_BY_EVENT_TYPE, Symbol, symbol_of

# Source: WCAG 2.2, 1.4.11: what is needed to make out a graphic has so much contrast to what is
# beside it.
CONTRAST = 3
# What the map draws its symbols on by day and by night: land, abroad, sea, lakes, the governorates'
# tints, the zone's hatching, the tiles of OpenStreetMap. Any grey stands for what else may come.
GROUNDS = (
    *("#faf6ec", "#e6e3dc", "#d3e1e8", "#b9d5e4", "#cfa9a6", "#f2efe9", "#aad3df", "#add19e"),
    *("#fde3c8", "#fbb97f", "#ee8344", "#c9501c", "#8a2d08"),
    *("#191d22", "#2a2d31", "#10181f", "#1f3a49", "#54272a"),
    *(f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(0, 256, 3)),
)
SYMBOLS = [*SYMBOL_BY_EVENT_TYPE.values(), *(symbol_of(f"type {i}") for i in range(40))]


def area(outline: tuple[tuple[float, float], ...]) -> float:
    after = [*outline[1:], outline[0]]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(outline, after, strict=True))) / 2


def test_known_types_differ_in_shape_and_in_colour() -> None:
    assert len({s.shape for s in SYMBOL_BY_EVENT_TYPE.values()}) == len(EVENT_TYPES)
    assert len({s.color for s in SYMBOL_BY_EVENT_TYPE.values()}) == len(EVENT_TYPES)


def as_seen(color: str, eyes: str) -> Color:
    return Color(color) if eyes == "normal" else Color(color).filter(eyes)


@pytest.mark.parametrize("eyes", ["normal", "protan", "deutan", "tritan"])
def test_colours_of_types_differ_for_colour_blind_readers(eyes: str) -> None:
    colors = [as_seen(symbol.color, eyes) for symbol in SYMBOL_BY_EVENT_TYPE.values()]
    assert min(a.delta_e(b, method="2000") for a, b in combinations(colors, 2)) > 4


@pytest.mark.parametrize("eyes", ["normal", "protan", "deutan", "tritan", "grayscale"])
def test_zone_symbols_and_steps_of_hexagons_stand_out_for_every_reader(eyes: str) -> None:
    land = as_seen(inks.LAND, eyes)
    assert as_seen(inks.ZONE_EDGE, eyes).delta_e(land, method="2000") > 30
    for symbol in SYMBOL_BY_EVENT_TYPE.values():
        assert as_seen(symbol.color, eyes).contrast(land) > 3
    for lighter, darker in pairwise(as_seen(color, eyes) for color in inks.HEXAGONS):
        assert lighter.delta_e(darker, method="2000") > 5


def edges() -> tuple[str, str]:
    """Return the colours of the light and of the dark edge, as the map's script draws them."""
    script = assets.asset("symbols.js").decode()
    light, dark = (re.search(rf'const {name} = "(#\w{{6}})"', script) for name in ("LIGHT", "DARK"))
    assert light
    assert dark
    return light[1], dark[1]


@pytest.mark.parametrize("symbol", SYMBOLS, ids=lambda symbol: symbol.color)
def test_symbol_stands_out_from_its_edge_and_its_edge_from_every_ground(symbol: Symbol) -> None:
    light, dark = map(Color, edges())
    # Filled: the colour beside the light edge; hollow: the colour beside the light middle.
    assert Color(symbol.color).contrast(light) >= CONTRAST
    for ground in map(Color, GROUNDS):
        assert max(light.contrast(ground), dark.contrast(ground)) >= CONTRAST


@pytest.mark.parametrize("ground", [inks.LAND, inks.ABROAD, inks.UNCHARTED])
def test_symbol_on_a_sheet_stands_out_from_the_ground(ground: str) -> None:
    for symbol in SYMBOLS:
        assert Color(symbol.color).contrast(ground) >= CONTRAST


@pytest.mark.parametrize("name", ["Flood", "زلزال", "", "\ud800"])
def test_symbol_of_unknown_type_is_stable_and_none_of_the_known(name: str) -> None:
    symbol = symbol_of(name)
    assert symbol == symbol_of(name)
    assert symbol.shape in OUTLINES
    known = SYMBOL_BY_EVENT_TYPE.values()
    assert symbol.shape not in {s.shape for s in known}
    assert symbol.color not in {s.color for s in known}


def test_symbol_of_unknown_types_are_not_all_alike() -> None:
    assert len({symbol_of(f"type {i}") for i in range(40)}) > 4


@pytest.mark.parametrize("shape", [shape for shape in OUTLINES if shape != "circle"])
def test_outline_has_the_area_of_the_circle_and_its_middle(shape: str) -> None:
    outline = OUTLINES[shape]
    assert area(outline) == pytest.approx(math.pi, abs=0.01)
    assert max(math.hypot(x, y) for x, y in outline) < 1.8
    left, right = min(x for x, _ in outline), max(x for x, _ in outline)
    assert left + right == pytest.approx(0, abs=0.01)


def test_every_symbol_has_an_outline() -> None:
    assert {s.shape for s in SYMBOL_BY_EVENT_TYPE.values()} <= OUTLINES.keys()
