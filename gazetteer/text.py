"""The one function through which text from data reaches HTML, JavaScript or a template."""

from __future__ import annotations

import html
import re

# What a template engine, a JavaScript template literal or a JavaScript string would act on, while
# it is plain text to HTML; as numeric entities only an HTML parser brings the characters back.
# Source: folium 0.20 with branca 0.8.2 runs ``{{…}}`` and ``{%`` found in data; a browser runs
# ``${…}`` between backticks.
_TEMPLATE_CHARACTERS = str.maketrans({c: f"&#{ord(c)};" for c in "{}$\\`"})

# Explicit embeddings, overrides and isolates: one that is never closed turns round the order of
# whatever follows it on the page. A first-strong isolate that is closed in its line keeps to itself
# and stays; sentences with names of the other direction are written with it. The marks U+200E,
# U+200F and U+061C reorder nothing beyond themselves and are needed in Arabic; they stay, too.
# Source: Unicode Standard Annex 9, section 2.
_BIDI_CONTROLS = re.compile(
    "(\u2068[^\u202a-\u202e\u2066-\u2069\n]*\u2069)|[\u202a-\u202e\u2066-\u2069]"
)

# Control characters other than tab and line feed, lone surrogates and non-characters: HTML does not
# allow them, and surrogates cannot be encoded as UTF-8 at all.
# Source: WHATWG HTML, "Preprocessing the input stream".
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# What ends a line, moves a terminal's cursor or cannot be written, and what turns its order round.
_ACTS_ON_A_TERMINAL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

# Line and paragraph separator end a line inside a JavaScript string for older engines.
_LINE_SEPARATORS = re.compile("[\u2028\u2029]")


def escape(text: str) -> str:
    r"""Return `text` as HTML that shows it and can do nothing else.

    The result is safe inside an element, inside a quoted attribute, inside a template that is
    still to be compiled (``{{``, ``{%``), and inside a JavaScript string or template literal whose
    content is then taken as HTML: ``& < > " '`` and ``{ } $ \ ` `` become entities, line ends
    become a line feed, open bidirectional controls vanish, and characters that HTML forbids
    become U+FFFD. It is not meant for the inside of ``<script>`` or ``<style>``, nor for URLs.
    """
    return html.escape(printable(text), quote=True).translate(_TEMPLATE_CHARACTERS)


def printable(text: str) -> str:
    """Return `text` as a page can show it; markup stays as it is.

    Line ends become a line feed, open bidirectional controls vanish, and characters that HTML
    forbids, lone surrogates among them, become U+FFFD.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BIDI_CONTROLS.sub(r"\1", text)
    text = _LINE_SEPARATORS.sub("\n", text)
    return _FORBIDDEN.sub("\ufffd", text)


def visible(text: str) -> str:
    r"""Return `text` as one line of a terminal or a log, which does nothing there but stand.

    Line ends, control characters, bidirectional controls and lone surrogates become escapes such as
    ``\n`` and ``\x1b``.
    """
    return _ACTS_ON_A_TERMINAL.sub(
        lambda found: found[0].encode("unicode_escape").decode("ascii"), text
    )
