from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer import PermissionDeniedError, Role, User
from geo import (
    MapState,
    Story,
    StoryConflictError,
    StoryDesk,
    StoryError,
    StoryNotFoundError,
    StoryStep,
)

if TYPE_CHECKING:
    from geo import IncidentStore

HIBA = User("Hiba", Role.CONTRIBUTOR)
NEW = Story(title="Two years", steps=(StoryStep(state=MapState(), title="All"),))


@pytest.fixture
def desk(sets: IncidentStore) -> StoryDesk:
    return StoryDesk(sets, HIBA)


def test_saved_story_is_listed_before_the_shipped_ones_and_found(desk: StoryDesk) -> None:
    kept = desk.save(NEW)
    assert (kept.version, kept.editor, kept.steps) == (1, "Hiba", NEW.steps)
    assert [s.id for s in desk.stories()] == [kept.id, "six-articles"]
    assert desk.find(kept.id) == kept
    assert desk.find("six-articles").ships


def test_each_change_is_a_version_and_the_same_again_is_none(desk: StoryDesk) -> None:
    first = desk.save(NEW)
    second = desk.save(replace(first, title="Three years"))
    assert desk.save(second) == second
    assert [s and s.title for s in desk.versions(first.id)] == ["Three years", "Two years"]


def test_change_based_on_an_older_version_is_refused_and_loses_nothing(desk: StoryDesk) -> None:
    first = desk.save(NEW)
    desk.save(replace(first, title="By one"))
    with pytest.raises(StoryConflictError) as caught:
        desk.save(replace(first, title="By another"))
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    assert desk.find(first.id).title == "By one"


def test_of_many_who_save_at_once_one_succeeds(desk: StoryDesk) -> None:
    first = desk.save(NEW)

    def save(number: int) -> bool:
        try:
            desk.save(replace(first, title=f"By {number}"))
        except StoryConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(save, range(4))) == 1
    assert len(desk.versions(first.id)) == 2


def test_removed_story_is_gone_and_can_be_brought_back(desk: StoryDesk) -> None:
    kept = desk.save(NEW)
    desk.remove(kept)
    assert kept.id not in {s.id for s in desk.stories()}
    with pytest.raises(StoryNotFoundError):
        desk.find(kept.id)
    back = desk.save(replace(kept, version=2))
    assert (back.version, desk.find(kept.id).title) == (3, "Two years")


def test_viewer_reads_and_writes_nothing(sets: IncidentStore, desk: StoryDesk) -> None:
    kept = desk.save(NEW)
    viewer = StoryDesk(sets, User("Vi", Role.VIEWER))
    assert viewer.find(kept.id) == kept
    assert not viewer.may_write
    for act in (lambda: viewer.save(NEW), lambda: viewer.remove(kept)):
        with pytest.raises(PermissionDeniedError):
            act()


def test_shipped_story_can_be_copied_and_not_changed(desk: StoryDesk) -> None:
    shipped = desk.find("six-articles")
    with pytest.raises(StoryError, match="ships"):
        desk.save(replace(shipped, title="Mine"))
    copy = desk.save(replace(shipped, id="", ships=False))
    assert desk.find(copy.id).steps == shipped.steps


def test_story_without_views_or_unknown_is_refused(desk: StoryDesk) -> None:
    with pytest.raises(StoryError, match="at least one view"):
        desk.save(Story(title="t"))
    with pytest.raises(StoryNotFoundError):
        desk.save(replace(NEW, id="nobody", version=3))


def test_without_a_database_there_are_the_shipped_stories_alone() -> None:
    desk = StoryDesk(None, HIBA)
    assert [s.id for s in desk.stories()] == ["six-articles"]
    assert not desk.may_write
    assert desk.versions("anything") == []
