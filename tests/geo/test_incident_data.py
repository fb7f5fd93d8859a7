"""Every shipped source, actor, incident and figure."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import pairwise

import pytest

from gazetteer import Gazetteer
from geo import (
    Actor,
    Dataset,
    Incident,
    ReportedFigure,
    Source,
    TimePrecision,
    Verification,
    load_dataset,
    text_in,
)
from geo.records import DATA_DIR

ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")
LATIN_LETTER = re.compile(r"[A-Za-z]")


@cache
def shipped() -> Dataset:
    return load_dataset()


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.shipped()


def incident(incident_id: str) -> Incident:
    return next(i for i in shipped().incidents if i.id == incident_id)


def figure(figure_id: str) -> ReportedFigure:
    return next(f for f in shipped().figures if f.id == figure_id)


INCIDENTS = [pytest.param(i, id=i.id) for i in shipped().incidents]
FIGURES = [pytest.param(f, id=f.id) for f in shipped().figures]
SOURCES = [pytest.param(s, id=s.id) for s in shipped().sources.values()]
ACTORS = [pytest.param(a, id=a.id) for a in shipped().actors.values()]


@pytest.mark.parametrize("record", INCIDENTS)
def test_incident_lies_at_a_place_of_the_gazetteer_or_explains_its_point(record: Incident) -> None:
    if record.place_id is None:
        assert record.location_note
    else:
        place = gazetteer().get(record.place_id)
        assert place.lat is not None
        assert record.extent_km is not None or place.extent_km > 0.0


@pytest.mark.parametrize("record", INCIDENTS)
def test_incident_is_told_in_english_and_arabic(record: Incident) -> None:
    assert not ARABIC_LETTER.search(record.summary)
    assert not LATIN_LETTER.search(record.summary_ar)
    assert ARABIC_LETTER.search(record.summary_ar)
    assert record.summary.endswith(".")
    assert record.summary_ar.endswith(".")
    assert max(len(record.summary), len(record.summary_ar)) <= 320


@pytest.mark.parametrize("record", INCIDENTS)
def test_incident_gives_the_reasoning_behind_its_date(record: Incident) -> None:
    assert len(record.date_basis) > 15
    if not record.date_inferred:
        assert str(record.start.year) in record.date_basis or record.start.year == record.end.year
        assert re.search(r"\d{4}", record.date_basis)
    if record.time_precision is TimePrecision.DAY:
        assert (record.end - record.start).days <= 1


@pytest.mark.parametrize("record", INCIDENTS)
def test_incident_of_an_article_without_date_is_marked_as_inferred(record: Incident) -> None:
    """A standing situation is dated by its article, and every article's date is inferred."""
    dated_by_article = "when the article was written" in record.date_basis
    if dated_by_article:
        assert record.date_inferred


@pytest.mark.parametrize("record", INCIDENTS)
def test_incident_with_casualties_explains_them(record: Incident) -> None:
    if record.fatalities.high is not None or record.injured is not None:
        assert record.casualties_note
    assert (record.fatalities.best is None) == (record.fatalities.high is None)


@pytest.mark.parametrize("record", INCIDENTS)
def test_incident_names_who_took_part(record: Incident) -> None:
    assert record.involvements


@pytest.mark.parametrize("record", FIGURES)
def test_figure_names_places_of_the_gazetteer_and_who_states_it(record: ReportedFigure) -> None:
    assert record.place_ids
    for place_id in record.place_ids:
        gazetteer().get(place_id)
    assert record.stated_by
    assert ARABIC_LETTER.search(record.measures_ar)
    assert not LATIN_LETTER.search(record.measures_ar)
    assert not ARABIC_LETTER.search(record.measures)


@pytest.mark.parametrize("record", FIGURES)
def test_figure_with_a_range_or_no_number_says_so(record: ReportedFigure) -> None:
    if record.low < record.high:
        assert re.search("between|no number is given", record.qualifier)
    if "between" in record.qualifier:
        assert record.value == pytest.approx((record.low + record.high) / 2)
    if "no number is given" in record.qualifier:
        assert record.value == record.low


@pytest.mark.parametrize("record", SOURCES)
def test_source_is_cited_by_incidents_and_figures(record: Source) -> None:
    for records in (shipped().incidents, shipped().figures):
        assert any(c.source_id == record.id for r in records for c in r.citations)
    assert record.last_paragraph is not None
    assert ARABIC_LETTER.search(record.title_ar)
    assert record.published_inferred


