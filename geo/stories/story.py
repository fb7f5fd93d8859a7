"""A story and its steps, and how they are written as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, urlencode

from gazetteer import Message
from geo.errors import StoryError
from geo.incidents import Citation
from geo.state import MapState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# Bounds of a story: steps, and characters of a title and of a note. Source: a note of this length
# fits below the title of a slide (`geo.snapshot.sheet.MAX_REMARK`); more steps nobody sits through.
MOST_STEPS = 40
MOST_TITLE = 160
MOST_TEXT = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryStep:
    """A view of the map, and what is said of it in one language or in both.

    Parameters
    ----------
    state
        Filter, zone and view; neither its language nor the chosen incident are looked at.
    title, title_ar, note, note_ar
        Plain text; a note may have several lines.
    citations
        The paragraphs of articles that the note rests on.

    Raises
    ------
    StoryError
        If a text is too long.
    """

    state: MapState
    title: str = ""
    title_ar: str = ""
    note: str = ""
    note_ar: str = ""
    citations: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", replace(self.state, language="en", selected=None))
        _settle(self, {"title": MOST_TITLE, "title_ar": MOST_TITLE})
        _settle(self, {"note": MOST_TEXT, "note_ar": MOST_TEXT})

    def titled(self, language: str) -> str:
        """Return the title in a language, in the other one where it lacks."""
        return _either(self.title, self.title_ar, language)

    def noted(self, language: str) -> str:
        """Return the note in a language, in the other one where it lacks."""
        return _either(self.note, self.note_ar, language)

    @property
    def query(self) -> str:
        """The view as the parameters of an address, without a question mark."""
        return urlencode(self.state.to_query(), doseq=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Views of the map in an order.

    Parameters
    ----------
    title, title_ar
        At least one of them is needed.
    steps
        At most `MOST_STEPS`.
    id
        Empty for a story that was not kept yet.
    version
        1 when it was kept first; 0 before, and for one that ships.
    editor, at
        Who wrote this version, and when (UTC).
    ships
        Whether it comes with the project, and so cannot be changed.

    Raises
    ------
    StoryError
        If it has no title, a text is too long, or there are too many steps.
    """

    title: str = ""
    title_ar: str = ""
    steps: tuple[StoryStep, ...] = ()
    id: str = ""
    version: int = 0
    editor: str = field(default="", compare=False)
    at: datetime | None = field(default=None, compare=False)
    ships: bool = False

    def __post_init__(self) -> None:
        _settle(self, {"title": MOST_TITLE, "title_ar": MOST_TITLE})
        if not (self.title or self.title_ar):
            raise StoryError(Message("a story needs a title"))
        if len(self.steps) > MOST_STEPS:
            raise StoryError(
                Message(
                    "the story has %(count)s views; at most %(most)s are allowed",
                    count=len(self.steps),
                    most=MOST_STEPS,
                )
            )

    def titled(self, language: str) -> str:
        """Return the title in a language, in the other one where it lacks."""
        return _either(self.title, self.title_ar, language)

    def to_record(self) -> dict[str, Any]:
        """Return what is kept of it as JSON values, for `from_record`."""
        steps = []
        for step in self.steps:
            texts = {name: getattr(step, name) for name in ("title", "title_ar", "note", "note_ar")}
            told: dict[str, Any] = {"view": step.query, **{k: v for k, v in texts.items() if v}}
            if step.citations:
                told["citations"] = [
                    {"source_id": c.source_id, "paragraph": c.paragraph} for c in step.citations
                ]
            steps.append(told)
        return {"title": self.title, "title_ar": self.title_ar, "steps": steps}

    @classmethod
    def from_record(cls, record: Mapping[str, Any], **known: Any) -> Self:  # noqa: ANN401  # fields
        """Return the story that `to_record` wrote; `known` are further fields.

        Raises
        ------
        StoryError
            If it is no story, or a view of it is damaged.
        """
        try:
            return cls(
                title=record.get("title", ""),
                title_ar=record.get("title_ar", ""),
                steps=tuple(_step(number, told) for number, told in enumerate(record["steps"], 1)),
                **known,
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            if isinstance(error, StoryError):
                raise
            raise StoryError(
                Message("this is no story: %(problem)s", problem=repr(error))
            ) from error


def _step(number: int, told: Mapping[str, Any]) -> StoryStep:
    state, problems = MapState.from_query(
        parse_qsl(told["view"], strict_parsing=bool(told["view"]))
    )
    if problems:
        raise StoryError(
            Message("view %(number)s: %(problem)s", number=number, problem=problems[0])
        )
    citations = tuple(
        Citation(source_id=str(c["source_id"]), paragraph=int(c["paragraph"]))
        for c in told.get("citations", ())
    )
    texts = {name: told.get(name, "") for name in ("title", "title_ar", "note", "note_ar")}
    return StoryStep(state=state, citations=citations, **texts)


def _either(english: str, arabic: str, language: str) -> str:
    return (arabic or english) if language == "ar" else (english or arabic)


def _is_shown(letter: str) -> bool:
    # Persian and Kurdish write some letters apart, and together, by joiners without a width.
    return letter.isprintable() or letter in "\u200c\u200d"


def _settle(thing: Story | StoryStep, bounds: Mapping[str, int]) -> None:
    """Trim the texts of a thing, and refuse those that are too long."""
    for name, most in bounds.items():
        lines = (" ".join(line.split()) for line in getattr(thing, name).splitlines())
        shown = ("".join(filter(_is_shown, line)) for line in lines)
        # What is not shown may have stood between two spaces.
        settled = [" ".join(line.split()) for line in shown]
        if name.startswith("note"):
            text = "\n".join(settled).strip()
        else:
            text = " ".join(line for line in settled if line)
        if len(text) > most:
            raise StoryError(
                Message(
                    "%(field)s has %(count)s characters; at most %(most)s are allowed",
                    field=name,
                    count=len(text),
                    most=most,
                )
            )
        object.__setattr__(thing, name, text)
