"""One immutable part of the name index: arrays over places, their names and their search keys."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from gazetteer.phonetic import ARABIC_SYMBOLS, LATIN_SYMBOLS, is_arabic_form, skeleton
from gazetteer.place import Place, PlaceStatus
from gazetteer.place_codec import decode_place, encode_place
from gazetteer.type_words import NameParts, take_apart, word_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Symbol 0 is padding; every other symbol of the phonetic alphabet has its own code.
SYMBOL_CODES: Final = {symbol: i for i, symbol in enumerate(LATIN_SYMBOLS + ARABIC_SYMBOLS, 1)}
FIRST_ARABIC_CODE: Final = len(LATIN_SYMBOLS) + 1
# Longer names are cut; no name of the region comes near it.
LONGEST_FORM: Final = 40
# Skeletons shorter than this have no one-edit keys: nearly everything would be one edit away.
SHORTEST_EDITED: Final = 3
# Names of fewer letters have no one-slip keys, and of longer ones the first letters are compared.
_SHORTEST_SLIPPED: Final = 4
_MOST_LETTERS: Final = 48

Ints = NDArray[np.int32]
Hashes = NDArray[np.uint32]


def key_hash(key: str) -> int:
    """Return the 32-bit hash under which a search key is filed, the same in every process."""
    return crc32(key.encode())


def encode_form(form: str) -> bytes:
    """Return the symbol codes of a phonetic form."""
    return bytes([SYMBOL_CODES[symbol] for symbol in form[:LONGEST_FORM]])


def encode_letters(letters: str) -> bytes:
    """Return folded letters as one byte each: ASCII as it is, Arabic ones above it."""
    codes = [ord(letter) for letter in letters[:_MOST_LETTERS]]
    return bytes([code if code < 0x80 else 0x80 | (code & 0x7F) for code in codes])


def slip_keys(letters: bytes) -> list[int]:
    """Return the keys that a name shares with every spelling one typing slip away.

    They are the hashes of the letters and of what is left when one of them goes: a letter dropped,
    added, changed, or swapped with its neighbour leaves one of these in common.
    """
    if len(letters) < _SHORTEST_SLIPPED:
        return [crc32(letters)]
    left = {letters[:i] + letters[i + 1 :] for i in range(len(letters))}
    return [crc32(letters), *map(crc32, left)]


@lru_cache(maxsize=65536)
def deletions(bones: str) -> tuple[str, ...]:
    """Return a skeleton and what is left of it when one consonant goes."""
    if len(bones) < SHORTEST_EDITED:
        return (bones,)
    return (bones, *{bones[:i] + bones[i + 1 :] for i in range(len(bones))})


@lru_cache(maxsize=65536)
def bigrams(bones: str) -> tuple[str, ...]:
    """Return the pairs of neighbours in a skeleton, its two ends marked."""
    padded = f"^{bones}$"
    return tuple({padded[i : i + 2] for i in range(len(padded) - 1)})


@lru_cache(maxsize=1)
def _bit_by_type() -> dict[str, int]:
    counts = {"descriptor": 0, "unit": 0, "generic": 0, "modifier": 0}
    bits: dict[str, int] = {}
    for word_type in word_types().values():
        role = "descriptor" if word_type.role == "unit" else word_type.role
        bits[word_type.id] = 1 << counts[role]
        counts[role] += 1
    return bits


def type_mask(ids: frozenset[str]) -> int:
    """Return a set of type words of one role as bits."""
    bits = _bit_by_type()
    return sum(bits[i] for i in ids)


class _Codes:
    """Numbers given to values in the order in which they first come."""

    def __init__(self) -> None:
        self.number: dict[Any, int] = {}

    def __getitem__(self, value: Any) -> int:  # noqa: ANN401 - any hashable value
        return self.number.setdefault(value, len(self.number))


class SegmentBuilder:
    """Collects places and turns them into a `Segment`."""

    def __init__(self) -> None:
        self._encoded: list[bytes] = []
        self._place_rows: dict[str, array[Any]] = {
            name: array(code)
            for name, code in {
                "lat": "d", "lon": "d", "extent": "f", "country": "h", "admin1": "h", "admin2": "i",
                "feature": "h", "population": "q", "name_count": "h", "id_hash": "I",
            }.items()
        }  # fmt: skip
        self._name_rows: dict[str, array[Any]] = {
            name: array(code)
            for name, code in {
                "place": "i", "position": "h", "form": "i", "core": "i", "bones": "i",
                "core_bones": "i", "fold_hash": "I", "key_hash": "I", "generics": "Q",
                "modifiers": "I", "descriptors": "I", "article": "B", "letters": "i", "plain": "i",
            }.items()
        }  # fmt: skip
        self._forms, self._bones, self._letters = _Codes(), _Codes(), _Codes()
        self._codes = {name: _Codes() for name in ("country", "admin1", "admin2", "feature")}

    def add(self, place: Place) -> None:
        """Add `place`, unless it is deprecated."""
        if place.status is PlaceStatus.DEPRECATED:
            return
        row = len(self._encoded)
        self._encoded.append(encode_place(place))
        seen: set[str] = set()
        for position, toponym in enumerate(place.toponyms):
            parts = take_apart(toponym.name)
            if parts.folded and parts.folded not in seen:
                seen.add(parts.folded)
                self._add_name(row, position, parts)
        columns = self._place_rows
        columns["lat"].append(np.nan if place.lat is None else place.lat)
        columns["lon"].append(np.nan if place.lon is None else place.lon)
        columns["extent"].append(place.extent_km)
        columns["country"].append(self._codes["country"][place.country_code or ""])
        columns["admin1"].append(self._codes["admin1"][place.admin1 or ""])
        columns["admin2"].append(self._codes["admin2"][place.admin2 or ""])
        feature = f"{place.feature_class}/{place.feature_code}"
        columns["feature"].append(self._codes["feature"][feature])
        columns["population"].append(place.population)
        columns["name_count"].append(len(seen))
        columns["id_hash"].append(key_hash(place.id))

    def _add_name(self, row: int, position: int, parts: NameParts) -> None:
        columns = self._name_rows
        full, core = parts.full_form[:LONGEST_FORM], parts.core_form[:LONGEST_FORM]
        columns["place"].append(row)
        columns["position"].append(position)
        columns["form"].append(self._forms[full])
        columns["core"].append(self._forms[core])
        columns["bones"].append(self._bones[skeleton(full)])
        columns["core_bones"].append(self._bones[skeleton(core)])
        columns["fold_hash"].append(key_hash(parts.folded))
        columns["key_hash"].append(key_hash(parts.key))
        columns["generics"].append(type_mask(parts.generics))
        columns["modifiers"].append(type_mask(parts.modifiers))
        columns["descriptors"].append(type_mask(parts.descriptors))
        columns["article"].append(parts.has_article)
        columns["letters"].append(self._letters[encode_letters(parts.letters)])
        columns["plain"].append(self._letters[encode_letters(parts.plain_letters)])

    def build(self) -> Segment:
        """Return the segment of all places added."""
        arrays: dict[str, NDArray[Any]] = {
            f"place_{name}": np.frombuffer(column, dtype=column.typecode)
            if len(column)
            else np.zeros(0, dtype=column.typecode)
            for name, column in self._place_rows.items()
        }
        arrays |= {
            f"name_{name}": np.frombuffer(column, dtype=column.typecode)
            if len(column)
            else np.zeros(0, dtype=column.typecode)
            for name, column in self._name_rows.items()
        }
        arrays["json"], arrays["json_end"] = _joined(self._encoded)
        forms = list(self._forms.number)
        arrays["form_symbols"], arrays["form_end"] = _joined([encode_form(f) for f in forms])
        arrays["form_arabic"] = np.array([is_arabic_form(f) for f in forms], dtype=bool)
        arrays |= _bone_arrays(list(self._bones.number))
        arrays |= _letter_arrays(list(self._letters.number))
        arrays |= _orders(arrays)
        facts = {name: list(codes.number) for name, codes in self._codes.items()}
        return Segment(arrays, facts)


def _joined(parts: list[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
    return np.frombuffer(b"".join(parts), dtype=np.uint8), ends


def _bone_arrays(bones: list[str]) -> dict[str, NDArray[Any]]:
    edit_keys, edit_bones = array("I"), array("i")
    gram_keys, gram_bones = array("I"), array("i")
    for number, text in enumerate(bones):
        for key in deletions(text):
            edit_keys.append(key_hash(key))
            edit_bones.append(number)
        for gram in bigrams(text) if text else ():
            gram_keys.append(key_hash(gram))
            gram_bones.append(number)
    return {
        "bones_hash": np.array([key_hash(text) for text in bones], dtype=np.uint32),
        "bones_length": np.array([len(text) for text in bones], dtype=np.int16),
        **_filed("edit", edit_keys, edit_bones),
        **_filed("gram", gram_keys, gram_bones),
    }


def _letter_arrays(letters: list[bytes]) -> dict[str, NDArray[Any]]:
    slip_hashes, slipped = array("I"), array("i")
    for number, text in enumerate(letters):
        keys = slip_keys(text)
        slip_hashes.extend(keys)
        slipped.extend([number] * len(keys))
    symbols, ends = _joined(letters)
    return {
        "letters_symbols": symbols,
        "letters_end": ends,
        **_filed("slip", slip_hashes, slipped),
    }


def _filed(name: str, keys: array[int], targets: array[int]) -> dict[str, NDArray[Any]]:
    """Return `targets` in the order of their keys, and these keys."""
    hashes = np.array(keys, dtype=np.uint32)
    order = np.argsort(hashes, kind="stable")
    return {f"{name}_hash": hashes[order], f"{name}_rows": np.array(targets, dtype=np.int32)[order]}


def _orders(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return, for each column that is looked up, its sorted values and the rows they stand in."""
    looked_up = {
        "name_fold_hash": "fold", "name_key_hash": "key", "name_bones": "by_bones",
        "name_core_bones": "by_core", "place_id_hash": "id", "name_place": "by_place",
        "name_letters": "by_letters", "name_plain": "by_plain",
    }  # fmt: skip
    orders: dict[str, NDArray[Any]] = {}
    for column, name in looked_up.items():
        order = np.argsort(arrays[column], kind="stable").astype(np.int32)
        orders[f"{name}_order"] = order
        orders[f"{name}_sorted"] = arrays[column][order]
    bones_order = np.argsort(arrays["bones_hash"], kind="stable").astype(np.int32)
    orders["bones_order"], orders["bones_sorted"] = bones_order, arrays["bones_hash"][bones_order]
    return orders


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Arrays by name and the values behind their codes (`facts`); rows are places and names."""

    arrays: Mapping[str, NDArray[Any]]
    facts: Mapping[str, Any]

    @classmethod
    def of(cls, places: Iterable[Place]) -> Segment:
        """Return the segment of `places`."""
        builder = SegmentBuilder()
        for place in places:
            builder.add(place)
        return builder.build()

    def __len__(self) -> int:
        return len(self.arrays["place_lat"])

    def place(self, row: int) -> Place:
        """Return the record in `row`."""
        return decode_place(self._json(row))

    def _json(self, row: int) -> bytes:
        ends = self.arrays["json_end"]
        return bytes(self.arrays["json"][ends[row - 1] if row else 0 : ends[row]])

    def rows(self, order: str, values: NDArray[Any] | list[int]) -> Ints:
        """Return the rows whose value in a looked-up column is one of `values`."""
        in_order, sorted_values = self.arrays[f"{order}_order"], self.arrays[f"{order}_sorted"]
        wanted = np.asarray(values, dtype=sorted_values.dtype)
        return _gather(in_order, sorted_values, wanted)

    def filed(self, kind: str, hashes: list[int]) -> Ints:
        """Return what is filed under keys, one entry for each key that it shares.

        Skeletons under edit and gram keys, letters under slip keys.
        """
        wanted = np.asarray(hashes, dtype=np.uint32)
        return _gather(self.arrays[f"{kind}_rows"], self.arrays[f"{kind}_hash"], wanted)

    def letters(self, numbers: Ints) -> list[bytes]:
        """Return letters as `encode_letters` writes them."""
        ends = self.arrays["letters_end"]
        stops = ends[numbers].tolist()
        starts = np.where(numbers > 0, ends[numbers - 1], 0).tolist()
        symbols = self.arrays["letters_symbols"]
        return [symbols[a:b].tobytes() for a, b in zip(starts, stops, strict=True)]

    def form_matrix(self, forms: Ints) -> NDArray[np.uint8]:
        """Return the symbol codes of `forms`, one row each, padded with 0 to the longest."""
        ends = self.arrays["form_end"]
        stop = ends[forms]
        start = np.where(forms > 0, ends[forms - 1], 0)
        width = int((stop - start).max(initial=0))
        columns = start[:, None] + np.arange(width)
        inside = columns < stop[:, None]
        symbols = self.arrays["form_symbols"]
        if symbols.size == 0:
            return np.zeros(columns.shape, dtype=np.uint8)
        return np.where(inside, symbols[np.minimum(columns, symbols.size - 1)], 0).astype(np.uint8)


def _gather(targets: NDArray[Any], sorted_keys: NDArray[Any], wanted: NDArray[Any]) -> Ints:
    left = np.searchsorted(sorted_keys, wanted, side="left")
    right = np.searchsorted(sorted_keys, wanted, side="right")
    parts = [targets[a:b] for a, b in zip(left.tolist(), right.tolist(), strict=True) if a < b]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
