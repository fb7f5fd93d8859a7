"""The register of what was made: pictures and data files, each with what it takes to repeat it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import insert, select

from gazetteer import Message, sealed
from geo.errors import FigureNotFoundError
from geo.state import MapState
from geo.store.schema import FIGURE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import RowMapping

    from gazetteer import Database

# Source: Douglas Crockford, Base 32: no letter that is taken for another one.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
# 40 bits: among 10,000 figures two share an id once in 20,000 times.
_ID_BYTES = 5


class FigureKind(StrEnum):
    """What was made."""

    SNAPSHOT = "snapshot"
    EXPORT = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataState:
    """Which state of all data a figure was made from.

    `places` and `datasets` are the revisions of gazetteer and data sets on the line of history
    `epoch`; `shipped` is a hash of the files that ship, `incidents` the revision of the table that
    came of all of them. `settled` holds, by data set, the places on which its unplaced names had
    been settled, of which no history is kept.
    """

    epoch: str
    places: int
    datasets: int
    shipped: str
    incidents: str
    settled: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFigure:
    """One picture or data file that was made, and how.

    `options` are JSON values of whoever made it; `overridden` the codes of the findings in spite of
    which it was made, for the `reason` given; `thumbnail` a small PNG, empty for none.
    """

    id: str
    kind: FigureKind
    made_at: datetime
    made_by: str
    state: MapState
    data: DataState
    options: Mapping[str, Any] = field(default_factory=dict)
    overridden: tuple[str, ...] = ()
    reason: str = ""
    thumbnail: bytes = b""


def short_id(*told: object) -> str:
    """Return the id of what is told: the same for the same JSON values, 8 letters and digits."""
    whole = json.dumps(told, sort_keys=True, default=str)
    number = int.from_bytes(blake2b(whole.encode(), digest_size=_ID_BYTES).digest())
    return "".join(_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))


def read_id(text: str) -> str:
    """Return an id as a person may write it: in small letters, with O for 0, I for 1, dashes."""
    return text.strip().upper().translate(_MISREAD)


class FigureRegister:
    """The figures in the database of a gazetteer; written once, never changed.

    Parameters
    ----------
    database
        That of `geo.IncidentStore`, which gives it its newest schema.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, figure: MadeFigure) -> MadeFigure:
        """Keep a figure and return what is kept under its id: the one that was made first."""
        with self._database.write() as connection:
            query = select(FIGURE).where(FIGURE.c.id == figure.id)
            held = connection.execute(query).mappings().one_or_none()
            if held is not None:
                return _figure_of(held)
            connection.execute(insert(FIGURE).values(**sealed(_row_of(figure))))
        return figure

    def get(self, figure_id: str) -> MadeFigure:
        """Return the figure with an id, however a person writes it.

        Raises
        ------
        FigureNotFoundError
            If nothing was made under it.
        """
        query = select(FIGURE).where(FIGURE.c.id == read_id(figure_id))
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise FigureNotFoundError(
                Message("nothing was made here under the id %(id)r", id=figure_id)
            )
        return _figure_of(row)

    def figures(
        self, *, kind: FigureKind | None = None, limit: int = 50, before: datetime | None = None
    ) -> list[MadeFigure]:
        """Return figures, the newest first.

        Parameters
        ----------
        kind
            Only those of this kind.
        limit
            At most so many.
        before
            Only those made earlier, for the next page.
        """
        query = select(FIGURE).order_by(FIGURE.c.made_at.desc(), FIGURE.c.id).limit(limit)
        if kind is not None:
            query = query.where(FIGURE.c.kind == str(kind))
        if before is not None:
            query = query.where(FIGURE.c.made_at < _moment(before))
        with self._database.read() as connection:
            return [_figure_of(row) for row in connection.execute(query).mappings()]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _row_of(figure: MadeFigure) -> dict[str, Any]:
    def written(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    return {
        "id": figure.id,
        "kind": str(figure.kind),
        "made_at": _moment(figure.made_at),
        "made_by": figure.made_by,
        "query": urlencode(figure.state.to_query(), doseq=True),
        "options": written(dict(figure.options)),
        "data": written(asdict(figure.data)),
        "findings": written(figure.overridden),
        "reason": figure.reason,
        "thumbnail": figure.thumbnail,
    }


def _figure_of(row: RowMapping) -> MadeFigure:
    data = json.loads(row["data"])
    data["settled"] = {name: tuple(places) for name, places in data["settled"].items()}
    state, _problems = MapState.from_query(parse_qsl(row["query"]))
    return MadeFigure(
        id=row["id"],
        kind=FigureKind(row["kind"]),
        made_at=datetime.fromisoformat(row["made_at"]),
        made_by=row["made_by"],
        state=state,
        data=DataState(**data),
        options=json.loads(row["options"]),
        overridden=tuple(json.loads(row["findings"])),
        reason=row["reason"],
        thumbnail=bytes(row["thumbnail"]),
    )
