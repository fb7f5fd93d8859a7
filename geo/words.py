"""What screens and files say, in the reader's language: sentences, numbers, dates."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

from babel import numbers
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from gazetteer import Message, Named, printable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

LANGUAGES = {"en": "English", "ar": "العربية"}
# The catalogues of screens and files lie with the pages, which say most of the sentences: one of
# the screens, one of what the gazetteer and the map say as a `Message`.
_CATALOGUES = Path(__file__).parents[1] / "pages" / "locale"
# Arabic as Iraqi and Syrian newsrooms write dates: month names of the Levant, Western digits as
# the source articles use them.
_LOCALES = {"en": "en_GB", "ar": "ar_IQ"}
# What the quotation of a value, as Python writes it, becomes on a page.
_QUOTED = re.compile(r"%\((\w+)\)r")
_QUOTES = {"en": r"“%(\1)s”", "ar": r"«%(\1)s»"}
_ISOLATED = re.compile("[\u2066-\u2069]")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Latin letters, a sign before a number, numbers with something between them: an Arabic line would
# turn them round.
_STRANGE_IN_ARABIC = re.compile(r"[A-Za-z\u00c0-\u024f]|(?:^|\s)[-+\u2212]\d|\d[^\w.,،]+\d")


@cache
def _catalogue(language: str) -> NullTranslations:
    found = NullTranslations()
    for path in (_CATALOGUES / f"{language}.messages.po", _CATALOGUES / f"{language}.po"):
        if not path.exists():
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        further, found = found, GNUTranslations(compiled)
        found.add_fallback(further)
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences, numbers and dates in one language; called with a sentence, it translates it.

    Sentences are whole and carry named placeholders: ``_("%(count)s places", count=3)``. With
    `isolates`, as on a screen, a value of the other direction is kept apart from the sentence.
    """

    language: str
    isolates: bool = False

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return "rtl" if self.language == "ar" else "ltr"

    def __call__(self, message: str, **values: object) -> str:
        """Return the sentence in the language, with `values` at its placeholders."""
        # A catalogue keeps its own description under the empty sentence.
        text = _catalogue(self.language).gettext(message) if message else ""
        return text % self._apart(values) if values else text

    def said(self, message: str) -> str:
        """Return a `Message` in the language; a text that is none as it is."""
        if not isinstance(message, Message):
            return message
        values = {name: self._value(value) for name, value in message.values.items()}
        text = _catalogue(self.language).gettext(message.template)
        return _QUOTED.sub(_QUOTES[self.language], text) % values if values else text

    def _value(self, value: object) -> object:
        if isinstance(value, Message):
            return self.said(value)
        if isinstance(value, Named):
            value = value.names.get(self.language, str(value))
        return self._apart({"value": value})["value"]

    def _apart(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """Return values with isolates around those that run, or may run, in another direction."""
        if not self.isolates:
            return values
        return {
            name: isolated(value) if isinstance(value, str) and self._is_strange(value) else value
            for name, value in values.items()
        }

    def _is_strange(self, text: str) -> bool:
        if _ISOLATED.search(text):
            return False
        return bool((_STRANGE_IN_ARABIC if self.direction == "rtl" else _RTL).search(text))

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """Return the form of the sentence that `count` asks for, with ``%(count)s`` filled in."""
        text = _catalogue(self.language).ngettext(one, many, count)
        return text % {"count": self.number(count), **self._apart(values)}

    def number(self, value: float, digits: int = 0) -> str:
        """Return `value` with thousands separated and at most `digits` decimals."""
        pattern = "#,##0." + "#" * digits if digits else "#,##0"
        return numbers.format_decimal(value, format=pattern, locale="en_GB")

    def percent(self, share: float) -> str:
        """Return a share of 0…1 as a percentage."""
        return self("%(value)s %%", value=self.number(100 * share, 1))

    def date(self, day: dt.date) -> str:
        """Return a date as ``16 Jan 2019`` in the language."""
        return format_date(day, "d MMM y", locale=_LOCALES[self.language])

    def month(self, day: dt.date) -> str:
        """Return the month of a date as ``Jan 2019`` in the language."""
        return format_date(day, "MMM y", locale=_LOCALES[self.language])


def isolated(text: str) -> str:
    """Return text between isolates, so that it does not reorder what stands around it."""
    return f"\u2068{printable(text)}\u2069"


@cache
def words(language: str) -> Words:
    """Return the words of `language`; of English when there is no such language."""
    return Words(language if language in LANGUAGES else "en")
