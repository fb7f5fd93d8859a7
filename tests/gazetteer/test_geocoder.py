from __future__ import annotations

import json
import math
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import geopandas
import pytest
from geopy.exc import GeocoderQueryError, GeocoderTimedOut
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

from gazetteer import Gazetteer, RemoteGeocoderError, geocoder
from gazetteer.answer_cache import AnswerCache
from gazetteer.geocoder import (
    ATTRIBUTION,
    MIN_DELAY_S,
    FallbackGeocoder,
    GazetteerGeocoder,
    nominatim,
)
from tests.gazetteer.stub_gazetteer import BAB_IRAQ, BAB_SYRIA, HAJIN, StubGazetteer

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture
def stub() -> StubGazetteer:
    return StubGazetteer()


@pytest.fixture
def local(stub: StubGazetteer) -> GazetteerGeocoder:
    return GazetteerGeocoder(stub)


def test_geocode_name_gives_a_location(local: GazetteerGeocoder) -> None:
    assert isinstance(local, Geocoder)
    found = local.geocode("Hajin")
    assert isinstance(found, Location)
    assert found.address == "Hajin, Abu Kamal, Deir ez-Zor Governorate, Syria"
    assert (found.latitude, found.longitude) == (HAJIN.lat, HAJIN.lon)
    raw = found.raw
    assert json.loads(json.dumps(raw)) == raw
    assert raw["status"] == "resolved"
    assert raw["confidence"] == 0.9
    assert raw["extent_km"] == 4.0
    assert raw["outside"] is False
    assert raw["reasons"] == ["The same name."]
    assert [c["id"] for c in raw["candidates"]] == ["hajin"]


def test_geocode_language_gives_the_address_in_it(local: GazetteerGeocoder) -> None:
    found = local.geocode("Hajin", language="ar")
    assert found.address == "هجين، Abu Kamal، محافظة دير الزور، سوريا"
    assert local.geocode("Hajin", language="xx-none").address.endswith("Syria")


@pytest.mark.parametrize("name", ["Atlantis", "Nowhere"])
def test_geocode_unknown_name_or_place_without_point_gives_none(
    local: GazetteerGeocoder, name: str
) -> None:
    assert local.geocode(name) is None
    assert local.geocode(name, exactly_one=False) is None


def test_geocode_ambiguous_name_gives_all_or_none_as_asked(stub: StubGazetteer) -> None:
    local = GazetteerGeocoder(stub)
    assert [f.raw["id"] for f in local.geocode("al-Bab", exactly_one=False)] == [
        "al-bab",
        "al-bab-iraq",
    ]
    assert len(local.geocode("al-Bab", exactly_one=False, limit=1)) == 1
    assert local.geocode("al-Bab").raw["status"] == "ambiguous"
    careful = GazetteerGeocoder(stub, resolved_only=True)
    assert careful.geocode("al-Bab") is None
    assert careful.geocode("Hajin").raw["id"] == "hajin"


@pytest.mark.parametrize("codes", ["iq", ["IQ"], "iq,tr"])
def test_geocode_country_codes_keeps_only_them(
    local: GazetteerGeocoder, codes: str | list[str]
) -> None:
    found = local.geocode("al-Bab", country_codes=codes)
    assert found.raw["id"] == BAB_IRAQ.id
    assert local.geocode("Hajin", country_codes=codes) is None


def test_geocode_structured_query_hands_its_parts_on(
    local: GazetteerGeocoder, stub: StubGazetteer
) -> None:
    local.geocode(
        {"city": "al-Bab", "state": "Aleppo", "county": "", "country": "SY", "kind": "P"}
        | {"near": "36, 37"}
    )
    (call,) = stub.calls
    assert call["text"] == "al-Bab"
    assert (call["country"], call["admin1"], call["admin2"]) == ("SY", "Aleppo", None)
    assert (call["near"], call["kinds"]) == ((36.0, 37.0), {"P"})


@pytest.mark.parametrize(
    "query",
    ["", "  ", None, 5, math.nan, {}, {"name": ""}, {"name": 5}, {"street": "x"}, ["Hajin"]],
)
def test_geocode_bad_query_raises(local: GazetteerGeocoder, query: Any) -> None:  # noqa: ANN401
    with pytest.raises(GeocoderQueryError):
        local.geocode(query)


def test_geocode_bad_limit_raises(local: GazetteerGeocoder) -> None:
    with pytest.raises(GeocoderQueryError, match="limit"):
        local.geocode("Hajin", limit=0)


@pytest.mark.parametrize("point", [(34.75, 40.75), "34.75, 40.75", Point(34.75, 40.75)])
def test_reverse_point_gives_the_nearest_place(local: GazetteerGeocoder, point: Any) -> None:  # noqa: ANN401
    found = local.reverse(point)
    assert found.raw["id"] == "hajin"
    assert 9 < found.raw["distance_km"] < 11
    assert found.raw["direction"] == "10 km NW of Hajin"
    assert local.reverse(point, language="ar").raw["direction"] == "10 km NW of هجين"


