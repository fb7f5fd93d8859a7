from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer.answer_cache import KEEP_S, AnswerCache

if TYPE_CHECKING:
    from pathlib import Path


def test_answer_cache_file_keeps_answers_for_the_next_time(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "answers.sqlite")
    cache.put("q", [{"lat": 1.5}], now=100.0)
    cache.close()
    cache = AnswerCache(tmp_path / "answers.sqlite")
    assert cache.get("q", now=101.0) == [{"lat": 1.5}]
    assert cache.get("other", now=101.0) is None
    cache.close()


def test_answer_cache_full_drops_the_oldest() -> None:
    cache = AnswerCache(max_answers=2)
    for at, question in enumerate("abca"):
        cache.put(question, question, now=float(at))
    assert [cache.get(q, now=5.0) for q in "abc"] == ["a", None, "c"]
    cache.close()


def test_answer_cache_old_answer_is_asked_again() -> None:
    cache = AnswerCache()
    cache.put("q", [], now=0.0)
    assert cache.get("q", now=KEEP_S - 1.0) == []
    assert cache.get("q", now=KEEP_S) is None
    cache.close()
