"""What the screen says; it stands in `geo`, whose files and pictures say it too."""

from functools import cache

from geo import LANGUAGES, Words

__all__ = ["LANGUAGES", "Words", "words"]


@cache
def words(language: str) -> Words:
    """Return the words of `language`; of English when there is no such language."""
    return Words(language if language in LANGUAGES else "en", isolates=True)
