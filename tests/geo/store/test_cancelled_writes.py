"""Who cancels while something is saved finds it saved whole, or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, event

from gazetteer import Store, UnresolvedReport
from geo import CardState, IncidentStore, StoryDesk
from tests.gazetteer.desks import AMAL, CAROL, BoldGazetteer
from tests.gazetteer.places import add, village
from tests.gazetteer.test_desk import CONTRIBUTIONS, WRITES
from tests.geo.store.test_articles import ARTICLE, CARD, DECISION, desk, kept
from tests.geo.store.test_stories import NEW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHANGING = {"INSERT", "UPDATE", "DELETE"}
# More statements than any of these acts takes.
MOST = 200
ACTS: dict[str, Callable[[IncidentStore], object]] = {
    **{
        name: lambda sets, write=write: write(sets.gazetteer.desk(AMAL))  # type: ignore[misc]
        for name, write in (WRITES | CONTRIBUTIONS).items()
        if name not in {"rehearse", "draft", "drafts", "discard_draft"}
    },
    "keep_article": lambda sets: desk(sets).keep(replace(ARTICLE, title="Renamed")),
    "decide": lambda sets: desk(sets).decide(ARTICLE.digest, [replace(DECISION, start=30, end=34)]),
    "keep_cards": lambda sets: desk(sets).keep_cards(
        ARTICLE.digest, [replace(CARD, version=1, state=CardState.DISCARDED)]
    ),
    "save_story": lambda sets: StoryDesk(sets, AMAL).save(NEW),
}


class CancelledError(BaseException):
    """As a run of a page ends: nothing that any code takes for an error of its own."""


@contextmanager
def cancelled_at(number: int) -> Iterator[None]:
    """End what runs before its changing statement of this number, counted from 1."""
    seen = 0

    def before(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        nonlocal seen
        seen += statement.lstrip()[:6].upper() in CHANGING
        if seen == number:
            raise CancelledError

    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", before)


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hudud.sqlite"


@pytest.fixture
def sets(path: Path) -> Iterator[IncidentStore]:
    """Give a database in which there is something for every act."""
    store = Store(f"sqlite:///{path}", shipped=False)
    with IncidentStore(BoldGazetteer(store=store)) as opened:
        add(store, village(), village("other", "Other"), village("manbij", "Manbij"))
        carol = opened.gazetteer.desk(CAROL)
        carol.propose(village(note="seen"), reason="seen", based_on=1)
        carol.report_unresolved([UnresolvedReport(name="Hagin")])
        kept(opened)
        yield opened


@pytest.mark.parametrize("name", ACTS)
def test_act_cancelled_at_any_statement_leaves_the_database_as_it_was(
    sets: IncidentStore, path: Path, name: str
) -> None:
    before = dump(path)
    for number in range(1, MOST):
        try:
            with cancelled_at(number):
                ACTS[name](sets)
        except CancelledError:
            assert dump(path) == before
        else:
            break
    assert 1 < number < MOST
    assert dump(path) != before


def test_confirming_cancelled_at_each_of_its_statements_ends_with_one_incident(
    sets: IncidentStore,
) -> None:
    for number in range(1, MOST):
        try:
            with cancelled_at(number):
                desk(sets).confirm(ARTICLE, replace(CARD, version=1))
        except CancelledError:
            # What is on the map already is found again, and not put there twice.
            assert len(sets.records().incidents) <= 1
        else:
            break
    assert 1 < number < MOST
    assert len(sets.records().incidents) == len(sets.records().sources) == 1
    assert [card.state for card in desk(sets).cards(ARTICLE.digest)] == [CardState.CONFIRMED]
