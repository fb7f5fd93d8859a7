"""What is kept of articles: recognised again, decided, drafted, confirmed; by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from gazetteer import Gazetteer, PermissionDeniedError, Role, Store, User
from geo import (
    ActorRole,
    ArticleConflictError,
    ArticleDesk,
    CardState,
    IncidentCard,
    IncidentDataError,
    IncidentStore,
    KeptArticle,
    MentionDecision,
    MentionVerdict,
    NeverSense,
    new_actor,
    text_digest,
)
from geo.store.schema import ARTICLE_CARD
from tests.geo.store.rows import AMAL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BASIM = User("Basim", Role.CONTRIBUTOR)
VIEWER = User("", Role.VIEWER)
ARTICLE = KeptArticle(
    digest=text_digest("قصف على منبج"),
    title="Shelling",
    publisher="Daily",
    published=date(2021, 3, 10),
)
CARD = IncidentCard(
    id="d1",
    paragraph=2,
    start=date(2021, 3, 9),
    place_id="manbij",
    summary="A clash.",
    summary_ar="اشتباك.",
    sentence=(3, 9),
)
KEPT_CARD = replace(CARD, version=1, by=BASIM.name)
DECISION = MentionDecision(
    start=7, end=11, verdict=MentionVerdict.CORRECTED, place_id="manbij", by=BASIM.name
)


def desk(sets: IncidentStore, user: User = AMAL) -> ArticleDesk:
    return ArticleDesk(sets, user)


def kept(sets: IncidentStore) -> ArticleDesk:
    """Return the desk of an editor where a contributor has left article, decision and card."""
    before = desk(sets, BASIM)
    before.keep(ARTICLE)
    before.decide(ARTICLE.digest, [DECISION])
    before.keep_cards(ARTICLE.digest, [CARD])
    return desk(sets)


def test_find_kept_article_opens_decisions_and_cards_but_no_text(sets: IncidentStore) -> None:
    opened = kept(sets)
    found = opened.find(ARTICLE.digest)
    assert found is not None
    assert replace(found, read_by="", read_at=None) == ARTICLE
    assert opened.decisions(ARTICLE.digest) == [replace(DECISION, version=1)]
    assert opened.cards(ARTICLE.digest) == [KEPT_CARD]
    assert [a.digest for a in opened.articles()] == [ARTICLE.digest]


def test_keep_with_text_stores_it_and_without_removes_it(sets: IncidentStore) -> None:
    opened = desk(sets)
    opened.keep(replace(ARTICLE, text="قصف على منبج"))
    assert (found := opened.find(ARTICLE.digest))
    assert found.text == "قصف على منبج"
    opened.keep(ARTICLE)
    assert (found := opened.find(ARTICLE.digest))
    assert found.text is None


def test_decide_again_replaces_and_withdraw_removes(sets: IncidentStore) -> None:
    opened = kept(sets)
    rejected = replace(
        DECISION, verdict=MentionVerdict.REJECTED, place_id=None, by=AMAL.name, version=1
    )
    opened.decide(ARTICLE.digest, [rejected])
    assert opened.decisions(ARTICLE.digest) == [replace(rejected, version=2)]
    opened.decide(ARTICLE.digest, [replace(rejected, verdict=MentionVerdict.WITHDRAWN, version=2)])
    (left,) = opened.decisions(ARTICLE.digest)
    assert (left.verdict, left.version) == (MentionVerdict.WITHDRAWN, 3)


def test_decide_on_what_somebody_else_decided_meanwhile_writes_nothing(
    sets: IncidentStore,
) -> None:
    opened = kept(sets)
    other = replace(DECISION, start=20, end=24)
    rejected = replace(DECISION, verdict=MentionVerdict.REJECTED, place_id=None)
    with pytest.raises(ArticleConflictError, match="Basim") as refused:
        opened.decide(ARTICLE.digest, [other, rejected])
    assert refused.value.theirs == replace(DECISION, version=1)
    assert opened.decisions(ARTICLE.digest) == [replace(DECISION, version=1)]
    opened.decide(ARTICLE.digest, [DECISION])
    assert opened.decisions(ARTICLE.digest) == [replace(DECISION, version=1)]


def test_keep_cards_of_what_somebody_else_changed_meanwhile_writes_nothing(
    sets: IncidentStore,
) -> None:
    opened = kept(sets)
    seen = opened.cards(ARTICLE.digest)[0]
    (theirs,) = desk(sets, BASIM).keep_cards(ARTICLE.digest, [replace(seen, injured=4)])
    assert (theirs.version, theirs.by) == (2, BASIM.name)
    with pytest.raises(ArticleConflictError) as refused:
        opened.keep_cards(ARTICLE.digest, [replace(CARD, id="d2"), replace(seen, injured=5)])
    assert (refused.value.theirs, refused.value.by) == (theirs, BASIM.name)
    assert opened.cards(ARTICLE.digest) == [theirs]
    assert opened.keep_cards(ARTICLE.digest, [replace(seen, injured=4)]) == [theirs]
    with pytest.raises(ArticleConflictError):
        opened.confirm(ARTICLE, seen)
    assert sets.records().incidents == ()


def test_draft_again_replaces_what_nobody_touched(sets: IncidentStore) -> None:
    opened = kept(sets)
    opened.keep_cards(ARTICLE.digest, [replace(CARD, id="d2", injured=4, is_edited=True)])
    opened.draft_again(ARTICLE.digest, [replace(CARD, injured=1), replace(CARD, id="d2")])
    assert {c.id: c.injured for c in opened.cards(ARTICLE.digest)} == {"d1": 1, "d2": 4}
    before = opened.cards(ARTICLE.digest)
    assert opened.draft_again(ARTICLE.digest, [replace(CARD, injured=1)]) == before
    assert [c.id for c in opened.draft_again(ARTICLE.digest, [])] == ["d2"]


def test_confirm_puts_the_incident_on_the_map_with_article_and_paragraph(
    sets: IncidentStore,
) -> None:
    opened = kept(sets)
    incident = opened.confirm(ARTICLE, KEPT_CARD)
    records = sets.records()
    assert records.incidents == (incident,)
    (citation,) = incident.citations
    assert citation.paragraph == 2
    assert records.sources[citation.source_id].title == "Shelling"
    (card,) = opened.cards(ARTICLE.digest)
    assert (card.state, card.incident_id) == (CardState.CONFIRMED, incident.id)


def test_confirm_after_a_halt_between_incident_and_card_ends_what_was_begun(
    sets: IncidentStore,
) -> None:
    opened = kept(sets)
    incident = opened.confirm(ARTICLE, KEPT_CARD)
    with sets.database.write() as connection:
        connection.execute(delete(ARTICLE_CARD))
    opened.keep_cards(ARTICLE.digest, [CARD])
    assert opened.confirm(ARTICLE, KEPT_CARD) == incident
    assert opened.cards(ARTICLE.digest)[0].incident_id == incident.id
    assert sets.records().incidents == (incident,)


def test_confirm_brings_the_new_actors_that_are_involved(sets: IncidentStore) -> None:
    opened = kept(sets)
    guards = new_actor("Desert Guards", "حراس الصحراء", "political militia", [])
    unused = new_actor("Nobody", "لا أحد", "civilians", [])
    card = replace(
        KEPT_CARD,
        involvements=((guards.id, ActorRole.PERPETRATOR),),
        new_actors=(guards, unused),
    )
    (card,) = opened.keep_cards(ARTICLE.digest, [card])
    assert opened.cards(ARTICLE.digest) == [card]
    incident = opened.confirm(ARTICLE, card)
    assert dict(sets.records().actors) == {"desert-guards": guards}
    assert [i.actor_id for i in incident.involvements] == ["desert-guards"]
    again = replace(card, id="d2", version=0)
    opened.confirm(ARTICLE, again)
    assert dict(sets.records().actors) == {"desert-guards": guards}


def test_article_text_that_nobody_asked_to_keep_stands_nowhere_in_the_database(
    tmp_path: Path,
) -> None:
    path = tmp_path / "articles.sqlite"
    words = "وصلت القافلة بعد منتصف الليل واستقرت في المدرسة القديمة"
    with IncidentStore(Gazetteer(store=Store(str(path), shipped=False))) as opened_store:
        opened = kept(opened_store)
        opened.keep(replace(ARTICLE, text=f"{words}\n" * 300))
        assert words.encode() in _files_of(path)
        opened.keep(ARTICLE)
        (card,) = opened.cards(ARTICLE.digest)
        opened.confirm(ARTICLE, card)
        left = _files_of(path)
        assert not [word for word in words.split() if word.encode() in left]


def _files_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())


def test_confirm_twice_makes_one_incident(sets: IncidentStore) -> None:
    opened = kept(sets)
    opened.confirm(ARTICLE, KEPT_CARD)
    with pytest.raises(IncidentDataError, match="taken"):
        opened.confirm(ARTICLE, KEPT_CARD)
    with pytest.raises(ArticleConflictError):
        opened.keep_cards(ARTICLE.digest, [replace(CARD, state=CardState.OPEN)])
    assert opened.cards(ARTICLE.digest)[0].state is CardState.CONFIRMED
    second = opened.confirm(replace(ARTICLE, title="Renamed"), replace(CARD, id="d2"))
    assert len(sets.records().incidents) == 2
    assert len(sets.records().sources) == 1
    assert second.id.endswith("-d2")


@pytest.mark.parametrize(
    ("article", "card", "field"),
    [
        (replace(ARTICLE, publisher=" "), CARD, "publisher"),
        (ARTICLE, replace(CARD, place_id=None), "place_id"),
        (ARTICLE, replace(CARD, start=date(2021, 3, 12)), "start"),
    ],
)
def test_confirm_of_what_lacks_something_leaves_nothing(
    sets: IncidentStore, article: KeptArticle, card: IncidentCard, field: str
) -> None:
    opened = kept(sets)
    with pytest.raises(IncidentDataError) as refused:
        opened.confirm(article, replace(card, version=1))
    assert refused.value.field == field
    assert sets.records().incidents == ()
    assert opened.cards(ARTICLE.digest) == [KEPT_CARD]


def test_never_ruled_out_is_kept_for_all_and_taken_back(sets: IncidentStore) -> None:
    sense = NeverSense(name="قائم", place_id="al-qaim")
    desk(sets).rule_out(sense, reason="an adjective")
    desk(sets).rule_out(NeverSense(name="باب"), reason="a door")
    assert desk(sets, VIEWER).never() == [NeverSense(name="باب"), sense]
    desk(sets).allow_again(sense)
    assert desk(sets).never() == [NeverSense(name="باب")]


def test_viewer_writes_nothing_and_contributor_confirms_nothing(sets: IncidentStore) -> None:
    kept(sets)
    digest = ARTICLE.digest
    acts: list[Callable[[ArticleDesk], object]] = [
        lambda d: d.keep(ARTICLE),
        lambda d: d.decide(digest, [DECISION]),
        lambda d: d.keep_cards(digest, [CARD]),
        lambda d: d.draft_again(digest, []),
    ]
    editors_acts: list[Callable[[ArticleDesk], object]] = [
        lambda d: d.confirm(ARTICLE, KEPT_CARD),
        lambda d: d.rule_out(NeverSense(name="باب"), reason="r"),
        lambda d: d.allow_again(NeverSense(name="باب")),
    ]
    for act in (*acts, *editors_acts):
        with pytest.raises(PermissionDeniedError):
            act(desk(sets, VIEWER))
    for act in editors_acts:
        with pytest.raises(PermissionDeniedError):
            act(desk(sets, BASIM))
    assert sets.records().incidents == ()


def test_decisions_and_cards_survive_when_the_server_starts_again(
    sets: IncidentStore, url: str
) -> None:
    kept(sets)
    sets.gazetteer.close()
    with IncidentStore(Gazetteer(store=Store(url, shipped=False))) as again:
        assert desk(again).decisions(ARTICLE.digest) == [replace(DECISION, version=1)]
        assert desk(again).cards(ARTICLE.digest) == [KEPT_CARD]


def test_backup_carries_articles(
    sets: IncidentStore, fresh_url: Callable[[], str], tmp_path: Path
) -> None:
    kept(sets)
    sets.gazetteer.store.backup(tmp_path / "b.sqlite")
    with IncidentStore(Gazetteer(store=Store(fresh_url(), shipped=False))) as other:
        other.gazetteer.store.restore(tmp_path / "b.sqlite")
        assert desk(other).cards(ARTICLE.digest) == [KEPT_CARD]
        assert desk(other).decisions(ARTICLE.digest) == [replace(DECISION, version=1)]
