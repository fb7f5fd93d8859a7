"""The names on the map: which come first, and from which zoom."""

from gazetteer import Place, Toponym, ToponymKind
from geo.labels import map_labels


def place(
    place_id: str, feature: str, *, country: str = "SY", population: int = 0, lat: float | None = 35
) -> Place:
    feature_class, _, feature_code = feature.partition(".")
    names = tuple(
        Toponym(name=f"{place_id}-{code}", language=code, kind=ToponymKind.PREFERRED)
        for code in ("en", "ar")
    )
    return Place(
        id=place_id,
        toponyms=names,
        feature_class=feature_class,
        feature_code=feature_code,
        country_code=country,
        lat=lat,
        lon=40.0,
        population=population,
    )


def names(*places: Place, named: frozenset[str] = frozenset()) -> list[object]:
    return [label["en"] for label in map_labels(places, named)]


def test_map_labels_rank_countries_capitals_seats_and_suburbs() -> None:
    suburb = place("suburb", "P.PPL", population=2_000_000)
    seat = place("seat", "P.PPLA", population=900_000)
    capital = place("capital", "P.PPLC", population=1_000)
    country = place("country", "A.PCLI")
    assert names(suburb, seat, capital, country) == [
        "country-en",
        "capital-en",
        "seat-en",
        "suburb-en",
    ]


def test_map_labels_name_places_of_incidents_before_larger_ones() -> None:
    village = place("village", "P.PPL", population=10)
    seat = place("seat", "P.PPLA", population=900_000)
    labels = map_labels([seat, village], frozenset({"village"}))
    assert [label["en"] for label in labels] == ["village-en", "seat-en"]
    zoom = labels[0]["zoom"]
    assert isinstance(zoom, float)
    assert zoom <= 7


def test_map_labels_leave_out_foreign_towns_governorates_and_places_without_a_point() -> None:
    foreign = place("foreign", "P.PPL", country="TR", population=1_000)
    division = place("division", "A.ADM1", country="TR")
    lost = place("lost", "P.PPLA", population=900_000, lat=None)
    mountain = place("mountain", "T.MTS")
    assert names(foreign, division, lost, mountain) == []


def test_map_labels_carry_both_languages() -> None:
    label = map_labels([place("town", "P.PPLA")], frozenset())[0]
    assert (label["en"], label["ar"]) == ("town-en", "town-ar")
