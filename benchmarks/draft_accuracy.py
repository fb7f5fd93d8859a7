"""How well incidents are drafted from texts.

Run from the top of the project: ``python -m benchmarks.draft_accuracy``, with ``--articles DIR`` to
measure the project's source articles against the incidents of `geo/data/incidents.jsonl`, with
``--held-out`` the texts that were set aside. An incident is found when a draft of one of its
paragraphs has its event type; sub-type, place, date and casualties are told for those found. A
draft is right when its paragraph reports an incident of that type. Standing situations ("cells hide
in the valley") are incidents of the data set, too; they are told apart. What happened in "Iraq and
Syria" is placed rightly when each of the two has a draft.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.geoparse_accuracy import FRESH, HELD_OUT, articles
from gazetteer import Gazetteer
from gazetteer.data.annotated_texts import EVENTS, REPORTS, TOLD, AnnotatedText, read_texts
from geo import load_dataset
from geo.articles import Article, IncidentDraft, draft_incidents

UNSEEN = HELD_OUT.with_name("incidents.txt")
# A date is told finely when the draft leaves no more days open than this, or than the incident.
_FINE_DAYS = 31

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Wanted:
    """An incident that a text reports."""

    paragraphs: frozenset[int]
    event_type: str
    sub_event_type: str
    place_id: str | None
    first: date
    last: date
    killed: tuple[int, int] | None
    injured: int | None
    standing: bool = False
    actors: tuple[tuple[str, str], ...] = ()


def wanted_of(text: AnnotatedText) -> list[Wanted]:
    """Return the incidents that a marked text reports."""
    found = []
    for event in text.events:
        low, _, high = event.killed.partition("-")
        killed = (int(low), int(high or low)) if low else None
        found.append(
            Wanted(
                frozenset({event.paragraph, *event.also_in}),
                event.event_type, event.sub_event_type,
                None if event.place_id == "-" else event.place_id,
                event.start, event.start, killed,
                int(event.injured) if event.injured else None, actors=event.actors,
            )
        )  # fmt: skip
    return found


def source_articles(folder: Path) -> list[tuple[str, Article, int, list[Wanted]]]:
    """Return each article, the paragraphs before it in its file, and its incidents."""
    dataset = load_dataset()
    texts = {text.id: text.text for text in articles(folder)}
    found = []
    for source in dataset.sources.values():
        lines = [line for line in texts[source.file].split("\n") if line.strip()]
        part = lines[source.first_paragraph - 1 : source.last_paragraph]
        article = Article(
            text="\n".join(part), published=source.published, context_countries=("SY", "IQ")
        )
        wanted = [
            Wanted(
                frozenset(c.paragraph for c in one.citations if c.source_id == source.id),
                one.event_type, one.sub_event_type, one.place_id, one.start, one.end,
                None if one.fatalities.low is None or one.fatalities.high is None
                else (one.fatalities.low, one.fatalities.high),
                one.injured, one.standing,
            )
            for one in dataset.incidents
            if any(c.source_id == source.id for c in one.citations)
        ]  # fmt: skip
        found.append((source.id, article, source.first_paragraph - 1, wanted))
    return found


def matches(draft: IncidentDraft, wanted: Wanted, offset: int) -> bool:
    """Tell whether a draft is of an incident's paragraph and type."""
    paragraphs = {offset + number for number in (draft.paragraph, *draft.also_in)}
    return draft.event_type == wanted.event_type and bool(paragraphs & wanted.paragraphs)


class Tally:
    """Counts over texts."""

    def __init__(self) -> None:
        self.drafts = self.right = 0
        self.counts: dict[str, list[int]] = {}

    def add(self, name: str, *, right: bool) -> None:
        """Count one thing that was wanted, and whether it was there."""
        count = self.counts.setdefault(name, [0, 0])
        count[0] += right
        count[1] += 1

    def take(
        self, drafts: Sequence[IncidentDraft], wanted: Sequence[Wanted], offset: int, *, show: bool
    ) -> None:
        """Count the drafts of one text."""
        for draft in drafts:
            right = any(matches(draft, one, offset) for one in wanted)
            self.drafts += 1
            self.right += right
            if show and not right:
                print(f"  false  {draft.paragraph + offset} {draft.sub_event_type}: "
                      f"{draft.event_words.text} … {draft.sentence.text[:90]}")  # fmt: skip
        for one in wanted:
            found = [draft for draft in drafts if matches(draft, one, offset)]
            name = "standing situations" if one.standing else "incidents"
            self.add(name, right=bool(found))
            if found and not one.standing:
                self._details(found, one, show=show)
            elif show and not one.standing:
                print(f"  missed {sorted(one.paragraphs)} {one.event_type} / {one.sub_event_type}")

    def _details(self, found: list[IncidentDraft], one: Wanted, *, show: bool) -> None:
        self.add("sub-type", right=any(d.sub_event_type == one.sub_event_type for d in found))
        places = {d.mention.place.id for d in found if d.mention and d.mention.place}
        if places >= {"iraq", "syria"}:
            places.add("iraq-and-syria")
        right_place = one.place_id in places if one.place_id else not places
        self.add("place", right=right_place)
        if show and not right_place:
            print(f"  place  {sorted(one.paragraphs)} {one.place_id}: {sorted(places)}")
        dates = [d for d in found if d.start is not None and d.end is not None]
        self.add("date", right=any(
            d.start <= one.last and one.first <= d.end for d in dates if d.start and d.end
        ))  # fmt: skip
        self.add("date within a month", right=any(
            d.start <= one.last and one.first <= d.end
            and (d.end - d.start).days <= max(_FINE_DAYS, (one.last - one.first).days)
            for d in dates if d.start and d.end
        ))  # fmt: skip
        for actor, role in one.actors:
            named = {(a.actor_id, a.role.value) for d in found for a in d.actors}
            self.add("actors", right=actor in {a for a, _ in named})
            self.add("their roles", right=(actor, role) in named)
        if show:
            told = {(d.sub_event_type, f"{d.start} - {d.end}") for d in found}
            print(f"  told   {sorted(one.paragraphs)} {one.sub_event_type} {one.first}: {told}")
        if one.killed is not None:
            ranges = {(d.fatalities.low, d.fatalities.high) for d in found}
            self.add("killed", right=one.killed in ranges)
        if one.injured is not None:
            self.add("injured", right=one.injured in {d.injured for d in found})

    def print(self, name: str) -> None:
        """Print the figures."""
        print(f"{name}: {self.drafts} drafts, precision {self.right / max(self.drafts, 1):.3f}")
        for what, (right, of) in self.counts.items():
            print(f"    {what:<20}{right:>4} of {of:<4}{right / of:.3f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, metavar="DIR")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    gazetteer = Gazetteer.shipped()
    sets = [("written while tuning", EVENTS), ("of other kinds", REPORTS), ("told by others", TOLD)]
    if args.held_out:
        sets += [("held out", HELD_OUT), ("of other kinds, held out", UNSEEN)]
        sets += [("fresh", FRESH)]
    for name, path in sets:
        tally = Tally()
        for text in read_texts(path):
            if not text.events:
                continue
            article = Article(text=text.text, published=text.published)
            drafts = draft_incidents(article, gazetteer)
            tally.take(drafts, wanted_of(text), 0, show=args.show)
        tally.print(name)
    if args.articles:
        tally = Tally()
        for _, article, offset, wanted in source_articles(args.articles):
            drafts = draft_incidents(article, gazetteer)
            tally.take(drafts, wanted, offset, show=args.show)
        tally.print("articles")


if __name__ == "__main__":
    main()
