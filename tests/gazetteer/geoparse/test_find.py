"""What is a place in a text, what is not, and which place is meant."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Gazetteer, HintKind, Mention, PlaceFinder, TextPlaces, find_places
from gazetteer.data.annotated_texts import DEV, EVENTS, AnnotatedText, read_texts
from gazetteer.place import ResolutionStatus
from tests.gazetteer.places import village as place

Ids = Callable[[str], list[tuple[str, str | None]]]
Find = Callable[[str], TextPlaces]
TEXTS = [*read_texts(DEV), *read_texts(EVENTS)]


def only(found: TextPlaces) -> Mention:
    (mention,) = found.mentions
    return mention


# -- the texts with every place marked -----------------------------------------------------------


def test_marked_texts_nearly_all_places_are_found_and_nearly_nothing_else(found: Find) -> None:
    wanted = given = right = 0
    for text in TEXTS:
        mentions = list(found(text.text).mentions)
        known = [mark for mark in text.mentions if mark.ids]
        wanted, given = wanted + len(known), given + len(mentions)
        right += sum(any(is_right(mention, text, at) for mention in mentions) for at in known)
    assert right / wanted >= 0.97
    assert right / given >= 0.95


def is_right(mention: Mention, text: AnnotatedText, mark: object) -> bool:
    marked = next(m for m in text.mentions if m is mark)
    overlaps = mention.name_start < marked.end and marked.start < mention.name_end
    return overlaps and mention.place is not None and mention.place.id in marked.ids


# -- one rule at a time ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "تلتقي محافظات ديالى وكركوك وصلاح الدين",
            ["diyala-governorate", "kirkuk-governorate", "salah-al-din-governorate"],
        ),
        ("في محافظتي حلب والرقة", ["aleppo-governorate", "raqqa-governorate"]),
        ("بلدات من محافظات وهي حلب والحسكة", ["aleppo-governorate", "hasakah-governorate"]),
        ("في مدن الرمادي والفلوجة", ["ramadi", "fallujah"]),
        ("in Anbar, Kirkuk and Diyala provinces",
         ["anbar-governorate", "kirkuk-governorate", "diyala-governorate"]),
        ("تدهور الوضع في سورياوالعراق", ["syria", "iraq"]),
        ("على الحدود العراقية-السورية", ["iraq-syria-border"]),
        ("the Syrian-Iraqi border", ["iraq-syria-border"]),
        ("شمال شرق سوريا", ["northeast-syria"]),
        ("إلى الشرق من نهر الفرات", ["east-of-the-euphrates"]),
        ("في الحزام المحيط ببغداد", ["baghdad-belts"]),
        ("the eastern countryside of Deir ez-Zor", ["deir-ez-zor-governorate"]),
        ("وصل إلى مدينة دير الزور", ["deir-ez-zor"]),
        ("Syria's troops left Qamishlo", ["syria", "qamishli"]),
        ("Lebanon's army closed the trails", ["lebanon"]),
    ],
)  # fmt: skip
def test_find_places_usual_wording_resolves_each_name(
    text: str, wanted: list[str], ids: Ids
) -> None:
    assert [place_id for _, place_id in ids(text)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "الوضع القائم لا يستمر والباب مفتوح",
        "قناة الجزيرة وصحيفة الشرق الأوسط ووكالة الأناضول",
        "معهد واشنطن لسياسة الشرق الأدنى وجامعة تكساس",
        "قوات سوريا الديمقراطية ومجلس منبج العسكري وعملية درع الفرات",
        "أبو بكر البغدادي والنائب محمد الحلبي",
        "اللجنة الأمنية في مجلس محافظة نينوى",
        "القوات العراقية والجيش السوري والاستخبارات التركية",
        "The Washington Institute, Mosul University and the Syrian Democratic Forces",
        "A mare was hit and the rest are in a balad",
    ],
)
def test_find_places_names_of_other_things_are_no_mentions(text: str, ids: Ids) -> None:
    assert ids(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("قصفت الطائرات مدينة الباب أمس", "al-bab"),
        ("في قضاء القائم غربي الأنبار", "al-qaim"),
        ("ناحية البغدادي قرب هيت", "al-baghdadi"),
        ("مناطق الصحراء والجزيرة الممتدة حتى الأنبار", "al-jazira"),
    ],
)
def test_find_places_common_word_with_evidence_is_a_place(text: str, wanted: str, ids: Ids) -> None:
    assert wanted in {place_id for _, place_id in ids(text)}


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("نقلت قناة الجزيرة الخبر", "الجزيرة", HintKind.ORGANISATION),
        ("قتل أبو بكر البغدادي", "البغدادي", HintKind.PERSON),
        ("قال الجيش العراقي", "العراقي", HintKind.NATIONALITY),
    ],
)
def test_find_places_what_is_no_mention_is_kept_as_a_hint(
    text: str, word: str, kind: HintKind, found: Find
) -> None:
    hints = {hint.text: hint for hint in found(text).hints}
    assert hints[word].kind is kind
    assert text[hints[word].start : hints[word].end] == word


# -- qualifications --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expression", "qualification", "added_km"),
    [
        ("وغرب مدينة الرمادي", "غرب مدينة الرمادي", "side", 25),
        ("قرب تدمر", "قرب تدمر", "near", 25),
        ("على بعد 20 كم شرق تدمر", "20 كم شرق تدمر", "distance", 24),
        ("في ريف محافظة الحسكة", "ريف محافظة الحسكة", "countryside", 0),
        ("10 km north of Manbij", "10 km north of Manbij", "distance", 12),
        ("وسط سوريا", "وسط سوريا", "part", 0),
    ],
)
def test_find_places_qualified_place_widens_its_extent(
    text: str, expression: str, qualification: str, added_km: float, found: Find
) -> None:
    mention = only(found(text))
    assert text[mention.start : mention.end] == expression
    assert mention.qualification == qualification
    assert mention.place is not None
    assert mention.extent_km == pytest.approx(mention.place.extent_km + added_km)


def test_find_places_border_the_gazetteer_lacks_still_gives_its_countries(found: Find) -> None:
    mention = only(found("على الحدود المصرية الليبية"))
    assert mention.border == ("EG", "LY")
    assert mention.status is ResolutionStatus.NOT_FOUND


def test_find_places_border_of_one_country_takes_the_other_from_the_text(found: Find) -> None:
    mentions = found("في قرية الباغوز بشرق سوريا قرب الحدود العراقية").mentions
    assert mentions[-1].border == ("IQ", "SY")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("انفجار في حي النركزلية أمس", "النركزلية"),
        ("غارة على كهوف في وادي خناز ليلا", "خناز"),
        ("تحصنوا في جبل بطمة", "بطمة"),
        ("a skirmish at Kharab Valley last night", "Kharab"),
    ],
)
def test_find_places_unknown_name_after_a_type_word_is_not_found(
    text: str, name: str, found: Find
) -> None:
    mention = only(found(text))
    assert (mention.text, mention.status) == (name, ResolutionStatus.NOT_FOUND)


@pytest.mark.parametrize(
    "text",
    [
        "وجاء في بيان للجيش أن المعارك مستمرة",
        "التقطت الصور من الجو",
        "قال أبو بكر البغدادي في تسجيل",
        "وأن القوات تقدمت",
        "فتح معبر يربط القرى",
        "the Mosul Dam Authority said so",
    ],
)
def test_find_places_words_and_names_of_men_that_villages_bear_are_no_places(
    text: str, found: Find
) -> None:
    assert found(text).mentions == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ألقت شرطة الفلوجة القبض على رجل", "fallujah"),
        ("fighting in western Mosul", "mosul"),
        ("the desert west of Mosul", "western-nineveh"),
        ("في أبو غريب قرب بغداد", "abu-ghraib"),
        ("along the Lebanon-Syria frontier", "lebanon-syria-border"),
    ],
)
def test_find_places_town_of_an_institution_or_of_its_part_is_found(
    text: str, place: str, found: Find
) -> None:
    first = found(text).mentions[0]
    assert first.place is not None
    assert first.place.id == place


# -- which of several ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("اجتمع الوزراء في الرياض وعمان", "riyadh"),
        ("في ناحية الرياض جنوب غربي كركوك قرب الحويجة", "hawija-riyadh"),
        ("بلدات الجيزة ونصيب بريف درعا", "al-jizah"),
    ],
)
def test_find_places_namesakes_are_told_apart_by_the_rest_of_the_text(
    text: str, wanted: str, ids: Ids
) -> None:
    assert ids(text)[0][1] == wanted


def test_find_places_context_country_tips_the_scales() -> None:
    twins = [
        place("twin-sy", "خربة السدرة", country_code="SY", lat=35.0, lon=39.0),
        place("twin-iq", "خربة السدرة", country_code="IQ", lat=33.0, lon=44.0),
    ]
    for country in ("SY", "IQ"):
        found = find_places("في قرية خربة السدرة", Gazetteer(twins), context_countries=[country])
        chosen = only(found).place
        assert chosen is not None
        assert chosen.country_code == country


def test_find_places_twins_without_context_are_ambiguous() -> None:
    twins = [
        place("twin-sy", "خربة السدرة", country_code="SY", lat=35.0, lon=39.0),
        place("twin-iq", "خربة السدرة", country_code="IQ", lat=33.0, lon=44.0),
    ]
    mention = only(find_places("في قرية خربة السدرة", Gazetteer(twins)))
    assert mention.status is ResolutionStatus.AMBIGUOUS
    assert {one.place.id for one in mention.candidates} == {"twin-sy", "twin-iq"}
    assert mention.reasons


# -- offsets and edits -----------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_find_places_any_text_gives_offsets_that_hold_the_name(data: st.DataObject) -> None:
    source = TEXTS[data.draw(st.integers(0, len(TEXTS) - 1))].text
    start = data.draw(st.integers(0, len(source)))
    text = source[start : start + data.draw(st.integers(0, 200))]
    found = find_places(text, _SHIPPED)
    for mention in found.mentions:
        assert 0 <= mention.start <= mention.name_start < mention.name_end <= mention.end
        assert text[mention.name_start : mention.name_end] == mention.text
        assert 0.0 <= mention.confidence <= 1.0
    for before, after in zip(found.mentions, found.mentions[1:], strict=False):
        assert before.name_end <= after.name_start
    for hint in found.hints:
        assert text[hint.start : hint.end] == hint.text


_SHIPPED = Gazetteer.shipped()


@pytest.mark.parametrize("text", ["", " \n\t", "...", "123", "\u200f\u200e", "و"])
def test_find_places_text_without_words_gives_nothing(text: str, found: Find) -> None:
    assert found(text) == TextPlaces(mentions=(), hints=())


def test_place_finder_edit_is_seen_and_undone(gazetteer: Gazetteer) -> None:
    finder = PlaceFinder()
    before = dict(gazetteer.places())
    finder.update(before)
    raqqa = before["raqqa"]
    renamed = replace(raqqa, toponyms=(replace(raqqa.toponyms[0], name="مدينة الاختبار"),))
    finder.update({**before, "raqqa": renamed})
    assert [m.place.id for m in finder.find("في مدينة الاختبار").mentions if m.place] == ["raqqa"]
    assert "raqqa" not in {m.place.id for m in finder.find("قرب الرقة").mentions if m.place}
    finder.update(before)
    assert [m.place.id for m in finder.find("قرب الرقة").mentions if m.place] == ["raqqa"]


def test_place_finder_new_and_deleted_place_is_seen() -> None:
    first = place("first", "خربة السدرة", country_code="SY", lat=35.0, lon=39.0)
    second = place("second", "خربة الطرفة", country_code="SY", lat=35.0, lon=39.0)
    finder = PlaceFinder()
    finder.update({"first": first})
    finder.update({"second": second})
    text = "بين قرية خربة السدرة وقرية خربة الطرفة"
    assert [m.place.id for m in finder.find(text).mentions if m.place] == ["second"]
