from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from gazetteer import escape


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deir ez-Zor", "Deir ez-Zor"),
        ("دير الزور", "دير الزور"),
        ("<b>", "&lt;b&gt;"),
        ("\"&'", "&quot;&amp;&#x27;"),
        ("{{7*7}}", "&#123;&#123;7*7&#125;&#125;"),
        ("{% raw %}", "&#123;% raw %&#125;"),
        ("${alert(1)}", "&#36;&#123;alert(1)&#125;"),
        ("`\\u0041`", "&#96;&#92;u0041&#96;"),
        ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("a\x00b\x1bc\x85d", "a\ufffdb\ufffdc\ufffdd"),
        ("\ud800\uffff", "\ufffd\ufffd"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("\u200fكوباني\u200e می\u200cشود", "\u200fكوباني\u200e می\u200cشود"),
        ("", ""),
    ],
)
def test_escape_known_text_gives_known_html(text: str, expected: str) -> None:
    assert escape(text) == expected


@given(st.text())
def test_escape_any_text_leaves_no_active_character(text: str) -> None:
    escaped = escape(text)
    assert not set(escaped) & set("<>\"'{}$\\`\x00\r\u2028\u2029\u202e\u2066")
    escaped.encode("utf-8")


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs"))))
def test_escape_printable_text_comes_back_from_html(text: str) -> None:
    assert html.unescape(escape(text)) == text


@given(st.text(alphabet="{}%#$`\\<>\"'/ a7*\n"))
def test_escape_text_in_template_renders_as_itself(text: str) -> None:
    escaped = escape(text)
    assert Template(escaped, keep_trailing_newline=True).render() == escaped
    assert json.loads(json.dumps(escaped)) == escaped
