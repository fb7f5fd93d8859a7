from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.plain import plain
from tests.payloads import PAYLOADS

# What Markdown and Streamlit read as something else, unless a backslash or a joiner is in it.
_READ = re.compile(
    r"(?<!\\)[`*_{}\[\]()<>#+\-!|~:$&]|:(?:material|streamlit)|--|->|<-|[<>~]=|://|www\.|\w@\w"
    r"|^\d+\.(?!\\)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deir ez Zor", "Deir ez Zor"),
        ("دير الزور", "دير الزور"),
        ("a\n\n# b", r"a \# b"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("2026. Battles", r"2026\. Battles"),
        (":material/home:", "\\:\u2060material/home\\:"),
        ("www.x.org", "www\u2060.x.org"),
        ("a@x.org", "a@\u2060x.org"),
        ("a\x00b\ud800c\u202ed", "a\ufffdb\ufffdcd"),
        ("", ""),
    ],
)
def test_plain_known_text_gives_known_markdown(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize("text", PAYLOADS)
def test_plain_payload_leaves_nothing_to_be_read(text: str) -> None:
    assert not _READ.search(plain(text))


@given(st.text() | st.text("aw.:/@<>=-~&$1 [](){}*_`\\!|#+\n"))
def test_plain_any_text_leaves_nothing_to_be_read(text: str) -> None:
    assert not _READ.search(plain(text).replace("\\\\", "\x01"))


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=30))
def test_plain_printable_text_comes_back_without_backslashes_and_joiners(text: str) -> None:
    shown = re.sub(r"\\(.)", r"\1", plain(text)).replace("\u2060", "")
    assert shown == text.replace("\u2060", "")
