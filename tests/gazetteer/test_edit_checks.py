from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from gazetteer import Citation, Finding, Place, PlaceStatus, Severity, Toponym, check_edit
from gazetteer.edit_checks import FINDING_CODES
from gazetteer.place import ToponymKind
from tests.gazetteer.place_strategies import places
from tests.gazetteer.places import village

CITATION = Citation(source="Map of 1984")
PREFERRED = ToponymKind.PREFERRED
NAMES = (
    Toponym(name="Hajin", language="en", script="Latn", kind=PREFERRED),
    Toponym(name="هجين", language="ar", script="Arab", kind=PREFERRED),
)
GOOD = village(toponyms=NAMES, citations=(CITATION,))


def locate(lat: float, lon: float) -> tuple[str, str]:
    """Syria is a box of two governorates, Iraq the box east of it, the sea is west of both."""
    if not (32 <= lat <= 37.5 and 36 <= lon <= 48):
        return "", ""
    if lon > 42:
        return "IQ", "IQ-AN"
    return "SY", "SY-DY" if lon > 39 else "SY-HL"


def in_sea(lat: float, lon: float) -> bool:
    return 32 <= lat <= 37.5 and 30 <= lon < 36


def check(before: Place | None, after: Place, *nearby: Place) -> list[Finding]:
    return check_edit(before, after, nearby=nearby, locate=locate, in_sea=in_sea)


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_check_edit_good_place_has_no_findings() -> None:
    assert check(None, GOOD) == []
    assert check(GOOD, replace(GOOD, population=5)) == []


@pytest.mark.parametrize(
    ("change", "code", "severity", "field"),
    [
        ({"toponyms": ()}, "no-name", "error", "toponyms"),
        ({"toponyms": (replace(NAMES[0], name=" "),)}, "no-name", "error", "toponyms"),
        ({"feature_code": "x"}, "invalid-record", "error", "feature_code"),
        ({"admin1": "IQ-AN"}, "invalid-record", "error", "admin1"),
        ({"lat": 95.0}, "invalid-record", "error", "lat"),
        ({"lat": 40.83, "lon": 34.69}, "swapped-coordinates", "error", "point"),
        ({"lon": 34.0}, "in-sea", "warning", "point"),
        ({"lon": 43.0}, "outside-country", "warning", "country_code"),
        ({"lon": 38.0}, "outside-admin1", "warning", "admin1"),
        ({"feature_class": "A", "feature_code": "ADM3", "extent_km": 0.0},
         "extent-missing", "warning", "extent_km"),
        ({"feature_class": "H", "feature_code": "STM", "extent_km": 0.0},
         "extent-missing", "warning", "extent_km"),
        ({"citations": ()}, "missing-citation", "warning", "citations"),
        ({"toponyms": NAMES[:1]}, "no-preferred-name", "warning", "toponyms"),
        ({"toponyms": NAMES[1:]}, "no-preferred-name", "warning", "toponyms"),
        ({"toponyms": (*NAMES, Toponym(name="هجين", language="en"))},
         "wrong-script", "error", "toponyms[2].name"),
        ({"toponyms": (*NAMES, Toponym(name="Hagin", language="ar"))},
         "wrong-script", "error", "toponyms[2].name"),
        ({"toponyms": (*NAMES, Toponym(name="Hajin هجين", language="en"))},
         "mixed-scripts", "warning", "toponyms[2].name"),
    ],
)  # fmt: skip
def test_check_edit_new_place_with_a_mistake_tells_it(
    change: dict[str, object], code: str, severity: str, field: str
) -> None:
    wrong = replace(GOOD, **change)  # type: ignore[arg-type]
    told = [finding for finding in check(None, wrong) if finding.code == code]
    assert [(finding.severity, finding.field) for finding in told] == [(severity, field)]
    assert told[0].message.endswith(".")
    assert told[0].is_new
    assert code in FINDING_CODES


