import json

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


def test_rules_every_arabic_word_is_folded_as_the_text_is() -> None:
    words = json.dumps({k: v for k, v in table().items() if k != "about"}, ensure_ascii=False)
    assert not set("أإآؤئءٱ") & set(words)


@pytest.mark.parametrize(
    "text",
    [
        "قد يشن التنظيم هجمات",
        "militants could launch attacks on the city",
        "تسعى الحكومة إلى منع هجمات جديدة",
        "لإحباط أي عمليات تسلل في الصحراء",
        "داعيا القيادة إلى تكثيف الطلعات وقصف مواقع التنظيم",
        "لا صحة لما يشاع عن وقوع انفجار ثان في المدينة",
        "وتستعد القوات لاستعادة المدينة",
        "اقتربت القوات المدعومة من التحالف من السيطرة على البلدة",
        "وأصبحت هجمات التنظيم نادرة",
        "عاد الهدوء إلى ساحة المعركة",
        "تصدير الصواريخ والمسيرات الهجومية",
        "The army is close to seizing the town",
        "ways to prevent suicide bombings",
        "Attacks on convoys are likely to continue",
        "Rockets and missiles of Iranian make",
    ],
)
def test_events_in_what_may_happen_is_no_event(text: str) -> None:
    assert events_in(folded(text, 0, len(text))) == []


@pytest.mark.parametrize(
    ("text", "sub_type"),
    [
        ("قبل خمس سنوات سقطت الموصل بيد التنظيم", "Territory"),
        ("في سنجار انفجرت عبوة ناسفة", "Remote explosive/landmine/IED"),
        ("On 1 May fighters attacked army posts", "Armed clash"),
        ("رغم منع التجول، انفجرت عبوة ناسفة", "Remote explosive/landmine/IED"),
        ("منعت السلطات الصحافيين من التصوير بعد أن قصفت الطائرات السوق", "Air/drone strike"),
        ("تعرضت القاعدة لقصف بالصواريخ", "Shelling/artillery/missile attack"),
        ("سقوط المدينة في قبضة التنظيم", "Territory"),
        ("إجلاء مئات العائلات", "Other"),
        ("سحبت واشنطن قواتها", "Change to group/activity"),
        ("Preventing looting is hard; gunmen attacked a bank", "Armed clash"),
        ("Rebels captured the airport", "Territory"),
        ("The town fell to the insurgents", "Territory"),
        ("No one was hurt when a car bomb exploded", "Remote explosive/landmine/IED"),
    ],
)
def test_events_in_word_of_doubt_elsewhere_leaves_the_event(text: str, sub_type: str) -> None:
    assert sub_type in [e.sub_event_type for e in events_in(folded(text, 0, len(text)))]


def test_events_in_patrol_that_is_struck_is_no_event_of_its_own() -> None:
    text = "انفجرت عبوة ناسفة برتل ودورية للتحالف"
    (event,) = events_in(folded(text, 0, len(text)))
    assert event.event_type == "Explosions/Remote violence"


def test_events_in_sentence_without_an_event_gives_nothing() -> None:
    text = "قال الوزير إن الميزانية ستناقش"
    assert events_in(folded(text, 0, len(text))) == []
