"""What gazetteer and geo say: messages that a page can say in Arabic, with the same values."""

import pickle

import pytest

from gazetteer import InvalidPlaceError, Message, Named, PlaceFileError, message_of, parse_point
from geo import IncidentDataError, imports
from geo.imports import Refusals
from pages.dataset_words import refused_rows_csv
from pages.words import words
from tests.pages.templates import MAKERS, PLACEHOLDER, message_calls, template_of


def test_every_message_in_the_sources_has_its_template_written_out_with_its_values() -> None:
    assert sum(1 for _ in message_calls()) > 300
    for path, call in message_calls():
        if path in MAKERS:
            continue
        template, where = template_of(call), f"{path.name}:{call.lineno}"
        assert template is not None, where
        given = {keyword.arg for keyword in call.keywords}
        if None not in given:
            assert set(PLACEHOLDER.findall(template)) == given, where
        assert given or "%" not in template, where


def test_said_in_english_quotes_values_as_a_page_does() -> None:
    message = Message("no place has the id %(place_id)r", place_id="hajin")
    assert message == "no place has the id 'hajin'"
    assert words("en").said(message) == "no place has the id “hajin”"


def test_said_in_arabic_keeps_values_of_the_other_direction_apart() -> None:
    message = Message("no place has the id %(place_id)r", place_id="hajin")
    assert words("ar").said(message) == "لا مكان بالمعرّف «\u2068hajin\u2069»"


def test_said_translates_messages_within_messages_and_names() -> None:
    error = IncidentDataError(Message("is empty"), path="a.csv", row=3, field="date")
    assert str(error) == "a.csv, row 3, field 'date': is empty"
    assert words("ar").said(error.message) == (
        "\u200f\u2068a.csv\u2069، الصف 3، الحقل «\u2068date\u2069»: فارغ"
    )
    moved = Message(
        "The point lies in %(actual)s, not in %(stated)s.",
        actual=Named("Iraq", ar="العراق"),
        stated=Named("Syria", ar="سوريا"),
    )
    assert moved == "The point lies in Iraq, not in Syria."
    assert words("ar").said(moved) == "تقع النقطة في العراق لا في سوريا."


def test_said_of_text_that_is_no_message_gives_it_back() -> None:
    assert words("ar").said("disk gone") == "disk gone"
    assert message_of(OSError("disk gone")) == "disk gone"


def test_words_isolate_values_on_the_screen_and_not_in_files() -> None:
    assert words("ar")("%(shown)s of %(total)s", shown="Hajin", total="هجين") == (
        "\u2068Hajin\u2069 من هجين"
    )
    assert words("en")("%(shown)s of %(total)s", shown="Hajin", total="هجين") == (
        "Hajin of \u2068هجين\u2069"
    )


def test_message_keeps_its_values_through_records_and_pickles() -> None:
    inner = Message("is no point: %(problem)s", problem=Message("latitude"))
    for again in (Message.from_record(inner.to_record()), pickle.loads(pickle.dumps(inner))):  # noqa: S301
        assert again == inner
        assert words("ar").said(again) == "ليس نقطة: خط العرض"


def test_message_without_a_folder_keeps_its_template() -> None:
    error = PlaceFileError(Message("is empty"), path="/srv/up/a.csv")
    said = error.message.without("/srv/up/")
    assert said == "a.csv: is empty"
    assert isinstance(said, Message)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("91 40", "القيمة 91 ليست خط العرض: الحد الأقصى 90 درجة؛ خط العرض أولاً"),
        ("7", "كُتب عدد واحد، ولا يتبيّن منه خط العرض من خط الطول؛ اكتب النقطة على نحو"),
    ],
)
def test_parse_point_refusal_is_said_in_arabic(text: str, said: str) -> None:
    with pytest.raises(InvalidPlaceError) as caught:
        parse_point(text)
    assert words("ar").said(caught.value.message).startswith(said)


def test_refused_rows_are_downloaded_in_the_language_of_the_page() -> None:
    refusals = Refusals("أحداث.csv")
    refusals.add(7, "date", "never", Message("lies before %(day)s", day="1900-01-01"))
    kept = refusals.kept_bytes()
    refusals.close()
    told = refused_rows_csv(imports.kept_refusals(kept), words("ar")).decode("utf-8-sig")
    assert told.splitlines() == [
        "الملف,الصف,الحقل,القيمة,السبب",
        "أحداث.csv,7,date,never,يسبق 1900-01-01",
    ]


def test_refused_rows_that_an_earlier_release_kept_can_still_be_read() -> None:
    kept = "file,row,field,value,reason\r\na.csv,7,date,never,is no date\r\n".encode("utf-8-sig")
    (refusal,) = imports.kept_refusals(kept)
    assert str(refusal) == "a.csv, row 7, field 'date': 'never' is no date"
