"""Made-up places for property tests: any valid record, and ones that a plain table can hold."""

from __future__ import annotations

from hypothesis import strategies as st

from gazetteer import Certainty, Citation, Place, PlaceStatus, Toponym, ToponymKind
from gazetteer.feature_codes import KINDS
from gazetteer.place_draft import clean_text
from gazetteer.script import UNKNOWN_SCRIPT, script_of

_LETTERS = st.characters(categories=("L", "M", "N", "P", "S", "Zs"))


def texts(letters: st.SearchStrategy[str] = _LETTERS) -> st.SearchStrategy[str]:
    return st.text(letters, min_size=1, max_size=12).map(clean_text).filter(bool)


CITATIONS = st.builds(
    Citation,
    source=texts(),
    locator=st.one_of(st.just(""), texts(), st.just("https://example.org/a?b=1&c")),
    note=st.one_of(st.just(""), texts()),
)
LINKS = st.lists(
    st.one_of(
        st.integers(1, 10**7).map(lambda i: f"geonames:{i}"),
        st.integers(1, 10**7).map(lambda i: f"wikidata:Q{i}"),
        st.sampled_from(["osm:node/5", "pleiades:1", "acled:x1", "https://example.org/p/1"]),
    ),
    unique=True,
    max_size=3,
).map(tuple)
NAMES = st.one_of(
    st.sampled_from(["Hajin", "هجين", "Tell Abyad; east", "=1+1", "O'ne", "Kobanî", "a@b", "'x'"]),
    texts(),
)
FOOTPRINTS = st.sampled_from(
    [
        None,
        "POLYGON ((38 35, 39 35, 39 36, 38 35))",
        "POLYGON((38 35,39 35,39 36,38 35))",
        "MULTIPOLYGON (((38 35, 39 35, 39 36, 38 35)), ((40 35, 41 35, 41 36, 40 35)))",
        "LINESTRING (38 35, 39.123456789 35)",
        "POINT (38.5 35.25)",
        "GEOMETRYCOLLECTION (POINT (38 35), LINESTRING (38 35, 39 35))",
        "GEOMETRYCOLLECTION (LINESTRING (38 35, 39 35))",
    ]
)


@st.composite
def toponym_tuples(draw: st.DrawFn) -> tuple[Toponym, ...]:
    toponyms: dict[tuple[str, str], Toponym] = {}
    preferred: set[tuple[str, str]] = set()
    for name in draw(st.lists(NAMES, min_size=1, max_size=5)):
        language = draw(st.sampled_from(["und", "en", "ar", "ku", "ku-Latn", "tr"]))
        script = draw(st.sampled_from([script_of(name), UNKNOWN_SCRIPT]))
        kind = draw(st.sampled_from(ToponymKind))
        if kind is ToponymKind.PREFERRED:
            if (language, script) in preferred:
                kind = ToponymKind.VARIANT
            preferred.add((language, script))
        citation = draw(st.one_of(st.none(), CITATIONS))
        toponyms.setdefault(
            (name, language),
            Toponym(name=name, language=language, script=script, kind=kind, citation=citation),
        )
    return tuple(toponyms.values())


@st.composite
def places(draw: st.DrawFn, *, footprints: st.SearchStrategy[str | None] = FOOTPRINTS) -> Place:
    kind = draw(st.sampled_from(KINDS)).feature
    country_code, admin1 = draw(
        st.sampled_from(
            [(None, None), ("SY", None), ("SY", "SY-DY"), ("IQ", "IQ-AN"), ("TR", "TR-63")]
        )
    )
    has_point = draw(st.booleans())
    return Place(
        id=draw(st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)),
        toponyms=draw(toponym_tuples()),
        feature_class=kind.feature_class,
        feature_code=kind.feature_code,
        country_code=country_code,
        admin1=admin1,
        admin2=draw(st.one_of(st.none(), texts())),
        lat=draw(st.floats(-90, 90)) if has_point else None,
        lon=draw(st.floats(-180, 180)) if has_point else None,
        extent_km=draw(st.floats(0, 1000)),
        footprint=draw(footprints),
        certainty=draw(st.sampled_from(Certainty)),
        citations=tuple(draw(st.lists(CITATIONS, max_size=3))),
        links=draw(LINKS),
        status=draw(st.sampled_from(PlaceStatus)),
        population=draw(st.integers(0, 10**9)),
        note=draw(st.one_of(st.just(""), texts())),
        version=draw(st.integers(1, 99)),
    )
