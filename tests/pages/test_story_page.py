"""The page of stories, as a reader and as an author meet it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import geo
from gazetteer import Role, Store, User
from geo import IncidentFilter, LiveBriefing, MapState, Story, StoryDesk, StoryStep
from pages.plain import plain
from tests.gazetteer.desks import BoldGazetteer
from tests.pages.hostile import assert_harmless
from tests.payloads import BY_KIND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

Open = Callable[..., "AppTest"]
HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }} [link](javascript:x) **b**"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoryDesk]:
    path = str(tmp_path_factory.mktemp("stories") / "g.sqlite")
    following = LiveBriefing(lambda: BoldGazetteer(store=Store(path)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(geo, "current_briefing", following.current)
        yield StoryDesk(following.current().incident_store, User("Amal", Role.CONTRIBUTOR))
    following.close()


@pytest.fixture
def open_story(open_page: Open, desk: StoryDesk) -> Open:
    """Open the page of stories at an address."""
    assert desk.may_write

    def open_one(**query: str) -> AppTest:
        at = open_page("story")
        for key, value in query.items():
            at.query_params[key] = value
        at.run()
        assert not at.exception
        return at

    return open_one


def step(title: str) -> StoryStep:
    state = MapState(filter=IncidentFilter(text="Manbij"))
    return StoryStep(state=state, title=title, note=f"Note of {title}.\nSecond line.")


@pytest.fixture
def story(desk: StoryDesk) -> Story:
    return desk.save(Story(title="Two views", steps=(step("First"), step("Last"))))


def html_of(at: AppTest) -> str:
    return " ".join(node.proto.body for node in at.get("html"))


def asked(at: AppTest, key: str) -> str:
    """What the address says; the harness gives some values as lists."""
    value = at.query_params[key]
    return value if isinstance(value, str) else value[-1]


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def test_list_offers_the_shipped_story_in_both_languages(open_story: Open) -> None:
    assert "Open “From the battle for the border to small cells, 2017 to 2023”" in labels(
        open_story()
    )
    arabic = [label.strip("افتح «»\u2068\u2069") for label in labels(open_story(lang="ar"))]
    assert "من معركة الحدود إلى الخلايا الصغيرة، 2017–2023" in arabic


def test_reader_goes_from_view_to_view(open_story: Open, story: Story) -> None:
    at = open_story(story=story.id)
    assert "Note of First.<br>Second line." in html_of(at)
    assert at.button(key="story_previous").disabled
    at.button(key="story_next").click().run()
    assert "Note of Last." in html_of(at)
    assert asked(at, "step") == "2"
    assert at.button(key="story_next").disabled
    at.selectbox(key="story_step").set_value(1).run()
    assert "Note of First." in html_of(at)


def test_step_that_there_is_not_shows_the_first(open_story: Open, story: Story) -> None:
    at = open_story(story=story.id, step="2")
    assert "Note of Last." in html_of(at)
    for asked in ("0", "99", "x", "-1", "³"):
        at.query_params["step"] = asked
        assert "Note of First." in html_of(at.run())


def test_story_that_there_is_not_says_so(open_story: Open, desk: StoryDesk) -> None:
    assert desk.stories()
    at = open_story(story=HOSTILE)
    assert [e.value for e in at.error] == ["There is no such story here, or it was removed."]


def test_hostile_texts_of_a_story_are_plain_in_the_list_and_stand_as_they_are_in_the_choice(
    open_story: Open, desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = " ".join(BY_KIND[kind][0] for kind in ("markdown", "markup", "template"))[:150]
    monkeypatch.setattr(desk, "user", User(f"{title} [x](y)", Role.CONTRIBUTOR))
    story = desk.save(Story(title=title, title_ar=title, steps=(step(title[:100]), step("2"))))
    at = open_story()
    said = [*at.subheader, *at.caption]
    assert any(plain(story.title) == one.value for one in said)
    for text in (*labels(at), *(one.value for one in said)):
        assert not re.search(r"(?<!\\)[`*_\[\]<>$]", text), text
    at = open_story(story=story.id)
    assert at.selectbox(key="story_step").options[0] == f"1 of 2: {story.steps[0].title}"
    assert_harmless(next(html for html in html_of(at).split("<section") if "hudud-told" in html)
                    .partition(">")[2].replace("<h3", "<h4").partition("</section")[0])  # fmt: skip
    desk.remove(story)


def test_author_adds_the_maps_view_to_a_new_story_and_then_to_the_same(
    open_story: Open, desk: StoryDesk
) -> None:
    at = open_story(add="1", q="Raqqa", at="35.9,39.0,9")
    at.text_input(key="story_step_title").set_value(HOSTILE)
    at.text_area(key="story_note").set_value("Said of it")
    at.button(key="story_add").click().run()
    assert "a story needs a title" in at.error[0].value
    assert at.text_area(key="story_note").value == "Said of it"
    at.text_input(key="story_title").set_value("Raqqa")
    at.button(key="story_add").click().run()
    kept = desk.stories()[0]
    assert (kept.title, kept.steps[0].title, kept.steps[0].note) == ("Raqqa", HOSTILE, "Said of it")
    assert kept.steps[0].state.filter.text == "Raqqa"
    assert kept.steps[0].state.view is not None
    assert asked(at, "story") == kept.id
    assert "<img src=x" not in html_of(at)


def test_author_changes_texts_and_meets_another_who_did(
    open_story: Open, desk: StoryDesk, story: Story
) -> None:
    at = open_story(story=story.id)
    other = replace(story, steps=(replace(story.steps[0], note="Theirs"), story.steps[1]))
    desk.save(other)
    at.text_area(key="story_text_note").set_value("Mine")
    at.button(key="story_save").click().run()
    assert "Theirs" in at.error[0].value
    assert at.text_area(key="story_text_note").value == "Mine"
    assert desk.find(story.id).steps[0].note == "Theirs"
    at.button(key="story_save").click().run()
    assert not at.error
    assert desk.find(story.id).steps[0].note == "Mine"


def test_author_moves_and_removes_a_view_and_then_the_story(
    open_story: Open, desk: StoryDesk, story: Story
) -> None:
    at = open_story(story=story.id)
    at.button(key="story_later").click().run()
    assert [s.title for s in desk.find(story.id).steps] == ["Last", "First"]
    assert "Note of First." in html_of(at)
    at.button(key="story_less").click().run()
    assert [s.title for s in desk.find(story.id).steps] == ["Last"]
    at.button(key="story_remove").click().run()
    assert story.id not in {s.id for s in desk.stories()}
    assert "story" not in at.query_params


def test_shipped_story_is_copied_to_be_changed(open_story: Open, desk: StoryDesk) -> None:
    at = open_story(story="six-articles", step="3")
    assert "story_save" not in {button.key for button in at.button}
    at.button(key="story_copy").click().run()
    copy = desk.stories()[0]
    assert not copy.ships
    assert asked(at, "story") == copy.id
    assert at.button(key="story_save")


def test_who_may_only_read_is_told_so(
    open_story: Open, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from streamlit.runtime.context import ContextProxy

    monkeypatch.setattr(ContextProxy, "ip_address", "192.0.2.7")
    at = open_story(story=story.id)
    assert "story_save" not in {button.key for button in at.button}
    at = open_story(add="1")
    assert "not write any" in at.info[0].value
    assert not at.text_area
