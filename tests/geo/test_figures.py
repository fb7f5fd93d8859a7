"""Reported figures with the computed value beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyproj import Geod
from shapely.geometry import LineString, box

from geo import (
    Borders,
    CheckedFigure,
    Citation,
    IncidentDataError,
    ReportedFigure,
    check_figures,
    load_borders,
    load_dataset,
)
from geo.figures import _COMPUTE_BY_CHECK
from geo.incidents import ATTACK_CHECK, FIGURE_CHECKS

WGS84 = Geod(ellps="WGS84")


def figure(check: str | None, *, value: float = 23.0, unit: str = "km") -> ReportedFigure:
    return ReportedFigure(
        id="stated",
        measures="Something",
        measures_ar="شيء",
        value=value,
        low=value,
        high=value,
        unit=unit,
        place_ids=("syria",),
        stated_by="Somebody",
        citations=(Citation(source_id="article", paragraph=1),),
        check=check,
    )


def made_up_borders() -> Borders:
    """Return a Syria of 2 by 1 degrees, with Turkey to the north and Iraq to the east.

    The Euphrates runs along 39.5 E; Hasakah is what lies east of it.
    """
    real = load_borders()
    countries = real.countries.head(1).copy()
    countries["country_code"] = "SY"
    countries.geometry = [box(38.0, 35.0, 40.0, 36.0)]
    governorates = real.governorates.head(2).copy()
    governorates["country_code"] = "SY"
    governorates["admin1"] = ["SY-RA", "SY-HA"]
    governorates.geometry = [box(38.0, 35.0, 39.5, 36.0), box(39.5, 35.0, 40.0, 36.0)]
    shared = real.shared.head(2).copy()
    shared["border_id"] = ["SY-TR", "IQ-SY"]
    shared.geometry = [
        LineString([(38.0, 36.0), (40.0, 36.0)]),
        LineString([(40.0, 35.0), (40.0, 36.0)]),
    ]
    rivers = real.rivers.head(1).copy()
    rivers["river_id"] = "euphrates"
    rivers.geometry = [LineString([(39.5, 34.0), (39.5, 37.0)])]
    return replace(
        real, countries=countries, governorates=governorates, shared=shared, rivers=rivers
    )


def checked(check: str, *, value: float = 23.0, unit: str = "km") -> CheckedFigure:
    (result,) = check_figures([figure(check, value=value, unit=unit)], made_up_borders())
    return result


def test_check_figures_border_length_is_that_of_the_geodesic() -> None:
    result = checked("border-length", value=120.0)

    expected_km = WGS84.inv(40.0, 35.0, 40.0, 36.0)[2] / 1000.0
    assert result.computed == pytest.approx(expected_km, rel=1e-9)
    assert result.unit == "km"
    assert result.difference == pytest.approx(120.0 - expected_km)


def test_check_figures_zone_area_follows_the_stated_depth() -> None:
    shallow, deep = checked("zone-area", value=10.0), checked("zone-area", value=20.0)

    width_km = WGS84.inv(38.0, 36.0, 40.0, 36.0)[2] / 1000.0
    assert shallow.computed == pytest.approx(10.0 * width_km, rel=0.01)
    assert deep.computed == pytest.approx(2.0 * shallow.computed, rel=0.01)
    assert shallow.difference is None


def test_check_figures_zone_governorates_counts_those_that_the_zone_touches() -> None:
    result = checked("zone-governorates", value=3.0, unit="governorates")

    assert [share.admin1 for share in result.governorates] == ["SY-RA", "SY-HA"]
    assert result.computed == 2.0
    assert result.difference == 1.0


def test_check_figures_east_of_euphrates_is_the_part_beyond_the_river() -> None:
    result = checked("east-of-euphrates", value=25.0, unit="%")

    assert result.computed == pytest.approx(25.0, abs=0.01)
    assert result.difference == pytest.approx(0.0, abs=0.01)


def test_check_figures_without_a_check_are_left_out() -> None:
    figures = [figure(None), figure("border-length"), figure(None)]

    assert [c.figure for c in check_figures(figures, made_up_borders())] == [figures[1]]


def test_check_figures_unknown_check_is_refused() -> None:
    with pytest.raises(IncidentDataError, match="weather"):
        check_figures([figure("weather")], made_up_borders())


def test_check_figures_every_name_that_data_may_use_is_computed() -> None:
    assert tuple(sorted([*_COMPUTE_BY_CHECK, ATTACK_CHECK])) == FIGURE_CHECKS


def test_check_figures_shipped_figures_differ_from_the_articles_as_measured() -> None:
    """The articles: 667 km, a quarter of Syria, three governorates; the geometry says otherwise."""
    by_id = {c.figure.id: c for c in check_figures(load_dataset().figures, load_borders())}

    assert by_id["iraq-syria-border-length"].computed == pytest.approx(604.0, abs=5.0)
    assert by_id["sdf-share-of-syria"].computed == pytest.approx(26.0, abs=1.0)
    zone = by_id["buffer-zone-governorates"]
    admin1 = {share.admin1 for share in zone.governorates}
    assert {"SY-HL", "SY-RA", "SY-HA", "SY-ID", "SY-LA"} <= admin1
    assert zone.computed == len(admin1)
    area_km2 = by_id["buffer-zone-depth"].computed
    assert area_km2 == pytest.approx(sum(share.area_km2 for share in zone.governorates), rel=0.001)
    assert area_km2 < 23.0 * load_borders().border_length_km("SY-TR")
