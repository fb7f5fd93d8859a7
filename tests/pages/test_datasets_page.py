"""The page of data sets: reading, importing, correcting, undoing, driven without a browser."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from gazetteer import Gazetteer, Role, User
from geo import IncidentStore, current_briefing, imports, uploads
from pages.local_name import forget_local_name, keep_local_name
from tests.pages.hostile import assert_harmless, text_of
from tests.pages.tables import html_tables
from tests.payloads import HOSTILE, PAYLOADS

Open = Callable[..., AppTest]
EDITOR = User("Hiba", Role.EDITOR)
CSV = "when,town,country,killed\n2019-01-16,Manbij,Syria,16\nnever,Manbij,Syria,1\n"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with what ships, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    with Gazetteer.open(str(folder / "made.sqlite")) as gazetteer:
        gazetteer.store.backup(folder / "filled.sqlite")
    return folder / "filled.sqlite"


@pytest.fixture(autouse=True)
def store(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IncidentStore]:
    """The data sets that the page of this test shows; at first nobody has said who they are."""
    path = tmp_path / "hudud.sqlite"
    shutil.copy(filled, path)
    monkeypatch.setenv("HUDUD_DATABASE_URL", str(path))
    forget_local_name()
    opened = current_briefing().incident_store
    assert opened is not None
    yield opened
    uploads.current_upload_desk().close()
    forget_local_name()


@pytest.fixture
def editor() -> None:
    """A person at the machine who said their name."""
    keep_local_name(EDITOR.name)


def html_of(at: AppTest) -> str:
    bodies = [node.proto.body for node in at.get("html")]
    return "".join(body for body in bodies if not body.startswith("<style"))


def button(at: AppTest, label: str) -> Button:
    return next(b for b in at.button if b.label == label)


def press(at: AppTest, label: str) -> AppTest:
    button(at, label).click().run()
    assert not at.exception
    return at


def at_work(at: AppTest) -> uploads.Upload:
    """Return the one file that is open, once nothing happens with it in the background."""
    upload = uploads.current_upload_desk().of(EDITOR)[-1]
    upload.wait(60)
    at.run()
    assert not at.exception
    return upload


def bring(open_page: Open, content: str, name: str = "list.csv", **query: str) -> AppTest:
    """Open the page and upload a file; the harness forgets the address when it changes the page."""
    at = open_page("datasets")
    for key, value in {"import": "new", **query}.items():
        at.query_params[key] = value
    at.run()
    at.file_uploader[0].set_value((name, content.encode(), "text/csv")).run()
    assert not at.exception
    return at


def import_file(open_page: Open, content: str = CSV, **query: str) -> AppTest:
    at = bring(open_page, content, **query)
    press(at, "Show what would happen")
    upload = at_work(at)
    at.text_input(key=f"data_write_why_{upload.id}").set_value("a colleague's list")
    next(b for b in at.button if b.label.startswith("Import ")).click().run()
    at_work(at)
    return at


def open_set(open_page: Open, dataset_id: str) -> AppTest:
    at = open_page("datasets")
    at.query_params["set"] = dataset_id
    at.run()
    assert not at.exception
    return at


@pytest.mark.usefixtures("editor")
def test_page_without_data_sets_teaches_the_next_step(open_page: Open) -> None:
    at = open_page("datasets")
    assert "**No file has been imported yet.**" in [m.value for m in at.markdown]
    assert "News articles" in html_of(at)
    press(at, "Import a file")
    assert at.file_uploader[0].label == "File of incidents"
    assert "up to 500 MB" in " ".join(c.value for c in at.caption)


def test_page_offers_a_viewer_nothing_that_changes(open_page: Open, store: IncidentStore) -> None:
    keep_local_name(EDITOR.name)
    import_file(open_page)
    forget_local_name()
    at = open_page("datasets")
    labels = [b.label for b in at.button]
    assert "Import a file" not in labels
    assert not at.toggle
    press(at, "Open")
    assert "16 Jan" not in html_of(at)
    assert "file imported by Hiba" in html_of(at)
    assert {"Update with a newer file", "Undo this change", "Save"}.isdisjoint(
        b.label for b in at.button
    )
    assert [t.label for t in at.toggle] == ["Show what differs"]
    at.query_params["import"] = "new"
    at.run()
    assert not at.file_uploader
    assert store.get("list").incidents == 1


@pytest.mark.usefixtures("editor")
def test_import_goes_from_the_file_over_the_dry_run_to_the_map(
    open_page: Open, store: IncidentStore
) -> None:
    at = bring(open_page, CSV)
    upload = at_work(at)
    assert {box.value for box in at.selectbox} >= {"start", "place", "country", "fatalities_best"}
    press(at, "Show what would happen")
    at_work(at)
    assert {m.label: m.value for m in at.metric} == {
        "New": "1",
        "Updated": "0",
        "Unchanged": "0",
        "Withdrawn": "0",
        "Refused": "1",
        "Names not found": "0",
        "To be checked": "0",
    }
    (refused,) = html_tables(at)[-1][1:]
    assert (refused[0], refused[2]) == ("3", "never")
    assert store.datasets() == []
    press(at, "Import 1 incident")
    assert [e.value for e in at.error] == ["Say why, in a few words."]
    at.text_input(key=f"data_write_why_{upload.id}").set_value("a colleague's list")
    press(at, "Import 1 incident")
    at_work(at)
    assert [s.value for s in at.success] == ["The import is done."]
    press(at, "Open the data set")
    assert "list.csv" in html_of(at)
    assert "a colleague" in text_of(html_of(at))
    assert uploads.current_upload_desk().of(EDITOR) == []
    assert "list" in current_briefing().dataset_names


@pytest.mark.usefixtures("editor")
def test_mapping_is_corrected_and_says_what_is_missing(open_page: Open) -> None:
    at = bring(open_page, "a,b\n2019-01-16,Manbij\n")
    upload = at_work(at)
    assert [e.value for e in at.error] == [
        "No column holds a point or the name of a place yet; choose it above."
    ]
    assert button(at, "Show what would happen").disabled
    key = f"data_map_{upload.id}_{upload.looks}"
    at.selectbox(key=f"{key}_1").set_value("start").run()
    assert at.error[0].value.startswith("Two columns are chosen for “Day")
    at.selectbox(key=f"{key}_1").set_value("place").run()
    assert not at.error
    assert upload.choices is not None
    assert upload.choices.mapping.columns == {
        imports.Field.START: ("a",),
        imports.Field.PLACE: ("b",),
    }


@pytest.mark.usefixtures("editor")
def test_date_order_is_asked_for_and_used(open_page: Open, store: IncidentStore) -> None:
    at = bring(open_page, "date,place\n03/04/2019,Manbij\n")
    upload = at_work(at)
    at.selectbox(key=f"data_fixed_{upload.id}_{upload.looks}_order").set_value("dmy").run()
    press(at, "Show what would happen")
    at_work(at)
    upload.write(store, EDITOR, "because")
    upload.wait()
    assert store.read("list")["start_day"].to_pylist() == [17989]


@pytest.mark.usefixtures("editor")
def test_newer_file_updates_and_its_differences_are_shown_and_undone(
    open_page: Open, store: IncidentStore
) -> None:
    rows = "id,date,place,killed\na,2019-01-16,Manbij,16\nb,2019-02-16,Manbij,1\n"
    import_file(open_page, rows)
    at = import_file(open_page, rows.replace(",16\n", ",17\n", 1), update="list")
    assert store.get("list").version == 2
    press(at, "Open the data set")
    at.toggle(key=f"data_differs_{store.history('list')[0].id}").set_value(True).run()
    (row,) = html_tables(at)[0][1:]
    assert (row[0], row[1], row[4]) == ("corrected", "a", "Killed: 16 → 17")
    change = store.history("list")[0]
    at.text_input(key=f"data_undo_why_{change.id}").set_value("a slip")
    press(at, "Undo this change")
    assert store.get("list").version == 1
    assert store.history("list")[0].reason == "a slip"


@pytest.mark.usefixtures("editor")
def test_data_set_is_hidden_described_removed_and_brought_back(
    open_page: Open, store: IncidentStore
) -> None:
    import_file(open_page)
    at = open_set(open_page, "list")
    at.toggle(key="data_switch_list_1").set_value(False).run()
    assert not store.get("list").active
    at.text_input(key="data_describe_list_1_publisher").set_value("A newsroom")
    at.text_input(key="data_describe_list_1_why").set_value("it was missing")
    press(at, "Save")
    assert store.get("list").publisher == "A newsroom"
    at.text_input(key="data_remove_why_list").set_value("not ours")
    press(at, "Remove the data set")
    assert store.datasets() == []
    press(at, "Bring back")
    assert [info.publisher for info in store.datasets()] == ["A newsroom"]


@pytest.mark.usefixtures("editor")
def test_change_of_somebody_else_meanwhile_is_told_and_nothing_lost(
    open_page: Open, store: IncidentStore
) -> None:
    import_file(open_page)
    at = open_set(open_page, "list")
    theirs = replace(store.get("list"), licence="CC0")
    store.describe(theirs, user=User("Karim", Role.EDITOR), reason="they say so")
    key = "data_describe_list_1"
    at.text_input(key=f"{key}_publisher").set_value("A newsroom")
    at.text_input(key=f"{key}_why").set_value("it was missing")
    press(at, "Save")
    assert at.error[0].value.startswith("Somebody else changed this data set")
    assert at.warning[0].value.startswith("Karim changed this data set since you began")
    assert at.text_input(key=f"{key}_publisher").value == "A newsroom"
    press(at, "Save")
    info = store.get("list")
    assert (info.publisher, info.licence) == ("A newsroom", "")


@pytest.mark.usefixtures("editor")
def test_file_that_cannot_be_read_is_told_in_one_sentence(open_page: Open) -> None:
    at = bring(open_page, "PK\x03\x04 no archive", "**sheet**.xlsx")
    (error,) = at.error
    assert error.value.startswith("This file cannot be read: ")
    assert "\\*\\*sheet" in error.value
    assert "/hudud" not in error.value
    press(at, "Discard this file")
    assert uploads.current_upload_desk().of(EDITOR) == []


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_file_is_shown_as_text_in_both_languages(
    open_page: Open, store: IncidentStore, lang: str
) -> None:
    quoted = [f'"{text.replace(chr(34), chr(34) * 2)}"' for text in (HOSTILE, *PAYLOADS)]
    rows = [f"date,place,{quoted[0]}", *(f"2019-01-01,{q},{q}" for q in quoted)]
    at = bring(open_page, "\n".join(rows), f"{HOSTILE}.csv", lang=lang)
    at_work(at)
    next(b for b in at.button if str(b.key).startswith("data_check_")).click().run()
    upload = at_work(at)
    assert_harmless(html_of(at))
    upload.write(store, EDITOR, HOSTILE)
    at_work(at)
    assert_harmless(html_of(at))
    next(b for b in at.button if b.key == "data_done_open").click().run()
    assert HOSTILE in text_of(html_of(at))
    assert_harmless(html_of(at))


@pytest.mark.usefixtures("editor")
def test_import_is_found_again_by_the_list_of_another_session(open_page: Open) -> None:
    bring(open_page, CSV)
    at = open_page("datasets")
    assert "list.csv" in html_of(at)
    press(at, "Continue")
    assert button(at, "Show what would happen")
    at = open_page("datasets")
    press(at, "Discard")
    assert "list.csv" not in html_of(at)