def test_reverse_several_gives_the_nearest_first() -> None:
    local = GazetteerGeocoder(StubGazetteer(), max_reverse_km=2000.0)
    found = local.reverse((35.5, 38.5), exactly_one=False, limit=2)
    assert [f.raw["id"] for f in found] == [BAB_SYRIA.id, HAJIN.id]


def test_reverse_far_from_everything_gives_none(local: GazetteerGeocoder) -> None:
    assert local.reverse((0, 0)) is None
    assert local.reverse((0, 0), exactly_one=False) is None


@pytest.mark.parametrize("point", ["nowhere", (95, 0), None, (math.nan, 1), (1, math.inf)])
def test_reverse_bad_point_raises(local: GazetteerGeocoder, point: Any) -> None:  # noqa: ANN401
    with pytest.raises(GeocoderQueryError):
        local.reverse(point)


def test_geocode_under_rate_limiter_gives_the_same(local: GazetteerGeocoder) -> None:
    geocode = RateLimiter(local.geocode, min_delay_seconds=0.0)
    assert geocode("Hajin", exactly_one=True, timeout=3).raw["id"] == "hajin"
    assert geocode("Atlantis") is None


def test_geocode_under_geopandas_gives_points(stub: StubGazetteer) -> None:
    names: Any = ["Hajin", "Atlantis", math.nan]
    frame = geopandas.tools.geocode(names, provider=GazetteerGeocoder, gazetteer=stub)
    assert next(iter(frame.geometry.x)) == HAJIN.lon
    assert list(frame.geometry.is_empty) == [False, True, True]
    points = geopandas.GeoSeries.from_xy([40.83, 0.0], [34.69, 0.0], crs="EPSG:4326")
    frame = geopandas.tools.reverse_geocode(points, provider=GazetteerGeocoder, gazetteer=stub)
    assert list(frame["address"].isna()) == [False, True]
    assert frame["address"][0].startswith("Hajin, ")


def test_geocode_of_what_ships_finds_usual_spellings() -> None:
    gazetteer = Gazetteer.shipped()
    local = GazetteerGeocoder(gazetteer)
    found = local.geocode("Dayr az Zawr")
    assert found.raw["country"] == "SY"
    assert found.raw["admin1"] == "SY-DY"
    hajin = gazetteer.get("hajin")
    assert hajin.lat is not None
    nearby = local.reverse((hajin.lat + 0.01, hajin.lon))
    assert nearby.raw["direction"] == "1.1 km N of Hajin"


def test_geocoder_itself_cannot_reach_the_network(local: GazetteerGeocoder) -> None:
    with pytest.raises(NotImplementedError, match="offline"):
        local.adapter.get_json("https://example.org", timeout=1, headers={})
    with pytest.raises(NotImplementedError, match="offline"):
        local.adapter.get_text("https://example.org", timeout=1, headers={})


# -- the online fall-back ------------------------------------------------------------------------


class FakeService:
    """Stands for an online geocoder: known answers, no network."""

    domain = "fake.example.org"

    def __init__(self, answers: list[Location] | None = None) -> None:
        self.answers = answers
        self.error: Exception | None = None
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def geocode(self, query: str, **options: Any) -> list[Location] | None:  # noqa: ANN401
        self.asked.append((query, options))
        if self.error is not None:
            raise self.error
        return self.answers

    def reverse(self, query: str, **options: Any) -> list[Location] | None:  # noqa: ANN401
        return self.geocode(query, **options)


