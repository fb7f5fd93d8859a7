"""How well places are found in texts, beside a plain longest match.

Run from the top of the project: ``python -m benchmarks.geoparse_accuracy``, with ``--articles DIR``
to measure the project's source articles, too (their annotations are the spans of
`article_places.json`), with ``--held-out`` the texts that were set aside. Precision and recall
count spans that overlap one to one, "exact" those with the very same ends; "place" is the
precision and recall of the places that they resolve to. ``--show`` prints every mistake.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.made_up_places import gazetteer_of
from gazetteer import Gazetteer, load_shipped
from gazetteer.data.annotated_texts import DEV, AnnotatedText, Marked, read_texts
from gazetteer.geoparse import PlaceFinder
from gazetteer.geoparse.names import NameTable
from gazetteer.geoparse.spans import find_spans
from gazetteer.geoparse.tokens import split_words

HELD_OUT = Path(__file__).parent / "held_out" / "texts.txt"
AFTER = Path(__file__).parent / "held_out" / "after.txt"
FRESH = HELD_OUT.with_name("fresh.txt")
ARTICLE_PLACES = Path(__file__).parent / "article_places.json"
_MADE_UP = 31_000

# (start, end, place id) of each mention found.
Found = list[tuple[int, int, str | None]]


@dataclass(slots=True)
class Tally:
    """Counts over texts."""

    wanted: int = 0
    given: int = 0
    found: int = 0
    exact: int = 0
    known: int = 0
    resolved: int = 0
    right: int = 0

    def line(self, name: str) -> str:
        """Return the figures as one row of the table."""
        precision = self.found / max(self.given, 1)
        recall = self.found / max(self.wanted, 1)
        place_precision = self.right / max(self.resolved, 1)
        place_recall = self.right / max(self.known, 1)
        exact = self.exact / max(self.wanted, 1)
        return (
            f"{name:<34}{self.wanted:>7}{precision:>11.3f}{recall:>8.3f}{exact:>8.3f}"
            f"{place_precision:>12.3f}{place_recall:>8.3f}"
        )


def tally(text: AnnotatedText, found: Found, total: Tally, *, show: bool = False) -> None:
    """Count what was found in one text."""
    total.wanted += len(text.mentions)
    total.known += sum(bool(m.ids) for m in text.mentions)
    total.given += len(found)
    total.resolved += sum(place_id is not None for _, _, place_id in found)
    free = list(text.mentions)
    for start, end, place_id in found:
        over = [m for m in free if m.start < end and start < m.end]
        best = min(over, key=lambda m: abs(m.start - start) + abs(m.end - end), default=None)
        around = text.text[max(0, start - 30) : end + 20].replace("\n", " / ")
        if best is None:
            if show:
                print(f"  false   {text.text[start:end]} = {place_id}: … {around} …")
            continue
        free.remove(best)
        total.found += 1
        total.exact += (best.start, best.end) == (start, end)
        if place_id in best.ids:
            total.right += 1
        elif show:
            print(f"  wrong   {text.text[start:end]} = {place_id}, not {best.ids}: … {around} …")
    if show:
        for mark in free:
            around = text.text[max(0, mark.start - 30) : mark.end + 20].replace("\n", " / ")
            print(f"  missed  {text.text[mark.start : mark.end]} {mark.ids}: … {around} …")


def plain_longest_match(text: str, table: NameTable) -> Found:
    """Return every longest name of the gazetteer in a text, its best known bearer."""
    words = split_words(text)
    spans = find_spans(text, words, (table,), set())
    found: Found = []
    end = 0
    for span in spans:
        if span.start >= end:
            place = max(span.entries, key=lambda e: e.place.population).place
            found.append((span.start, span.end, place.id))
            end = span.end
    return found


def articles(folder: Path) -> list[AnnotatedText]:
    """Return the project's source articles with their annotations.

    Raises
    ------
    SystemExit
        If a file is missing or is not the one that was annotated.
    """
    texts = []
    for name, entry in json.loads(ARTICLE_PLACES.read_text(encoding="utf-8")).items():
        path = folder / name
        if not path.is_file():
            sys.exit(f"{path} is not there")
        text = path.read_bytes().decode("utf-8")
        if hashlib.sha256(text.encode()).hexdigest() != entry["sha256"]:
            sys.exit(f"{path} is not the file that was annotated")
        marks = [
            (Marked(m["start"], m["end"], tuple(m.get("ids", ()))), "hint" in m)
            for m in entry["mentions"]
        ]
        mentions = tuple(mark for mark, is_hint in marks if not is_hint)
        hints = tuple(mark for mark, is_hint in marks if is_hint)
        texts.append(AnnotatedText(name, text, None, mentions, hints))
    return texts


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, metavar="DIR")
    parser.add_argument("--show", action="store_true", help="print every mistake")
    parser.add_argument("--held-out", action="store_true", help="the held-out texts, too")
    parser.add_argument("--shipped-only", action="store_true")
    args = parser.parse_args()
    sets = [("learned on", read_texts(DEV))]
    if args.articles:
        sets.append(("articles", articles(args.articles)))
    if args.held_out:
        sets.append(("held out", read_texts(HELD_OUT)))
        sets.append(("written after", read_texts(AFTER)))
        sets.append(("fresh", read_texts(FRESH)))
    sizes = [("shipped", list(load_shipped()))]
    if not args.shipped_only:
        sizes.append(("33,000", [*load_shipped(), *gazetteer_of(_MADE_UP)]))
    print(f"{'':<34}{'places':>7}{'precision':>11}{'recall':>8}{'exact':>8}", end="")
    print(f"{'place prec':>12}{'recall':>8}")
    for size, places in sizes:
        finder = PlaceFinder()
        finder.update(Gazetteer(places).places())
        table = NameTable(places)
        for name, texts in sets:
            ours, plain = Tally(), Tally()
            for text in texts:
                places_found = finder.find(text.text)
                ids: Found = [
                    (m.name_start, m.name_end, m.place.id if m.place else None)
                    for m in places_found.mentions
                ]
                tally(text, ids, ours, show=args.show)
                tally(text, plain_longest_match(text.text, table), plain)
            print(ours.line(f"{name}, {size}"))
            print(plain.line("    plain longest match"))


if __name__ == "__main__":
    main()
