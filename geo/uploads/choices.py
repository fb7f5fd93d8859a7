"""What a person decides of a file before it is imported, and what is proposed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from geo.errors import IncidentDataError
from geo.imports import ColumnMapping, Field
from geo.store.changes import RESERVED
from geo.store.datasets import DatasetInfo

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from geo.imports import ImportFormat, Preview

_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+")
# A date of three figures, the year last.
_FIGURES: Final = re.compile(r"\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
# Characters of an id that is made of a name; a number still fits behind it.
_SLUG_CHARS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChoices:
    """How a file is read, and which data set it becomes.

    `format`, `layer` and `encoding` are None for what is found by looking. `whole` says that the
    file holds all incidents of the data set, so that those it leaves out are withdrawn; `based_on`
    is the edition of the data set that was looked at, 0 for a new one.
    """

    info: DatasetInfo
    mapping: ColumnMapping
    format: ImportFormat | None = None
    layer: str | None = None
    encoding: str | None = None
    whole: bool = True
    based_on: int = 0


def free_dataset_id(name: str, taken: Container[str]) -> str:
    """Return a readable id made of a name in Latin script that no data set has yet."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    slug = _NOT_IN_SLUG.sub("-", ascii_name)[:_SLUG_CHARS].strip("-") or "incidents"
    numbered = (f"{slug}-{number}" for number in range(2, 10_000))
    return next(one for one in (slug, *numbered) if one not in taken and one not in RESERVED)


def first_choices(preview: Preview, file_name: str, taken: Container[str]) -> ImportChoices:
    """Return what is proposed for a file that becomes a data set of its own.

    Parameters
    ----------
    preview
        The file.
    file_name
        Its name, of which the data set's is made.
    taken
        Ids of data sets, also of those that were removed.
    """
    name = PurePath(file_name).name.partition(".")[0].strip() or file_name
    publication = preview.publication
    info = DatasetInfo(
        id=free_dataset_id(name, taken),
        name=name,
        publisher=publication.publisher,
        licence=publication.licence,
        citation=publication.citation,
        link=publication.link,
        format=str(preview.format),
    )
    return ImportChoices(info=info, mapping=preview.mapping)


def next_choices(preview: Preview, held: DatasetInfo) -> ImportChoices:
    """Return what is proposed for a file that becomes the next version of a data set.

    The description stays, and so does the mapping where the file has its columns.
    """
    mapping = preview.mapping
    if held.mapping and not preview.is_publishers:
        try:
            kept = ColumnMapping.from_record(held.mapping)
            kept.check(preview.header)
            mapping = kept
        except IncidentDataError:
            mapping = preview.mapping
    info = replace(held, format=str(preview.format))
    return ImportChoices(info=info, mapping=mapping, based_on=held.edition)


def renewed_choices(
    choices: ImportChoices, held: DatasetInfo | None, taken: Container[str]
) -> ImportChoices:
    """Return what was decided, based on the data sets as they are now.

    Parameters
    ----------
    choices
        What was decided.
    held
        The data set that the file renews; None for a new one, whose id then follows its name.
    taken
        Ids of data sets, also of those that were removed.
    """
    if held is not None:
        return replace(choices, based_on=held.edition)
    info = replace(choices.info, id=free_dataset_id(choices.info.name, taken))
    return replace(choices, info=info, based_on=0)


def described(info: DatasetInfo, given: Mapping[str, str]) -> DatasetInfo:
    """Return a data set with other texts: name, publisher, licence, citation, link."""
    texts: dict[str, Any] = {name: text.strip() for name, text in given.items()}
    return replace(info, **texts)


def fields_of(mapping: ColumnMapping) -> dict[str, Field]:
    """Return what each column of a file is taken for, by its heading."""
    return {heading: name for name, headings in mapping.columns.items() for heading in headings}


def with_fields(mapping: ColumnMapping, fields: Mapping[str, Field | None]) -> ColumnMapping:
    """Return a mapping in which columns are taken for what is said; None for nothing.

    Two columns for a field that takes one are kept, so that `ColumnMapping.check` refuses them.
    """
    if {heading: name for heading, name in fields.items() if name} == fields_of(mapping):
        return mapping
    columns: dict[Field, tuple[str, ...]] = {}
    for heading, name in fields.items():
        if name is not None:
            columns[name] = (*columns.get(name, ()), heading)
    return replace(mapping, columns=columns)


def has_figure_dates(preview: Preview, mapping: ColumnMapping) -> bool:
    """Tell whether the first rows hold dates like 03/04/2019, whose order can be in doubt."""
    headings = [h for f in (Field.START, Field.END) for h in mapping.columns.get(f, ())]
    columns = [preview.header.index(h) for h in headings if h in preview.header]
    return any(_FIGURES.match(row[n] or "") for row in preview.rows for n in columns)
