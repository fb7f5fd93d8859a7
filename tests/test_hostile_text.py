"""Hostile text from every way in to every way out: it stays text, and comes out as it went in."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from pptx import Presentation

from gazetteer import printable
from gazetteer.__main__ import main as gazetteer_main
from geo import (
    DataState,
    Facet,
    FigureKind,
    FigureRegister,
    IncidentFilter,
    MadeFigure,
    MapExport,
    MapState,
    incident_labels,
    read_csv,
    records,
    short_id,
    snapshot,
    write_export,
)
from geo.__main__ import main as geo_main
from geo.export.safe import xml_text
from pages.details import details_html
from pages.export_address import figure_link
from pages.export_figure import made_words
from pages.export_made import figure_title
from pages.labels import symbol_label, value_name
from pages.plain import plain
from pages.words import words
from tests.hostile_checks import (
    assert_asks_nobody,
    assert_inert_cells,
    assert_inert_html,
    assert_inert_slides,
    assert_inert_workbook,
    assert_inert_xml,
)
from tests.hostile_house import HIBA, House, hostile_house
from tests.pages.hostile import assert_harmless, text_of
from tests.payloads import BY_KIND, PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pptx.slide import Slide

# Slides take a second to draw, so one text of each kind stands in their title.
_IN_A_TITLE = ("markup", "markdown", "format", "direction", "xml", "control", "template")
SHEET_TEXT = " ".join(BY_KIND[kind][0] for kind in _IN_A_TITLE)
# Signs of Markdown that nothing escapes, and what acts on a terminal.
MARKDOWN = re.compile(r"(?<!\\)[`*_\[\]<>$]")
ON_A_TERMINAL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
MADE_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = hostile_house(tmp_path_factory.mktemp("house"), PAYLOADS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def export(house: House) -> MapExport:
    return MapExport(briefing=house.briefing, state=MapState(), made_at=MADE_AT)


def is_clean(text: str) -> bool:
    """Tell whether an import takes a text as it is: no control characters, nothing around it."""
    return text == text.strip() and not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", text)


def imported_ids(house: House) -> list[str]:
    table = house.briefing.table
    return [i for row, i in enumerate(table.ids.to_pylist()) if table.dataset.text(row) == "csv"]


def shown(text: str) -> str:
    """Return a text as a page shows it."""
    return printable(text)


def texts_of(slide: Slide) -> list[str]:
    frames = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return frames + [c.text for table in tables for row in table.rows for c in row.cells]


def summaries(export: MapExport) -> list[str]:
    return [text for text in export.columns["summary"].to_pylist() if text]


def test_house_takes_every_payload_or_says_why_not(house: House) -> None:
    for info in house.store.datasets():
        assert info.incidents == len(PAYLOADS)
    for text, why in house.refused.items():
        assert "text" in why or "control character" in why or "NFC" in why, (text, why)
    assert len(house.refused) < len(PAYLOADS) / 3
    held = {p.note for p in house.briefing.places.values()}
    assert set(PAYLOADS) - set(house.refused) <= held


@pytest.mark.parametrize("language", ["en", "ar"])
def test_details_of_every_incident_show_its_text(house: House, language: str) -> None:
    _, briefing = words(language), house.briefing
    for incident_id in imported_ids(house)[language == "ar" :: 2]:
        incident = briefing.incident(incident_id)
        html = details_html(briefing, incident, MapState(), _)
        assert_harmless(html)
        assert shown(incident.summary) in text_of(html)


def test_names_of_every_value_of_a_filter_are_plain_in_a_label(house: House) -> None:
    briefing, _ = house.briefing, words("en")
    for facet in (Facet.EVENT_TYPE, Facet.SUB_TYPE, Facet.ACTOR, Facet.SOURCE, Facet.DATASET):
        values = briefing.values(facet)
        assert facet is Facet.DATASET or len(values) > len(PAYLOADS) / 2
        for value in values:
            label = plain(value_name(briefing, facet, value, _))
            assert not MARKDOWN.search(label)


def test_labels_of_the_map_are_json_of_texts(house: House) -> None:
    table = house.briefing.table
    rows = list(range(len(table)))
    labels = [symbol_label(one, words("ar")) for one in incident_labels(table, rows)]
    again = json.loads(json.dumps(labels).encode())
    assert again == labels
    titles = {label["title"] for label in labels}
    assert {text for text in PAYLOADS if is_clean(text)} <= titles
    assert len(records(table, rows)) == len(rows)


def test_csv_guards_every_cell_and_reads_back(export: MapExport, tmp_path: Path) -> None:
    path, _metadata = write_export(export, ["csv"], tmp_path)
    assert read_csv(path).equals(export.columns)
    with path.open(encoding="utf-8", newline="") as file:
        assert_inert_cells(cell for row in csv.reader(file) for cell in row)


def test_geojson_and_geopackage_hold_every_text(export: MapExport, tmp_path: Path) -> None:
    paths = write_export(export, ["geojson", "gpkg"], tmp_path)
    features = json.loads(paths[0].read_text(encoding="utf-8"))["features"]
    assert [f["properties"]["summary"] for f in features if f["properties"]["summary"]] == (
        summaries(export)
    )
    package = next(path for path in paths if path.suffix == ".gpkg")
    assert summaries(export) == gpd.read_file(package, layer="incidents")["summary"].tolist()
    styles = gpd.read_file(package, layer="layer_styles")
    for content in (*styles["styleQML"], *styles["styleSLD"]):
        assert_inert_xml(content.encode())


def test_kml_holds_every_text_and_nothing_that_acts(export: MapExport, tmp_path: Path) -> None:
    (path,) = write_export(export, ["kmz"], tmp_path)
    with zipfile.ZipFile(path) as archive:
        root = assert_inert_xml(archive.read("doc.kml"))
    found = root.iterfind(".//{*}SimpleData[@name='summary']")
    assert [node.text for node in found] == [xml_text(text) for text in summaries(export)]
    for balloon in root.iterfind(".//{*}Placemark/{*}description"):
        assert_inert_html(balloon.text)
        assert "$[" not in balloon.text


def test_workbook_holds_every_text_in_text_cells(export: MapExport, tmp_path: Path) -> None:
    (path,) = write_export(export, ["xlsx"], tmp_path)
    assert_inert_workbook(path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    held = [sheet.cell(row, head.index("Summary") + 1).value for row in range(2, sheet.max_row + 1)]
    texts = {unescape(text) for text in held if text}
    expected = {re.sub("[\ufffe\uffff]", "\ufffd", text) for text in summaries(export)}
    assert {text for text in expected if is_clean(text)} <= texts


def test_page_to_take_away_has_the_scripts_of_a_clean_one(
    export: MapExport, tmp_path: Path
) -> None:
    (path,) = write_export(export, ["html"], tmp_path)
    page = path.read_text(encoding="utf-8")
    head, _mark, data = page.partition('<script type="application/json" id="hudud-data">')
    content = data.partition("</script>")[0]
    held = json.loads(content)["columns"]["summary"]["values"]
    assert set(summaries(export)) <= set(held)
    assert "<" not in content
    assert len(re.findall(r"<script\b", page)) == page.count("</script>")
    assert "connect-src data:" in head
    assert_asks_nobody(head)


def test_slides_with_a_hostile_title_hold_every_text(house: House) -> None:
    options = snapshot.SnapshotOptions(
        page=snapshot.Page.SQUARE,
        title=SHEET_TEXT[:240],
        handling=BY_KIND["markup"][0],
        author=SHEET_TEXT[-60:],
        as_of=date(2026, 11, 21),
        locator=False,
    )
    of_kinds = (BY_KIND["xml"][0], BY_KIND["control"][3], BY_KIND["template"][0])
    state = MapState(filter=IncidentFilter(event_types=frozenset(of_kinds)))
    sheet = snapshot.compose(house.briefing, state, options)
    slides = snapshot.render_pptx(sheet, dpi=36)
    assert_inert_slides(io.BytesIO(slides))
    said = [text for slide in Presentation(io.BytesIO(slides)).slides for text in texts_of(slide)]
    shown = " ".join("".join(c for c in SHEET_TEXT[:240] if c.isprintable()).split())
    assert shown in " ".join(said)
    assert any(of_kinds[0] in text for text in said)


def made_figure(number: int, text: str) -> MadeFigure:
    """Return a figure whose every text is hostile, as the page of snapshots keeps one."""
    wanted = IncidentFilter(text=text, event_types=frozenset({text[:200]}))
    sheet = {"languages": ["en", "ar"]}
    return MadeFigure(
        id=short_id(number),
        kind=FigureKind.SNAPSHOT,
        made_at=MADE_AT,
        made_by=text,
        state=MapState(filter=wanted),
        data=DataState(epoch="e", places=1, datasets=2, shipped="s", incidents="i"),
        options={"title": [text, text], "sheet": {**sheet, "author": text, "remark": text}},
        reason=text,
    )


@pytest.fixture(scope="module")
def figures(house: House) -> list[MadeFigure]:
    register = FigureRegister(house.store.database)
    made = [made_figure(number, text) for number, text in enumerate(PAYLOADS)]
    assert [register.keep(figure) for figure in made] == made
    return made


def test_list_of_made_figures_gives_back_every_text_and_shows_it_plain(
    house: House, figures: list[MadeFigure]
) -> None:
    register = FigureRegister(house.store.database)
    listed = {figure.id: figure for figure in register.figures(limit=1_000)}
    for figure in figures:
        assert listed[figure.id] == register.get(figure.id) == figure
        for language in ("en", "ar"):
            _ = words(language)
            assert figure_title(figure, _) == figure.made_by
            for shown_text in (plain(figure_title(figure, _)), made_words(figure, _)):
                assert not MARKDOWN.search(shown_text)
        assert parse_qs(urlsplit(figure_link(figure.id)).query)["figure"] == [figure.id]
    house.store.gazetteer.store.verify()


def test_figure_with_hostile_texts_is_made_again_with_them(house: House) -> None:
    options = snapshot.SnapshotOptions(
        page=snapshot.Page.SQUARE, title=SHEET_TEXT[:240], remark=SHEET_TEXT[:200],
        author=SHEET_TEXT[-60:], handling=BY_KIND["markup"][0], as_of=MADE_AT.date(), locator=False,
    )  # fmt: skip
    state = MapState(filter=IncidentFilter(event_types=frozenset({BY_KIND["xml"][0]})))
    planned = snapshot.plan_snapshot(house.briefing, state, options, dpi=40)
    kept = snapshot.keep_snapshot(planned, user=HIBA, made_at=MADE_AT)
    again = snapshot.repeated_snapshot(house.store, kept.id)
    assert again.options == options
    # What it draws needs no drawing to be told: the sheet is composed of the same words.
    assert again.sheet.title == kept.sheet.title
    export = again.export(MADE_AT)
    assert (export.figure, export.state) == (kept.id, kept.state)


@pytest.mark.usefixtures("figures")
@pytest.mark.parametrize(
    "command",
    [
        ("gazetteer", "history", "--limit", "1000"),
        ("gazetteer", "check"),
        ("geo", "figures", "--limit", "1000"),
        ("geo", "changes", "--since", "2020-01-01"),
    ],
    ids=" ".join,
)
def test_command_line_writes_hostile_data_in_lines_that_do_nothing_to_a_terminal(
    house: House, capfdbinary: pytest.CaptureFixture[bytes], command: tuple[str, ...]
) -> None:
    run = {"gazetteer": gazetteer_main, "geo": geo_main}[command[0]]
    run([*command[1:], "--database", str(house.store.database.path)])
    told = capfdbinary.readouterr()
    said = (told.out + told.err).decode()
    assert len(said.splitlines()) == said.count("\n") > 10
    assert not ON_A_TERMINAL.search(said)
