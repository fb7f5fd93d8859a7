"""The words of the screen: languages, numbers, dates, and an Arabic catalogue that is complete."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from gazetteer import Certainty
from geo import BOUNDARY_DISCLAIMER, SUB_TYPES_BY_EVENT_TYPE, load_dataset
from geo.link_problem import MESSAGES
from geo.symbols import EVENT_TYPES, UNSPECIFIED
from pages.figure_text import unnumbered_word
from pages.words import LANGUAGES, words
from tests.pages.templates import templates_said

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "pages" / "locale").glob("ar*.po"))
SOURCES = [p for folder in ("pages", "geo") for p in sorted((ROOT / folder).rglob("*.py"))]
PLACEHOLDER = re.compile(r"%\(\w+\)(?=[sdrg])|%%|\{\w+\}")
ARABIC = re.compile(r"[\u0621-\u064a]")

# Qualifiers of figures that `value_text` puts into words of its own.
WORDED_QUALIFIERS = {"", "about", "at least", "more than", "up to"}
# What reaches `_` as a value and not as a sentence; `values_said` tells each of them.
VALUES = {
    "briefing.disclaimer",
    "event_type",
    "figure.period_note",
    "figure.stated_by",
    "figure.unit",
    "incident.event_type",
    "incident.sub_event_type",
    "kind",
    "label['sub_type']['en'] or label['event_type']['en']",
    "name",
    "place.certainty.value",
    "said",
    "unit",
    "value",
    "word",
}


def calls(path: Path) -> Iterator[tuple[str, list[ast.expr]]]:
    """Yield which kind of translation each call in a source file asks for, with its arguments."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id="_" | "translate"):
                yield "one", node.args
            case ast.Attribute(value=ast.Name(id="_"), attr="plural"):
                yield "many", node.args


def sentences_said() -> set[str | tuple[str, str]]:
    """Return every sentence in the sources; those with a plural as a pair."""
    found: set[str | tuple[str, str]] = set()
    for path in SOURCES:
        for kind, args in calls(path):
            texts = [a.value for a in args if isinstance(a, ast.Constant)]
            if kind == "many":
                assert len(texts) >= 2, f"{path.name}: {ast.unparse(args[0])}"
                found.add((str(texts[0]), str(texts[1])))
            elif texts:
                found.add(str(texts[0]))
    return found


def values_said() -> set[str]:
    """Return what reaches the catalogue as a value: codes of the code, words of the data."""
    figures = load_dataset().figures
    unnumbered = {word for f in figures if (word := unnumbered_word(f))}
    qualifiers = {
        f.qualifier
        for f in figures
        if f.qualifier not in WORDED_QUALIFIERS
        and not f.qualifier.startswith("between")
        and unnumbered_word(f) is None
    }
    return {
        BOUNDARY_DISCLAIMER,
        *MESSAGES,
        *map(str, Certainty),
        *EVENT_TYPES,
        UNSPECIFIED,
        *(name for names in SUB_TYPES_BY_EVENT_TYPE.values() for name in names),
        *unnumbered,
        *qualifiers,
        *(f.unit for f in figures),
        *(f.stated_by for f in figures),
        *(f.period_note for f in figures if f.period_note),
    }


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="ar", abort_invalid=True)


def entries() -> dict[str | tuple[str, str], Message]:
    found: dict[str | tuple[str, str], Message] = {}
    for path in CATALOGUES:
        for message in read_catalogue(path):
            if message.id:
                key = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
                found[key] = message
    return found


def forms_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def test_sources_say_values_only_where_the_catalogue_knows_them() -> None:
    said = {
        ast.unparse(args[0])
        for path in SOURCES
        for kind, args in calls(path)
        if kind == "one" and not isinstance(args[0], ast.Constant)
    }
    assert said == VALUES


def test_ar_holds_every_message_and_none_that_nobody_says() -> None:
    said = sentences_said() | values_said() | templates_said()
    held = entries().keys()
    assert said - held == set(), "missing in ar.po"
    assert held - said == set(), "said no more"
    assert [read_catalogue(path).obsolete for path in CATALOGUES] == [{}, {}]


