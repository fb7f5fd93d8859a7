from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import PlaceFileError, json_stream
from gazetteer.json_stream import iter_features

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def features(content: str, chunk: int) -> list[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "_CHUNK_CHARS", chunk)
        stream: Any = io.BufferedReader(io.BytesIO(content.encode()))
        return [value for _, value in iter_features(Path("x.json"), stream)]


@given(
    st.lists(VALUES, max_size=5),
    st.dictionaries(st.text().filter(lambda name: name != "features"), VALUES, max_size=2),
    st.dictionaries(st.text().filter(lambda name: name != "features"), VALUES, max_size=2),
    st.integers(1, 40),
    st.sampled_from([None, 1]),
)
@settings(deadline=None)
def test_iter_features_any_cut_into_chunks_gives_the_features(
    written: list[Any],
    before: dict[str, Any],
    after: dict[str, Any],
    chunk: int,
    indent: int | None,
) -> None:
    collection = {**before, "features": written, **after}
    content = json.dumps(collection, ensure_ascii=False, indent=indent)
    try:
        content.encode()
    except UnicodeEncodeError:
        content = json.dumps(collection, indent=indent)
    assert features(content, chunk) == written


@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:features1e. \n', max_size=60))
@settings(deadline=None)
def test_iter_features_any_bytes_give_values_or_one_clear_error(content: bytes | str) -> None:
    data = content if isinstance(content, bytes) else content.encode()
    stream: Any = io.BufferedReader(io.BytesIO(data))
    try:
        list(iter_features(Path("x.json"), stream))
    except PlaceFileError as error:
        assert "x.json" in str(error)  # noqa: PT017


def test_iter_features_one_that_is_too_large_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "MAX_FEATURE_CHARS", 1_000)
    with pytest.raises(PlaceFileError, match="more than 1000 characters"):
        features('{"features": ["' + "x" * 5_000 + '"]}', 100)
