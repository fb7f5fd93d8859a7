"""The gazetteer page: finding, editing, deciding and undoing, driven without a browser."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from gazetteer import (
    Gazetteer,
    Place,
    ProposalState,
    Role,
    Toponym,
    ToponymKind,
    UnresolvedReport,
    User,
)
from geo import current_briefing
from pages import identity
from pages.local_name import forget_local_name, keep_local_name, local_name
from pages.place_table import PAGE_SIZE, ROWS
from pages.plain import plain
from tests.pages.hostile import assert_harmless
from tests.pages.tables import row_table, row_table_data
from tests.payloads import HOSTILE

Open = Callable[..., AppTest]
EDITOR = User("Hiba", Role.EDITOR)
OTHER = User("Karim", Role.EDITOR)
CONTRIBUTOR = User("Sana", Role.CONTRIBUTOR)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with what ships, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    with Gazetteer.open(str(folder / "made.sqlite")) as gazetteer:
        gazetteer.store.backup(folder / "filled.sqlite")
    return folder / "filled.sqlite"


@pytest.fixture
def store(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gazetteer:
    """The gazetteer that the page of this test edits."""
    path = tmp_path / "gazetteer.sqlite"
    shutil.copy(filled, path)
    monkeypatch.setenv("HUDUD_DATABASE_URL", str(path))
    return current_briefing().gazetteer


@pytest.fixture(autouse=True)
def _nobody_known() -> Iterator[None]:
    forget_local_name()
    yield
    forget_local_name()


@pytest.fixture
def editor(store: Gazetteer) -> Gazetteer:
    """The same gazetteer, with a person at the machine who said their name."""
    keep_local_name(EDITOR.name)
    return store


def html_of(at: AppTest) -> str:
    bodies = [node.proto.body for node in at.get("html")]
    return "".join(body for body in bodies if not body.startswith("<style"))


def open_entry(open_page: Open, place_id: str, **query: str) -> AppTest:
    """Open the page at an entry; the harness forgets the address when it changes the page."""
    at = open_page("gazetteer")
    for key, value in {"place": place_id, **query}.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def edit_key(at: AppTest, field: str) -> str:
    return str(at.session_state["gazetteer-editing"].key(field))


def button(at: AppTest, label: str) -> Button:
    return next(b for b in at.button if b.label == label)


def press(at: AppTest, label: str) -> AppTest:
    button(at, label).click().run()
    assert not at.exception
    return at


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def save_point(at: AppTest, point: str, reason: str = "a map says so") -> AppTest:
    at.text_input(key=edit_key(at, "point")).set_value(point).run()
    for box in at.checkbox:
        box.check().run()
    at.text_input(key=edit_key(at, "reason")).set_value(reason).run()
    return press(at, "Save")


@pytest.mark.usefixtures("store")
def test_page_lists_the_places_that_incidents_name_first(open_page: Open) -> None:
    at = open_page("gazetteer")
    rows = row_table(at, ROWS)
    assert len(rows) == PAGE_SIZE
    uses = [int(row[3]) for row in rows if row[3]]
    assert uses[0] > 1
    assert uses == sorted(uses, reverse=True)
    assert "2,260 places" in [s.value for s in at.subheader]


@pytest.mark.usefixtures("store")
def test_filters_narrow_the_table_together(open_page: Open) -> None:
    at = open_page("gazetteer")
    at.multiselect(key="gazetteer_filter_countries").set_value(["IQ"]).run()
    at.multiselect(key="gazetteer_filter_kinds").set_value(["A.ADM1"]).run()
    assert {row[2][1] for row in row_table_data(at, ROWS)["rows"]} == {"Iraq"}
    assert {row[1] for row in row_table(at, ROWS)} == {"governorate"}
    at.multiselect(key="gazetteer_filter_countries").set_value(["SY"]).run()
    assert {row[2][1] for row in row_table_data(at, ROWS)["rows"]} == {"Syria"}
    assert not at.exception


@pytest.mark.usefixtures("store")
def test_search_shows_the_answer_of_the_resolver_with_its_reasons(open_page: Open) -> None:
    at = open_page("gazetteer")
    at.text_input(key="gazetteer_text").set_value("منبج").run()
    said = [box.value for box in (*at.success, *at.warning)]
    assert "confidence" in said[0]
    assert "It has 99497 inhabitants." in html_of(at)
    press(at, "Open")
    assert at.query_params["place"] in ("manbij", ["manbij"])
    assert "Manbij" in html_of(at)


@pytest.mark.usefixtures("editor")
def test_warnings_have_to_be_overridden_and_errors_cannot(open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    at.text_input(key=edit_key(at, "point")).set_value("33.3, 44.4").run()
    assert any("lies in" in w.value for w in at.warning)
    assert button(at, "Save").disabled
    at.checkbox[0].check().run()
    assert not button(at, "Save").disabled
    at.text_input(key=edit_key(at, "point")).set_value("37.95495, 36.52815").run()
    assert any("swapped" in e.value for e in at.error)
    assert not at.checkbox
    assert button(at, "Save").disabled


@pytest.mark.usefixtures("editor")
def test_impact_is_told_before_saving_and_is_what_then_happens(open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    at.text_input(key=edit_key(at, "point")).set_value("36.56, 37.96").run()
    uses = sum(i.place_id == "manbij" for i in current_briefing().incidents.values())
    assert any(m.value.startswith(f"{uses} incidents move, by up to 3.6 km") for m in at.markdown)
    save_point(at, "36.56, 37.96")
    assert current_briefing().places["manbij"].lat == 36.56


@pytest.mark.usefixtures("store")
def test_link_to_an_unknown_place_says_so(open_page: Open) -> None:
    at = open_entry(open_page, "no-such-place")
    said = f"There is no place with the id “{plain('no-such-place')}”."
    assert [w.value for w in at.warning] == [said]


@pytest.mark.usefixtures("store")
def test_link_without_a_name_given_shows_the_entry_to_be_read(open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    assert "36.52815, 37.95495" in html_of(at)
    assert "Save" not in labels(at)
    assert "New place" not in labels(at)


@pytest.mark.usefixtures("store")
def test_name_given_once_opens_the_form(open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    at.text_input(key=identity.NAME).set_value("  Hiba   K ")
    press(at, "Start editing")
    assert local_name() == "Hiba K"
    assert at.text_input(key=edit_key(at, "point")).value == "36.52815, 37.95495"


@pytest.mark.usefixtures("store")
def test_name_of_the_releases_is_nobodys(open_page: Open) -> None:
    at = open_page("gazetteer")
    at.text_input(key=identity.NAME).set_value("Shipped")
    press(at, "Start editing")
    assert "Start editing" in labels(at)


def test_save_writes_history_and_moves_the_incidents(editor: Gazetteer, open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    save_point(at, "36.6, 38.0")
    change = editor.history("manbij", limit=1)[0]
    assert (change.editor, change.reason) == ("Hiba", "a map says so")
    assert change.changed_fields == ("lat", "lon")
    briefing = current_briefing()
    rows = [
        briefing.table.row_of[i.id] for i in briefing.incidents.values() if i.place_id == "manbij"
    ]
    assert rows
    assert {(briefing.table.lat[r], briefing.table.lon[r]) for r in rows} == {(36.6, 38.0)}
    assert editor.desk(EDITOR).drafts() == []


def test_further_spelling_is_saved_as_a_variant_and_resolves_from_then_on(
    editor: Gazetteer, open_page: Open
) -> None:
    assert editor.resolve("Bgwzz Fwqz").place is None
    at = open_entry(open_page, "baghouz")
    at.text_input(key=edit_key(at, "spellings")).set_value("Bgwzz Fwqz").run()
    assert "Bgwzz Fwqz" in html_of(at)
    for box in at.checkbox:
        box.check().run()
    at.text_input(key=edit_key(at, "reason")).set_value("as printed today").run()
    press(at, "Save")
    place = editor.resolve("Bgwzz Fwqz").place
    assert place is not None
    assert place.id == "baghouz"
    assert at.text_input(key=edit_key(at, "spellings")).value == ""


def test_save_without_a_reason_changes_nothing(editor: Gazetteer, open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    save_point(at, "36.6, 38.0", reason="  ")
    assert [e.value for e in at.error] == ["Say why, in a few words."]
    assert editor.get("manbij").lat != 36.6


def test_point_that_cannot_be_read_forbids_saving(editor: Gazetteer, open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    at.text_input(key=edit_key(at, "point")).set_value("somewhere").run()
    assert at.error[0].value.startswith("The point cannot be read")
    at.number_input(key=edit_key(at, "extent_km")).set_value(9.0).run()
    assert button(at, "Save").disabled
    assert editor.get("manbij").extent_km != 9.0


def test_draft_is_found_again_by_a_new_session(editor: Gazetteer, open_page: Open) -> None:
    first = open_entry(open_page, "manbij")
    first.number_input(key=edit_key(first, "extent_km")).set_value(7.5).run()
    assert [d.place.extent_km for d in editor.desk(EDITOR).drafts()] == [7.5]
    second = open_entry(open_page, "manbij")
    assert second.number_input(key=edit_key(second, "extent_km")).value == 7.5
    assert any("your draft of" in i.value for i in second.info)
    press(second, "Discard the draft")
    assert editor.desk(EDITOR).drafts() == []
    third = open_entry(open_page, "manbij")
    assert third.number_input(key=edit_key(third, "extent_km")).value == 4.0


def test_draft_survives_a_look_at_another_panel(editor: Gazetteer, open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    at.number_input(key=edit_key(at, "extent_km")).set_value(7.5).run()
    at.segmented_control(key="gazetteer_panel").set_value("history").run()
    at.segmented_control(key="gazetteer_panel").set_value("entry").run()
    assert at.number_input(key=edit_key(at, "extent_km")).value == 7.5
    assert editor.get("manbij").extent_km == 4.0


def test_changes_to_different_fields_merge_by_themselves(
    editor: Gazetteer, open_page: Open
) -> None:
    at = open_entry(open_page, "manbij")
    at.number_input(key=edit_key(at, "extent_km")).set_value(7.5).run()
    stored = editor.get("manbij")
    editor.desk(OTHER).save(replace(stored, note="Karim"), reason="note", based_on=stored.version)
    at.text_input(key=edit_key(at, "reason")).set_value("wider").run()
    press(at, "Save")
    now = editor.get("manbij")
    assert (now.extent_km, now.note) == (7.5, "Karim")


@pytest.mark.parametrize(("side", "extent_km"), [("mine", 7.5), ("theirs", 6.0)])
def test_conflict_shows_both_sides_and_settles_by_choice(
    editor: Gazetteer, open_page: Open, side: str, extent_km: float
) -> None:
    at = open_entry(open_page, "manbij")
    at.number_input(key=edit_key(at, "extent_km")).set_value(7.5).run()
    at.text_input(key=edit_key(at, "point")).set_value("36.6, 38.0").run()
    stored = editor.get("manbij")
    editor.desk(OTHER).save(replace(stored, extent_km=6.0), reason="x", based_on=stored.version)
    at.text_input(key=edit_key(at, "reason")).set_value("wider").run()
    press(at, "Save")
    assert editor.get("manbij").extent_km == 6.0
    shown = html_of(at)
    assert ">7.5<" in shown
    assert ">6<" in shown
    control = next(c for c in at.segmented_control if c.label == "Which version stands?")
    control.set_value(side).run()
    press(at, "Go on with these choices")
    at.text_input(key=edit_key(at, "reason")).set_value("settled").run()
    press(at, "Save")
    now = editor.get("manbij")
    assert (now.extent_km, now.lat) == (extent_km, 36.6)


def test_place_deleted_meanwhile_keeps_the_draft(editor: Gazetteer, open_page: Open) -> None:
    at = open_entry(open_page, "kolajo")
    at.number_input(key=edit_key(at, "extent_km")).set_value(7.5).run()
    stored = editor.get("kolajo")
    editor.desk(OTHER).delete("kolajo", reason="twice", based_on=stored.version)
    at.text_input(key=edit_key(at, "reason")).set_value("wider").run()
    press(at, "Save")
    assert any("Your edit is kept as a draft" in e.value for e in at.error)
    assert [d.place_id for d in editor.desk(EDITOR).drafts()] == ["kolajo"]


def test_undo_takes_a_change_back_with_a_reason(editor: Gazetteer, open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    save_point(at, "36.6, 38.0")
    at.segmented_control(key="gazetteer_panel").set_value("history").run()
    change = editor.history("manbij", limit=1)[0]
    at.button(key=f"gazetteer_undo_{change.id}").click().run()
    assert any("incidents move, by up to" in m.value for m in at.markdown)
    for box in at.checkbox:
        box.check().run()
    at.text_input(key=f"gazetteer_undo_{change.id}_why").set_value("was right before").run()
    press(at, "Undo this change")
    assert editor.get("manbij").lat == pytest.approx(36.52815)
    assert editor.history("manbij", limit=1)[0].reason == "was right before"


def test_new_place_starts_as_a_draft_and_is_created(editor: Gazetteer, open_page: Open) -> None:
    at = open_page("gazetteer")
    at.text_input(key="gazetteer_new_ar").set_value("تل الهوى").run()
    at.text_input(key="gazetteer_new_en").set_value("Tell al-Hawa").run()
    press(at, "Go on")
    assert at.query_params["place"] in ("tell-al-hawa", ["tell-al-hawa"])
    at.selectbox(key=edit_key(at, "country")).set_value("IQ").run()
    save_point(at, "36.7, 42.4")
    made = editor.get("tell-al-hawa")
    assert (made.country_code, made.lat, made.preferred("ar")) == ("IQ", 36.7, "تل الهوى")


def test_merge_moves_names_and_leads_the_old_id(editor: Gazetteer, open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    at.segmented_control(key="gazetteer_panel").set_value("more").run()
    at.text_input(key="gazetteer_merge_manbij").set_value("kolajo").run()
    assert any("km apart" in w.value for w in at.warning)
    assert any("km." in m.value for m in at.markdown)
    at.text_input(key="gazetteer_merge_manbij_kolajo_why").set_value("one place").run()
    assert button(at, "Merge").disabled
    at.checkbox[0].check().run()
    press(at, "Merge")
    assert editor.get("kolajo").id == "manbij"
    assert "merged-far-apart" in editor.history(limit=1)[0].overridden
    at.segmented_control(key="gazetteer_panel").set_value("history").run()
    assert "In spite of: " in html_of(at)


def test_split_makes_a_place_of_the_chosen_names(editor: Gazetteer, open_page: Open) -> None:
    at = open_entry(open_page, "manbij")
    names = [t.name for t in editor.get("manbij").toponyms]
    at.segmented_control(key="gazetteer_panel").set_value("more").run()
    version = editor.get("manbij").version
    at.segmented_control(key="gazetteer_verb").set_value("split").run()
    at.multiselect(key=f"gazetteer_split_manbij_{version}").set_value([3]).run()
    at.text_input(key="gazetteer_split_manbij_why").set_value("a village").run()
    for box in at.checkbox:
        box.check().run()
    press(at, "Split")
    assert names[3] not in [t.name for t in editor.get("manbij").toponyms]
    assert [p.toponyms[0].name for p in editor.places().values() if p.id == "menbij"] == [names[3]]


def test_deprecate_marks_the_place(editor: Gazetteer, open_page: Open) -> None:
    at = open_entry(open_page, "kolajo")
    at.segmented_control(key="gazetteer_panel").set_value("more").run()
    at.segmented_control(key="gazetteer_verb").set_value("deprecate").run()
    at.text_input(key="gazetteer_deprecate_kolajo_why").set_value("no such village").run()
    press(at, "Deprecate")
    assert editor.get("kolajo").status == "deprecated"


def test_delete_tells_first_which_incidents_lose_their_point(
    editor: Gazetteer, open_page: Open
) -> None:
    uses = sum(i.place_id == "manbij" for i in current_briefing().incidents.values())
    at = open_entry(open_page, "manbij")
    at.segmented_control(key="gazetteer_panel").set_value("more").run()
    at.segmented_control(key="gazetteer_verb").set_value("delete").run()
    assert any(m.value.startswith(f"{uses} incidents lose their point") for m in at.markdown)
    press(at, "Delete")
    assert [e.value for e in at.error] == ["Say why, in a few words."]
    at.text_input(key="gazetteer_delete_manbij_why").set_value("no such town").run()
    press(at, "Delete")
    assert "manbij" not in editor.places()


def propose(gazetteer: Gazetteer, **changes: object) -> Place:
    stored = gazetteer.get("manbij")
    wanted = replace(stored, **changes)  # type: ignore[arg-type]  # fields of the test's choice
    gazetteer.desk(CONTRIBUTOR).propose(wanted, reason="an article", based_on=stored.version)
    return wanted


def open_view(open_page: Open, view: str) -> AppTest:
    at = open_page("gazetteer")
    at.segmented_control(key="gazetteer_view").set_value(view).run()
    assert not at.exception
    return at


def test_review_accepts_a_proposal(editor: Gazetteer, open_page: Open) -> None:
    propose(editor, extent_km=6.0)
    at = open_view(open_page, "review")
    assert "an article" in html_of(at)
    press(at, "Accept")
    assert editor.get("manbij").extent_km == 6.0
    assert editor.proposals(ProposalState.PENDING) == []


def test_review_declines_only_with_a_word(editor: Gazetteer, open_page: Open) -> None:
    propose(editor, extent_km=6.0)
    at = open_view(open_page, "review")
    press(at, "Decline")
    assert [e.value for e in at.error] == ["Say why, in a few words."]
    proposal = editor.proposals()[0]
    at.text_input(key=f"gazetteer_word_{proposal.id}").set_value("too wide").run()
    press(at, "Decline")
    assert (editor.proposals()[0].state, editor.proposals()[0].word) == ("declined", "too wide")
    assert editor.get("manbij").extent_km == 4.0


def test_review_amends_a_proposal_in_the_form(editor: Gazetteer, open_page: Open) -> None:
    propose(editor, extent_km=6.0)
    at = open_view(open_page, "review")
    press(at, "Amend")
    assert at.number_input(key=edit_key(at, "extent_km")).value == 6.0
    at.number_input(key=edit_key(at, "extent_km")).set_value(5.0).run()
    at.text_input(key=edit_key(at, "reason")).set_value("less").run()
    press(at, "Save")
    assert editor.get("manbij").extent_km == 5.0
    assert editor.proposals()[0].state is ProposalState.AMENDED


def test_unresolved_name_becomes_a_variant_at_one_click(editor: Gazetteer, open_page: Open) -> None:
    editor.desk(CONTRIBUTOR).report_unresolved(
        [UnresolvedReport(name="Mnbjj", origin="a.csv", count=3)]
    )
    at = open_view(open_page, "unresolved")
    assert "met 3 times · a.csv" in html_of(at)
    variant = next(b for b in at.button if b.label.startswith("Variant of"))
    place_id = str(variant.key).rsplit("_", 1)[-1]
    variant.click().run()
    assert not at.exception
    assert "Mnbjj" in [t.name for t in editor.get(place_id).toponyms]
    assert editor.unresolved() == []


def test_unresolved_name_becomes_a_new_place_at_one_click(
    editor: Gazetteer, open_page: Open
) -> None:
    editor.desk(CONTRIBUTOR).report_unresolved([UnresolvedReport(name="Xyzzyville")])
    at = open_view(open_page, "unresolved")
    press(at, "New place")
    assert at.query_params["place"] in ("xyzzyville", ["xyzzyville"])
    assert "xyzzyville" not in editor.places()
    save_point(at, "36.1, 38.2")
    assert editor.get("xyzzyville").toponyms[0].name == "Xyzzyville"
    assert editor.unresolved() == []
    assert editor.desk(EDITOR).drafts() == []


def test_unresolved_name_that_is_no_clean_name_is_asked_about_first(
    editor: Gazetteer, open_page: Open
) -> None:
    editor.desk(CONTRIBUTOR).report_unresolved([UnresolvedReport(name="Manbij منبج x")])
    at = open_view(open_page, "unresolved")
    next(b for b in at.button if b.label.startswith("Variant of")).click().run()
    assert len(editor.unresolved()) == 1
    assert any("scripts" in w.value for w in at.warning)
    at.checkbox[0].check().run()
    why = next(box for box in at.text_input if box.label == "Why?")
    why.set_value("so the report spells it").run()
    press(at, "Save")
    assert editor.unresolved() == []


CSV = "id,name,lat,lon,country\nmanbij,Manbij,36.55,37.96,SY\nnew-hamlet,New Hamlet,36.1,38.2,SY\n"


@pytest.mark.usefixtures("editor")
def test_upload_names_the_file_and_the_row_that_is_refused(open_page: Open) -> None:
    at = open_view(open_page, "upload")
    content = f"{CSV.splitlines()[0]}\nbad,Bad,99,200,SY\n".encode()
    at.file_uploader(key="gazetteer_upload_file").upload("fixes.csv", content, "text/csv")
    at.run()
    assert "fixes.csv, row 2" in html_of(at)
    assert "upload.csv" not in html_of(at)


def test_upload_shows_differences_and_saves_the_rows(editor: Gazetteer, open_page: Open) -> None:
    at = open_view(open_page, "upload")
    at.file_uploader(key="gazetteer_upload_file").upload("fixes.csv", CSV.encode(), "text/csv")
    at.run()
    assert not at.exception
    assert "36.55000, 37.96000" in html_of(at)
    assert any("incidents move, by up to" in m.value for m in at.markdown)
    assert any("language “ar”" in w.value for w in at.warning)
    assert button(at, "Save 2 rows").disabled
    at.checkbox[0].check().run()
    at.text_input(key="gazetteer_upload_why").set_value("survey").run()
    press(at, "Save 2 rows")
    assert editor.get("manbij").lat == pytest.approx(36.55)
    assert {c.reason for c in editor.history(limit=2)} == {"survey"}


@pytest.mark.usefixtures("editor")
def test_server_that_is_not_local_is_read_only_without_a_login(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "is_local", lambda: False)
    at = open_entry(open_page, "manbij")
    assert any("read-only here" in i.value for i in at.info)
    assert "Save" not in labels(at)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_names_reach_the_page_as_text(
    editor: Gazetteer, open_page: Open, language: str
) -> None:
    stored = editor.get("manbij")
    names = tuple(
        Toponym(name=HOSTILE, language=tag, kind=ToponymKind.PREFERRED) for tag in ("en", "ar")
    )
    evil = replace(stored, toponyms=names, note=HOSTILE)
    editor.store.save(evil, editor="Karim", reason=HOSTILE, based_on=stored.version)
    at = open_entry(open_page, "manbij", lang=language)
    assert_harmless(html_of(at))
    at.segmented_control(key="gazetteer_panel").set_value("history").run()
    assert not at.exception
    assert_harmless(html_of(at))
