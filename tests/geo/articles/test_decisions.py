from __future__ import annotations

from dataclasses import replace

from gazetteer import ResolutionStatus
from geo import (
    MentionDecision,
    MentionStanding,
    MentionVerdict,
    NeverSense,
    ReadMention,
    name_key,
    paragraphs_of,
    read_mentions,
    same_name,
    shown_paragraphs,
    without_senses,
)
from tests.geo.articles.made_up import TEXT, found, gazetteer, mentions


def number_of(name: str, read: list[ReadMention]) -> int:
    return next(n for n, one in enumerate(read) if name in one.mention.text)


def decided(verdict: MentionVerdict, place_id: str | None) -> ReadMention:
    at = number_of("منبج", mentions())
    mention = mentions()[at].mention
    decision = MentionDecision(
        start=mention.start, end=mention.end, verdict=verdict, place_id=place_id, by="Amal"
    )
    return read_mentions(found(), [decision], gazetteer().places())[at]


def test_read_mentions_without_decisions_stand_as_found() -> None:
    read = mentions()[number_of("منبج", mentions())]
    assert read.standing is MentionStanding.RESOLVED
    assert read.place is not None
    assert read.place.id == "manbij"


def test_read_mentions_corrected_takes_the_place_that_was_chosen() -> None:
    read = decided(MentionVerdict.CORRECTED, "hajin")
    assert read.standing is MentionStanding.CORRECTED
    assert read.place is not None
    assert (read.place.id, read.by) == ("hajin", "Amal")


def test_read_mentions_rejected_has_no_place() -> None:
    read = decided(MentionVerdict.REJECTED, None)
    assert (read.standing, read.place) == (MentionStanding.REJECTED, None)


def test_read_mentions_decision_for_a_place_that_is_gone_counts_no_more() -> None:
    assert decided(MentionVerdict.CORRECTED, "nowhere").standing is MentionStanding.RESOLVED


def test_same_name_finds_every_mention_of_it() -> None:
    read = read_mentions(found(f"{TEXT}\nوعاد الهدوء إلى منبج"), [], {})
    numbers = same_name(read, number_of("منبج", read))
    assert [read[n].mention.text for n in numbers] == ["منبج", "منبج"]


def test_without_senses_ruled_out_name_becomes_a_hint() -> None:
    left = without_senses(found(), [NeverSense(name=name_key("منبج"))])
    assert "منبج" not in [mention.text for mention in left.mentions]
    assert "منبج" in [hint.text for hint in left.hints]


def test_without_senses_one_place_ruled_out_leaves_the_others_to_doubt() -> None:
    all_found = found()
    mention = next(m for m in all_found.mentions if m.text == "منبج")
    other = replace(mention.candidates[0], place=gazetteer().get("hajin"))
    two = replace(mention, candidates=(*mention.candidates[:1], other))
    sense = NeverSense(name=name_key("منبج"), place_id="manbij")
    (left,) = without_senses(replace(all_found, mentions=(two,)), [sense]).mentions
    assert [candidate.place.id for candidate in left.candidates] == ["hajin"]
    assert left.status is ResolutionStatus.AMBIGUOUS


def test_shown_paragraphs_runs_are_the_text_and_carry_mentions_and_evidence() -> None:
    read = mentions()
    start = TEXT.index("انفجار")
    shown = shown_paragraphs(TEXT, read, [(start, start + 6)], [(start, start + 3)])
    by_number = {p.number: TEXT[p.start : p.end] for p in paragraphs_of(TEXT)}
    assert {p.number: "".join(run.text for run in p.runs) for p in shown} == by_number
    for number, one in enumerate(read):
        runs = [run.text for p in shown for run in p.runs if run.mention == number]
        assert "".join(runs) == TEXT[one.mention.start : one.mention.end]
    assert "".join(run.text for p in shown for run in p.runs if run.is_evidence) == "انفجار"
    assert [run.text for p in shown for run in p.runs if run.is_word] == ["انف"]


def test_shown_paragraphs_evidence_beyond_the_text_is_left_out() -> None:
    (shown,) = shown_paragraphs("short", [], [(2, 900)])
    assert [run.text for run in shown.runs] == ["short"]
