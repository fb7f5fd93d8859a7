import pytest

from geo import SUB_TYPES_BY_EVENT_TYPE
from geo.articles.events import events_in
from geo.articles.words import folded, table


def test_event_words_every_type_is_one_of_the_data_set() -> None:
    for entry in table()["events"]:
        known = (*SUB_TYPES_BY_EVENT_TYPE[entry["type"]], "Territory")
        assert entry["sub"] in known
        assert 0 < entry["strength"] <= 1


@pytest.mark.parametrize(
    ("text", "sub_type"),
    [
        ("انفجرت عبوة ناسفة في السوق", "Remote explosive/landmine/IED"),
        ("فجر انتحاري نفسه عند الحاجز", "Suicide bomb"),
        ("شن الطيران غارة جوية", "Air/drone strike"),
        ("سقطت قذائف هاون", "Shelling/artillery/missile attack"),
        ("اندلعت اشتباكات عنيفة", "Armed clash"),
        ("سيطرت القوات على البلدة", "Territory"),
        ("خطف مسلحون تاجرا", "Abduction/forced disappearance"),
        ("اغتال مجهولون ناشطا", "Attack"),
        ("اعتقلت الشرطة خمسة أشخاص", "Arrests"),
        ("توصل الطرفان إلى اتفاق", "Agreement"),
        ("عثرت القوات على مخبأ للأسلحة", "Disrupted weapons use"),
        ("نزح آلاف المدنيين", "Other"),
        ("عمليات تطهير لبقايا التنظيم", "Other"),
        ("A roadside bomb went off", "Remote explosive/landmine/IED"),
        ("Fighters clashed with the army", "Armed clash"),
        ("Police arrested two men", "Arrests"),
        ("Thousands were displaced", "Other"),
    ],
)
def test_events_in_usual_words_gives_the_type(text: str, sub_type: str) -> None:
    assert [e.sub_event_type for e in events_in(folded(text, 0, len(text)))][:1] == [sub_type]


def test_events_in_means_of_an_attack_is_no_second_event() -> None:
    text = "قتل خمسة في هجوم انتحاري بسيارة مفخخة"
    assert len(events_in(folded(text, 0, len(text)))) == 1


@pytest.mark.parametrize(
    "text", ["قد يشن التنظيم هجمات", "militants could launch attacks on the city"]
)
def test_events_in_what_may_happen_is_no_event(text: str) -> None:
    assert events_in(folded(text, 0, len(text))) == []


def test_events_in_sentence_without_an_event_gives_nothing() -> None:
    text = "قال الوزير إن الميزانية ستناقش"
    assert events_in(folded(text, 0, len(text))) == []