@pytest.mark.parametrize("record", ACTORS)
def test_actor_takes_part_in_an_incident_and_has_both_names(record: Actor) -> None:
    assert any(v.actor_id == record.id for i in shipped().incidents for v in i.involvements)
    assert ARABIC_LETTER.search(record.name_ar)
    assert not ARABIC_LETTER.search(record.name)


def test_sources_of_one_file_share_its_paragraphs_without_overlap() -> None:
    by_file: dict[str, list[tuple[int, int]]] = {}
    for source in shipped().sources.values():
        last = source.last_paragraph or 0
        by_file.setdefault(source.file, []).append((source.first_paragraph, last))
    assert len(by_file) == 5
    for parts in by_file.values():
        parts.sort()
        assert parts[0][0] == 1
        assert all(a[1] + 1 == b[0] for a, b in pairwise(parts))


def test_summaries_are_all_different() -> None:
    for texts in (
        [i.summary for i in shipped().incidents],
        [i.summary_ar for i in shipped().incidents],
        [f.measures for f in shipped().figures],
        [f.measures_ar for f in shipped().figures],
    ):
        assert len(set(texts)) == len(texts)


def test_incidents_stand_in_order_of_time() -> None:
    keys = [(i.start, i.end, i.id) for i in shipped().incidents]
    assert keys == sorted(keys)


def test_files_leave_out_empty_values() -> None:
    for path in sorted(DATA_DIR.glob("*.jsonl")):
        if path.stem not in {"sources", "actors", "incidents", "figures"}:
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            assert all(value not in ("", None, [], {}) for value in json.loads(line).values())


# Incident -> its day, and the day of the week that the article names for it (0 = Monday).
WEEKDAYS = [
    ("manbij-bombing-2019", date(2019, 1, 16), 2),
    ("al-qaim-crossing-seized-2017", date(2017, 11, 3), 4),
    ("baghouz-truck-evacuation-2019", date(2019, 2, 19), 1),
    ("baghouz-families-trapped-2019", date(2019, 2, 19), 1),
]


@pytest.mark.parametrize(("incident_id", "day", "weekday"), WEEKDAYS)
def test_incident_dated_by_a_weekday_falls_on_it(incident_id: str, day: date, weekday: int) -> None:
    record = incident(incident_id)
    assert record.start == record.end == day
    assert day.weekday() == weekday
    assert record.date_inferred


# Incident -> place, start, end, event sub-type, as the articles tell it.
TOLD = [
    ("caliphate-declared-2014", "iraq-and-syria", "2014-06-01", "2014-06-30", "Other"),
    (
        "manbij-captured-2016",
        "manbij",
        "2016-01-01",
        "2016-12-31",
        "Non-state actor overtakes territory",
    ),
    ("sajur-us-patrols-2018", "sajur", "2018-04-01", "2018-04-30", "Change to group/activity"),
    ("manbij-roadmap-2018", "manbij", "2018-06-01", "2018-06-30", "Agreement"),
    ("manbij-cell-arrested-2019", "manbij", "2019-01-16", "2019-01-17", "Arrests"),
    ("manbij-weapons-found-2019", "manbij", "2019-01-16", "2019-01-17", "Disrupted weapons use"),
    (
        "al-shafah-captured-2019",
        "al-shafah",
        "2019-01-11",
        "2019-01-17",
        "Non-state actor overtakes territory",
    ),
    ("hamrin-clearing-2018", "hamrin-mountains", "2018-03-01", "2018-03-31", "Other"),
    (
        "hori-centre-patrol-2022",
        "hori-centre",
        "2022-12-15",
        "2022-12-15",
        "Change to group/activity",
    ),
    (
        "hasakah-countryside-patrol-2023",
        "hasakah-governorate",
        "2023-02-18",
        "2023-02-18",
        "Change to group/activity",
    ),
    (
        "anbar-weapons-seized-2023",
        "anbar-governorate",
        "2023-04-21",
        "2023-04-21",
        "Disrupted weapons use",
    ),
    ("baghdadi-raid-2019", "syria", "2019-10-01", "2019-10-31", "Armed clash"),
    (
        "diyala-mortar-attacks-2019",
        "northeast-diyala",
        "2019-11-01",
        "2019-12-31",
        "Shelling/artillery/missile attack",
    ),
    (
        "deir-ez-zor-city-retaken-2017",
        "deir-ez-zor",
        "2017-11-03",
        "2017-11-03",
        "Government regains territory",
    ),
]


@pytest.mark.parametrize(("incident_id", "place_id", "start", "end", "sub_type"), TOLD)
def test_incident_has_the_place_time_and_type_of_its_article(
    incident_id: str, place_id: str | None, start: str, end: str, sub_type: str
) -> None:
    record = incident(incident_id)
    assert record.place_id == place_id
    assert (record.start.isoformat(), record.end.isoformat()) == (start, end)
    assert record.sub_event_type == sub_type


