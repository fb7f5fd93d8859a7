"""Slip keys: what two spellings one typing slip apart have in common."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.segment import encode_letters, slip_keys


def share_a_key(one: str, other: str) -> bool:
    return bool(set(slip_keys(encode_letters(one))) & set(slip_keys(encode_letters(other))))


@pytest.mark.parametrize(
    ("name", "slip"),
    [
        ("manbij", "manbji"), ("manbij", "manbi"), ("manbij", "mmanbij"), ("manbij", "manbuj"),
        ("الشفشاون", "الفششاون"), ("الحبيل", "الحيل"),
    ],
)  # fmt: skip
def test_slip_keys_of_names_one_slip_apart_meet(name: str, slip: str) -> None:
    assert share_a_key(name, slip)


@pytest.mark.parametrize(("one", "other"), [("manbij", "mosul"), ("القائم", "البوكمال")])
def test_slip_keys_of_other_names_do_not_meet(one: str, other: str) -> None:
    assert not share_a_key(one, other)


@given(st.text("abcdeابتثج", min_size=5, max_size=20), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_slip_keys_meet_whatever_letter_is_dropped(name: str, at: int) -> None:
    at %= len(name)
    assert share_a_key(name, name[:at] + name[at + 1 :])


def test_encode_letters_keeps_latin_and_arabic_letters_apart() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    assert len(set(encode_letters(letters[:40])) | set(encode_letters(letters[40:]))) == 64
