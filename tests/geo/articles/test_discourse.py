from datetime import date

import pytest

from gazetteer import Gazetteer
from geo import Article, IncidentDraft, draft_incidents
from geo.articles import PlaceBasis

PUBLISHED = date(2021, 3, 5)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.shipped()


def drafts_of(text: str, gazetteer: Gazetteer) -> list[IncidentDraft]:
    return draft_incidents(Article(text=text, published=PUBLISHED), gazetteer)


def place_id(draft: IncidentDraft) -> str | None:
    return draft.mention.place.id if draft.mention and draft.mention.place else None


@pytest.mark.parametrize(
    ("text", "place", "basis"),
    [
        ("انفجرت عبوة ناسفة أمس في الرقة.", "raqqa", PlaceBasis.SENTENCE),
        (
            "عاد الهدوء إلى مدينة الرقة. وقتل مدنيان أمس بانفجار عبوة ناسفة.",
            "raqqa",
            PlaceBasis.PARAGRAPH,
        ),
        (
            (
                "عاد الهدوء إلى مدينة الرقة.\nوشهدت البلاد أمطارا.\n"
                "وانفجرت أمس عبوة ناسفة في سوق المدينة."
            ),
            "raqqa",
            PlaceBasis.BACK_REFERENCE,
        ),
        ("Calm is back in Raqqa.\nA bomb exploded yesterday.", "raqqa", PlaceBasis.ARTICLE),
        (
            (
                "Raqqa is tense. Traders in Raqqa fear more. Raqqa has no power.\nOil is cheap.\n"
                "Wheat is dear.\nPolice arrested two men yesterday."
            ),
            "raqqa",
            PlaceBasis.ARTICLE,
        ),
        (
            "Raqqa is calm.\nAid came to Manbij.\nA bomb exploded yesterday.",
            "manbij",
            PlaceBasis.EARLIER,
        ),
        ("انفجرت عبوة ناسفة أمس.", None, PlaceBasis.NONE),
    ],
)
def test_draft_place_basis_tells_where_the_place_was_taken_from(
    gazetteer: Gazetteer, text: str, place: str | None, basis: PlaceBasis
) -> None:
    draft = drafts_of(text, gazetteer)[-1]
    assert (place_id(draft), draft.place_basis) == (place, basis)


def test_draft_taken_place_is_less_sure_and_says_why(gazetteer: Gazetteer) -> None:
    (own,) = drafts_of("انفجرت عبوة ناسفة أمس في الرقة.", gazetteer)
    (taken,) = drafts_of("عاد الهدوء إلى الرقة. وانفجرت عبوة ناسفة أمس.", gazetteer)
    assert own.mention is not None
    assert taken.mention is not None
    assert taken.confidence < own.confidence
    assert taken.mention.confidence < own.mention.confidence
    assert taken.mention.reasons[-1].code == "discourse_paragraph"


def test_draft_event_told_again_happened_where_it_was_told_first(gazetteer: Gazetteer) -> None:
    text = (
        "هز تفجير انتحاري منبج أمس.\n"
        "وسيطرت القوات على قرية الشعفة أمس.\n"
        "واعتقلت الشرطة خلية تقف وراء الهجوم الانتحاري."
    )
    arrest = drafts_of(text, gazetteer)[-1]
    assert arrest.sub_event_type == "Arrests"
    assert (place_id(arrest), arrest.place_basis) == ("manbij", PlaceBasis.EVENT)


def test_draft_what_states_declare_takes_no_town(gazetteer: Gazetteer) -> None:
    text = "عاد الهدوء إلى الرقة. وأعلنت الحكومة أمس انتهاء الحرب على التنظيم."
    assert [place_id(draft) for draft in drafts_of(text, gazetteer)] == [None]


def test_draft_date_of_the_paragraph_holds_on_in_its_next_sentence(gazetteer: Gazetteer) -> None:
    text = "في 20 شباط 2021 هاجم مسلحون الرقة. واعتقلت الشرطة أربعة رجال في تدمر."
    drafts = drafts_of(text, gazetteer)
    assert [draft.start for draft in drafts] == [date(2021, 2, 20)] * 2
    assert [draft.date_inferred for draft in drafts] == [False, True]
    assert drafts[1].date_words is None


def test_draft_two_listed_places_each_take_their_own_date(gazetteer: Gazetteer) -> None:
    text = "طردت القوات التنظيم من مدن في العراق في عام 2017 وفي سوريا في عام 2019."
    starts = {place_id(d): d.start for d in drafts_of(text, gazetteer)}
    assert starts["iraq"] == date(2017, 1, 1)


def test_draft_without_any_date_is_of_the_days_before_the_article(gazetteer: Gazetteer) -> None:
    (draft,) = drafts_of("انفجرت عبوة ناسفة في الرقة.", gazetteer)
    assert (draft.start, draft.end) == (date(2021, 2, 27), PUBLISHED)
    assert draft.date_inferred
