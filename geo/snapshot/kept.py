"""Snapshots under an id: kept when they are made, and made again from it, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gazetteer import Message, PermissionDeniedError, Role
from geo.errors import FigureNotFoundError, SnapshotError
from geo.export.content import MapExport
from geo.past import briefing_at, data_state, keep_figure
from geo.snapshot.check import Severity, approved, check_sheet
from geo.snapshot.compose import compose
from geo.snapshot.extent import ExtentKind
from geo.snapshot.files import render_pdf, render_png
from geo.snapshot.sheet import SnapshotOptions
from geo.snapshot.slides import render_pptx
from geo.snapshot.svg import render_svg
from geo.store.made import FigureKind, FigureRegister, short_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from gazetteer import User
    from geo.briefing import Briefing
    from geo.snapshot.sheet import Sheet
    from geo.state import MapState
    from geo.store.incident_store import IncidentStore
    from geo.store.made import DataState, MadeFigure

# The least dots per inch that a picture may have; A4 is then 421 pixels wide.
_THUMBNAIL_DPI = 36


@dataclass(frozen=True, eq=False, kw_only=True)
class Snapshot:
    """What a sheet is made of; it is composed when it is first asked for.

    `id` is that under which it is kept, or would be; a sheet with an empty one says none. `data`
    names the state of the data, None without a database; `dpi` and `width_px` are those of
    `render_png`. `figure` is what is kept of it, None until it is kept.
    """

    briefing: Briefing
    state: MapState
    options: SnapshotOptions
    id: str
    dpi: int
    width_px: int | None
    data: DataState | None
    figure: MadeFigure | None = None

    @cached_property
    def sheet(self) -> Sheet:
        """The composed sheet.

        Raises
        ------
        BorderDataError
            If the state or the extent names a border, side or governorate that there is not.
        """
        return compose(self.briefing, self.state, self.options, figure=self.id)

    def unnamed(self) -> Snapshot:
        """Return the same for somebody who may not keep it: its sheet bears no id."""
        return replace(self, id="")

    def preview(self, dpi: int) -> bytes:
        """Return a small PNG of it, whatever the check finds."""
        return render_png(self.sheet, dpi=dpi)

    def picture(self, form: str) -> bytes:
        """Return it as a file, a key of `PICTURES`.

        Raises
        ------
        SnapshotError
            If there is no such format, the check finds errors and no reason overrides them, or the
            picture would be too small or too large.
        """
        if form not in PICTURES:
            raise SnapshotError(
                Message(
                    "no format %(form)r; there are %(formats)s",
                    form=form,
                    formats=", ".join(PICTURES),
                )
            )
        return PICTURES[form](self)

    def export(self, made_at: datetime) -> MapExport:
        """Return its incidents for data files, as of when it was kept, else `made_at`."""
        kept = self.figure
        return MapExport(
            briefing=self.briefing,
            state=self.state,
            made_at=made_at if kept is None else kept.made_at,
            data=self.data,
            figure="" if kept is None else kept.id,
        )


def _png(snapshot: Snapshot) -> bytes:
    return render_png(approved(snapshot.sheet), dpi=snapshot.dpi, width_px=snapshot.width_px)


def _slides(snapshot: Snapshot) -> bytes:
    return render_pptx(approved(snapshot.sheet), dpi=snapshot.dpi)


# What draws each kind of picture, by the ending of its file.
PICTURES: dict[str, Callable[[Snapshot], bytes]] = {
    "png": _png,
    "svg": lambda snapshot: render_svg(approved(snapshot.sheet)),
    "pdf": lambda snapshot: render_pdf(approved(snapshot.sheet)),
    "pptx": _slides,
}


def plan_snapshot(
    briefing: Briefing,
    state: MapState,
    options: SnapshotOptions,
    *,
    dpi: int = 200,
    width_px: int | None = None,
) -> Snapshot:
    """Return the snapshot of a state of the map; nothing is kept.

    Of the state counts what the sheet shows: the chosen incident does not, the view only where the
    extent is that of the screen.

    Raises
    ------
    FigureNotFoundError
        If the data changed since the briefing was read.
    """
    view = state.view if options.extent.kind is ExtentKind.SCREEN else None
    shown = replace(state, selected=None, view=view, language=options.languages[0])
    data = None if briefing.incident_store is None else data_state(briefing)
    told = _told(options, dpi, width_px)
    known: tuple[Any, ...] = (briefing.table.revision,)
    if data is not None:
        known = (data.epoch, data.places, data.datasets, data.incidents)
    figure_id = short_id(FigureKind.SNAPSHOT, *known, shown.to_query(), told)
    return Snapshot(
        briefing=briefing,
        state=shown,
        options=options,
        id=figure_id,
        dpi=dpi,
        width_px=width_px,
        data=data,
    )


def _told(options: SnapshotOptions, dpi: int, width_px: int | None) -> dict[str, Any]:
    return {"sheet": options.to_json(), "dpi": dpi, "width_px": width_px}


def may_keep(user: User) -> bool:
    """Tell whether somebody may keep figures: a list that all read is no place for passers-by."""
    return user.role >= Role.CONTRIBUTOR


def keep_snapshot(snapshot: Snapshot, *, user: User, made_at: datetime) -> Snapshot:
    """Keep a snapshot under its id and return it; the one that was kept first stays.

    Raises
    ------
    PermissionDeniedError
        If the user may not keep figures; see `may_keep`.
    SnapshotError
        If the check finds errors and no reason overrides them.
    FigureNotFoundError
        If there is no database, or the data changed since the snapshot was planned.
    StoreError
        If the database cannot be written.
    """
    if not may_keep(user):
        raise PermissionDeniedError(Message("only contributors and editors keep figures"))
    if snapshot.data != data_state(snapshot.briefing):
        raise FigureNotFoundError(Message("the data changed meanwhile; try again"))
    sheet = approved(snapshot.sheet)
    errors = [f.rule for f in check_sheet(snapshot.sheet) if f.severity is Severity.ERROR]
    figure = keep_figure(
        snapshot.briefing,
        snapshot.state,
        kind=FigureKind.SNAPSHOT,
        options={
            **_told(snapshot.options, snapshot.dpi, snapshot.width_px),
            "title": list(sheet.title),
        },
        made_at=made_at,
        made_by=user.name,
        figure_id=snapshot.id,
        overridden=[str(rule) for rule in errors],
        reason=snapshot.options.override_reason if errors else "",
        thumbnail=render_png(sheet, dpi=_THUMBNAIL_DPI),
    )
    return replace(snapshot, figure=figure)


def kept_options(figure: MadeFigure) -> SnapshotOptions:
    """Return the options of a snapshot that was kept.

    Raises
    ------
    FigureNotFoundError
        If it is another kind of figure.
    """
    if figure.kind is not FigureKind.SNAPSHOT:
        raise FigureNotFoundError(
            Message("%(id)s is an %(kind)s, not a snapshot", id=figure.id, kind=figure.kind)
        )
    return SnapshotOptions.from_json(figure.options["sheet"])


def repeated_snapshot(store: IncidentStore, figure_id: str) -> Snapshot:
    """Return the snapshot that was kept under an id, from the data of that time.

    Raises
    ------
    FigureNotFoundError
        If nothing was kept under it, it is no snapshot, or its data can no longer be had.
    """
    figure = FigureRegister(store.database).get(figure_id)
    options = kept_options(figure)
    return Snapshot(
        briefing=briefing_at(store, figure.data),
        state=figure.state,
        options=options,
        id=figure.id,
        dpi=figure.options["dpi"],
        width_px=figure.options["width_px"],
        data=figure.data,
        figure=figure,
    )
