"""What is proposed for a file, and what a person makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from geo import DatasetInfo, IncidentDataError, imports, uploads
from tests.geo.uploads.conftest import EDITOR

if TYPE_CHECKING:
    from pathlib import Path

    from tests.geo.uploads.conftest import Take

Field = imports.Field


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("UCDP GED 25.1", (), "ucdp-ged-25-1"),
        ("حوادث", (), "incidents"),
        ("حوادث", ("incidents",), "incidents-2"),
        ("Articles", (), "articles-2"),
        ("Confirmed", ("confirmed-2",), "confirmed-3"),
        ("x" * 90, (), "x" * 50),
    ],
)
def test_free_dataset_id_is_readable_and_free(
    name: str, taken: tuple[str, ...], expected: str
) -> None:
    assert uploads.free_dataset_id(name, taken) == expected


def test_with_fields_keeps_two_columns_for_one_field_so_that_it_is_refused(take: Take) -> None:
    upload = take()
    assert upload.preview is not None
    assert upload.choices is not None
    mapping = upload.choices.mapping
    doubled = uploads.with_fields(mapping, {"date": Field.START, "id": Field.START})
    assert doubled.columns[Field.START] == ("date", "id")
    with pytest.raises(IncidentDataError, match="two columns"):
        doubled.check(upload.preview.header)


def test_with_fields_that_change_nothing_gives_the_same_mapping(take: Take) -> None:
    choices = take().choices
    assert choices is not None
    same = uploads.with_fields(choices.mapping, dict(uploads.fields_of(choices.mapping)))
    assert same is choices.mapping


@pytest.mark.parametrize(
    ("day", "expected"), [("03/04/2019", True), ("2019-04-03", False), ("3 April 2019", False)]
)
def test_has_figure_dates_tells_dates_of_three_figures(
    take: Take, day: str, expected: bool
) -> None:
    upload = take(f"date,place\n{day},Manbij\n")
    assert upload.preview is not None
    assert upload.choices is not None
    assert uploads.has_figure_dates(upload.preview, upload.choices.mapping) is expected


def test_next_choices_keep_the_mapping_where_the_file_has_its_columns(take: Take) -> None:
    upload = take("when it was,town\n2019-01-01,Manbij\n")
    assert upload.preview is not None
    kept = imports.ColumnMapping({Field.START: ("when it was",), Field.ADMIN1: ("town",)})
    held = DatasetInfo(id="own", name="Own", mapping=kept.to_record(), edition=4)
    proposed = uploads.next_choices(upload.preview, held)
    assert (proposed.mapping, proposed.based_on, proposed.info.name) == (kept, 4, "Own")
    other = DatasetInfo(id="own", name="Own", mapping={"columns": {"start": ["gone"]}})
    assert uploads.next_choices(upload.preview, other).mapping == upload.preview.mapping


def test_renewed_choices_follow_the_name_of_a_new_data_set(take: Take) -> None:
    choices = take().choices
    assert choices is not None
    info = uploads.described(choices.info, {"name": " Field notes "})
    renewed = uploads.renewed_choices(
        uploads.ImportChoices(info=info, mapping=choices.mapping), None, {"field-notes"}
    )
    assert (renewed.info.id, renewed.info.name, renewed.based_on) == (
        "field-notes-2",
        "Field notes",
        0,
    )


def test_aim_keeps_how_the_file_is_read(take: Take) -> None:
    upload = take()
    assert upload.choices is not None
    mapping = upload.choices.mapping.with_columns([("place", "")])
    upload.choose(uploads.ImportChoices(info=upload.choices.info, mapping=mapping))
    upload.aim(DatasetInfo(id="own", name="Own", publisher="Us", edition=2), ())
    assert upload.choices.info.publisher == "Us"
    assert (upload.choices.mapping, upload.choices.based_on) == (mapping, 2)
    upload.aim(None, {"list"})
    assert (upload.choices.info.id, upload.choices.based_on) == ("list-2", 0)


def test_look_tells_the_sheets_of_a_workbook_and_reads_the_one_that_is_chosen(
    desk: uploads.UploadDesk, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["date", "place"])
    book.create_sheet("ورقة").append(["تاريخ", "المكان"])
    book.save(tmp_path / "book.xlsx")
    with (tmp_path / "book.xlsx").open("rb") as stream:
        upload = desk.take(stream, "book.xlsx", EDITOR)
    upload.look((), layer="ورقة")
    assert upload.layers == ("Sheet", "ورقة")
    assert upload.preview is not None
    assert upload.preview.header == ("تاريخ", "المكان")
