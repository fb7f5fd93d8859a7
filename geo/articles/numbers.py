"""Numbers in a text, in digits of both kinds and in words: 15, ١٥, خمسة عشر, thirteen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.articles.words import table

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST: Final = 1_000_000
# Letters round a number in which "at least" is looked for.
_REACH: Final = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a range in a folded text: `low` and `high` are equal for a plain number.

    `at_least` says that the text gives it as a lower bound, `at_most` as an upper one.
    """

    low: int
    high: int
    start: int
    end: int
    at_least: bool = False
    at_most: bool = False


@lru_cache(maxsize=1)
def _values() -> dict[str, int]:
    words = table()["numbers"]
    values = {**words["ar"], **words["en"]}
    values |= {teen: at for at, teen in enumerate(words["teens"][:2], 11)}
    values |= {"اثني عشر": 12, "اثنا عشر": 12, "اثنتا عشره": 12}
    for at, unit in enumerate(("ثلاث", "اربع", "خمس", "ست", "سبع", "ثماني", "تسع"), 13):
        values |= {f"{unit}ه عشر": at, f"{unit} عشره": at}
    return {"احد عشر": 11, "احدي عشره": 11} | {
        word: number for word, number in values.items() if word not in {"احد عشر", "احدي عشره"}
    }


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _values()), key=len, reverse=True))
    joined = rf"(?:{words})(?:(?:\s+و\s?|\s+and\s+|-|\s+)(?:{words}))*"
    number = rf"(?:\d{{1,3}}(?:[,٬]\d{{3}})+|\d+|{joined})"
    before = r"(?<![\w.,])(?:ال|ب|ل|و|ف)?"
    # Shares and sizes are no counts: 68 percent, 30 كيلومترا.
    after = r"(?!\w|[.,]\d|\s?%|\s?(?:في|ب)\s?ال?مي?ا?[هئ]|\s?per ?cent|\s?(?:km|كم|كيلو))"
    between = rf"(?:بين|between)\s+(?P<low1>{number})\s+(?:and\s+|و\s?)(?P<high1>{number})"
    dashed = r"(?P<low2>\d+)\s*(?:-|–|to\s|الي\s)\s*(?P<high2>\d+)"
    return re.compile(rf"{before}(?:{between}|{dashed}|(?P<only>{number})){after}")


_LEAST: Final = re.compile(
    r"(?:at least|more than|over|no fewer than|ما لا يقل عن|اكثر من|علي الاقل|لا يقل عن)\s*$"
)
_LEAST_AFTER: Final = re.compile(r"^(?:\s+\w+){0,2}\s+(?:at least|علي الاقل)")
_MOST: Final = re.compile(r"(?:up to|as many as|at most|ما يصل الي|حتي)\s*$")


def numbers_in(text: str) -> Iterator[Number]:
    """Yield the numbers and ranges of a folded text, in order."""
    for match in _pattern().finditer(text):
        groups = match.groupdict()
        low = groups["low1"] or groups["low2"] or groups["only"]
        high = groups["high1"] or groups["high2"] or low
        values = _value(low), _value(high)
        if None in values:
            continue
        least, most = sorted(value for value in values if value is not None)
        start, end = match.span()
        before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
        yield Number(
            least,
            most,
            match.start(),
            match.end(),
            at_least=bool(_LEAST.search(before) or _LEAST_AFTER.match(after)),
            at_most=bool(_MOST.search(before)),
        )


def _value(words: str) -> int | None:
    """Return the value of a number in digits or words, None for nonsense."""
    plain = words.replace(",", "").replace("٬", "")
    if plain.isdigit():
        return int(plain) if int(plain) <= _LARGEST else None
    total, part, known = 0, 0, _values()
    for phrase in _phrases(words, known):
        value = known[phrase]
        if value == 1000:
            total += max(part, 1) * 1000
            part = 0
        elif value == 100 and 0 < part < 10:
            part *= 100
        else:
            part += value
    return total + part


def _phrases(words: str, known: dict[str, int]) -> Iterator[str]:
    pieces = re.sub(r"\band\b|-", " ", words).split()
    at = 0
    while at < len(pieces):
        two = " ".join(pieces[at : at + 2])
        one = pieces[at] if pieces[at] in known else pieces[at].removeprefix("و")
        if two in known:
            yield two
            at += 2
        elif one in known:
            yield one
            at += 1
        else:
            at += 1
