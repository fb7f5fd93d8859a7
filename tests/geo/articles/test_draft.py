from datetime import date

import pytest

from gazetteer import Gazetteer
from gazetteer.data.annotated_texts import EVENTS, AnnotatedText, read_texts
from geo import (
    SUB_TYPES_BY_EVENT_TYPE,
    ActorRole,
    Article,
    IncidentDraft,
    TimePrecision,
    draft_incidents,
    load_dataset,
)
from geo.articles.words import table

TEXTS = read_texts(EVENTS)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.shipped()


def drafts_of(text: str, gazetteer: Gazetteer) -> list[IncidentDraft]:
    return draft_incidents(Article(text=text, published=date(2021, 3, 5)), gazetteer)


@pytest.mark.parametrize("text", TEXTS, ids=[text.id for text in TEXTS])
def test_draft_incidents_marked_text_every_event_is_drafted_as_told(
    text: AnnotatedText, gazetteer: Gazetteer
) -> None:
    drafts = draft_incidents(Article(text=text.text, published=text.published), gazetteer)
    for event in text.events:
        found = [
            draft
            for draft in drafts
            if draft.paragraph == event.paragraph and draft.sub_event_type == event.sub_event_type
        ]
        assert found, event
        assert found[0].event_type == event.event_type
        assert found[0].start is not None
        assert found[0].end is not None
        assert found[0].start <= event.start <= found[0].end
        if event.killed:
            low, _, high = event.killed.partition("-")
            stated = found[0].fatalities
            assert (stated.low, stated.high) == (int(low), int(high or low))
        if event.injured:
            assert found[0].injured == int(event.injured)


def test_draft_incidents_all_that_is_drafted_is_told_with_its_words(gazetteer: Gazetteer) -> None:
    for text in TEXTS:
        drafts = draft_incidents(Article(text=text.text, published=text.published), gazetteer)
        for draft in drafts:
            assert draft.sub_event_type in SUB_TYPES_BY_EVENT_TYPE[draft.event_type]
            assert 0.0 < draft.confidence < 1.0
            for words in (
                draft.sentence, draft.event_words, draft.date_words, draft.fatalities_words,
                draft.injured_words, *(actor.evidence for actor in draft.actors),
            ):  # fmt: skip
                if words is not None:
                    assert text.text[words.start : words.end] == words.text
                    assert draft.also_in or draft.sentence.start <= words.start <= words.end


def test_draft_incidents_whole_report_fills_every_field(gazetteer: Gazetteer) -> None:
    text = "قُتل خمسة مدنيين وأصيب 12 آخرون أمس بقصف شنته القوات الروسية على مدينة إدلب."
    (draft,) = drafts_of(text, gazetteer)
    assert draft.event_type == "Explosions/Remote violence"
    assert draft.mention is not None
    assert draft.mention.place is not None
    assert draft.mention.place.id == "idlib"
    assert (draft.start, draft.time_precision) == (date(2021, 3, 4), TimePrecision.DAY)
    assert draft.date_inferred
    assert (draft.fatalities.low, draft.injured) == (5, 12)
    roles = {actor.actor_id: actor.role for actor in draft.actors}
    assert roles["russian-forces"] is ActorRole.PERPETRATOR
    assert roles["civilians-syria"] is ActorRole.AFFECTED


def test_draft_incidents_land_taken_is_told_apart_by_who_took_it(gazetteer: Gazetteer) -> None:
    text = "سيطرت قوات سوريا الديمقراطية على هجين.\nاستعادت القوات العراقية مدينة القائم."
    first, second = drafts_of(text, gazetteer)
    assert first.sub_event_type == "Non-state actor overtakes territory"
    assert second.sub_event_type == "Government regains territory"


def test_draft_incidents_casualties_told_later_belong_to_the_event(gazetteer: Gazetteer) -> None:
    text = "وقع انفجار في سوق منبج أمس.\nوأكدت مصادر مقتل أربعة أشخاص."
    (draft,) = drafts_of(text, gazetteer)
    assert draft.event_type == "Explosions/Remote violence"
    assert draft.mention is not None
    assert draft.mention.text == "منبج"
    assert (draft.fatalities.low, draft.also_in) == (4, (2,))
    assert draft.fatalities_words is not None
    assert text[draft.fatalities_words.start :].startswith(draft.fatalities_words.text)


