from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Place, ToponymKind, check_place
from gazetteer.place_draft import ToponymList, clean_language, clean_text, stable_id


@given(st.text())
def test_clean_text_twice_equals_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("AR", "ar"),
        ("ku_Latn", "ku-Latn"),
        ("fr_1793", "fr-1793"),
        ("", "und"),
        (None, "und"),
        ("english", "und"),
        ("e", "und"),
    ],
)
def test_clean_language_tags_of_files(tag: str | None, expected: str) -> None:
    assert clean_language(tag) == expected


@given(
    st.lists(
        st.tuples(
            st.text(max_size=4),
            st.sampled_from(["und", "en", "ar"]),
            st.sampled_from(ToponymKind),
            st.booleans(),
        ),
        min_size=1,
    ),
    st.text(),
    st.text(),
)
def test_toponym_list_and_stable_id_any_input_make_a_valid_place(
    names: list[tuple[str, str, ToponymKind, bool]], source: str, local_id: str
) -> None:
    gathered = ToponymList()
    for name, language, kind, is_exact in names:
        gathered.add(name, language, kind, is_exact=is_exact)
    gathered.add("last")
    check_place(
        Place(
            id=stable_id(source, local_id),
            toponyms=gathered.toponyms(),
            feature_class="P",
            feature_code="PPL",
            country_code=None,
        )
    )


@given(st.lists(st.text(), min_size=2, unique=True))
def test_stable_id_other_records_get_other_ids(local_ids: list[str]) -> None:
    assert len({stable_id("source", local_id) for local_id in local_ids}) == len(local_ids)
    assert stable_id("s", local_ids[0]) == stable_id("s", local_ids[0])


def test_stable_id_plain_ids_stay_readable() -> None:
    assert stable_id("geonames", "170654") == "geonames-170654"
    assert re.fullmatch(r"survey-2020-sy-07-[0-9a-f]{10}", stable_id("Survey 2020", "SY/07"))
