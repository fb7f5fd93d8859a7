"""The article page: reading, deciding, drafting and confirming, driven without a browser."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer, ProposalState, Role, User
from geo import (
    MOST_WORDS,
    ArticleDesk,
    Briefing,
    CardState,
    IncidentCard,
    MentionDecision,
    MentionVerdict,
    NeverSense,
    current_briefing,
    name_key,
    text_digest,
)
from pages import identity
from pages.article_reading import CARD, MENTION, PARAGRAPH
from pages.local_name import forget_local_name, keep_local_name
from tests.pages.hostile import assert_harmless
from tests.pages.tables import html_tables
from tests.payloads import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]

TEXT = (
    "هجوم قرب هجين\n"
    "قتل ثلاثة مدنيين وأصيب خمسة آخرون في انفجار عبوة ناسفة أمس في مدينة الرقة.\n"
    "واندلعت اشتباكات في منبج يوم 8 آذار 2021."
)
DIGEST = text_digest(TEXT)
HIBA = User("Hiba", Role.EDITOR)
SANA = User("Sana", Role.CONTRIBUTOR)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with what ships, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    with Gazetteer.open(str(folder / "made.sqlite")) as gazetteer:
        gazetteer.store.backup(folder / "filled.sqlite")
    return folder / "filled.sqlite"


@pytest.fixture(autouse=True)
def _own_store(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shutil.copy(filled, tmp_path / "articles.sqlite")
    monkeypatch.setenv("HUDUD_DATABASE_URL", str(tmp_path / "articles.sqlite"))
    keep_local_name(HIBA.name)
    yield
    forget_local_name()


def desk(user: User = HIBA) -> ArticleDesk:
    store = current_briefing().incident_store
    assert store is not None
    return ArticleDesk(store, user)


def paste(
    open_page: Open, text: str = TEXT, *, publisher: str = "Daily", keep_text: bool = False
) -> AppTest:
    at = open_page("article")
    at.text_area(key="article_text").set_value(text)
    at.text_input(key="article_publisher").set_value(publisher)
    at.date_input(key="article_published").set_value(date(2021, 3, 10))
    if keep_text:
        at.checkbox(key="article_keep_text").set_value(True)
    at.button(key="article_go").click().run()
    assert not at.exception
    return at


def choose(at: AppTest, name: str) -> AppTest:
    mentions = at.session_state["article-found"][1].mentions
    span = next((m.start, m.end) for m in mentions if name in m.text)
    at.session_state[MENTION] = span
    return at.run()


def open_card(at: AppTest, card_id: str) -> AppTest:
    at.session_state["article_view"] = "incidents"
    at.session_state[CARD] = card_id
    at.run()
    assert not at.exception
    return at


def card_of(event_type: str) -> str:
    return next(c.id for c in desk().cards(DIGEST) if c.event_type.startswith(event_type))


def card_in(paragraph: int) -> IncidentCard:
    return next(card for card in desk().cards(DIGEST) if card.paragraph == paragraph)


def said(at: AppTest) -> str:
    notices = [*at.info, *at.warning, *at.error, *at.success, *at.toast, *at.caption]
    return "\n".join(str(notice.value) for notice in notices)


def keys(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


def test_article_pasted_keeps_what_it_is_but_not_its_text(open_page: Open) -> None:
    at = paste(open_page)
    assert DIGEST in at.query_params["article"]
    kept = desk().find(DIGEST)
    assert kept is not None
    assert (kept.title, kept.publisher, kept.text) == ("هجوم قرب هجين", "Daily", None)
    assert "found: " in said(at)
    assert (card_in(2).place_id, card_in(3).place_id) == ("raqqa", "manbij")


def test_article_worked_on_leaves_no_sentence_of_it_in_the_database(
    open_page: Open, tmp_path: Path
) -> None:
    at = choose(paste(open_page), "منبج")
    at.text_input(key="article_search").set_value("Hajin").run()
    at.button(key="article_take_100").click().run()
    card_id = card_of("Explosions")
    at = open_card(at, card_id)
    at.number_input(key=f"article_card_{card_id}_injured").set_value(6).run()
    at.button(key=f"article_confirm_{card_id}").click().run()
    assert not at.exception
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "هجوم قرب هجين".encode() in held
    words = TEXT.partition("\n")[2].split()
    shingles = [" ".join(words[at : at + 3]) for at in range(len(words) - 2)]
    assert not [shingle for shingle in shingles if shingle.encode() in held]


def test_article_in_a_file_is_read_once_and_keeps_what_is_typed_about_it(open_page: Open) -> None:
    at = open_page("article")
    at.file_uploader[0].set_value(("raid.txt", TEXT.encode(), "text/plain")).run()
    assert not at.exception
    field = at.text_input(key=f"article_publisher{text_digest(TEXT)}")
    field.set_value("Daily").run()
    at.button(key="article_go").click().run()
    kept = desk().find(DIGEST)
    assert kept is not None
    assert kept.publisher == "Daily"


def test_article_whose_text_is_kept_opens_again_from_the_list(open_page: Open) -> None:
    paste(open_page, keep_text=True)
    at = open_page("article")
    at.button(key=f"article_open_{DIGEST}").click().run()
    assert not at.exception
    assert "article_next" in keys(at) or "found: " in said(at)


def test_article_whose_text_is_not_kept_asks_for_it_and_shows_the_cards(open_page: Open) -> None:
    paste(open_page)
    at = open_page("article")
    at.button(key=f"article_open_{DIGEST}").click().run()
    assert "was not kept" in said(at)
    at.text_area(key="article_again").set_value("another text")
    at.button(key="article_again_go").click().run()
    assert "another text" in said(at)
    at.text_area(key="article_again").set_value(TEXT)
    at.button(key="article_again_go").click().run()
    assert not at.text_area


def test_mention_accepted_and_taken_back(open_page: Open) -> None:
    at = choose(paste(open_page), "منبج")
    at.button(key="article_take_0").click().run()
    assert [d.verdict for d in desk().decisions(DIGEST)] == [MentionVerdict.ACCEPTED]
    assert "accepted: 1" in said(at)
    at.button(key="article_undo").click().run()
    assert [d.verdict for d in desk().decisions(DIGEST)] == [MentionVerdict.WITHDRAWN]
    assert "accepted" not in said(at)


def test_mention_decided_by_somebody_else_meanwhile_is_not_overwritten(open_page: Open) -> None:
    at = choose(paste(open_page), "منبج")
    start, end = at.session_state[MENTION]
    theirs = MentionDecision(start=start, end=end, verdict=MentionVerdict.REJECTED)
    desk(SANA).decide(DIGEST, [theirs])
    at.button(key="article_take_0").click().run()
    assert "Sana changed this meanwhile" in said(at)
    assert [d.verdict for d in desk().decisions(DIGEST)] == [MentionVerdict.REJECTED]


def test_mention_made_longer_is_another_name(open_page: Open) -> None:
    at = choose(paste(open_page), "منبج")
    start, end = at.session_state[MENTION]
    field = at.text_input(key=f"article_words_of_{start}_{end}")
    assert field.value == "منبج"
    field.set_value("الرقة")
    at.button(key=f"FormSubmitter:article_words_{start}_{end}-Take these words").click().run()
    assert "do not stand at this place" in said(at)
    at.text_input(key=f"article_words_of_{start}_{end}").set_value("اشتباكات في منبج")
    at.button(key=f"FormSubmitter:article_words_{start}_{end}-Take these words").click().run()
    assert not at.exception
    (mark,) = desk().decisions(DIGEST)
    assert TEXT[mark.start : mark.end] == "اشتباكات في منبج"
    assert at.session_state[MENTION] == (mark.start, mark.end)
    at.button(key="article_undo").click().run()
    assert "found: " in said(at)


def test_mention_corrected_moves_its_card_and_proposes_the_variant(open_page: Open) -> None:
    at = choose(paste(open_page), "منبج")
    at.text_input(key="article_search").set_value("Hajin").run()
    at.button(key="article_take_100").click().run()
    (decision,) = desk().decisions(DIGEST)
    assert (decision.verdict, decision.place_id) == (MentionVerdict.CORRECTED, "hajin")
    assert card_in(3).place_id == "hajin"
    (proposal,) = current_briefing().gazetteer.proposals(ProposalState.PENDING)
    assert (proposal.place_id, proposal.after.toponyms[-1].name) == ("hajin", "منبج")


def test_mention_rejected_leaves_its_card_without_a_place(open_page: Open) -> None:
    at = choose(paste(open_page), "منبج")
    at.button(key="article_reject").click().run()
    assert "no place: 1" in said(at)
    assert card_in(3).place_id is None


def test_mention_never_in_this_sense_is_no_place_in_later_articles(open_page: Open) -> None:
    at = choose(paste(open_page), "منبج")
    at.button(key="article_never").click().run()
    assert desk().never() == [NeverSense(name=name_key("منبج"), place_id="manbij")]
    later = paste(open_page, "وقع قصف في منبج مساء أمس")
    assert "No place was found" in said(later)


def test_card_confirmed_is_an_incident_with_its_paragraph(open_page: Open) -> None:
    paste(open_page)
    card_id = card_of("Explosions")
    at = open_card(paste(open_page), card_id)
    assert at.number_input(key=f"article_card_{card_id}_best").value == 3
    at.number_input(key=f"article_card_{card_id}_injured").set_value(6).run()
    at.button(key=f"article_confirm_{card_id}").click().run()
    assert not at.exception
    card = next(c for c in desk().cards(DIGEST) if c.id == card_id)
    assert card.state is CardState.CONFIRMED
    incident = current_briefing().incidents[card.incident_id or ""]
    assert (incident.injured, incident.citations[0].paragraph) == (6, 2)
    assert (incident.start, incident.place_id) == (date(2021, 3, 9), "raqqa")
    assert "6 injured" in incident.summary
    assert not set(TEXT.split("\n")) & {incident.summary, incident.summary_ar}
    assert f"article_map_{incident.id}" in keys(at)


def test_card_like_an_incident_on_the_map_says_so_first(open_page: Open) -> None:
    at = paste(open_page)
    card_id = card_of("Explosions")
    at = open_card(at, card_id)
    assert "near by in these days" not in said(at)
    at.button(key=f"article_confirm_{card_id}").click().run()
    at = paste(open_page, f"{TEXT}\nنقلاً عن وكالة أخرى.")
    (other,) = [c for c in desk().cards(text_digest(f"{TEXT}\nنقلاً عن وكالة أخرى."))
                if c.event_type.startswith("Explosions")]  # fmt: skip
    assert "near by in these days" in said(open_card(at, other.id))


def test_card_without_a_publisher_says_what_is_missing(open_page: Open) -> None:
    at = paste(open_page, publisher="")
    card_id = card_of("Explosions")
    at = open_card(at, card_id)
    assert "Say who published the article first" in said(at)
    assert at.button(key=f"article_confirm_{card_id}").disabled
    assert current_briefing().confirmed == frozenset()


def test_card_without_date_place_or_numbers_says_so_and_cannot_be_confirmed(
    open_page: Open,
) -> None:
    text = "وقع انفجار ضخم قرب مدرسة وسمع دويه من بعيد."
    at = open_page("article")
    at.text_area(key="article_text").set_value(text)
    at.text_input(key="article_publisher").set_value("Daily")
    at.button(key="article_go").click().run()
    (card,) = desk().cards(text_digest(text))
    assert set(card.unstated) == {"date", "place", "casualties"}
    at = open_card(at, card.id)
    for sentence in ("The date is missing", "The place is missing", "No words of the text give"):
        assert sentence in said(at)
    assert at.button(key=f"article_confirm_{card.id}").disabled


def test_card_changed_by_two_people_in_different_fields_keeps_both(open_page: Open) -> None:
    at = paste(open_page)
    card_id = card_of("Explosions")
    at = open_card(at, card_id)
    theirs = next(c for c in desk().cards(DIGEST) if c.id == card_id)
    desk(SANA).keep_cards(DIGEST, [replace(theirs, summary="By Sana.", is_edited=True)])
    at.number_input(key=f"article_card_{card_id}_injured").set_value(9).run()
    card = next(c for c in desk().cards(DIGEST) if c.id == card_id)
    assert (card.injured, card.summary) == (9, "By Sana.")
    assert "both are kept" in said(at)


def test_card_changed_by_two_people_in_one_field_shows_both_and_asks(open_page: Open) -> None:
    at = paste(open_page)
    card_id = card_of("Explosions")
    at = open_card(at, card_id)
    theirs = next(c for c in desk().cards(DIGEST) if c.id == card_id)
    desk(SANA).keep_cards(DIGEST, [replace(theirs, injured=7, is_edited=True)])
    at.number_input(key=f"article_card_{card_id}_injured").set_value(9).run()
    assert "Sana changed the same meanwhile" in said(at)
    (table,) = html_tables(at)
    assert table[1:] == [["Injured", "9", "7"]]
    assert f"article_confirm_{card_id}" not in keys(at)
    assert next(c for c in desk().cards(DIGEST) if c.id == card_id).injured == 7
    at.button(key="article_conflict_mine").click().run()
    assert not at.exception
    assert next(c for c in desk().cards(DIGEST) if c.id == card_id).injured == 9
    assert f"article_confirm_{card_id}" in keys(at)


def test_card_seen_while_somebody_else_changes_it_follows(open_page: Open) -> None:
    at = paste(open_page)
    card_id = card_of("Explosions")
    at = open_card(at, card_id)
    theirs = next(c for c in desk().cards(DIGEST) if c.id == card_id)
    desk(SANA).keep_cards(DIGEST, [replace(theirs, injured=7, is_edited=True)])
    at.run()
    assert "Sana changed this card meanwhile" in said(at)
    assert 7 in [field.value for field in at.number_input]
    assert next(c for c in desk().cards(DIGEST) if c.id == card_id).by == SANA.name


def test_card_with_a_new_actor_brings_it_to_the_filters(open_page: Open) -> None:
    at = paste(open_page)
    card_id = card_of("Explosions")
    at = open_card(at, card_id)
    prefix = f"article_card_{card_id}"
    at.text_input(key=f"{prefix}_new_name").set_value("Desert Guards")
    at.button(key=f"{prefix}_new_add").click().run()
    assert "both its names" in said(at)
    at.text_input(key=f"{prefix}_new_name").set_value("Desert Guards")
    at.text_input(key=f"{prefix}_new_name_ar").set_value("حراس الصحراء")
    at.selectbox(key=f"{prefix}_new_kind").set_value("political militia")
    at.button(key=f"{prefix}_new_add").click().run()
    assert not at.exception
    (actor,) = next(c for c in desk().cards(DIGEST) if c.id == card_id).new_actors
    assert (actor.id, actor.kind) == ("desert-guards", "political militia")
    at.button(key=f"article_confirm_{card_id}").click().run()
    briefing = current_briefing()
    assert briefing.dataset.actors["desert-guards"] == actor
    assert briefing.table.names["actor"]["desert-guards"] == ("Desert Guards", "حراس الصحراء")


def test_card_edited_survives_in_a_new_session_and_may_be_discarded(open_page: Open) -> None:
    at = paste(open_page)
    card_id = card_of("Battles")
    at = open_card(at, card_id)
    at.text_area(key=f"article_card_{card_id}_summary_en").set_value("A clash.").run()
    fresh = open_card(paste(open_page), card_id)
    assert fresh.text_area(key=f"article_card_{card_id}_summary_en").value == "A clash."
    fresh.button(key=f"article_discard_{card_id}").click().run()
    card = next(c for c in desk().cards(DIGEST) if c.id == card_id)
    assert (card.state, card.summary) == (CardState.DISCARDED, "A clash.")


def test_card_by_hand_starts_from_its_paragraph(open_page: Open) -> None:
    at = paste(open_page)
    at.session_state[PARAGRAPH] = 3
    at.session_state["article_view"] = "incidents"
    at.run()
    at.button(key="article_by_hand").click().run()
    assert not at.exception
    card = next(c for c in desk().cards(DIGEST) if c.id.startswith("h"))
    assert (card.paragraph, card.place_id, card.start) == (3, "manbij", date(2021, 3, 10))
    assert card.date_inferred
    assert "follows from the article's own date" in said(at)


def test_contributor_drafts_and_an_editor_confirms(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "current_user", lambda: SANA)
    at = paste(open_page)
    card_id = card_of("Explosions")
    at = open_card(at, card_id)
    assert f"article_discard_{card_id}" in keys(at)
    assert f"article_confirm_{card_id}" not in keys(at)
    assert "An editor confirms it" in said(at)
    assert "article_never" not in keys(choose(at, "منبج"))


def test_viewer_finds_places_and_writes_nothing(open_page: Open) -> None:
    forget_local_name()
    at = open_page("article")
    at.text_area(key="article_text").set_value(TEXT)
    at.button(key="article_go").click().run()
    assert not at.exception
    assert "nothing is kept" in said(at)
    assert "found: " in said(at)
    assert not {
        k for k in keys(choose(at, "منبج")) if k.startswith(("article_take", "article_rej"))
    }
    assert desk().articles() == []


def test_article_without_places_says_so(open_page: Open) -> None:
    at = paste(open_page, "لا شيء يُذكر اليوم")
    assert "No place was found" in said(at)


def test_article_of_hostile_text_stays_text(open_page: Open) -> None:
    at = paste(open_page, "\n".join(f"انفجار في منبج {payload}" for payload in PAYLOADS))
    at = choose(at, "منبج")
    assert not at.exception
    for node in at.get("html"):
        if not node.proto.body.startswith("<style"):
            assert_harmless(node.proto.body)


def test_article_of_twenty_thousand_words_is_read(open_page: Open) -> None:
    at = paste(open_page, "\n".join(f"{TEXT} {n}" for n in range(700)))
    assert "found: 2,100" in said(at)
    assert "very long" not in said(at)


def test_article_longer_than_what_is_read_says_so_and_is_recognised_again(open_page: Open) -> None:
    text = f"{TEXT}\n" + "كلمة " * (MOST_WORDS + 5)
    assert "its first 20,000 words were read" in said(paste(open_page, text))
    assert "was read before" in said(paste(open_page, text))


def test_source_of_the_map_shows_its_record(open_page: Open, briefing: Briefing) -> None:
    source_id = next(iter(briefing.dataset.sources))
    at = open_page("article")
    at.selectbox(key="article_source").set_value(source_id).run()
    at.button(key="article_record").click().run()
    assert not at.exception
    cited = [i for i in briefing.incidents.values() if i.citations[0].source_id == source_id]
    assert f"article_map_{cited[0].id}" in keys(at)


def test_article_page_in_arabic(open_page: Open) -> None:
    at = open_page("article", lang="ar")
    at.query_params["lang"] = "ar"
    at.text_area(key="article_text").set_value(TEXT)
    at.button(key="article_go").click().run()
    assert at.title[0].value == "مقال"
    assert "معروف" in said(at)
