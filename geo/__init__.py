"""Borders, the buffer zone, incidents, map layers and pictures."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from geo import assets, imports, uploads
from geo.area_text import MAX_AREA_TEXT, circle_of_text, polygon_of_text
from geo.attacks import (
    ATTACK_TYPES,
    AttackCheck,
    AttackSpan,
    attacks_by_year,
    check_attacks,
)
from geo.base_map import DETAILED, FOCUS_COUNTRIES
from geo.borders import BOUNDARY_ATTRIBUTION, BOUNDARY_DISCLAIMER, Borders, load_borders
from geo.briefing import DATASET_NAMES, Briefing
from geo.build import build_table, table_from_columns
from geo.changed_rows import ChangedRow, ChangedRows, ColumnChange, changed_rows
from geo.columns import Coded, CodedSets
from geo.compared_figures import ComparedFigure, compared_figures
from geo.comparing import Comparison, IncidentChange, IncidentChangeKind, compare
from geo.current import NOT_OPENED, NOT_READ, LiveBriefing, current_briefing, verify_database
from geo.drawn_area import MAX_CORNERS, DrawnArea
from geo.errors import (
    BorderDataError,
    DatasetConflictError,
    DatasetNotFoundError,
    FigureNotFoundError,
    GeoError,
    IncidentDataError,
    SnapshotError,
    StoryConflictError,
    StoryError,
    StoryNotFoundError,
)
from geo.export import (
    FORMATS,
    Licence,
    MapExport,
    SourceNote,
    kept_export,
    packed_ending,
    packed_export,
    read_csv,
    repeated_export,
    write_export,
)
from geo.figures import LENGTH_BORDER_ID, PUBLISHED_LENGTH_KM, CheckedFigure, check_figures
from geo.filters import Facet, IncidentFilter
from geo.impact import (
    EditImpact,
    IncidentMove,
    NameMove,
    ValueChange,
    changes_impact,
    edit_impact,
)
from geo.incidents import (
    SUB_TYPES_BY_EVENT_TYPE,
    Actor,
    ActorRole,
    Citation,
    Fatalities,
    Incident,
    Involvement,
    ReportedFigure,
    Source,
    TimePrecision,
    Verification,
    text_in,
)
from geo.layers import TILES_URL, MapSources, briefing_map, place_map
from geo.link_problem import LinkProblem
from geo.link_reader import Known
from geo.listing import SortKey, TablePage, incident_labels, records, table_page
from geo.map_marks import MAX_LINE_POINTS, MAX_RINGS, MapMarks, MeasuredLine, Rings
from geo.marks_drawn import marks_drawn
from geo.past import briefing_at, data_state, keep_figure, state_at
from geo.payload import (
    FAR_AWAY,
    HOT,
    columns_payload,
    mask_bytes,
    period_days,
    verdict_payload,
)
from geo.placing import Placing
from geo.records import Dataset, load_dataset
from geo.search import fold, query_words
from geo.selection import (
    BORDER_STEPS_KM,
    FilterIndex,
    KeyFigures,
    Loosening,
    Selection,
    apply,
)
from geo.state import MapState, MapView, TwoPeriods, ZoneParams, from_query, to_query
from geo.store.changes import CONFIRMED
from geo.store.columns import STORED_COLUMNS
from geo.store.datasets import (
    DatasetChange,
    DatasetChangeKind,
    DatasetInfo,
    Differences,
    ImportFile,
    ImportReport,
    ImportStage,
    RowChange,
)
from geo.store.incident_store import IncidentStore
from geo.store.loading import ImportedIncident
from geo.store.made import DataState, FigureKind, FigureRegister, MadeFigure, short_id
from geo.store.records import RecordChange
from geo.table import PRECISIONS, IncidentTable, day_date, day_number
from geo.text import escape
from geo.timeline import Timeline, TimeUnit
from geo.two_periods import (
    around_the_middle,
    difference_words,
    in_period,
    last_two_years,
    period_selections,
    type_counts,
)
from geo.words import LANGUAGES, Words, words
from geo.zone import (
    EDGE_TOLERANCE_M,
    VERDICTS,
    ZONE_WIDTH_M,
    GovernorateShare,
    Zone,
    ZoneVerdict,
    buffer_zone,
    make_zone,
    places_inside,
    zone_geojson,
    zone_verdicts,
)

if TYPE_CHECKING:
    from geo.articles import (
        PLACE_REASONS,
        Article,
        DraftActor,
        Evidence,
        IncidentDraft,
        PlaceBasis,
        draft_incidents,
    )
    from geo.articles.article import paragraphs_of
    from geo.articles.cards import CardState, IncidentCard, card_problems, cards_of
    from geo.articles.cleaning import clean_text, text_digest, text_language, text_title
    from geo.articles.conflicts import CARD_PARTS, ArticleConflictError, merge_cards
    from geo.articles.decisions import (
        MentionDecision,
        MentionStanding,
        MentionVerdict,
        NeverSense,
        ReadMention,
        ShownParagraph,
        TextRun,
        name_key,
        read_mentions,
        same_name,
        shown_paragraphs,
        without_senses,
    )
    from geo.articles.files import (
        ARTICLE_FILE_TYPES,
        ArticleFile,
        ArticleFileError,
        read_article_file,
    )
    from geo.articles.lengths import MOST_WORDS, first_words
    from geo.articles.marks import marking, nearest_words, with_marks
    from geo.articles.new_actors import ACTOR_KINDS, new_actor, same_actor
    from geo.articles.phrases import neutral_summary
    from geo.articles.repeats import repeated_incidents
    from geo.articles.variants import with_variant
    from geo.changes_file import (
        change_columns,
        change_rows,
        change_words,
        changes_csv,
        changes_xlsx,
    )
    from geo.described import (
        area_words,
        facet_words,
        filter_words,
        period_words,
        precision_words,
        value_words,
        verdict_words,
        verification_words,
        zone_words,
    )
    from geo.store.articles import ArticleDesk, KeptArticle
    from geo.store.stories import StoryDesk
    from geo.stories.citing import cited_words
    from geo.stories.editing import StoryTexts, with_texts, with_view_moved, without_view
    from geo.stories.page import story_page
    from geo.stories.slides import story_slides
    from geo.stories.story import MOST_STEPS, MOST_TEXT, MOST_TITLE, Story, StoryStep

# What is loaded when it is first asked for: reading articles needs the names of all places.
_LOADED_WHEN_ASKED: Final = {
    "changes_file": (
        "change_columns",
        "change_rows",
        "change_words",
        "changes_csv",
        "changes_xlsx",
    ),
    "described": (
        "area_words",
        "facet_words",
        "filter_words",
        "period_words",
        "precision_words",
        "value_words",
        "verdict_words",
        "verification_words",
        "zone_words",
    ),
    "articles": (
        "PLACE_REASONS",
        "Article",
        "DraftActor",
        "Evidence",
        "IncidentDraft",
        "PlaceBasis",
        "draft_incidents",
    ),
    "articles.article": ("paragraphs_of",),
    "articles.cards": ("CardState", "IncidentCard", "card_problems", "cards_of"),
    "articles.conflicts": ("CARD_PARTS", "ArticleConflictError", "merge_cards"),
    "articles.cleaning": ("clean_text", "text_digest", "text_language", "text_title"),
    "articles.decisions": (
        "MentionDecision",
        "MentionStanding",
        "MentionVerdict",
        "NeverSense",
        "ReadMention",
        "ShownParagraph",
        "TextRun",
        "name_key",
        "read_mentions",
        "same_name",
        "shown_paragraphs",
        "without_senses",
    ),
    "articles.files": (
        "ARTICLE_FILE_TYPES",
        "ArticleFile",
        "ArticleFileError",
        "read_article_file",
    ),
    "articles.lengths": ("MOST_WORDS", "first_words"),
    "articles.marks": ("marking", "nearest_words", "with_marks"),
    "articles.new_actors": ("ACTOR_KINDS", "new_actor", "same_actor"),
    "articles.phrases": ("neutral_summary",),
    "articles.repeats": ("repeated_incidents",),
    "articles.variants": ("with_variant",),
    "store.articles": ("ArticleDesk", "KeptArticle"),
    "store.stories": ("StoryDesk",),
    "stories.citing": ("cited_words",),
    "stories.editing": ("StoryTexts", "with_texts", "with_view_moved", "without_view"),
    "stories.page": ("story_page",),
    "stories.slides": ("story_slides",),
    "stories.story": ("MOST_STEPS", "MOST_TEXT", "MOST_TITLE", "Story", "StoryStep"),
}
_MODULE_OF: Final = {name: module for module, names in _LOADED_WHEN_ASKED.items() for name in names}

__all__ = [
    "ACTOR_KINDS",
    "ARTICLE_FILE_TYPES",
    "ATTACK_TYPES",
    "BORDER_STEPS_KM",
    "BOUNDARY_ATTRIBUTION",
    "BOUNDARY_DISCLAIMER",
    "CARD_PARTS",
    "CONFIRMED",
    "DATASET_NAMES",
    "DETAILED",
    "EDGE_TOLERANCE_M",
    "FAR_AWAY",
    "FOCUS_COUNTRIES",
    "FORMATS",
    "HOT",
    "LANGUAGES",
    "LENGTH_BORDER_ID",
    "MAX_AREA_TEXT",
    "MAX_CORNERS",
    "MAX_LINE_POINTS",
    "MAX_RINGS",
    "MOST_STEPS",
    "MOST_TEXT",
    "MOST_TITLE",
    "MOST_WORDS",
    "NOT_OPENED",
    "NOT_READ",
    "PLACE_REASONS",
    "PRECISIONS",
    "PUBLISHED_LENGTH_KM",
    "STORED_COLUMNS",
    "SUB_TYPES_BY_EVENT_TYPE",
    "TILES_URL",
    "VERDICTS",
    "ZONE_WIDTH_M",
    "Actor",
    "ActorRole",
    "Article",
    "ArticleConflictError",
    "ArticleDesk",
    "ArticleFile",
    "ArticleFileError",
    "AttackCheck",
    "AttackSpan",
    "BorderDataError",
    "Borders",
    "Briefing",
    "CardState",
    "ChangedRow",
    "ChangedRows",
    "CheckedFigure",
    "Citation",
    "Coded",
    "CodedSets",
    "ColumnChange",
    "ComparedFigure",
    "Comparison",
    "DataState",
    "Dataset",
    "DatasetChange",
    "DatasetChangeKind",
    "DatasetConflictError",
    "DatasetInfo",
    "DatasetNotFoundError",
    "Differences",
    "DraftActor",
    "DrawnArea",
    "EditImpact",
    "Evidence",
    "Facet",
    "Fatalities",
    "FigureKind",
    "FigureNotFoundError",
    "FigureRegister",
    "FilterIndex",
    "GeoError",
    "GovernorateShare",
    "ImportFile",
    "ImportReport",
    "ImportStage",
    "ImportedIncident",
    "Incident",
    "IncidentCard",
    "IncidentChange",
    "IncidentChangeKind",
    "IncidentDataError",
    "IncidentDraft",
    "IncidentFilter",
    "IncidentMove",
    "IncidentStore",
    "IncidentTable",
    "Involvement",
    "KeptArticle",
    "KeyFigures",
    "Known",
    "Licence",
    "LinkProblem",
    "LiveBriefing",
    "Loosening",
    "MadeFigure",
    "MapExport",
    "MapMarks",
    "MapSources",
    "MapState",
    "MapView",
    "MeasuredLine",
    "MentionDecision",
    "MentionStanding",
    "MentionVerdict",
    "NameMove",
    "NeverSense",
    "PlaceBasis",
    "Placing",
    "ReadMention",
    "RecordChange",
    "ReportedFigure",
    "Rings",
    "RowChange",
    "Selection",
    "ShownParagraph",
    "SnapshotError",
    "SortKey",
    "Source",
    "SourceNote",
    "Story",
    "StoryConflictError",
    "StoryDesk",
    "StoryError",
    "StoryNotFoundError",
    "StoryStep",
    "StoryTexts",
    "TablePage",
    "TextRun",
    "TimePrecision",
    "TimeUnit",
    "Timeline",
    "TwoPeriods",
    "ValueChange",
    "Verification",
    "Words",
    "Zone",
    "ZoneParams",
    "ZoneVerdict",
    "apply",
    "area_words",
    "around_the_middle",
    "assets",
    "attacks_by_year",
    "briefing_at",
    "briefing_map",
    "buffer_zone",
    "build_table",
    "card_problems",
    "cards_of",
    "change_columns",
    "change_rows",
    "change_words",
    "changed_rows",
    "changes_csv",
    "changes_impact",
    "changes_xlsx",
    "check_attacks",
    "check_figures",
    "circle_of_text",
    "cited_words",
    "clean_text",
    "columns_payload",
    "compare",
    "compared_figures",
    "current_briefing",
    "data_state",
    "day_date",
    "day_number",
    "difference_words",
    "draft_incidents",
    "edit_impact",
    "escape",
    "facet_words",
    "filter_words",
    "first_words",
    "fold",
    "from_query",
    "imports",
    "in_period",
    "incident_labels",
    "keep_figure",
    "kept_export",
    "last_two_years",
    "load_borders",
    "load_dataset",
    "make_zone",
    "marking",
    "marks_drawn",
    "mask_bytes",
    "merge_cards",
    "name_key",
    "nearest_words",
    "neutral_summary",
    "new_actor",
    "packed_ending",
    "packed_export",
    "paragraphs_of",
    "period_days",
    "period_selections",
    "period_words",
    "place_map",
    "places_inside",
    "polygon_of_text",
    "precision_words",
    "query_words",
    "read_article_file",
    "read_csv",
    "read_mentions",
    "records",
    "repeated_export",
    "repeated_incidents",
    "same_actor",
    "same_name",
    "short_id",
    "shown_paragraphs",
    "state_at",
    "story_page",
    "story_slides",
    "table_from_columns",
    "table_page",
    "text_digest",
    "text_in",
    "text_language",
    "text_title",
    "to_query",
    "type_counts",
    "uploads",
    "value_words",
    "verdict_payload",
    "verdict_words",
    "verification_words",
    "verify_database",
    "with_marks",
    "with_texts",
    "with_variant",
    "with_view_moved",
    "without_senses",
    "without_view",
    "words",
    "write_export",
    "zone_geojson",
    "zone_verdicts",
    "zone_words",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name of the package
    """Return a public name whose module was not loaded yet (PEP 562)."""
    module = _MODULE_OF.get(name)
    if module is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value
