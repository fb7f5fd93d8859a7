"""Exports under an id: kept when they are made, and made again from it, byte for byte."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from gazetteer import Message
from geo.errors import FigureNotFoundError
from geo.export.content import MapExport
from geo.past import briefing_at, keep_figure
from geo.store.made import FigureKind, FigureRegister

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.briefing import Briefing
    from geo.state import MapState
    from geo.store.incident_store import IncidentStore


def kept_export(
    briefing: Briefing,
    state: MapState,
    *,
    made_at: datetime,
    made_by: str,
    formats: Iterable[str],
) -> MapExport:
    """Return the export of a state, kept under an id in the briefing's database.

    Without a database it has no id. The same data, state and moment give the same id.
    """
    if briefing.incident_store is None:
        return MapExport(briefing=briefing, state=state, made_at=made_at)
    figure = keep_figure(
        briefing,
        state,
        kind=FigureKind.EXPORT,
        options={"as_of": made_at.isoformat(), "formats": sorted(set(formats))},
        made_at=made_at,
        made_by=made_by,
    )
    return MapExport(
        briefing=briefing, state=state, made_at=made_at, data=figure.data, figure=figure.id
    )


def repeated_export(store: IncidentStore, figure_id: str) -> tuple[MapExport, list[str]]:
    """Return the export that was kept under an id, from the data of that time, and its formats.

    Raises
    ------
    FigureNotFoundError
        If nothing was kept under it, it is no export, or its data can no longer be had.
    """
    figure = FigureRegister(store.database).get(figure_id)
    if figure.kind is not FigureKind.EXPORT:
        raise FigureNotFoundError(
            Message("%(id)s is a %(kind)s, not an export", id=figure.id, kind=figure.kind)
        )
    export = MapExport(
        briefing=briefing_at(store, figure.data),
        state=figure.state,
        made_at=datetime.fromisoformat(figure.options["as_of"]),
        data=figure.data,
        figure=figure.id,
    )
    return export, list(figure.options["formats"])