@pytest.mark.parametrize(
    "text",
    [
        "وقال محلل إن التنظيم سيشن هجمات في الرقة.",
        "هدد قائد بقصف أربيل.",
        "نفت الوزارة وقوع انفجار في بغداد.",
        "Militants could attack Mosul again.",
        "There was no explosion in Baghdad, police said.",
        "تتراجع الهجمات في العراق.",
    ],
)
def test_draft_incidents_what_is_feared_planned_or_denied_is_none(
    text: str, gazetteer: Gazetteer
) -> None:
    assert drafts_of(text, gazetteer) == []


def test_draft_incidents_places_listed_together_are_an_incident_each(gazetteer: Gazetteer) -> None:
    drafts = drafts_of("اندلعت معارك أمس في تلعفر والحويجة.", gazetteer)
    assert [d.mention.text for d in drafts if d.mention] == ["تلعفر", "الحويجة"]


def test_draft_incidents_state_that_backs_a_side_is_not_where_it_happened(
    gazetteer: Gazetteer,
) -> None:
    text = "سيطرت قوات سوريا الديمقراطية المدعومة من الولايات المتحدة على هجين أمس."
    (draft,) = drafts_of(text, gazetteer)
    assert draft.mention is not None
    assert draft.mention.text == "هجين"


@pytest.mark.parametrize(
    "text",
    [
        "وفي قرية قرب الرقة هاجم مسلحون نقطة تفتيش أمس.",
        "وقرب مدينة الفلوجة انفجرت عبوة ناسفة أمس.",
        "تقدمت القوات نحو الباغوز وقصفت مواقع داعش أمس.",
    ],
)
def test_draft_incidents_near_or_towards_a_place_does_not_make_an_event_doubtful(
    gazetteer: Gazetteer, text: str
) -> None:
    assert len(drafts_of(text, gazetteer)) == 1


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("هاجم عناصر من داعش نقطة تفتيش في الرقة أمس.", ActorRole.PERPETRATOR),
        ("Gunmen from Islamic State attacked a checkpoint in Raqqa yesterday.", "perpetrator"),
        ("سيطرت القوات على الباغوز آخر معاقل التنظيم أمس.", ActorRole.TARGET),
        ("اعتقلت القوات أمس في الرقة عناصر من داعش.", ActorRole.TARGET),
    ],
)
def test_draft_incidents_role_of_the_islamic_state_is_what_the_sentence_says(
    gazetteer: Gazetteer, text: str, role: str
) -> None:
    (draft,) = drafts_of(text, gazetteer)
    roles = {actor.actor_id: actor.role for actor in draft.actors}
    assert roles["islamic-state"] == role


def test_draft_incidents_unknown_place_is_kept_and_takes_no_other_town(
    gazetteer: Gazetteer,
) -> None:
    text = "عاد الهدوء إلى الرقة.\nوانفجرت عبوة ناسفة أمس في وادي خناز."
    (draft,) = drafts_of(text, gazetteer)
    assert draft.mention is not None
    assert (draft.mention.text, draft.mention.place) == ("خناز", None)


def test_draft_incidents_country_that_acts_is_not_where_it_happened(gazetteer: Gazetteer) -> None:
    text = "عاد الهدوء إلى الرقة. وأرسلت تركيا أمس تعزيزات عسكرية إلى المنطقة."
    (draft,) = drafts_of(text, gazetteer)
    assert draft.mention is not None
    assert draft.mention.text == "الرقة"


def test_draft_incidents_caption_printed_twice_is_one_draft(gazetteer: Gazetteer) -> None:
    line = "انفجار عبوة ناسفة في الرقة"
    (draft,) = drafts_of(f"{line}\n\n{line}", gazetteer)
    assert (draft.paragraph, draft.also_in) == (1, (2,))


def test_draft_incidents_text_without_events_gives_none(gazetteer: Gazetteer) -> None:
    assert drafts_of("قال الوزير في بغداد إن الميزانية ستناقش غدا.", gazetteer) == []
    assert drafts_of("", gazetteer) == []


def test_draft_incidents_without_the_article_date_keeps_what_the_text_states(
    gazetteer: Gazetteer,
) -> None:
    text = "انفجرت عبوة ناسفة في الرقة في أيار/مايو 2020. وانفجرت أخرى في تدمر أمس."
    first, second = draft_incidents(Article(text=text), gazetteer)
    assert first.start == date(2020, 5, 1)
    assert (second.start, second.date_words) == (None, None)


def test_actor_words_every_id_is_an_actor_of_the_data_set() -> None:
    known = set(load_dataset().actors)
    assert {entry["id"] for entry in table()["actors"]} <= known
