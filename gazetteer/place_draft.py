"""From the loose values of a file to the strict ones of a place: text, names, ids."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from gazetteer.place import Toponym, ToponymKind
from gazetteer.script import script_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer.place import Citation

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")  # Source: BCP 47, the usual subset.
_LONGEST_SLUG = 60


def clean_text(text: str) -> str:
    """Return `text` in NFC, without padding; control and unassigned characters become a space."""
    if not text.isascii() or not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Cn"} else c for c in text)
        text = unicodedata.normalize("NFC", text)
    return text.strip()


def clean_language(tag: str | None) -> str:
    """Return a BCP 47 tag as files write it (``AR``, ``ku_Latn``), ``und`` for what is none."""
    tag = (tag or "").strip().replace("_", "-")
    first, dash, rest = tag.partition("-")
    tag = f"{first.casefold()}{dash}{rest}"
    return tag if _LANGUAGE.fullmatch(tag) else "und"


class ToponymList:
    """The names of one place, gathered in order: no name twice in a language, one preferred."""

    def __init__(self) -> None:
        self._toponyms: dict[tuple[str, str], Toponym] = {}
        self._names: set[str] = set()
        self._preferred: set[tuple[str, str]] = set()

    def add(
        self,
        name: str,
        language: str = "und",
        kind: ToponymKind = ToponymKind.VARIANT,
        *,
        script: str | None = None,
        citation: Citation | None = None,
        is_exact: bool = False,
    ) -> None:
        """Add a name unless it is blank or there already; a second preferred one is a variant.

        A name of unknown language is there already when it is known in some language, except with
        `is_exact`, for files that were written from places.
        """
        name = clean_text(name)
        if not name or (name, language) in self._toponyms:
            return
        if language == "und" and name in self._names and not is_exact:
            return
        script = script or script_of(name)
        if kind is ToponymKind.PREFERRED:
            if (language, script) in self._preferred:
                kind = ToponymKind.VARIANT
            self._preferred.add((language, script))
        self._names.add(name)
        self._toponyms[name, language] = Toponym(
            name=name, language=language, script=script, kind=kind, citation=citation
        )

    def add_all(self, names: Iterable[str]) -> None:
        """Add variants of unknown language."""
        for name in names:
            self.add(name)

    def toponyms(self) -> tuple[Toponym, ...]:
        """Return the names."""
        return tuple(self._toponyms.values())


def stable_id(source: str, local_id: str) -> str:
    """Return the id of a record of `source`: the same every time, another for another `local_id`.

    A readable slug; a short digest follows where the slug alone could be another record's.
    """
    slug = _slug(f"{source}-{local_id}")
    if local_id and _slug(local_id) == local_id and len(slug) <= _LONGEST_SLUG:
        return slug
    digest = hashlib.sha256(f"{source}\0{local_id}".encode("utf-8", "replace")).hexdigest()[:10]
    return f"{slug[:_LONGEST_SLUG].rstrip('-')}-{digest}" if slug else f"place-{digest}"


def _slug(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return _NOT_IN_SLUG.sub("-", text).strip("-")
