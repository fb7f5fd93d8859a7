"""The briefing of an earlier state of the data, for what was made then and for what changed since.

Of the gazetteer and the data sets every revision can be had again. Of the names that editors
settled in the queue no history is kept: a figure carries its own, else they are as they are now.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from gazetteer import Message
from geo.borders import load_borders
from geo.briefing import Briefing
from geo.current import joined
from geo.errors import FigureNotFoundError
from geo.records import DATA_DIR, load_dataset
from geo.store.made import DataState, FigureKind, FigureRegister, MadeFigure, short_id
from geo.store.past import loaded_at, records_at, revision_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from geo.state import MapState
    from geo.store.incident_store import IncidentStore


@cache
def shipped_version() -> str:
    """Return a hash of the incidents and borders that ship."""
    digest = blake2b(digest_size=8)
    for path in sorted([*DATA_DIR.glob("*.jsonl"), *DATA_DIR.glob("*.geojson")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def data_state(briefing: Briefing) -> DataState:
    """Return which state of the data a briefing shows.

    Raises
    ------
    FigureNotFoundError
        If the briefing has no database, or the data changed since it was read.
    """
    store = briefing.incident_store
    if store is None:
        raise FigureNotFoundError(Message("without a database no state of the data can be named"))
    places, datasets = store.gazetteer.store.state(), store.state()
    if briefing.places is not store.gazetteer.places():
        raise FigureNotFoundError(Message("the gazetteer changed meanwhile; try again"))
    return DataState(
        epoch=places.epoch,
        places=places.revision,
        datasets=datasets.revision,
        shipped=shipped_version(),
        incidents=briefing.table.revision,
        settled=briefing.settled,
    )


def keep_figure(
    briefing: Briefing,
    state: MapState,
    *,
    kind: FigureKind,
    options: Mapping[str, Any],
    made_at: datetime,
    made_by: str,
    figure_id: str = "",
    overridden: Sequence[str] = (),
    reason: str = "",
    thumbnail: bytes = b"",
) -> MadeFigure:
    """Register what is made of a state of the map, with the state of its data, and return it.

    What was registered before under the same id stays. Without `figure_id` the id follows from
    kind, data, state and options: the same for the same.

    Parameters
    ----------
    briefing, state
        What is shown.
    kind, options
        What is made of it and how; JSON values that whoever made it can read again.
    made_at, made_by
        When, with its time zone, and who.
    overridden, reason
        Codes of findings in spite of which it is made, and why.
    thumbnail
        A small PNG.

    Raises
    ------
    FigureNotFoundError
        If the briefing has no database, or the data changed since it was read.
    StoreError
        If the database cannot be written.
    """
    store = briefing.incident_store
    data = data_state(briefing)
    told = (data.epoch, data.places, data.datasets, data.incidents, state.to_query(), options)
    figure = MadeFigure(
        id=figure_id or short_id(kind, *told),
        kind=kind,
        made_at=made_at,
        made_by=made_by,
        state=state,
        data=data,
        options=options,
        overridden=tuple(overridden),
        reason=reason,
        thumbnail=thumbnail,
    )
    assert store is not None  # noqa: S101  # data_state has looked
    return FigureRegister(store.database).keep(figure)


def state_at(store: IncidentStore, moment: datetime) -> DataState:
    """Return the last state of the data up to a moment, which has a time zone.

    Its `incidents` are not known and empty; names count as settled as they are now. A moment before
    the database was made gives its first state, that of what ships.
    """
    state = store.gazetteer.store.state()
    places = store.gazetteer.store.revision_at(moment)
    datasets = revision_at(store, moment)
    return DataState(
        epoch=state.epoch,
        places=min(max(places, 1), state.revision),
        datasets=datasets,
        shipped=shipped_version(),
        incidents="",
        settled=store.settled(loaded_at(store, datasets)),
    )


def briefing_at(store: IncidentStore, data: DataState) -> Briefing:
    """Return the briefing of an earlier state of the data.

    Raises
    ------
    FigureNotFoundError
        If the data can no longer be had: a backup was restored, another release ships other data,
        or what comes of them differs.
    StoreError
        If the database cannot be read.
    """
    if data.epoch != store.state().epoch:
        raise FigureNotFoundError(
            Message("a backup was restored since; the data before it are gone")
        )
    if data.shipped != shipped_version():
        raise FigureNotFoundError(
            Message(
                "it was made with other shipped data (%(shipped)s, here %(shipped_version)s); "
                "take the release of that time",
                shipped=data.shipped,
                shipped_version=shipped_version(),
            )
        )
    confirmed = records_at(store, data.datasets)
    briefing = Briefing(
        gazetteer=store.gazetteer,
        dataset=joined(load_dataset(), confirmed),
        borders=load_borders(),
        confirmed=frozenset(incident.id for incident in confirmed.incidents),
        imported=loaded_at(store, data.datasets),
        settled=data.settled,
        incident_store=store,
        snapshot=store.gazetteer.places_at(data.places),
    )
    if data.incidents not in {"", briefing.table.revision}:
        raise FigureNotFoundError(
            Message(
                "the data of that time come out differently now (%(revision)s instead of "
                "%(incidents)s); take the release of that time",
                revision=briefing.table.revision,
                incidents=data.incidents,
            )
        )
    return briefing
