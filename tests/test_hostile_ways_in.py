"""Hostile text by the ways in that `test_hostile_text` does not take: it is kept, or refused."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
from pptx import Presentation

from gazetteer import (
    CorrectionKind,
    Gazetteer,
    Place,
    Store,
    Toponym,
    accepted,
    compare,
    read_places,
    visible,
    write_places,
)
from gazetteer.__main__ import main
from geo import (
    Briefing,
    MapState,
    Story,
    StoryError,
    StoryStep,
    imports,
    load_borders,
    load_dataset,
    story_page,
    story_slides,
)
from tests.gazetteer.desks import BoldGazetteer
from tests.hostile_checks import assert_inert_slides
from tests.payloads import BY_KIND, HOSTILE, MARK, PAYLOADS

if TYPE_CHECKING:
    from pathlib import Path

_NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
# What a reader of places does to a name: control characters go, white space becomes one space.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def test_bulk_upload_of_places_keeps_each_name_in_one_row_or_refuses_it(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["name", "lat", "lon", "note", "id"])
        writer.writerows([f"N {p}", "36", "38", p, n] for n, p in enumerate(PAYLOADS))
    items = list(read_places(path))
    assert len(items) == len(PAYLOADS)
    taken = [item for item in items if isinstance(item, Place)]
    assert len(taken) > len(PAYLOADS) // 2
    assert not [p for p in taken if _CONTROL.search(p.toponyms[0].name)]
    refused = [item for item in items if not isinstance(item, Place)]
    assert not [r for r in refused if not (r.row > 1 and r.field and str(r.reason))]
    with Store(f"sqlite:///{tmp_path}/s.sqlite", shipped=False) as store:
        report = store.import_places(accepted(items, print), source="p", editor=PAYLOADS[0])
        assert report.created + report.updated + report.unchanged + len(report.refused) == len(
            taken
        )
        kept = {t.name for place in store.iter_places() for t in place.toponyms}
    assert kept <= {t.name for place in taken for t in place.toponyms}
    assert len(kept) > len(PAYLOADS) // 2


def test_linked_places_keep_each_title_or_refuse_its_feature(tmp_path: Path) -> None:
    features = [
        {
            "@id": f"x:{number}",
            "type": "Feature",
            "properties": {"title": f"N {payload}"},
            "names": [{"toponym": f"N {payload}"}],
            "geometry": {"type": "Point", "coordinates": [38, 36]},
        }
        for number, payload in enumerate(PAYLOADS)
    ]
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    items = list(read_places(path))
    assert len(items) == len(PAYLOADS)
    assert not [i for i in items if isinstance(i, Place) and _CONTROL.search(i.toponyms[0].name)]


def _xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "date", "lat", "lon", "summary"])
        for number, payload in enumerate(PAYLOADS, start=1):
            for column, text in enumerate([str(number), "2019-01-01", "36", "38", f"S {payload}"]):
                sheet.write_string(number, column, text)


def _kml(path: Path) -> None:
    illegal = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
    marks = "".join(
        f"<Placemark id='{number}'><description>{escape(illegal.sub('', f'S {payload}'))}"
        "</description><TimeStamp><when>2019-01-01</when></TimeStamp>"
        "<Point><coordinates>38,36</coordinates></Point></Placemark>"
        for number, payload in enumerate(PAYLOADS, start=1)
    )
    path.write_text(f"<kml><Document>{marks}</Document></kml>", encoding="utf-8")


@pytest.mark.parametrize("ending", ["xlsx", "kml"])
def test_import_keeps_the_text_of_each_row(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    {"xlsx": _xlsx, "kml": _kml}[ending](path)
    with imports.read_incidents(path, borders=load_borders()) as batch:
        assert batch.row_count + len(batch.refusals) == len(PAYLOADS)
        assert batch.row_count > len(PAYLOADS) - 5
        told = {text or "" for text in batch.rows["summary"].to_pylist()}
        assert sum("<script>" in text for text in told) > 3


def _step(text: str) -> StoryStep | None:
    try:
        return StoryStep(state=MapState(), title=f"T {text}"[:80], note=text)
    except StoryError:
        return None


def test_page_of_a_story_of_hostile_texts_has_the_scripts_of_a_clean_one() -> None:
    short = [payload for payload in PAYLOADS if len(payload) < 200]
    assert len(short) > len(PAYLOADS) * 0.9
    told = (_step(" ".join(short[first::20])) for first in range(20))
    steps = [step for step in told if step is not None]
    assert len(steps) == 20
    briefing = Briefing(
        gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders()
    )

    def page(*told: StoryStep) -> str:
        story = Story(id="abc", title=told[0].title, steps=told)
        assert Story.from_record(story.to_record(), id="abc") == story
        return story_page(briefing, story, language="en", made_at=_NOW)

    scripts = page(StoryStep(state=MapState(), title="clean")).count("<script")
    made = page(*steps)
    assert made.count("<script") == made.count("</script>") == scripts
    assert f"<script>window.{MARK}" not in made


def test_slides_of_a_story_of_hostile_texts_hold_them_and_nothing_that_acts() -> None:
    of_kinds = [" ".join(texts)[:290] for texts in BY_KIND.values()]
    pairs = [_step(" ".join(of_kinds[first : first + 2])) for first in range(0, len(of_kinds), 2)]
    steps = [step for step in pairs if step is not None]
    assert len(steps) == len(pairs)
    story = Story(id="abc", title=HOSTILE[:160], steps=tuple(steps[:3]))
    briefing = Briefing(
        gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders()
    )
    slides = io.BytesIO(story_slides(briefing, story, language="en", dpi=36))
    assert_inert_slides(slides)
    first, *views = (
        " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for slide in Presentation(slides).slides
    )
    assert story.title in first
    for step, said in zip(story.steps, views, strict=True):
        assert "".join(step.note.split()) in "".join(said.split())


def test_corrections_of_hostile_rows_are_told_field_by_field_and_saved_or_refused(
    tmp_path: Path,
) -> None:
    gazetteer = BoldGazetteer(store=Store(f"sqlite:///{tmp_path}/s.sqlite"))
    path = tmp_path / "p.csv"
    known = sorted(gazetteer.places().values(), key=lambda place: place.id)
    rows = [
        replace(place, note=text, toponyms=(*place.toponyms, Toponym(name=f"N {text}")))
        for place, text in zip(known, PAYLOADS, strict=False)
    ]
    write_places(rows, path)
    corrections = compare(gazetteer, read_places(path))
    assert len(corrections) == len(PAYLOADS)
    taken = [one for one in corrections if one.kind is CorrectionKind.CHANGED and one.after]
    assert len(taken) > len(PAYLOADS) * 0.7
    for one in corrections:
        if one.kind is CorrectionKind.REFUSED:
            assert one.refused is not None
            assert not _CONTROL.search(visible(str(one.refused.reason)))
    for one in taken:
        assert {"note", "toponyms"} & {difference.field for difference in one.differences}
    edits = [(one.after, one.based_on) for one in taken if one.after is not None]
    saved = gazetteer.store.save_all(edits, editor="Hiba", reason=HOSTILE)
    assert {place.note for place in saved} <= {gazetteer.get(place.id).note for place in saved}
    gazetteer.store.verify()
    gazetteer.close()


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if "\0" not in p])
def test_command_line_prints_a_hostile_name_without_control_characters(
    payload: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["resolve", "--", payload])
    told = capsys.readouterr()
    assert not _CONTROL.search(told.out + told.err)


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if "\0" not in p and p.strip()])
def test_database_address_of_hostile_text_ends_in_one_error_or_a_file_of_that_name(
    payload: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUDUD_DATABASE_URL", f"nonsense://{payload}")
    assert main(["history"]) != 0
    told = capsys.readouterr()
    assert told.err.startswith("error: ")
    assert told.err.count("\n") == 1
    assert not _CONTROL.search(told.err)
    assert not list(tmp_path.iterdir())
