"""Two edits that started from the same state of a place, put together field by field; pure."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from gazetteer.place import Citation, Place, Toponym, ToponymKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Choice: TypeAlias = Literal["mine", "theirs"]
_Items: TypeAlias = tuple[Any, ...]
_Sides: TypeAlias = tuple[_Items, _Items, _Items]

# Fields that mean something only together; an edit of one is an edit of all. name -> fields
UNITS = {
    "point": ("lat", "lon"),
    "feature": ("feature_class", "feature_code"),
    "area": ("country_code", "admin1", "admin2"),
}
_FIXED = frozenset({"id", "version"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldConflict:
    """What both edits changed, and differently.

    `field` is the key to choose by: a field of `Place`, ``point`` for lat and lon, ``feature`` for
    class and code, ``area`` for country and units (the values are tuples of these then), or one
    item of a list: ``toponyms/Hajin/en``, ``citations/source/locator``, and ``preferred/en/Latn``
    for which name is preferred. The values of an item are a `Toponym` or `Citation`, None where it
    is absent.
    """

    field: str
    base: object
    mine: object
    theirs: object

    @property
    def name(self) -> str:
        """What to call it on screen: the part of `field` that does not depend on the place."""
        return self.field.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeWay:
    """Two edits put together; where they conflict, `place` has theirs. It has their version."""

    place: Place
    conflicts: tuple[FieldConflict, ...]
    base: Place
    mine: Place
    theirs: Place


def merge_edits(base: Place, mine: Place, theirs: Place) -> ThreeWay:
    """Merge two edits that started from the same state.

    What only one of them changed takes the change. Names merge one by one, known by name and
    language, citations by source and locator, links by themselves; whoever changed the order gives
    it. Point, feature class and code, and the administrative units each move as one.

    Parameters
    ----------
    base
        The state that both edits started from.
    mine
        The edit that is to be applied.
    theirs
        The state that is stored now.
    """
    return _merge(base, mine, theirs, {})


def with_choices(three_way: ThreeWay, choices: Mapping[str, Choice]) -> Place:
    """Return the merged place with a side chosen for each conflict, by `FieldConflict.field`.

    Conflicts that are not named keep theirs. The result has the version of theirs.
    """
    return _merge(three_way.base, three_way.mine, three_way.theirs, choices).place


class _Merge:
    """One merge under way: what was chosen, and the conflicts met."""

    def __init__(self, choices: Mapping[str, Choice]) -> None:
        self._choices = choices
        self.conflicts: list[FieldConflict] = []

    def chose_mine(self, field: str) -> bool:
        return self._choices.get(field) == "mine"

    def value(self, field: str, base: Any, mine: Any, theirs: Any) -> Any:  # noqa: ANN401
        """Return the value that one side or both gave, or the chosen one of a conflict."""
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return mine
        self.conflicts.append(FieldConflict(field=field, base=base, mine=mine, theirs=theirs))
        return mine if self.chose_mine(field) else theirs


def _merge(base: Place, mine: Place, theirs: Place, choices: Mapping[str, Choice]) -> ThreeWay:
    merge = _Merge(choices)
    values: dict[str, Any] = {}
    for unit, names in UNITS.items():
        sides = [tuple(getattr(side, name) for name in names) for side in (base, mine, theirs)]
        values.update(zip(names, merge.value(unit, *sides), strict=True))
    for field in fields(Place):
        name = field.name
        if name in _FIXED or name in values:
            continue
        sides = [getattr(side, name) for side in (base, mine, theirs)]
        values[name] = (
            _items(merge, name, (sides[0], sides[1], sides[2]))
            if name in _KEYS
            else merge.value(name, *sides)
        )
    place = replace(theirs, **values)
    return ThreeWay(
        place=place, conflicts=tuple(merge.conflicts), base=base, mine=mine, theirs=theirs
    )


def _toponym_key(toponym: Toponym) -> str:
    # No two names of a place share these two, whatever their scripts: see record.check_place.
    return f"{toponym.name}/{toponym.language}"


def _citation_key(citation: Citation) -> str:
    return f"{citation.source}/{citation.locator}"


_KEYS: dict[str, Callable[[Any], str]] = {
    "toponyms": _toponym_key,
    "citations": _citation_key,
    "links": str,
}


def _items(merge: _Merge, name: str, sides: _Sides) -> _Items:
    """Merge a list item by item; as one value when that cannot tell what was meant."""
    base, mine, theirs = sides
    if mine in (base, theirs) or theirs == base:
        return tuple(merge.value(name, *sides))
    was, my, their = ({_KEYS[name](item): item for item in items} for items in sides)
    repeated = any(len(k) < len(items) for k, items in zip((was, my, their), sides, strict=True))
    moved_mine = _moved(was, my)
    if repeated or (moved_mine and _moved(was, their) and _moved(my, their)):
        return tuple(merge.value(name, *sides))
    leading, following = (my, their) if moved_mine else (their, my)
    merged = {
        key: merge.value(f"{name}/{key}", was.get(key), my.get(key), their.get(key))
        for key in dict.fromkeys((*leading, *following))
    }
    kept = [item for item in merged.values() if item is not None]
    if name != "toponyms":
        return tuple(kept)
    if not kept:  # each removed what the other left, and a place has at least one name
        return tuple(merge.value(name, *sides))
    return _one_preferred(merge, kept, base, their)


def _moved(before: Iterable[str], after: Iterable[str]) -> bool:
    """Tell whether the items that two lists share stand in another order."""
    one, other = list(before), list(after)
    return [k for k in one if k in other] != [k for k in other if k in one]


def _one_preferred(
    merge: _Merge,
    merged: list[Toponym],
    base: tuple[Toponym, ...],
    theirs: Mapping[str, Toponym],
) -> tuple[Toponym, ...]:
    """Leave one preferred name in each language and script where each side chose another one."""
    groups: dict[tuple[str, str], list[Toponym]] = {}
    for toponym in merged:
        if toponym.kind is ToponymKind.PREFERRED:
            groups.setdefault((toponym.language, toponym.script), []).append(toponym)
    for (language, script), rivals in groups.items():
        if len(rivals) < 2:
            continue
        their_one = next((t for t in rivals if t == theirs.get(_toponym_key(t))), rivals[0])
        my_one = next((t for t in rivals if t != their_one), rivals[1])
        was = next(
            (t for t in base if _is_preferred(t) and (t.language, t.script) == (language, script)),
            None,
        )
        field = f"preferred/{language}/{script}"
        chosen = merge.value(field, was, my_one, their_one)
        if merge.chose_mine(f"toponyms/{_toponym_key(my_one)}"):
            chosen = my_one
        for toponym in rivals:
            if toponym != chosen:
                at = merged.index(toponym)
                merged[at] = replace(toponym, kind=ToponymKind.VARIANT)
    return tuple(merged)


def _is_preferred(toponym: Toponym) -> bool:
    return toponym.kind is ToponymKind.PREFERRED