def answer(lat: float = 40.0, lon: float = 30.0, **raw: object) -> Location:
    """Make what a service may return; a real Location would refuse what is nonsense."""
    return SimpleNamespace(
        address="Atlantis, Sea", latitude=lat, longitude=lon, raw={"osm_id": 5, "x": [], **raw}
    )


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that only waiting moves; tells how long was waited."""
    waited: list[float] = []
    limiter = geocoder._call_slowly
    monkeypatch.setattr(limiter, "_clock", lambda: 1e6 + sum(waited))
    monkeypatch.setattr(limiter, "_sleep", waited.append)
    monkeypatch.setattr(limiter, "_last_call", None)
    return waited


def test_fallback_without_service_answers_as_the_gazetteer(local: GazetteerGeocoder) -> None:
    with FallbackGeocoder(local) as chain:
        assert chain.geocode("Hajin").raw["id"] == "hajin"
        assert chain.geocode("Atlantis") is None
        assert chain.reverse((0, 0)) is None


def test_fallback_known_name_is_not_sent_out(local: GazetteerGeocoder, waits: list[float]) -> None:
    service = FakeService([answer()])
    with FallbackGeocoder(local, online=service) as chain:
        assert chain.geocode("Hajin").raw["outside"] is False
        assert chain.reverse((34.7, 40.8)).raw["outside"] is False
    assert service.asked == []
    assert waits == []


def test_fallback_unknown_name_is_asked_once_and_marked(
    local: GazetteerGeocoder, waits: list[float]
) -> None:
    service = FakeService([answer(boundingbox=["39.9", "40.1", "29.9", "30.1"], licence="ODbL")])
    with FallbackGeocoder(local, online=service) as chain:
        query = {"name": "Atlantis", "country": "Sea"}
        first = chain.geocode(query, country_codes="xx", timeout=3)
        again = chain.geocode(query, country_codes="xx", timeout=3)
    assert service.asked == [
        (
            "Atlantis, Sea",
            {
                "language": "en",
                "limit": 1,
                "country_codes": ["XX"],
                "exactly_one": False,
                "timeout": 3,
            },
        )
    ]
    assert (first.address, first.point) == ("Atlantis, Sea", Point(40, 30))
    assert first.raw == again.raw
    assert first.raw["outside"] is True
    assert first.raw["attribution"] == ATTRIBUTION
    assert first.raw["confidence"] is None
    assert first.raw["answer"] == {"osm_id": 5, "licence": "ODbL"}
    assert 13 < first.raw["extent_km"] < 15
    assert waits == []


def test_fallback_two_unknown_names_wait_between(
    local: GazetteerGeocoder, waits: list[float]
) -> None:
    service = FakeService(None)
    with FallbackGeocoder(local, online=service) as chain:
        assert chain.geocode("Atlantis") is None
        assert chain.geocode("Lemuria", exactly_one=False) is None
    with FallbackGeocoder(local, online=service) as other:
        assert other.reverse((0, 0)) is None
    assert len(service.asked) == 3
    assert waits == [MIN_DELAY_S, MIN_DELAY_S]


def test_fallback_that_found_nothing_remembers_it(
    local: GazetteerGeocoder, waits: list[float]
) -> None:
    service = FakeService(None)
    with FallbackGeocoder(local, online=service, cache=AnswerCache()) as chain:
        assert [chain.geocode("Atlantis") for _ in range(3)] == [None] * 3
    assert len(service.asked) == 1
    assert waits == []


@pytest.mark.parametrize("error", [GeocoderTimedOut("late"), OSError("no route"), KeyError("lat")])
def test_fallback_service_that_fails_raises(
    local: GazetteerGeocoder, waits: list[float], error: Exception
) -> None:
    service = FakeService()
    service.error = error
    with FallbackGeocoder(local, online=service) as chain:
        for _ in range(2):  # a failure is not kept
            with pytest.raises(RemoteGeocoderError, match="online geocoder failed"):
                chain.geocode("Atlantis")
    assert len(service.asked) == 2
    assert len(waits) == 1


@pytest.mark.parametrize(
    "found", [answer(lat=95.0), answer(lon=math.nan), answer(boundingbox=["a", 1, 2, 3])]
)
@pytest.mark.usefixtures("waits")
def test_fallback_answer_that_is_nonsense_raises(local: GazetteerGeocoder, found: Location) -> None:
    with (
        FallbackGeocoder(local, online=FakeService([found])) as chain,
        pytest.raises(RemoteGeocoderError),
    ):
        chain.geocode("Atlantis")


class CannedAdapter(geocoder._OfflineAdapter):
    """Answers every request of a real Nominatim with a file of its form."""

    urls: list[str]

    def get_json(self, url: str, *, timeout: object, headers: Mapping[str, str]) -> Any:  # type: ignore[override]  # noqa: ANN401, ARG002
        self.urls = [*getattr(self, "urls", []), url]
        assert headers["User-Agent"].startswith("hudud")
        found = {"lat": "40.5", "lon": "30.5", "display_name": "Atlantis", "osm_id": 7}
        return found if "reverse" in url else [found]


@pytest.mark.usefixtures("waits")
def test_fallback_over_geopys_nominatim_understands_its_answers(local: GazetteerGeocoder) -> None:
    service = Nominatim(user_agent="hudud-test", adapter_factory=CannedAdapter)
    with FallbackGeocoder(local, online=service) as chain:
        found = chain.geocode("Atlantis", language="ar")
        nearby = chain.reverse((0.0, 0.0))
    assert (found.latitude, found.raw["answer"]["osm_id"]) == (40.5, 7)
    assert nearby.address == "Atlantis"
    assert "accept-language=ar" in service.adapter.urls[0]


def test_nominatim_made_is_ready_and_asks_nothing() -> None:
    service = nominatim(domain="nominatim.example.org")
    assert service.domain == "nominatim.example.org"
    assert service.headers["User-Agent"].startswith("hudud")
    assert nominatim().domain == "nominatim.openstreetmap.org"
