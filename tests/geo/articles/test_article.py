import pytest

from geo.articles.article import paragraphs_of, sentences_of

TEXT = (
    "العنوان\n\n \u00a0 \n  الفقرة الأولى. قال: نعم؟ لا!  \r\n"
    "U.S. forces left. Then Mr. Smith came."
)


def test_paragraphs_of_lines_that_hold_only_spaces_are_not_counted() -> None:
    found = [(p.number, TEXT[p.start : p.end]) for p in paragraphs_of(TEXT)]
    assert found == [
        (1, "العنوان"),
        (2, "الفقرة الأولى. قال: نعم؟ لا!"),
        (3, "U.S. forces left. Then Mr. Smith came."),
    ]


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (2, ["الفقرة الأولى.", "قال: نعم؟", "لا!"]),
        (3, ["U.S. forces left.", "Then Mr. Smith came."]),
    ],
)
def test_sentences_of_paragraph_ends_at_signs_and_not_at_abbreviations(
    number: int, wanted: list[str]
) -> None:
    paragraph = paragraphs_of(TEXT)[number - 1]
    assert [TEXT[start:end] for start, end in sentences_of(TEXT, paragraph)] == wanted


def test_paragraphs_of_empty_text_are_none() -> None:
    assert paragraphs_of(" \n\t\n") == []