@pytest.mark.parametrize(
    "change",
    [
        {"lon": 38.99},  # 0.9 km outside its governorate
        {"lon": 38.7, "extent_km": 40.0},
        {"lon": 42.3, "extent_km": 40.0},
        {"lon": 35.99},  # on the shore
        {"lon": 34.0, "feature_class": "T", "feature_code": "ISL"},
        {"lon": 34.0, "feature_class": "H", "feature_code": "GULF"},
        {"lat": None, "lon": None},
        {"lat": 60.0, "lon": 10.0},  # beyond what the outlines know
        {"country_code": None, "admin1": None, "lon": 43.0},
        {"toponyms": (*NAMES, Toponym(name="Hecîn", language="ar-Latn"))},
    ],
)
def test_check_edit_what_may_be_so_is_not_told(change: dict[str, object]) -> None:
    assert check(None, replace(GOOD, **change)) == []  # type: ignore[arg-type]


def test_check_edit_without_outlines_says_nothing_about_them() -> None:
    assert check_edit(None, replace(GOOD, lon=34.0)) == []


def test_check_edit_point_far_from_the_former_one_is_told_beyond_extent_and_5_km() -> None:
    # A degree of latitude is 111 km; the extent is 2 km.
    assert check(GOOD, replace(GOOD, lat=34.69 + 6.9 / 111)) == []
    [told] = check(GOOD, replace(GOOD, lat=34.69 + 7.1 / 111))
    assert told.code == "far-from-former-point"
    assert told.severity is Severity.WARNING
    assert check(GOOD, replace(GOOD, lat=None, lon=None)) == []
    wide = replace(GOOD, extent_km=50.0)
    assert check(wide, replace(wide, lat=34.2)) == []


def test_check_edit_name_of_a_place_near_by_is_told_with_its_id() -> None:
    namesake = replace(GOOD, id="hajin-2", toponyms=NAMES[1:], lat=34.72)
    [told] = check(None, GOOD, namesake, replace(namesake, id="hajin-1"))
    assert told.code == "name-taken-nearby"
    assert told.place_ids == ("hajin-1", "hajin-2")
    for other in (
        replace(namesake, lat=34.9),
        replace(namesake, status=PlaceStatus.DEPRECATED),
        replace(namesake, feature_class="A", feature_code="ADM3"),
        replace(namesake, id="hajin"),
        replace(namesake, lat=None, lon=None),
        replace(namesake, toponyms=(replace(NAMES[0], name="Abu Hamam"),)),
    ):
        assert check(None, GOOD, other) == []


def test_check_edit_what_was_wrong_before_is_a_warning_and_not_new() -> None:
    wrong = replace(GOOD, toponyms=(*NAMES, Toponym(name="هجين", language="en")), citations=())
    told = check(wrong, replace(wrong, population=5))
    assert codes(told) == ["wrong-script", "missing-citation"]
    assert {finding.severity for finding in told} == {Severity.WARNING}
    assert not any(finding.is_new for finding in told)
    worse = replace(wrong, toponyms=(*wrong.toponyms, Toponym(name="حجين", language="fr")))
    told = check(wrong, worse)
    assert [(f.code, f.severity, f.is_new) for f in told] == [
        ("wrong-script", "error", True),
        ("wrong-script", "warning", False),
        ("missing-citation", "warning", False),
    ]


def test_check_edit_errors_come_first() -> None:
    told = check(None, replace(GOOD, citations=(), lat=40.83, lon=34.69))
    assert codes(told) == ["swapped-coordinates", "missing-citation"]


def test_check_edit_point_just_across_the_border_is_not_called_swapped() -> None:
    # The other way round it lies in Syria, too.
    place = replace(GOOD, lat=37.505, lon=36.5, admin1="SY-HL")
    assert locate(36.5, 37.505)[0] == "SY"
    assert check(None, place) == []
    [told] = check(None, replace(place, lat=38.5, lon=36.5))
    assert told.code == "swapped-coordinates"


@given(places(), places())
def test_check_edit_any_two_valid_records_give_known_codes(before: Place, after: Place) -> None:
    for finding in check(before, replace(after, id=before.id), before, after):
        assert finding.code in FINDING_CODES
        assert finding.code != "invalid-record"
        assert finding.message


@given(places())
def test_check_edit_that_changes_nothing_brings_nothing_new(place: Place) -> None:
    assert not any(finding.is_new for finding in check(place, place, place))
