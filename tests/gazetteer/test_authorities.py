from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.authorities import compact_link, link_alias, link_uri


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("http://www.geonames.org/170654/hajin.html", "geonames:170654"),
        ("https://geonames.org/170654", "geonames:170654"),
        ("https://sws.geonames.org/170654/", "geonames:170654"),
        ("gn:170654", "geonames:170654"),
        ("https://www.wikidata.org/wiki/Q42", "wikidata:Q42"),
        ("http://www.wikidata.org/entity/Q42", "wikidata:Q42"),
        ("WD:Q42", "wikidata:Q42"),
        ("http://vocab.getty.edu/page/tgn/7011944", "tgn:7011944"),
        ("https://pleiades.stoa.org/places/658381", "pleiades:658381"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("my-gaz:5", "my-gaz:5"),
        ("170654", None),
        ("geonames:", None),
        ("", None),
        ("مكان:5", None),
    ],
)
def test_compact_link_known_forms(link: str, expected: str | None) -> None:
    assert compact_link(link) == expected


@given(
    st.sampled_from(["geonames", "wikidata", "tgn", "osm", "x", "https"]),
    st.text(st.characters(categories=("L", "N", "P")), min_size=1),
)
def test_link_uri_and_alias_of_any_link_lead_back_to_it(prefix: str, local_id: str) -> None:
    link = compact_link(f"{prefix}:{local_id}")
    assert link is not None
    assert compact_link(link_uri(link)) == link
    assert compact_link(link_alias(link)) == link
