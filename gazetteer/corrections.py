"""A file of corrections beside the gazetteer: what each row would change, before anything does."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gazetteer.csv_places import POPULATED_PLACE
from gazetteer.feature_codes import Feature, default_extent_km
from gazetteer.merging import best_match, name_keys
from gazetteer.message import Message
from gazetteer.place import Place, Toponym, ToponymKind
from gazetteer.place_files import RefusedRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gazetteer.gazetteer import Gazetteer

# Fields that a row does not simply overwrite.
_NOT_TAKEN = frozenset({"id", "version", "toponyms", "citations", "links"})


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
    citations and links are added; a name that is known takes the row's kind, unless that is
    variant, which plain tables say of every name but the first.

    Parameters
    ----------
    gazetteer
        What the rows are compared with.
    places
        What `read_places` yields.
    complete
        Whether the rows are whole records, in which what is missing is to be removed.
    """
    known = _Known(gazetteer.places())
    seen: set[str] = set()
    corrections: list[Correction] = []
    for row, item in enumerate(places, start=1):
        if not isinstance(item, Place):
            corrections.append(Correction(kind=CorrectionKind.REFUSED, refused=item))
            continue
        correction = _correction(gazetteer, known, row, item, complete=complete)
        place_id = item.id if correction.after is None else correction.after.id
        if place_id in seen:
            correction = _refuse(
                row, item, Message("an earlier row is about %(id)r already", id=place_id)
            )
        seen.add(place_id)
        corrections.append(correction)
    return corrections


class _Known:
    """The places that rows are looked up in: by id, by link, and by name."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._by_key: dict[str, list[Place]] = {}
        for place in places.values():
            for key in _keys(place):
                self._by_key.setdefault(key, []).append(place)

    def match(self, incoming: Place) -> Place | None:
        """Return the place that a row is about."""
        if incoming.id in self._places:
            return self._places[incoming.id]
        near = {p.id: p for key in _keys(incoming) for p in self._by_key.get(key, ())}
        found = best_match(incoming, near.values())
        return None if found is None else found[0]


def _keys(place: Place) -> list[str]:
    return [*place.links, *name_keys(place)]


def _correction(
    gazetteer: Gazetteer, known: _Known, row: int, incoming: Place, *, complete: bool
) -> Correction:
    before = known.match(incoming)
    if before is None:
        if gazetteer.history(incoming.id, limit=1):
            return _refuse(row, incoming, Message("the place of this id was deleted"))
        return Correction(kind=CorrectionKind.NEW, after=replace(incoming, version=1))
    if complete:
        after = replace(incoming, id=before.id, version=before.version)
    else:
        after = _filled(before, incoming)
    differences = tuple(
        FieldDifference(field=f.name, before=getattr(before, f.name), after=getattr(after, f.name))
        for f in fields(Place)
        if getattr(before, f.name) != getattr(after, f.name)
    )
    kind = CorrectionKind.CHANGED if differences else CorrectionKind.UNCHANGED
    return Correction(kind=kind, before=before, after=after, differences=differences)


def _refuse(row: int, place: Place, reason: Message) -> Correction:
    refused = RefusedRow("", row, "id", place.id, reason)
    return Correction(kind=CorrectionKind.REFUSED, refused=refused)


def _filled(before: Place, incoming: Place) -> Place:
    """Return `before` with all that `incoming` says."""
    values: dict[str, Any] = {
        f.name: getattr(incoming, f.name)
        for f in fields(Place)
        if f.name not in _NOT_TAKEN and getattr(incoming, f.name) not in (None, f.default)
    }
    if incoming.country_code not in (None, before.country_code):
        values |= {"admin1": incoming.admin1, "admin2": incoming.admin2}
    elif incoming.admin1 not in (None, before.admin1):
        values["admin2"] = incoming.admin2
    # A table without these columns gives every row a village of the usual size.
    feature = Feature(incoming.feature_class, incoming.feature_code)
    if before.feature_class == "P" and feature == POPULATED_PLACE:
        del values["feature_class"], values["feature_code"]
    if incoming.extent_km == default_extent_km(feature, incoming.population):
        values.pop("extent_km", None)
    return replace(
        before,
        **values,
        toponyms=_corrected_names(before.toponyms, incoming.toponyms),
        citations=tuple(dict.fromkeys(before.citations + incoming.citations)),
        links=tuple(dict.fromkeys(before.links + incoming.links)),
    )


def _corrected_names(
    before: tuple[Toponym, ...], incoming: tuple[Toponym, ...]
) -> tuple[Toponym, ...]:
    """Add the names that are new and let the row say what kind the others are."""
    names = {(t.name, t.language): t for t in before}
    languages: dict[str, str] = {}
    for toponym in before:
        languages.setdefault(toponym.name, toponym.language)
    for toponym in incoming:
        # A name of unknown language is the one that is known in some language.
        tongue = toponym.language if toponym.language != "und" else languages.get(toponym.name)
        key = (toponym.name, tongue or toponym.language)
        known = names.get(key)
        names[key] = (
            toponym
            if known is None
            else replace(
                known, kind=_kind(toponym, known), citation=toponym.citation or known.citation
            )
        )
        if names[key].kind is ToponymKind.PREFERRED:
            _demote_rivals(names, key)
    return tuple(names.values())


def _kind(toponym: Toponym, known: Toponym) -> ToponymKind:
    """Return the kind that a row says; variant is what a plain table gives every other name."""
    return known.kind if toponym.kind is ToponymKind.VARIANT else toponym.kind


def _demote_rivals(names: dict[tuple[str, str], Toponym], key: tuple[str, str]) -> None:
    chosen = names[key]
    for other, toponym in names.items():
        same = (toponym.language, toponym.script) == (chosen.language, chosen.script)
        if other != key and same and toponym.kind is ToponymKind.PREFERRED:
            names[other] = replace(toponym, kind=ToponymKind.VARIANT)
