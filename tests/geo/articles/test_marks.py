from __future__ import annotations

from dataclasses import replace

import pytest

from geo import (
    Article,
    MentionDecision,
    MentionStanding,
    MentionVerdict,
    ReadMention,
    draft_incidents,
    marking,
    nearest_words,
    read_mentions,
    with_marks,
)
from geo.articles.marks import LONGEST_MARK
from tests.geo.articles.made_up import PUBLISHED, found, gazetteer

TEXT = "قصف قرب هجين\nوقع انفجار في الباغوزالفوقاني. وهدأ الوضع في منبج لاحقاً."
MISSED = "الباغوزالفوقاني"


def span_of(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def read(*decisions: MentionDecision) -> list[ReadMention]:
    marked = with_marks(found(TEXT), TEXT, decisions, gazetteer())
    return read_mentions(marked, decisions, gazetteer().places())


def mark(words: str) -> MentionDecision:
    start, end = span_of(words)
    return MentionDecision(start=start, end=end, verdict=MentionVerdict.MARKED, by="Amal")


def one_at(span: tuple[int, int], mentions: list[ReadMention]) -> ReadMention:
    return next(m for m in mentions if (m.mention.start, m.mention.end) == span)


def test_with_marks_missed_words_become_a_mention_with_candidates() -> None:
    marked = mark("الباغوز")
    mentions = read(marked)
    one = one_at((marked.start, marked.end), mentions)
    assert (one.mention.text, one.is_marked, one.by) == ("الباغوز", True, "Amal")
    assert "baghuz" in {c.place.id for c in one.mention.candidates} or one.mention.candidates
    assert [m.mention.start for m in mentions] == sorted(m.mention.start for m in mentions)


def test_with_marks_unknown_name_waits_for_a_place() -> None:
    one = one_at(span_of("وهدأ الوضع"), read(mark("وهدأ الوضع")))
    assert (one.standing, one.place) == (MentionStanding.UNKNOWN, None)


def test_with_marks_letter_written_together_with_a_name_is_looked_through() -> None:
    text = "سار الرتل بمنبج ليلاً"
    start = text.index("بمنبج")
    marked = MentionDecision(start=start, end=start + 5, verdict=MentionVerdict.MARKED)
    mentions = with_marks(found(text), text, [marked], gazetteer()).mentions
    place = next(m for m in mentions if m.start == start).place
    assert place is not None
    assert place.id == "manbij"


def test_with_marks_words_of_a_found_mention_take_its_place() -> None:
    marked = mark("الوضع في منبج")
    mentions = read(marked)
    over = [m for m in mentions if m.mention.start < marked.end and marked.start < m.mention.end]
    assert [(m.mention.start, m.mention.end) for m in over] == [(marked.start, marked.end)]


def test_with_marks_two_that_overlap_leave_the_longer_one() -> None:
    mentions = read(mark("الوضع في منبج"), mark("منبج لاحقاً"))
    assert "الوضع في منبج" in [m.mention.text for m in mentions]
    assert "منبج لاحقاً" not in [m.mention.text for m in mentions]


@pytest.mark.parametrize(
    "decision",
    [
        replace(mark(MISSED), verdict=MentionVerdict.WITHDRAWN),
        MentionDecision(start=5, end=900, verdict=MentionVerdict.MARKED),
    ],
)
def test_with_marks_withdrawn_or_beyond_the_text_counts_no_more(decision: MentionDecision) -> None:
    assert with_marks(found(TEXT), TEXT, [decision], gazetteer()) == found(TEXT)


def test_with_marks_place_that_was_decided_outlives_what_the_machine_finds() -> None:
    start, end = span_of("الوضع")
    decided = MentionDecision(
        start=start, end=end, verdict=MentionVerdict.CORRECTED, place_id="hajin"
    )
    one = one_at((start, end), read(decided))
    assert one.standing is MentionStanding.CORRECTED
    assert one.place is not None
    assert one.place.id == "hajin"


def test_with_marks_marked_place_is_where_the_drafts_have_it() -> None:
    text = "وقع انفجار في الباغوزالفوقاني يوم 8 آذار 2021."
    start = text.index("الباغوزالفوقاني")
    marked = MentionDecision(start=start, end=start + 7, verdict=MentionVerdict.MARKED)
    places = with_marks(found(text), text, [marked], gazetteer())
    drafts = draft_incidents(Article(text=text, published=PUBLISHED), gazetteer(), places=places)
    assert [d.mention.start for d in drafts if d.mention is not None] == [start]


def test_marking_leaves_out_spaces_and_signs_at_the_edges() -> None:
    start, end = span_of(f"{MISSED}. ")
    (decision,) = marking(TEXT, (start - 1, end), [])
    assert (decision.start, decision.end) == span_of(MISSED)


@pytest.mark.parametrize("span", [(3, 3), (3, 4), (0, len(TEXT)), (2, LONGEST_MARK * 9), (-5, 0)])
def test_marking_nothing_or_more_than_a_name_gives_nothing(span: tuple[int, int]) -> None:
    assert marking(TEXT, span, []) == []


def test_marking_over_a_decided_mention_withdraws_that_decision() -> None:
    start, end = span_of("منبج")
    accepted = MentionDecision(
        start=start, end=end, verdict=MentionVerdict.ACCEPTED, place_id="manbij", version=3
    )
    mentions = read(accepted)
    new, gone = marking(TEXT, span_of("في منبج"), mentions)
    assert (new.verdict, new.version) == (MentionVerdict.MARKED, 0)
    assert (gone.start, gone.end) == (start, end)
    assert (gone.verdict, gone.version) == (MentionVerdict.WITHDRAWN, 3)
    (again,) = marking(TEXT, (start, end), mentions)
    assert again.version == 3


def test_nearest_words_finds_the_occurrence_at_hand() -> None:
    assert nearest_words("في منبج وفي منبج", "منبج", 11) == (12, 16)
    assert nearest_words("Deir  ez-Zor", "deir ez-zor", 0) == (0, 12)
    assert nearest_words("في منبج", "الرقة", 0) is None
    assert nearest_words("في منبج", " ", 0) is None
