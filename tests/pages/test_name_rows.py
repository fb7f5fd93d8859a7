"""Rows of the form's tables read back as names and citations."""

from __future__ import annotations

import pandas as pd
import pytest

from gazetteer import Citation, Toponym, ToponymKind
from pages.name_rows import citations_of, toponyms_of, with_spellings

START = (
    Toponym(
        name="Baghouz",
        language="en",
        script="Latn",
        kind=ToponymKind.PREFERRED,
        citation=Citation(source="Article 1", locator="3", note="as printed"),
    ),
    Toponym(name="الباغوز", language="ar", script="Arab", kind=ToponymKind.PREFERRED),
    Toponym(name="Baghuz", language="en", script="Latn"),
)
LONG = "Tell " + "ا" * 195


def row(name: object, order: object = None, **fields: object) -> dict[str, object]:
    said = {"language": "en", "kind": "variant", "source": None, "locator": None} | fields
    return {"order": order, "name": name, **said}


def kept() -> list[dict[str, object]]:
    """The rows as the form draws them at first."""
    cited = {"source": "Article 1", "locator": "3"}
    return [
        row("Baghouz", 1, kind="preferred", **cited),
        row("الباغوز", 2, language="ar", kind="preferred"),
        row("Baghuz", 3),
    ]


def read(*rows: dict[str, object], labels: list[object] | None = None) -> tuple[Toponym, ...]:
    frame = pd.DataFrame(
        list(rows), columns=["order", "name", "language", "kind", "source", "locator"]
    )
    if labels is not None:
        frame.index = pd.Index(labels)
    return toponyms_of(frame.astype({"order": "Int64"}), START)


def test_toponyms_of_rows_as_drawn_are_the_names_as_they_were() -> None:
    assert read(*kept()) == START


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([row(""), row(None), row(pd.NA), row("  ")], []),
        ([row("Baghuz"), row("Baghuz"), row(" Baghuz ")], ["Baghuz"]),
        ([row("Baghuz"), row("Baghuz", language="ckb")], ["Baghuz", "Baghuz"]),
        ([row("Baghuz", language=None, kind=None)], ["Baghuz"]),
        ([row(LONG)], [LONG]),
    ],
)
def test_toponyms_of_bad_rows_leave_out_what_is_no_name(
    rows: list[dict[str, object]], names: list[str]
) -> None:
    assert [t.name for t in read(*rows, labels=[7 + n for n in range(len(rows))])] == names


def test_toponyms_of_a_row_without_language_and_kind_is_a_variant_of_unknown_language() -> None:
    [toponym] = read(row("باغوز", language=None, kind=None), labels=[9])
    assert toponym == Toponym(name="باغوز", language="und", script="Arab")


@pytest.mark.parametrize(
    ("orders", "names"),
    [
        ((1, 2, 3), ["Baghouz", "الباغوز", "Baghuz"]),
        ((1, 2, 1), ["Baghuz", "Baghouz", "الباغوز"]),
        ((3, 2, 3), ["الباغوز", "Baghouz", "Baghuz"]),
        ((None, 1, None), ["الباغوز", "Baghouz", "Baghuz"]),
    ],
)
def test_toponyms_of_changed_numbers_move_the_names(
    orders: tuple[int | None, ...], names: list[str]
) -> None:
    rows = [{**drawn, "order": order} for drawn, order in zip(kept(), orders, strict=True)]
    assert [t.name for t in read(*rows)] == names


def test_toponyms_of_a_new_row_stands_last_unless_it_has_a_number() -> None:
    assert [t.name for t in read(*kept(), row("Bagouz"))][-1] == "Bagouz"
    assert next(t.name for t in read(*kept(), row("Bagouz", 1))) == "Bagouz"


def test_toponyms_of_a_removed_row_keeps_the_others_to_themselves() -> None:
    first, _second, third = kept()
    assert read(first, third, labels=[0, 2]) == (START[0], START[2])


def test_toponyms_of_a_renamed_row_takes_the_script_of_what_is_written() -> None:
    renamed = {**kept()[0], "name": "باغوز فوقاني"}
    assert read(renamed)[0].script == "Arab"
    # What the table does not show stays.
    assert read(renamed)[0].citation == START[0].citation


def test_toponyms_of_a_row_whose_source_is_blanked_has_no_citation() -> None:
    assert read({**kept()[0], "source": "", "locator": None})[0].citation is None


def test_citations_of_rows_without_a_source_are_left_out() -> None:
    rows = pd.DataFrame(
        [
            {"source": "Article 1", "locator": "3", "note": None},
            {"source": "", "locator": "4", "note": "lost"},
            {"source": pd.NA, "locator": pd.NA, "note": pd.NA},
            {"source": " الشرق الأوسط ", "locator": "", "note": LONG},
        ]
    )
    assert citations_of(rows) == (
        Citation(source="Article 1", locator="3"),
        Citation(source="الشرق الأوسط", note=LONG),
    )


def test_with_spellings_adds_variants_in_the_language_of_their_script() -> None:
    named = with_spellings(START, " Baghooz,  باغوس ، Al  Baghouz,")
    assert named[: len(START)] == START
    added = [(t.name, t.language, t.script, t.kind) for t in named[len(START) :]]
    assert added == [
        ("Baghooz", "und", "Latn", ToponymKind.VARIANT),
        ("باغوس", "ar", "Arab", ToponymKind.VARIANT),
        ("Al Baghouz", "und", "Latn", ToponymKind.VARIANT),
    ]


@pytest.mark.parametrize("text", ["", " , ،", "Baghuz", "الباغوز, Baghouz"])
def test_with_spellings_that_are_known_adds_nothing(text: str) -> None:
    assert with_spellings(START, text) == START