def test_ar_leaves_no_message_empty_or_doubtful() -> None:
    for key, message in entries().items():
        assert all(forms_of(message)), key
        assert not message.fuzzy, key


def test_ar_is_written_in_arabic_wherever_the_message_has_words() -> None:
    for key, message in entries().items():
        first = key if isinstance(key, str) else key[0]
        if re.search(r"[A-Za-z]{2}", PLACEHOLDER.sub("", first)):
            assert all(ARABIC.search(form) for form in forms_of(message)), key


@pytest.mark.parametrize(
    ("other", "ours"),
    [
        ("مرشح", "عوامل التصفية"),
        ("إنجليزي", "إنكليزي"),
        ("المنطقة الفاصلة", "المنطقة العازلة"),
        ("القاموس", "معجم الأماكن"),
        ("الحادث", "الحدث"),
        ("يناير", "كانون الثاني"),
    ],
)
def test_ar_keeps_to_the_words_of_the_glossary(other: str, ours: str) -> None:
    said = [form for message in entries().values() for form in forms_of(message)]
    assert [form for form in said if other in form] == []
    assert any(ours in form for form in said)


def test_ar_keeps_every_placeholder() -> None:
    for key, message in entries().items():
        first = key if isinstance(key, str) else key[0]
        wanted = sorted(PLACEHOLDER.findall(first))
        for number, form in enumerate(forms_of(message)):
            found = sorted(PLACEHOLDER.findall(form))
            if isinstance(key, tuple) and number <= 2:
                # None, one and two are words of their own, which need no number.
                assert set(found) <= set(wanted), form
                assert set(wanted) - set(found) <= {"%(count)", "%(value)"}, form
            else:
                assert found == wanted, form


def test_ar_gives_all_six_plural_forms_by_the_rule_of_the_language() -> None:
    (choose,) = {c2py(read_catalogue(path).plural_expr) for path in CATALOGUES[-1:]}
    expected = {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3, 111: 4}
    assert {n: choose(n) for n in expected} == expected
    plurals = [m for k, m in entries().items() if isinstance(k, tuple)]
    assert plurals
    assert {len(forms_of(message)) for message in plurals} == {6}


@pytest.mark.parametrize(
    ("count", "en", "ar"),
    [
        (0, "0 incidents", "لا أحداث"),
        (1, "1 incident", "حدث واحد"),
        (2, "2 incidents", "حدثان"),
        (7, "7 incidents", "7 أحداث"),
        (15, "15 incidents", "15 حدثاً"),
        (1200, "1,200 incidents", "1,200 حدث"),
    ],
)
def test_plural_counts_by_the_rules_of_each_language(count: int, en: str, ar: str) -> None:
    said = [
        words(code).plural("%(count)s incident", "%(count)s incidents", count)
        for code in ("en", "ar")
    ]
    assert said == [en, ar]


def test_words_fills_placeholders_and_leaves_unknown_sentences_alone() -> None:
    assert words("ar")("Map") == "الخريطة"
    assert words("en")("%(shown)s of %(total)s", shown=1, total=2) == "1 of 2"
    assert words("ar")("%(shown)s of %(total)s", shown=1, total=2) == "1 من 2"
    assert words("ar")("nobody translates this %d") == "nobody translates this %d"
    assert words("ar")("") == ""


def test_words_gives_english_for_a_language_that_there_is_not() -> None:
    assert words("tlh").language == "en"
    assert {code: words(code).direction for code in LANGUAGES} == {"en": "ltr", "ar": "rtl"}


def test_words_writes_numbers_and_dates_as_newsrooms_do() -> None:
    day = date(2019, 1, 16)
    assert [words(code).date(day) for code in ("en", "ar")] == [
        "16 Jan 2019",
        "16 كانون الثاني 2019",
    ]
    assert words("ar").month(day) == "كانون الثاني 2019"
    assert words("ar").number(17151.99) == "17,152"
    assert words("en").number(603.7371, 1) == "603.7"
    assert words("en").number(3.0, 1) == "3"
    assert [words(code).percent(0.1048) for code in ("en", "ar")] == ["10.5 %", "10.5%"]
