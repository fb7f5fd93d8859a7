"""A file of corrections beside the gazetteer: what each row would change, before anything does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer.gazetteer import Gazetteer
    from gazetteer.place import Place
    from gazetteer.place_files import RefusedRow


class CorrectionKind(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """A field of `Place` that a row would change, before and after."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What one row would do: `after` is the place to save, None when the row is refused.

    `before` is the place as it is, None for a new one. Hand ``(after, based_on)`` of the accepted
    rows to `Desk.save_all`.
    """

    kind: CorrectionKind
    before: Place | None = None
    after: Place | None = None
    differences: tuple[FieldDifference, ...] = ()
    refused: RefusedRow | None = None

    @property
    def based_on(self) -> int | None:
        """The version that the correction is based on, None for a new place."""
        return None if self.before is None else self.before.version


def compare(
    gazetteer: Gazetteer, places: Iterable[Place | RefusedRow], *, complete: bool = False
) -> list[Correction]:
    """Return what each row of a file would change, in the order of the file.

    A row is about the place of its id, else the one that shares a link, else the one of the same
    name, feature class and country close by. What a row leaves blank stays as it is, and its names,
    citations and links are added; a name that is known takes the row's kind.

    Parameters
    ----------
    gazetteer
        What the rows are compared with.
    places
        What `read_places` yields.
    complete
        Whether the rows are whole records, in which what is missing is to be removed.
    """
    raise NotImplementedError
