"""Several numpy arrays in one file that is opened by mapping it into memory.

The layout is a magic line, a JSON header (name -> dtype, shape, offset) and the arrays, each at a
multiple of 64 bytes. Nothing in it is ever executed.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gazetteer.errors import GazetteerError
from gazetteer.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_MAGIC: Final = b"hudud-arrays-1\n"
# Source: the width of a cache line in bytes; every mapped array starts on one.
_ALIGNMENT: Final = 64


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    """Write `arrays` and the JSON-able `facts` to `path`, replacing it in one step."""
    entries: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, array in arrays.items():
        entries[name] = {"dtype": array.dtype.str, "shape": array.shape, "offset": offset}
        offset = _aligned(offset + array.nbytes)
    header = json.dumps({"facts": facts, "arrays": entries}, ensure_ascii=False).encode()
    start = _aligned(len(_MAGIC) + 8 + len(header))
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
            for key, array in arrays.items():
                file.seek(start + entries[key]["offset"])
                file.write(np.ascontiguousarray(array).tobytes())
            file.truncate(max(file.tell(), start))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def open_arrays(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return the arrays of `path`, mapped read-only, and its facts.

    Raises
    ------
    GazetteerError
        If the file is no such file, of another version, or cut short.
    """
    try:
        whole = np.memmap(path, dtype=np.uint8, mode="r")
    except ValueError as error:
        raise GazetteerError(Message("%(path)s: the index file is empty", path=path)) from error
    prefix = len(_MAGIC) + 8
    if bytes(whole[: len(_MAGIC)]) != _MAGIC:
        raise GazetteerError(
            Message("%(path)s: not an index of this version; build it again", path=path)
        )
    length = int.from_bytes(bytes(whole[len(_MAGIC) : prefix]), "little")
    try:
        header = json.loads(bytes(whole[prefix : prefix + length]))
    except ValueError as error:
        raise GazetteerError(
            Message("%(path)s: the header of the index is damaged", path=path)
        ) from error
    start = _aligned(prefix + length)
    arrays: dict[str, NDArray[Any]] = {}
    for name, entry in header["arrays"].items():
        dtype = np.dtype(entry["dtype"])
        begin = start + entry["offset"]
        size = int(np.prod(entry["shape"], dtype=np.int64)) * dtype.itemsize
        if begin + size > whole.size:
            raise GazetteerError(
                Message("%(path)s: the index is cut short; build it again", path=path)
            )
        arrays[name] = whole[begin : begin + size].view(dtype).reshape(entry["shape"])
    return arrays, header["facts"]
