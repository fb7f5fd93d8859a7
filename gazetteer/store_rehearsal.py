"""What an act would do, told before it is done: every place before and after, and what looks wrong.

A rehearsal reads one state of the store and writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from gazetteer.edit_checks import NAMESAKE_KM, Severity, check_edit, check_union
from gazetteer.errors import FindingsError
from gazetteer.merging import name_keys
from gazetteer.store_rows import decode
from gazetteer.store_write import ChangeWriter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from gazetteer.acts import Act
    from gazetteer.edit_checks import Finding
    from gazetteer.gazetteer import Gazetteer
    from gazetteer.place import Place
    from gazetteer.store_changes import ChangeKind
    from gazetteer.store_rows import StoredPlace

    # A place before and after, None where it does not exist.
    PlaceChange = tuple[Place | None, Place | None]

# Places around a point that are looked at for namesakes, at most.
_MOST_NEAR = 60


class Ground(Protocol):
    """Tells what lies at a point (lat, lon), degrees on WGS84; the dashboard's borders are one."""

    def locate(self, lat: float, lon: float) -> tuple[str, str]:
        """Return the country code and the admin1 code of a point, "" where there is none."""

    def in_sea(self, lat: float, lon: float) -> bool:
        """Tell whether the sea is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What an act would do.

    `changes` are the places before and after, each place once; `redirects` lead ids of places that
    go to those that stay. `findings` are what looks wrong, errors first; those that `is_new` stop
    the act or have to be overridden.
    """

    changes: tuple[PlaceChange, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What forbids the act."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the act brings and somebody has to override."""
        return tuple(f for f in self.findings if f.severity is Severity.WARNING and f.is_new)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the warnings, each once."""
        return tuple(dict.fromkeys(finding.code for finding in self.warnings))


@dataclass(frozen=True, slots=True)
class Known:
    """A rehearsal made earlier, and the places that were written since: None for what is gone."""

    rehearsal: Rehearsal
    written: Mapping[str, Place | None]

    def findings_that_hold(self, changes: Sequence[PlaceChange]) -> dict[str, list[Finding]]:
        """Return the findings of each place, by id, whose change and neighbours are the same.

        Beside the place itself, only what bears one of its names counts for a check.
        """
        told = _by_id(self.rehearsal.changes)
        now = _by_id(changes)
        same = {i: change for i, change in now.items() if told.get(i) == change}
        others = [change for i, change in (told | now).items() if i not in same]
        others += [change for i, change in told.items() if i not in same]
        keys = _keys_of(*self.written.values(), *(place for change in others for place in change))
        findings: dict[str, list[Finding]] = {i: [] for i in same}
        for finding in self.rehearsal.findings:
            if finding.about in findings:
                findings[finding.about].append(finding)
        return {
            i: findings[i]
            for i, change in same.items()
            if not _keys_of(*change) & keys
            and not any(other in self.written for f in findings[i] for other in f.place_ids)
        }


def _by_id(changes: Sequence[PlaceChange]) -> dict[str, PlaceChange]:
    return {place.id: change for change in changes if (place := change[1] or change[0])}


def _keys_of(*states: Place | None) -> set[str]:
    return {key for state in states if state is not None for key in name_keys(state)}


class _DryWriter(ChangeWriter):
    """Gathers what would be written and writes none of it."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, editor="nobody", reason="rehearsal")
        self.back: dict[str, Place] = {}

    def _last_revision(self) -> int:
        return 0

    def flush(self) -> None:
        """Keep what was gathered."""

    def put(
        self,
        place: Place,
        stored: StoredPlace | None,
        kind: ChangeKind | None = None,
        *,
        undoes: int | None = None,
    ) -> StoredPlace:
        """Gather a place; one that comes back is remembered as it was last."""
        if stored is not None and stored.deleted:
            self.back[place.id] = stored.place
        return super().put(place, stored, kind, undoes=undoes)

    def gathered(self) -> tuple[tuple[PlaceChange, ...], dict[str, str]]:
        """Return the changes, each place once, and the redirects."""
        before: dict[str, Place | None] = {}
        after: dict[str, Place | None] = {}
        for row in self._changes:
            place_id = row["place_id"]
            was, becomes = row["before"], row["after"]
            before.setdefault(place_id, None if was is None else decode(was))
            after[place_id] = None if becomes is None else decode(becomes)
        redirects = {gone: kept for gone, kept in self._redirects.items() if kept is not None}
        return tuple((before[i], after[i]) for i in before), redirects


def rehearse(
    connection: Connection,
    gazetteer: Gazetteer,
    act: Act[object],
    ground: Ground | None,
    *,
    known: Known | None = None,
) -> Rehearsal:
    """Return what an act would do in the state that a transaction sees.

    Parameters
    ----------
    connection
        A transaction, reading or writing.
    gazetteer
        Where the neighbours of a place are looked up.
    act
        What would be done; it raises here what it would raise then.
    ground
        What lies where; without it nothing is said about borders and the sea.
    known
        A rehearsal made before; only what may be otherwise since is checked again.
    """
    writer = _DryWriter(connection)
    act.carry_out(writer)
    changes, redirects = writer.gathered()
    whole = [(b or (a and writer.back.get(a.id)), a) for b, a in changes]
    kept = {} if known is None else known.findings_that_hold(changes)
    findings = changes_findings(gazetteer, whole, redirects, ground, kept=kept)
    return Rehearsal(changes=changes, redirects=redirects, findings=findings)


def changes_findings(
    gazetteer: Gazetteer,
    changes: Sequence[PlaceChange],
    redirects: Mapping[str, str],
    ground: Ground | None,
    *,
    kept: Mapping[str, Sequence[Finding]] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Return what looks wrong with changes that are made together, errors first.

    `kept` are the findings of places, by id, that need no other look.
    """
    becomes = {after.id: after for _, after in changes if after is not None}
    touched = {place.id for change in changes for place in change if place is not None}
    namesakes = _Namesakes(becomes.values())
    # Several checks ask for the same point.
    locate = None if ground is None else cache(ground.locate)
    in_sea = None if ground is None else cache(ground.in_sea)
    found: list[Finding] = []
    for before, after in changes:
        if after is not None and after.id in kept:
            found += kept[after.id]
        elif after is not None:
            others = [p for p in _around(gazetteer, after) if p.id not in touched]
            others += namesakes.of(before, after)
            found += check_edit(before, after, nearby=others, locate=locate, in_sea=in_sea)
        elif before is not None and before.id in redirects:
            found += check_union(before, becomes.get(redirects[before.id]))
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR))


class _Namesakes:
    """Which of many places share a name."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_key: dict[str, list[Place]] = {}
        for place in places:
            for key in name_keys(place):
                self._by_key.setdefault(key, []).append(place)

    def of(self, *states: Place | None) -> list[Place]:
        """Return the other places that share a name with one of the states of a place."""
        keys = _keys_of(*states)
        own = {state.id for state in states if state is not None}
        found = {p.id: p for key in sorted(keys) for p in self._by_key.get(key, ())}
        return [place for place_id, place in found.items() if place_id not in own]


def refuse_unseen(rehearsal: Rehearsal, overridden: Collection[str]) -> tuple[str, ...]:
    """Return the codes of the warnings that are overridden, or refuse.

    Raises
    ------
    FindingsError
        If there is an error, or a warning whose code is not in `overridden`.
    """
    unseen = [f for f in rehearsal.warnings if f.code not in overridden]
    refusing = (*rehearsal.errors, *unseen)
    if refusing:
        raise FindingsError(refusing)
    return rehearsal.codes


def _around(gazetteer: Gazetteer, place: Place) -> list[Place]:
    if place.lat is None or place.lon is None:
        return []
    found = gazetteer.near(
        place.lat,
        place.lon,
        within_km=NAMESAKE_KM,
        limit=_MOST_NEAR,
        kinds={place.feature_class},
    )
    return [near.place for near in found]
