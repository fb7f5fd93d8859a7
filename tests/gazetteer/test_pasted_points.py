from __future__ import annotations

import pytest

from gazetteer import MAX_PASTED_LENGTH, InvalidPlaceError, parse_pasted_point

MAPS = "https://www.google.com/maps"


@pytest.mark.parametrize(
    "text",
    [
        "36.5 37.95",
        "36°30'N 37°57'E",
        "37SDA0596539920",
        "lat 36.5 lon 37.95",
        "Latitude: 36.5, Longitude: 37.95",
        "lon=37.95&lat=36.5",
        "Lat. 36°30' Long. 37°57'",
        "خط العرض ٣٦٫٥ خط الطول ٣٧٫٩٥",
        "العرض: 36.5، الطول: 37.95",
        "٣٦° ٣٠' ش ٣٧° ٥٧' ق",
        "POINT (37.95 36.5)",
        "SRID=4326;POINT(37.95 36.5)",
        "geo:36.5,37.95;u=35",
        f"{MAPS}/@36.5,37.95,12z",
        f"{MAPS}/place/36.5,37.95",
        f"{MAPS}/search/36.5,+37.95",
        f"{MAPS}/search/?api=1&query=36.5%2C37.95",
        # The mark of the place, not the middle of the map beside it.
        f"{MAPS}/place/Manbij/@36.6,38.1,13z/data=!3m1!4b1!4m6!3m5!1s0x0!8m2!3d36.5!4d37.95",
        "https://maps.google.com/?q=36.5,37.95",
        "https://maps.google.com/maps?ll=36.5,37.95&z=12",
        "https://maps.apple.com/?ll=36.5,37.95",
        "https://www.bing.com/maps?cp=36.5~37.95&lvl=12",
        "https://www.openstreetmap.org/#map=12/36.5/37.95",
        "https://www.openstreetmap.org/?mlat=36.5&mlon=37.95#map=12/36.6/38.1",
    ],
)
def test_parse_pasted_point_what_map_sites_and_people_write_gives_the_point(text: str) -> None:
    assert parse_pasted_point(text) == pytest.approx((36.5, 37.95), abs=2e-6)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://www.google.com/maps/place/Manbij",
        "https://example.org/36",
        f"{MAPS}/@96.5,37.95,12z",
        "lat 36.5 lat 37.95",
        "lat 36.5",
        "POINT (37.95)",
        "lat " * MAX_PASTED_LENGTH,
        "/@1,2" * MAX_PASTED_LENGTH,
        "Latakia",
        "العرضي 36.5 الطولي",
    ],
)
def test_parse_pasted_point_without_a_point_is_refused(text: str) -> None:
    with pytest.raises(InvalidPlaceError):
        parse_pasted_point(text)
