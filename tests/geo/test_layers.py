"""The folium map: its layers, and that it asks nobody else for anything."""

import json
import re

import folium
import pytest

from geo import assets
from geo.layers import TILES_URL, MapSources, briefing_map, place_map

BASE = ("countries", "governorates", "borders", "rivers", "lakes", "labels")


def plain(message: str) -> str:
    return message


def sources() -> MapSources:
    return MapSources(
        asset_url=lambda name: f"assets/1/{name}",
        layers={layer: {"url": f"base/1/{layer}.json"} for layer in BASE},
        columns={},
    )


def render(language: str = "en") -> str:
    page: str = briefing_map(sources(), language=language, translate=plain).get_root().render()
    return page


def test_briefing_map_has_every_layer_from_the_ground_up() -> None:
    fmap = briefing_map(sources(), language="en", translate=plain)
    names = [c.layer_name for c in fmap._children.values() if isinstance(c, folium.map.Layer)]
    assert names == [
        "Land",
        "Lakes",
        "Rivers",
        "Incidents per governorate",
        "Governorates",
        "Borders",
        "Proposed buffer zone",
        "Density of incidents",
        "Names",
        "Incidents",
        "Online map (OpenStreetMap)",
    ]


def test_briefing_map_asks_no_other_host_but_for_tiles_on_demand() -> None:
    addresses = set(re.findall(r"https?://[^\"' )<>\\]+", render()))
    allowed = {TILES_URL, "https://www.openstreetmap.org/copyright"}
    assert {a for a in addresses if a not in allowed} == set()


def test_briefing_map_leaves_the_tiles_out_until_they_are_chosen() -> None:
    page = render()
    tile_layer = re.search(r"var (tile_layer_\w+) = L\.tileLayer", page)
    assert tile_layer
    assert f"{tile_layer[1]}.addTo(" not in page


def test_briefing_map_leaks_nothing_into_other_folium_maps() -> None:
    before = list(folium.Map.default_js)
    render()
    assert list(folium.Map.default_js) == before
    assert list(folium.Map().default_js) == before


def test_briefing_map_loads_scripts_in_order_and_all_of_them() -> None:
    loaded = re.findall(r'<script src="assets/1/([^"]+)"', render())
    assert tuple(loaded) == assets.SCRIPTS


def test_briefing_map_speaks_the_language_it_is_given() -> None:
    page: str = (
        briefing_map(sources(), language="ar", translate=lambda m: f"«{m}»").get_root().render()
    )
    assert json.dumps("«Legend»") in page
    assert '"language": "ar"' in page


@pytest.mark.parametrize("name", assets.asset_names())
def test_asset_is_there_and_has_a_media_type(name: str) -> None:
    assert assets.asset(name)
    assert "/" in assets.media_type(name)


@pytest.mark.parametrize("name", ["../layers.py", "nothing.js", "", "images/../leaflet.js"])
def test_asset_unknown_name_raises(name: str) -> None:
    with pytest.raises(KeyError):
        assets.asset(name)


def test_place_map_has_the_base_layers_and_nothing_of_incidents() -> None:
    fmap = place_map(sources(), language="ar", translate=plain)
    names = [c.layer_name for c in fmap._children.values() if isinstance(c, folium.map.Layer)]
    assert names[:6] == ["Land", "Lakes", "Rivers", "Governorates", "Borders", "Names"]
    assert len(names) == 7
    page = fmap.get_root().render()
    assert "new Hudud.PlaceMap(" in page
    assert "hudud-timeline" not in page


def test_place_map_loads_its_own_scripts_and_asks_no_other_host() -> None:
    page = place_map(sources(), language="en", translate=plain).get_root().render()
    loaded = re.findall(r'<script src="([^"]+)"', page)
    assert loaded == [f"assets/1/{name}" for name in assets.PLACE_SCRIPTS]
    assert set(re.findall(r"https?://[^\s\"'/]+", page)) <= {
        "https://tile.openstreetmap.org",
        "https://www.openstreetmap.org",
    }


@pytest.mark.parametrize("make", [briefing_map, place_map])
def test_map_that_is_not_online_names_no_address_of_tiles(make: object) -> None:
    assert callable(make)
    sources = MapSources(
        asset_url=lambda name: name,
        layers={layer: {"data": {}} for layer in BASE},
        columns={},
        online=False,
    )
    page = make(sources, language="en", translate=str).get_root().render()
    assert "tile.openstreetmap.org" not in page
    assert "http" not in page.replace("http-equiv", "")
