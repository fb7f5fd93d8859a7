"""Pages while the database fails: one sentence, what was typed stays, and they come back."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from gazetteer import Gazetteer, Role, User, desk_contributor
from gazetteer.store_rescue import restore_database
from geo import current, current_briefing
from pages.local_name import forget_local_name, keep_local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Open = Callable[..., AppTest]

EDITOR = User("Hiba", Role.EDITOR)
PLACE = "hajin"


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a database with what ships."""
    folder = tmp_path_factory.mktemp("filled")
    with Gazetteer.open(str(folder / "made.sqlite")) as gazetteer:
        gazetteer.store.backup(folder / "backup.sqlite")
    return folder / "backup.sqlite"


@pytest.fixture
def path(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The database of the pages; nobody waits for it, and a person at the machine may edit."""
    path = tmp_path / "g.sqlite"
    shutil.copy(backup, path)
    monkeypatch.setenv("HUDUD_DATABASE_URL", str(path))
    monkeypatch.setattr(current, "_LOOK_AGAIN_S", 0.0)
    monkeypatch.setattr(current, "_OPEN_AGAIN_S", 0.0)
    monkeypatch.setattr(desk_contributor, "DRAFT_WAIT_S", 0.0)
    keep_local_name(EDITOR.name)
    yield path
    forget_local_name()


def notices(at: AppTest) -> list[str]:
    return [notice.value for notice in (*at.warning, *at.error)]


def open_entry(open_page: Open) -> AppTest:
    at = open_page("gazetteer")
    at.query_params["place"] = PLACE
    at.run()
    assert not at.exception
    return at


def district(at: AppTest) -> str:
    return str(at.session_state["gazetteer-editing"].key("admin2"))


def drafts() -> list[str | None]:
    desk = current_briefing().gazetteer.desk(EDITOR)
    return [draft.place.admin2 for draft in desk.drafts()]


def test_entry_while_the_database_is_locked_keeps_what_is_typed(
    path: Path, open_page: Open
) -> None:
    at = open_entry(open_page)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        at.text_input(key=district(at)).set_value("Abu Kamal").run()
        assert not at.exception
        (said,) = [n for n in notices(at) if "draft cannot be kept" in n]
        assert "another program is writing to it" in said
        assert at.text_input(key=district(at)).value == "Abu Kamal"
        other.execute("ROLLBACK")
    at.run()
    assert not [n for n in notices(at) if "just now" in n]
    assert at.text_input(key=district(at)).value == "Abu Kamal"
    assert drafts() == ["Abu Kamal"]


def test_entry_whose_database_is_gone_comes_back_with_what_was_typed(
    path: Path, open_page: Open
) -> None:
    at = open_entry(open_page)
    away = path.with_name("away")
    path.rename(away)
    at.text_input(key=district(at)).set_value("Abu Kamal").run()
    assert not at.exception
    assert any("its file is missing" in n for n in notices(at))
    assert all(str(path) not in n for n in notices(at))
    away.rename(path)
    at.run()
    assert not at.exception
    assert not [n for n in notices(at) if "just now" in n]
    assert at.text_input(key=district(at)).value == "Abu Kamal"
    assert drafts() == ["Abu Kamal"]


def test_article_that_was_pasted_stays_while_the_database_is_gone(
    path: Path, open_page: Open
) -> None:
    text = "Shelling near Hajin killed two."
    at = open_page("article")
    at.text_area(key="article_text").set_value(text).run()
    away = path.with_name("away")
    path.rename(away)
    for _ in range(2):
        at.run()
        assert not at.exception
        assert len(notices(at)) == 1
        assert "its file is missing" in notices(at)[0]
    away.rename(path)
    at.run()
    assert not at.exception
    assert not notices(at)
    assert at.text_area(key="article_text").value == text


def form_that_needs_a_database() -> None:
    """Run as a page of its own: a form that is drawn only while the database answers."""
    import streamlit as st

    from gazetteer import Message, StoreError, StoreFault
    from pages.session import fail_softly

    def show() -> None:
        if "fails" in st.query_params:
            raise StoreError(Message("gone"), fault=StoreFault.UNREACHABLE)
        st.text_input("Name", "as it was", key="gazetteer_name")
        st.multiselect("Kinds", ["P", "A"], key="gazetteer_kinds")
        st.button("Save", key="gazetteer_save")

    fail_softly(show)


def test_form_that_could_not_be_drawn_stands_there_again_with_what_was_typed() -> None:
    at = AppTest.from_function(form_that_needs_a_database).run(timeout=60)
    at.text_input[0].set_value("Hajin")
    at.multiselect[0].set_value(["P"]).run()
    at.query_params["fails"] = "1"
    for _ in range(2):
        at.run()
        assert not at.exception
        assert not at.text_input
        assert [n.endswith("with what you typed.") for n in notices(at)] == [True]
    del at.query_params["fails"]
    at.run()
    assert not at.exception
    assert not notices(at)
    assert at.text_input[0].value == "Hajin"
    assert at.multiselect[0].value == ["P"]


def test_map_of_a_damaged_database_shows_the_last_state_until_it_is_restored(
    path: Path, backup: Path, open_page: Open
) -> None:
    at = open_page("map", lang="ar")
    shown = at.metric[0].value
    assert not notices(at)
    current_briefing().gazetteer.store.close()
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    with path.open("r+b") as file:
        file.write(b"x" * 8000)
    at.run()
    assert not at.exception
    assert ["إنها تالفة" in n for n in notices(at)] == [True]
    assert at.metric[0].value == shown
    restore_database(str(path), backup)
    at.run()
    assert not at.exception
    assert not notices(at)
    assert at.metric[0].value == shown
