"""What is kept of articles: recognised again, decided, drafted, confirmed; by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer, PermissionDeniedError, Role, Store, User
from geo import (
    ArticleDesk,
    CardState,
    IncidentCard,
    IncidentDataError,
    IncidentStore,
    KeptArticle,
    MentionDecision,
    MentionVerdict,
    NeverSense,
    text_digest,
)
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
    assert opened.decisions(ARTICLE.digest) == [DECISION]
    assert opened.cards(ARTICLE.digest) == [CARD]
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
    rejected = replace(DECISION, verdict=MentionVerdict.REJECTED, place_id=None, by=AMAL.name)
    opened.decide(ARTICLE.digest, [rejected])
    assert opened.decisions(ARTICLE.digest) == [rejected]
    opened.withdraw(ARTICLE.digest, [(7, 11)])
    assert opened.decisions(ARTICLE.digest) == []


def test_draft_again_replaces_what_nobody_touched(sets: IncidentStore) -> None:
    opened = kept(sets)
    opened.keep_cards(ARTICLE.digest, [replace(CARD, id="d2", injured=4, is_edited=True)])
    opened.draft_again(ARTICLE.digest, [replace(CARD, injured=1), replace(CARD, id="d2")])
    assert {c.id: c.injured for c in opened.cards(ARTICLE.digest)} == {"d1": 1, "d2": 4}


def test_confirm_puts_the_incident_on_the_map_with_article_and_paragraph(
    sets: IncidentStore,
) -> None:
    opened = kept(sets)
    incident = opened.confirm(ARTICLE, CARD)
    records = sets.records()
    assert records.incidents == (incident,)
    (citation,) = incident.citations
    assert citation.paragraph == 2
    assert records.sources[citation.source_id].title == "Shelling"
    (card,) = opened.cards(ARTICLE.digest)
    assert (card.state, card.incident_id) == (CardState.CONFIRMED, incident.id)


def test_confirm_twice_makes_one_incident(sets: IncidentStore) -> None:
    opened = kept(sets)
    opened.confirm(ARTICLE, CARD)
    with pytest.raises(IncidentDataError, match="taken"):
        opened.confirm(ARTICLE, CARD)
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
        opened.confirm(article, card)
    assert refused.value.field == field
    assert sets.records().incidents == ()
    assert opened.cards(ARTICLE.digest) == [CARD]


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
        lambda d: d.withdraw(digest, [(7, 11)]),
        lambda d: d.keep_cards(digest, [CARD]),
        lambda d: d.draft_again(digest, []),
    ]
    editors_acts: list[Callable[[ArticleDesk], object]] = [
        lambda d: d.confirm(ARTICLE, CARD),
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


def test_backup_carries_articles(
    sets: IncidentStore, fresh_url: Callable[[], str], tmp_path: Path
) -> None:
    kept(sets)
    sets.gazetteer.store.backup(tmp_path / "b.sqlite")
    with IncidentStore(Gazetteer(store=Store(fresh_url(), shipped=False))) as other:
        other.gazetteer.store.restore(tmp_path / "b.sqlite")
        assert desk(other).cards(ARTICLE.digest) == [CARD]
        assert desk(other).decisions(ARTICLE.digest) == [DECISION]
