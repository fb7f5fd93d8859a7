from datetime import date
from pathlib import Path

from gazetteer.data.annotated_texts import DEV, parse_texts, read_texts

HELD_OUT = Path(__file__).parents[3] / "benchmarks" / "held_out" / "texts.txt"


def test_parse_texts_marks_become_offsets() -> None:
    (text,) = parse_texts(
        "= one\n@ date 2021-03-05\n! 1 | Battles | Armed clash | hit | 2021-03-04 | 2-3 | 7\n"
        "في [[هيت|hit]] و[[الرياض|riyadh|hawija-riyadh]] و[[حوران|-]]، قناة {{الجزيرة}}.\n"
    )
    assert text.text == "في هيت والرياض وحوران، قناة الجزيرة."
    assert [(text.text[m.start : m.end], m.ids) for m in text.mentions] == [
        ("هيت", ("hit",)),
        ("الرياض", ("riyadh", "hawija-riyadh")),
        ("حوران", ()),
    ]
    assert [text.text[m.start : m.end] for m in text.hints] == ["الجزيرة"]
    assert text.published == date(2021, 3, 5)
    assert (text.events[0].killed, text.events[0].injured) == ("2-3", "7")


def test_texts_leave_no_mark_behind() -> None:
    for text in (*read_texts(DEV), *read_texts(HELD_OUT)):
        assert not set("[]{}|") & set(text.text), text.id
