"""Try generated hostile text on everything that makes something else of text.

Run it as ``python -m benchmarks.hostile_text [EXAMPLES]``: so many examples for each cheap way,
a thousandth for each that writes files, and prints a table. It stops at the first that falls, with
the smallest text that does it. The same number tries the same texts again.
"""

# What is asserted is what is tried.
# ruff: noqa: S101

from __future__ import annotations

import argparse
import csv
import html
import io
import json
import logging
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from jinja2 import Template

from gazetteer import Gazetteer, Toponym, escape, guard_formula, place_from_record, printable
from gazetteer.cells import unguard_formula
from gazetteer.errors import GazetteerError
from gazetteer.reconcile import reconcile_app
from gazetteer.reconcile_preview import preview_html
from geo import (
    Briefing,
    IncidentFilter,
    MapExport,
    MapState,
    Story,
    StoryStep,
    load_borders,
    load_dataset,
    read_csv,
    snapshot,
    story_page,
    story_slides,
    write_export,
)
from geo.export.safe import xml_text
from pages.details import details_html
from pages.logs import masking_factory
from pages.plain import plain
from pages.words import words
from tests.gazetteer.stub_gazetteer import HAJIN
from tests.hostile_checks import (
    assert_inert_cells,
    assert_inert_html,
    assert_inert_pdf,
    assert_inert_slides,
    assert_inert_workbook,
    assert_inert_xml,
)
from tests.hostile_house import hostile_house
from tests.pages.hostile import assert_harmless
from tests.payloads import hostile_texts
from tests.test_hostile_requests import KEYS, Stub, reconcile_with

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = 20_000
SEED = 20_261_121
# Of so many cheap examples one is tried where files are written, and three at least.
_DEAR = 1_000
MADE_AT = datetime(2026, 11, 21, tzinfo=UTC)
ANY = hostile_texts(broken=True)
WHOLE = hostile_texts()
MANY = st.lists(WHOLE, min_size=20, max_size=40)


def shown_html(text: str) -> None:
    """Escape for HTML: shows the same, does nothing in HTML, in a template or in a script."""
    made = escape(text)
    assert html.unescape(made) == printable(text)
    assert not set(made) & set("<>\"'{}$\\`")
    assert Template(made, keep_trailing_newline=True).render() == made


def shown_markdown(text: str) -> None:
    """Escape for Markdown: one line, in which every sign is escaped."""
    made = plain(text)
    assert "\n" not in made
    made.encode()
    bare = made.replace("\\\\", "")
    for sign in "`*_[]<>$|~#":
        assert bare.count(sign) == bare.count(f"\\{sign}")


def shown_xml(text: str) -> None:
    """Make text of XML: a reader gives it back."""
    assert_inert_xml(f"<a>{html.escape(xml_text(text))}</a>".encode())


def cell(text: str) -> None:
    """Guard a cell: no formula, and the text comes back."""
    made = guard_formula(text)
    assert unguard_formula(made) == text
    assert_inert_cells([made])


def logged(text: str) -> None:
    """Log a text: it stays on the line of its record."""
    error = ValueError(text)
    given_ = (text, error), (ValueError, error, None)
    record = masking_factory(())("x", logging.INFO, "f", 1, "%s %s", *given_)
    first, *rest = logging.Formatter("%(message)s").format(record).split("\n")
    assert "\r" not in first
    assert all(line.startswith(("  ", "ValueError")) for line in rest)


def asked(params: dict[str, str]) -> None:
    """Read a link: what is wrong is left out, and what is kept is a link again."""
    state, _problems = MapState.from_query(params)
    assert MapState.from_query(state.to_query())[1] == []


def reconciled(text: str) -> None:
    """Ask the reconciliation service, and show a place of that name."""
    reconcile_with(reconcile_app(Stub()), text)
    place = replace(HAJIN, toponyms=(Toponym(name=text, language="en"),), note=text, links=(text,))
    # A link to another authority is one that a person may follow.
    assert_inert_html(preview_html(place).replace(' href="http', ' data-link="http'))


def recorded(text: str) -> None:
    """Read a place's record: taken as it is, or refused with the field."""
    name = {"name": text, "language": "en"}
    record = {"id": text, "toponyms": [name], "feature_class": text, "feature_code": text}
    try:
        place_from_record(
            {**record, "note": text, "links": [text], "citations": [{"source": text}]}
        )
    except GazetteerError as error:
        if not str(error):
            raise


