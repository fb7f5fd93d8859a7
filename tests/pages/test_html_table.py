"""Tables as HTML: what names a row, where numbers stand, and texts that stay texts."""

from pages.html_table import Head, table_html
from tests.pages.hostile import assert_harmless, text_of
from tests.payloads import HOSTILE


def test_table_html_names_each_row_and_marks_numbers() -> None:
    html = table_html([Head("Place"), Head("Killed", is_number=True)], [["Manbij", "16"]])
    assert '<th scope="row" data-head="Place"><span dir="auto">Manbij</span></th>' in html
    assert '<td class="hudud-number" data-head="Killed"><span dir="auto">16</span></td>' in html
    assert '<th scope="col" class="hudud-number">Killed</th>' in html
    assert "tabindex" not in html


def test_table_html_that_scrolls_is_a_region_with_a_name() -> None:
    html = table_html([Head("Place")], [], scrolls="Refused rows")
    assert 'role="region" tabindex="0" aria-label="Refused rows"' in html


def test_table_html_keeps_hostile_text_as_text() -> None:
    html = table_html([Head(HOSTILE)], [[HOSTILE]], scrolls=HOSTILE, stacks=True)
    assert_harmless(html)
    assert text_of(html) == HOSTILE * 2