def test_manbij_bombing_keeps_both_counts_of_the_dead() -> None:
    record = incident("manbij-bombing-2019")
    counts = record.fatalities
    assert (counts.low, counts.best, counts.high) == (15, 18, 19)
    assert record.injured == 3
    assert "15 dead" in record.casualties_note
    assert "four Americans" in record.casualties_note


def test_damascus_claim_on_manbij_is_disputed() -> None:
    assert incident("manbij-syrian-army-claim-2018").verification is Verification.DISPUTED


# Figure -> value, low, high, unit, paragraph, as the articles state it.
STATED = [
    ("is-attacks-decline-iraq-2023", 68, 68, 68, "%", 16),
    ("is-attacks-decline-syria-2023", 55, 55, 55, "%", 17),
    ("is-attacks-decline-iraq-ramadan-2023", 80, 80, 80, "%", 19),
    ("is-attacks-decline-syria-ramadan-2023", 37, 37, 37, "%", 19),
    ("is-members-2023", 6000, 5000, 7000, "people", 26),
    ("is-fighters-share-2023", 50, 50, 50, "%", 26),
    ("is-cash-reserves-2023", 37.5e6, 25e6, 50e6, "US dollars", 28),
    ("coalition-members-2023", 84, 84, 84, "members", 7),
    ("coalition-members-2019", 79, 79, 79, "countries", 8),
    ("is-fighters-dispersed-2019", 25000, 20000, 30000, "people", 12),
    ("baghouz-families-trapped", 200, 200, 200, "families", 7),
    ("is-suspects-imprisoned-2019", 30000, 30000, 30000, "people", 20),
    ("is-attacks-decline-yearly-2016-2019", 35, 30, 40, "% per year", 22),
    ("is-land-lost-share-2018", 98, 98, 98, "%", 3),
    ("iraq-syria-border-length", 667, 667, 667, "km", 24),
    ("buffer-zone-depth", 23, 23, 23, "km", 46),
    ("buffer-zone-governorates", 3, 3, 3, "governorates", 46),
    ("sdf-share-of-syria", 25, 25, 25, "%", 6),
    ("is-share-of-iraq-2014-2017", 33.3, 33.3, 33.3, "%", 8),
]


@pytest.mark.parametrize("stated", STATED, ids=lambda stated: stated[0])
def test_figure_has_the_number_of_its_article(
    stated: tuple[str, float, float, float, str, int],
) -> None:
    figure_id, *numbers, unit, paragraph = stated
    record = figure(figure_id)
    assert [record.value, record.low, record.high] == numbers
    assert record.unit == unit
    assert [c.paragraph for c in record.citations] == [paragraph]


def test_figures_that_the_data_can_check_name_the_computed_value() -> None:
    assert {f.id: f.check for f in shipped().figures if f.check} == {
        "iraq-syria-border-length": "border-length",
        "sdf-share-of-syria": "east-of-euphrates",
        "buffer-zone-depth": "zone-area",
        "buffer-zone-governorates": "zone-governorates",
        "is-attacks-decline-iraq-2023": "attack-decline",
        "is-attacks-decline-syria-2023": "attack-decline",
        "is-attacks-decline-iraq-ramadan-2023": "attack-decline",
        "is-attacks-decline-syria-ramadan-2023": "attack-decline",
        "is-attacks-decline-yearly-2016-2019": "attack-decline",
    }


@pytest.mark.parametrize("name", ["sources", "actors", "incidents", "figures", "stories"])
def test_readme_gives_the_count_and_checksum_of_each_file(name: str) -> None:
    content = (DATA_DIR / f"{name}.jsonl").read_bytes()
    count, checksum = len(content.splitlines()), sha256(content).hexdigest()
    row = f"| `{name}.jsonl` | {count} | `{checksum}` |"
    assert row in (DATA_DIR / "README.md").read_text(encoding="utf-8").splitlines()


def test_shipped_notes_stand_in_both_languages() -> None:
    dataset = load_dataset()
    fields = ("date_basis", "location_note", "casualties_note")
    noted: list[tuple[Incident | Source, str]] = [(s, fields[0]) for s in dataset.sources.values()]
    noted += [(incident, field) for incident in dataset.incidents for field in fields]
    for record, field in noted:
        english, arabic = (text_in(record, field, language) for language in ("en", "ar"))
        assert bool(ARABIC_LETTER.search(arabic)) == bool(english), (record.id, field)
        assert not ARABIC_LETTER.search(english), (record.id, field)
