"""The nouns of the map: incidents, sources, actors and the figures that sources report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gazetteer import Certainty

if TYPE_CHECKING:
    from datetime import date


class TimePrecision(StrEnum):
    """How finely the start and end of an incident are known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


class Verification(StrEnum):
    """What stands behind a report."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"
    CLAIMED = "claimed"
    DISPUTED = "disputed"


class ActorRole(StrEnum):
    """What an actor did in an incident."""

    PERPETRATOR = "perpetrator"
    PARTICIPANT = "participant"
    TARGET = "target"
    AFFECTED = "affected"


# Source: ACLED codebook (2023), event types and sub-event types; those that the data here use.
# "Strategic developments" carries what is no single violent event, standing situations included.
SUB_TYPES_BY_EVENT_TYPE: dict[str, tuple[str, ...]] = {
    "Battles": (
        "Armed clash",
        "Government regains territory",
        "Non-state actor overtakes territory",
    ),
    "Explosions/Remote violence": (
        "Air/drone strike",
        "Chemical weapon",
        "Grenade",
        "Remote explosive/landmine/IED",
        "Shelling/artillery/missile attack",
        "Suicide bomb",
    ),
    "Protests": (
        "Excessive force against protesters",
        "Peaceful protest",
        "Protest with intervention",
    ),
    "Riots": ("Mob violence", "Violent demonstration"),
    "Strategic developments": (
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    ),
    "Violence against civilians": ("Abduction/forced disappearance", "Attack", "Sexual violence"),
}

# The computed values that can stand beside a reported figure; `geo.figures` computes each.
# The check of a decline of attacks, which needs the incidents and not only the borders.
ATTACK_CHECK = "attack-decline"
FIGURE_CHECKS: tuple[str, ...] = (
    ATTACK_CHECK,
    "border-length",
    "east-of-euphrates",
    "zone-area",
    "zone-governorates",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A published article; `published` is None when it shows no date.

    `published_precision` says how finely that date is known (a date known to the month stands on
    its first day) and `date_basis` how it was read or inferred. `file` is the text's file name and
    `first_paragraph` … `last_paragraph` its part of that file: paragraphs are the file's non-empty
    lines, counted from 1, because one file can hold two articles.
    """

    id: str
    publisher: str
    publisher_ar: str
    title: str
    title_ar: str
    language: str
    published_inferred: bool
    date_basis: str
    date_basis_ar: str = ""
    published: date | None = None
    url: str = ""
    file: str = ""
    published_precision: TimePrecision = TimePrecision.DAY
    first_paragraph: int = 1
    last_paragraph: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The paragraph of a source: 1-based, counted over the non-empty lines of its file."""

    source_id: str
    paragraph: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A party to incidents; `kind` is ACLED's: state forces, rebel group, militia, civilians …."""

    id: str
    name: str
    name_ar: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Involvement:
    """An actor and its role in one incident."""

    actor_id: str
    role: ActorRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Fatalities:
    """Numbers of dead as reported: low <= best <= high; all None when the text gives none."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One event or standing situation that a source reports.

    It names a gazetteer place (`place_id`, the point follows the entry) or carries its own `lat`
    and `lon` (degrees, EPSG:4326). `extent_km` is the location precision: the radius within which
    it happened; None takes the place's extent. `start` and `end` are both inclusive; a `standing`
    situation is reported as going on, not as happening at one time. `date_basis` records how the
    dates were worked out.
    """

    id: str
    start: date
    end: date
    time_precision: TimePrecision
    date_inferred: bool
    date_basis: str
    event_type: str
    sub_event_type: str
    summary: str
    summary_ar: str
    citations: tuple[Citation, ...]
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    extent_km: float | None = None
    date_basis_ar: str = ""
    location_note: str = ""
    location_note_ar: str = ""
    involvements: tuple[Involvement, ...] = ()
    fatalities: Fatalities = Fatalities()
    injured: int | None = None
    casualties_note: str = ""
    casualties_note_ar: str = ""
    standing: bool = False
    verification: Verification = Verification.REPORTED
    version: int = 1


def text_in(record: Incident | Source, field: str, language: str) -> str:
    """Return a text of a record in the reader's language; in English where Arabic is missing.

    Parameters
    ----------
    record
        An incident or its source.
    field
        The name of the English text, as ``date_basis``.
    language
        ``en`` or ``ar``.
    """
    arabic = getattr(record, f"{field}_ar") if language == "ar" else ""
    return str(arabic or getattr(record, field))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFigure:
    """A number that a source states, with what it measures.

    `low` and `high` bound a stated range and equal `value` otherwise. `check` names the computed
    figure to set beside it, when the data here can compute one (see `geo.figures`, `geo.attacks`).
    Where it compares two periods, `compared_start` and `compared_end` bound the earlier one.
    """

    id: str
    measures: str
    measures_ar: str
    value: float
    low: float
    high: float
    unit: str
    place_ids: tuple[str, ...]
    stated_by: str
    citations: tuple[Citation, ...]
    qualifier: str = ""
    period_start: date | None = None
    period_end: date | None = None
    period_note: str = ""
    compared_start: date | None = None
    compared_end: date | None = None
    check: str | None = None
    certainty: Certainty = Certainty.CERTAIN
