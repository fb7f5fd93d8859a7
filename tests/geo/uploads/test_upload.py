"""A file on its way into the database: dry run, import, cancel, what goes wrong."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gazetteer import Role, User
from geo import IncidentStore, imports, uploads
from tests.geo.uploads.conftest import EDITOR, OTHER, ROWS

if TYPE_CHECKING:
    from pathlib import Path

    from geo import Borders
    from tests.geo.uploads.conftest import Take

Status = uploads.UploadStatus


def checked(upload: uploads.Upload, store: IncidentStore, borders: Borders) -> uploads.Upload:
    upload.check(store, borders, EDITOR)
    upload.wait()
    return upload


def test_check_tells_what_would_happen_and_writes_nothing(
    take: Take, store: IncidentStore, borders: Borders
) -> None:
    upload = checked(take(), store, borders)
    assert (upload.status, upload.problem) == (Status.CHECKED, "")
    found = upload.findings
    assert found is not None
    assert found.report is not None
    assert (found.report.imported, found.refused, found.unplaced) == (2, 1, 1)
    assert [(r.row, r.value) for r in found.refusals] == [(4, "never")]
    assert [name.name for name in found.unresolved] == ["Nowhere at all"]
    assert found.bounds == pytest.approx((37.95, 36.53, 37.95, 36.53))
    assert b"never" in upload.refusals_csv()
    assert store.datasets() == []


@pytest.mark.parametrize(
    "refused",
    [
        (f'{ROWS}d,2019-01-16,"Manbij,Syria,36.53,37.95,1\n{ROWS}', "list.csv", "row 5"),
        ("id," * 10_000, "list.csv", "10,001 columns"),
        ("date,lat,lon\nnever,NaN,inf\n", "list.csv", ""),
        ('{"type":"FeatureCollection","features":[' + "[" * 9_999, "list.geojson", "no GeoJSON"),
    ],
)
def test_file_that_is_refused_leaves_the_database_as_it_was(
    refused: tuple[str, str, str],
    take: Take,
    store: IncidentStore,
    borders: Borders,
    tmp_path: Path,
) -> None:
    text, name, problem = refused
    before = content(tmp_path / "hudud.sqlite")
    upload = take(text, name)
    if upload.choices is not None:
        checked(upload, store, borders)
    assert problem in upload.problem
    assert bool(upload.problem) == bool(problem)
    assert content(tmp_path / "hudud.sqlite") == before


def content(path: Path) -> list[str]:
    database = sqlite3.connect(path)
    try:
        return list(database.iterdump())
    finally:
        database.close()


def test_write_imports_what_was_checked(take: Take, store: IncidentStore, borders: Borders) -> None:
    upload = checked(take(), store, borders)
    upload.write(store, EDITOR, "a colleague's list")
    upload.wait()
    assert upload.status is Status.DONE
    (info,) = store.datasets()
    assert (info.id, info.incidents, info.version) == ("list", 2, 1)
    (change,) = store.history("list")
    assert (change.reason, change.user, change.file.name) == (
        "a colleague's list",
        "Hiba",
        "list.csv",
    )
    assert b"never" in store.refusals(change.id)
    assert [n.name for n in store.gazetteer.unresolved()] == ["Nowhere at all"]


def test_next_version_withdraws_what_it_leaves_out_unless_it_is_an_addition(
    take: Take, store: IncidentStore, borders: Borders
) -> None:
    first = checked(take(), store, borders)
    first.write(store, EDITOR, "first")
    first.wait()
    newer = take("\n".join(ROWS.splitlines()[:2]) + "\n")
    newer.look((), held=store.get("list"))
    found = checked(newer, store, borders).findings
    assert found is not None
    assert found.report is not None
    assert (found.report.unchanged, found.report.withdrawn) == (1, 1)
    assert newer.choices is not None
    newer.choose(replace(newer.choices, whole=False))
    assert newer.findings is None
    found = checked(newer, store, borders).findings
    assert found is not None
    assert found.report is not None
    assert (found.report.unchanged, found.report.withdrawn) == (1, 0)


def test_write_after_another_editor_changed_the_data_set_is_refused(
    take: Take, store: IncidentStore, borders: Borders
) -> None:
    first = checked(take(), store, borders)
    first.write(store, EDITOR, "first")
    first.wait()
    newer = take(ROWS.replace(",16\n", ",17\n"))
    newer.look((), held=store.get("list"))
    checked(newer, store, borders)
    store.switch("list", False, user=OTHER, reason="not now")
    newer.write(store, EDITOR, "second")
    newer.wait()
    assert newer.status is Status.CHECKED
    assert "somebody else" in newer.problem
    assert store.get("list").version == 1
    assert newer.choices is not None
    newer.choose(uploads.renewed_choices(newer.choices, store.get("list"), ()))
    checked(newer, store, borders)
    newer.write(store, EDITOR, "second")
    newer.wait()
    assert (newer.status, store.get("list").version) == (Status.DONE, 2)


def test_two_people_import_at_the_same_time(
    take: Take, store: IncidentStore, borders: Borders
) -> None:
    both = [take(name="one.csv"), take(name="two.csv", user=OTHER), take(name="three.csv")]
    for upload in both:
        upload.check(store, borders, EDITOR)
    for upload in both:
        upload.wait()
        upload.write(store, EDITOR, "at once")
    for upload in both:
        upload.wait()
        assert (upload.status, upload.problem) == (Status.DONE, "")
    assert [info.id for info in store.datasets()] == ["one", "three", "two"]


def test_cancel_while_it_waits_leaves_nothing(
    take: Take, store: IncidentStore, borders: Borders
) -> None:
    slots = threading.Semaphore(0)
    kept = take()
    upload = uploads.Upload(kept.path, upload_id="x", owner="Hiba", slots=slots)
    upload.look(())
    upload.check(store, borders, EDITOR)
    assert (upload.is_busy, upload.is_ending) == (True, False)
    upload.cancel()
    upload.wait()
    assert (upload.status, upload.cancelled, upload.findings) == (Status.OPEN, True, None)
    assert store.datasets() == []
    upload.close()


@pytest.mark.parametrize("stage", ["READING", "COMPARING", "WRITING"])
def test_cancel_while_it_writes_leaves_the_database_as_it_was(
    take: Take,
    store: IncidentStore,
    borders: Borders,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
) -> None:
    before = take()
    checked(before, store, borders).write(store, EDITOR, "first")
    before.wait()
    upload = take(ROWS.replace(",16\n", ",17\n"))
    upload.look((), held=store.get("list"))
    checked(upload, store, borders)
    put = store.put

    def put_and_cancel(*args: object, **options: object) -> object:
        told = options["progress"]

        def watched(at: object, done: int) -> None:
            if getattr(at, "name", "") == stage:
                upload.cancel()
            told(at, done)  # type: ignore[operator]

        return put(*args, **{**options, "progress": watched})  # type: ignore[arg-type]

    monkeypatch.setattr(store, "put", put_and_cancel)
    upload.write(store, EDITOR, "second")
    upload.wait()
    assert (upload.status, upload.cancelled) == (Status.CHECKED, True)
    assert (store.get("list").version, len(store.history())) == (1, 1)


def test_check_of_a_file_without_any_good_row_says_so_and_cannot_be_written(
    take: Take, store: IncidentStore, borders: Borders
) -> None:
    upload = checked(take("date,place\nnever,Manbij\n"), store, borders)
    assert upload.findings is not None
    assert (upload.findings.report, upload.findings.refused) == (None, 1)


def test_check_by_a_viewer_is_refused(take: Take, store: IncidentStore, borders: Borders) -> None:
    upload = take()
    upload.check(store, borders, User("Hiba", Role.VIEWER))
    upload.wait()
    assert (upload.status, upload.findings) == (Status.OPEN, None)
    assert "role of an editor" in upload.problem


def test_look_at_what_is_no_file_of_incidents_tells_the_name_alone(take: Take) -> None:
    upload = take("PK\x03\x04 no archive", "sheet.xlsx")
    assert upload.preview is None
    assert upload.problem.startswith("sheet.xlsx: ")


def test_failure_that_nobody_foresaw_is_told_and_ends(
    take: Take, store: IncidentStore, borders: Borders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(store, "put", fail)
    upload = checked(take(), store, borders)
    assert (upload.status, upload.problem) == (Status.OPEN, uploads.UNEXPECTED)


def test_look_with_another_format_proposes_anew(take: Take) -> None:
    upload = take()
    upload.look((), format=imports.ImportFormat.UCDP)
    assert "ucdp" in upload.problem
    assert (upload.preview is None, upload.looks) == (True, 2)
    upload.look(())
    assert (upload.preview is None, upload.looks) == (False, 3)