def imported(texts: list[str]) -> None:
    """Bring texts in by editor and files, look at all incidents, and write every file of them."""
    with tempfile.TemporaryDirectory() as folder:
        house = hostile_house(Path(folder), texts)
        try:
            briefing = house.briefing
            for incident_id in briefing.table.ids.to_pylist()[-20:]:
                incident = briefing.incident(incident_id)
                assert_harmless(details_html(briefing, incident, MapState(), words("en")))
            _written(MapExport(briefing=briefing, state=MapState(), made_at=MADE_AT), Path(folder))
        finally:
            house.close()


def _written(export: MapExport, folder: Path) -> None:
    forms = ["csv", "geojson", "gpkg", "kml", "xlsx", "html"]
    files = {path.suffix: path for path in write_export(export, forms, folder / "out", name="x")}
    table = folder / "out" / "x.csv"
    assert read_csv(table).equals(export.columns)
    with table.open(encoding="utf-8", newline="") as file:
        assert_inert_cells(cell for row in csv.reader(file) for cell in row)
    assert_inert_xml(files[".kml"].read_bytes())
    assert_inert_workbook(files[".xlsx"])
    page = files[".html"].read_text(encoding="utf-8")
    assert page.count("<script") == page.count("</script>")
    texts = export.columns["summary"].to_pylist()
    features = json.loads((folder / "out" / "x.geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["properties"]["summary"] for feature in features] == texts


def drawn(text: str) -> None:
    """Draw a sheet with a title in every form of picture."""
    data = load_dataset()
    briefing = Briefing(gazetteer=Gazetteer.shipped(), dataset=data, borders=load_borders())
    state = MapState(filter=IncidentFilter(end=date(2015, 6, 1)))
    page = snapshot.Page.SQUARE
    options = snapshot.SnapshotOptions(page=page, title=text[:200], author=text[:60], locator=False)
    sheet = snapshot.compose(briefing, state, options)
    assert_inert_xml(snapshot.render_svg(sheet))
    assert_inert_pdf(io.BytesIO(snapshot.render_pdf(sheet)))
    assert_inert_slides(io.BytesIO(snapshot.render_pptx(sheet, dpi=36)))


def told(text: str) -> None:
    """Write a story of a text as slides and as a page."""
    data = load_dataset()
    briefing = Briefing(gazetteer=Gazetteer.shipped(), dataset=data, borders=load_borders())
    state = MapState(filter=IncidentFilter(end=date(2015, 6, 1)))
    step = StoryStep(state=state, title=text[:160], note=text[:600])
    story = Story(id="abc", title=f"T {text}"[:160], steps=(step,))
    assert Story.from_record(story.to_record(), id="abc") == story
    assert_inert_slides(io.BytesIO(story_slides(briefing, story, language="en", dpi=36)))
    page = story_page(briefing, story, language="ar", made_at=MADE_AT)
    assert page.count("<script") == page.count("</script>")


LINKS = st.dictionaries(st.sampled_from(KEYS), ANY)
WAYS: tuple[tuple[Callable[[Any], None], st.SearchStrategy[Any], int], ...] = (
    (shown_html, ANY, 1),
    (shown_markdown, ANY, 1),
    (shown_xml, ANY, 1),
    (cell, ANY, 1),
    (logged, ANY, 1),
    (asked, LINKS, 1),
    (recorded, ANY, 1),
    (reconciled, ANY, 10),
    (imported, MANY, _DEAR),
    (drawn, WHOLE, _DEAR),
    (told, WHOLE, _DEAR),
)


def main() -> None:
    """Try all ways and print what was tried."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("examples", nargs="?", type=int, default=EXAMPLES)
    wanted = parser.parse_args().examples
    print("| what is done with the text | examples | seconds |\n|---|---:|---:|")
    for way, texts, dearer in WAYS:
        begun = time.monotonic()
        count = campaign(way, texts, max(wanted // dearer, 3))
        what = (way.__doc__ or "").rstrip(".")
        print(f"| {what} | {count:,} | {time.monotonic() - begun:.0f} |", flush=True)


def campaign(way: Callable[[Any], None], texts: st.SearchStrategy[Any], examples: int) -> int:
    """Try a way with so many texts; return how many it were."""
    count = 0

    @seed(SEED)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(texts)
    def tried(text: object) -> None:
        nonlocal count
        count += 1
        way(text)

    tried()
    return count


if __name__ == "__main__":
    main()
