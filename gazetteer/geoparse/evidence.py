"""What speaks for and against a span's being a place: named features of its words and context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gazetteer.geoparse.cues import Cue, cue, is_common
from gazetteer.geoparse.kinds import fits
from gazetteer.geoparse.names import is_old_name
from gazetteer.geoparse.tokens import COMMA, QUOTE, SPACE, STOP, Words, word_key
from gazetteer.normalize import fold, strip_articles
from gazetteer.normalize_arabic import is_arabic

if TYPE_CHECKING:
    from gazetteer.geoparse.spans import Span

FEATURES: Final = (
    "bias", "population", "fame", "country", "unit", "capital", "seat", "locality", "nature",
    "spot",
    "namesakes", "words", "common", "common_well_known", "short", "old_name", "respelt",
    "looks_like_descent", "locative", "attached_preposition", "attached_and", "between",
    "type_fits", "type_misfits", "governed", "listed", "inside_named", "nationality_after",
    "quoted", "direction_before", "border_before", "countryside_before", "organisation_before",
    "organisation_near", "organisation_after", "person_before", "person_near", "media_before",
    "seen_as_place", "seen_as_other", "attached_rare", "nationality_form", "adjective_after",
    "given_after", "obscure", "loose_adjective", "opens_sentence", "no_capital", "dateline",
    "alone_on_line",
)  # fmt: skip
# How far back a word may stand that makes a name part of an organisation's.
_REACH: Final = 4
# Arabic words that end what an organisation's name can hold.
_ENDS_A_NAME: Final = frozenset(
    word_key(word)
    for word in (
        "على", "أن", "إن", "الذي", "التي", "الذين", "عن", "بعد", "قبل", "خلال", "ضد", "مع", "حيث",
        "كما", "لكن", "أو", "ثم", "قد", "لا", "لم", "بقيادة", "بدعم", "برئاسة", "بمشاركة",
        "بمساندة", "بإشراف", "مدعومة", "المدعومة", "التابعة", "تابعة", "الموالية", "تقودها",
        "تقوده", "يقودها", "تدعمها",
    )
)  # fmt: skip
_WEAK_PREPOSITIONS: Final = frozenset(word_key(word) for word in ("of", "وسط", "دعم"))
# A centre of a governorate or district is a town, no organisation.
_CENTRES: Final = frozenset(word_key(word) for word in ("مركز", "center", "centre"))
# Institutions of one town, which stand where it is.
_OF_A_TOWN: Final = frozenset(
    word_key(word)
    for word in ("شرطة", "مستشفى", "سجن", "محكمة", "سوق", "بلدية", "جامع", "hospital")
)
# "Father of": how many a name by which men are called begins, and some of villages.
_KUNYA: Final = frozenset(word_key(word) for word in ("أبو", "أبا", "أبي", "أم", "abu", "abou"))
# Places with less fame and no known population are named in a text only with some introduction.
_OBSCURE: Final = 0.4
_DESCENT: Final = 5
_LEADING: Final = tuple(word_key(word) for word in ("قيادة", "مديرية", "قائد", "مدير", "رئيس"))
_EMPTY: Final = Cue(frozenset())


def context_before(words: Words, at: int) -> Cue:
    """Return what the word before `at` tells, unless a comma or an end lies between.

    "of" is passed over where it joins two nouns: countryside of Idlib.
    """
    if at == 0 or words.gap[at] > QUOTE:
        return _EMPTY
    said = cue(words.key[at - 1])
    if words.key[at - 1] == "uf" and at > 1 and words.gap[at - 1] == SPACE:
        behind = cue(words.key[at - 2])
        return behind if behind.roles & {"countryside", "direction", "border", "near"} else said
    return said


def type_before(words: Words, at: int) -> tuple[Cue, int]:
    """Return the type word that governs the word at `at`, and how many words back it begins.

    Words that list are passed over: "ثلاث محافظات وهي حلب", "towns such as Hajin".
    """
    back = 1
    while back <= 3 and at - back >= 0:
        said = cue(words.key[at - back])
        gap = words.gap[at - back + 1]
        if gap > COMMA:
            break
        if said.type_id and (gap <= QUOTE or said.governs_many):
            return said, back
        if back == 1 and words.key[at][0] == "و" and gap == SPACE:
            back += 1
            continue
        if "list" in said.roles or words.key[at - back] in {"as", "uf", "ta"}:
            back += 1
            continue
        break
    return _EMPTY, 0


def type_after(words: Words, last: int) -> Cue:
    """Return the English type word that follows: Anbar province, Hamrin mountains."""
    if last + 1 < len(words) and words.gap[last + 1] == SPACE:
        said = cue(words.key[last + 1])
        if said.type_id and not is_arabic(words.key[last + 1]):
            return said
    return _EMPTY


def own_features(words: Words, span: Span) -> dict[str, float]:
    """Return the features of the name itself: how well known its bearers are, how common it is."""
    plain = [e for e in span.entries if not e.needs_type and not e.direction] or span.entries
    best = max(
        plain,
        key=lambda e: e.known.population + e.known.fame - 2 * is_old_name(e),
    )
    known = best.known
    found = {
        "bias": 1.0,
        "population": known.population,
        "fame": known.fame,
        known.group: 1.0,
        "namesakes": min(len({e.place.id for e in span.entries}) - 1, 6) / 6.0,
    }
    count = span.last - span.first + 1
    if count > 1:
        found["words"] = min(count - 1, 2) / 2.0
    if (
        count == 1
        and known.population == 0.0
        and known.fame < _OBSCURE
        and "A" not in {e.place.feature_class for e in span.entries}
    ):
        found["obscure"] = 1.0
    if count == 1 and is_common(span.key):
        found["common"] = 1.0
        if known.population > 0.6 and known.group != "locality":
            found["common_well_known"] = 1.0
    if len(span.key) <= 3:
        found["short"] = 1.0 if len(span.key) <= 2 else 0.3
    if is_old_name(best):
        found["old_name"] = 1.0
    if is_arabic(span.key):
        if count == 1 and span.key.startswith("ال") and span.key.endswith("ي"):
            found["looks_like_descent"] = float(len(span.key) >= _DESCENT)
    else:
        found |= _latin_features(words, span)
    return found


def _latin_features(words: Words, span: Span) -> dict[str, float]:
    found = {}
    if not words.capital[span.first] or not words.capital[span.last]:
        found["no_capital"] = 1.0
    written = {strip_articles(fold(e.toponym.name)) for e in span.entries}
    if span.written not in written:
        found["respelt"] = 1.0
    return found


_BEFORE: Final = (
    ("locative", "locative"), ("between", "between"), ("border", "border_before"),
    ("countryside", "countryside_before"), ("direction", "direction_before"),
)  # fmt: skip


def context_features(words: Words, span: Span) -> dict[str, float]:
    """Return the features of the words around a span."""
    before = context_before(words, span.first)
    found = {feature: 1.0 for role, feature in _BEFORE if role in before.roles}
    found |= _attached_features(span)
    found |= _type_features(words, span)
    found |= _inside_features(words, span)
    if _is_kunya(words, span):
        found["person_before"] = 1.0
    found |= _position_features(words, span)
    introduced = before.roles or span.proclitic or "type_fits" in found
    if not introduced and span.first == span.last and _is_loose_adjective(span.key):
        found["loose_adjective"] = 1.0
    after = span.last + 1
    if after < len(words) and words.gap[after] <= QUOTE:
        said = cue(words.key[after])
        if "nationality" in said.roles and not said.bare:
            found["nationality_after"] = 1.0
        elif words.gap[after] == SPACE:
            found |= _after_features(words.key[after], said)
    return found


def _attached_features(span: Span) -> dict[str, float]:
    """Return what is written together with the name, and whether it is an adjective's form."""
    found: dict[str, float] = {}
    if span.first == span.last and cue(span.key).country:
        found["nationality_form"] = 1.0
    if span.proclitic and not span.joined:
        letter = span.proclitic[-1]
        found["attached_and" if letter in "وف" else "attached_preposition"] = 1.0
        if letter in "فكأ" and not span.key.startswith("ال"):
            found["attached_rare"] = 1.0
    return found


def _position_features(words: Words, span: Span) -> dict[str, float]:
    """Return where in its sentence the name stands."""
    found: dict[str, float] = {}
    if words.gap[span.first] == QUOTE:
        found["quoted"] = 1.0
    if words.gap[span.first] == STOP:
        following = words.gap[span.last + 1] if span.last + 1 < len(words) else STOP
        found["opens_sentence"] = 1.0
        if following in {COMMA, QUOTE}:
            found["dateline"] = 1.0
        elif following == STOP:
            found["alone_on_line"] = 1.0
    return found


def _after_features(key: str, said: Cue) -> dict[str, float]:
    """Return what the next word tells: an adjective of a common noun, or a given name."""
    if "given" in said.roles:
        return {"given_after": 1.0}
    ends_like_one = key.startswith("ال") and key.endswith(("ي", "يه"))
    return {"adjective_after": 1.0} if ends_like_one and not said.direction else {}


def _type_features(words: Words, span: Span) -> dict[str, float]:
    if "countryside" in context_before(words, span.first).roles:
        if any(entry.place.feature_code == "ADM1" for entry in span.entries):
            span.type_id = "governorate"
        return {}
    said, back = type_before(words, span.first)
    if not said.type_id or (not said.bare and not said.governs_many):
        said = type_after(words, span.last)
    if not said.type_id:
        return {}
    span.type_id, span.type_words, span.governs_many = said.type_id, back, said.governs_many
    places = [entry.place for entry in span.entries]
    fit = any(fits(said.type_id, place) for place in places)
    return {"type_fits" if fit else "type_misfits": 1.0}


def _inside_features(words: Words, span: Span) -> dict[str, float]:
    """Return the features that tell that a name is part of a person's or an organisation's."""
    found: dict[str, float] = {}
    first = span.first - span.type_words
    is_new_conjunct = span.proclitic[:1] in {"و", "ف"} and not span.joined
    if is_new_conjunct and not span.type_words:
        return _organisation_after(words, span.last)
    reach = _REACH
    for back in range(1, reach + 1):
        at = first - back
        if at < 0 or words.gap[at + 1] >= (COMMA if back == 1 else QUOTE):
            break
        said = cue(words.key[at])
        if _is_outside(words, span, at, back) or (back == 1 and _is_of_a_town(words, at)):
            break
        if back > 1 and _is_loose_adjective(words.key[at + 1]):
            said = _EMPTY
        roles = said.roles
        found |= _named_after(said, back)
        if roles & {"title", "given"} and _is_person_cue(words, at, roles):
            near = "person_near" if _may_be_surname(span.key) else ""
            found |= {"person_before" if back == 1 else near: 1.0}
        if _ends_reach(words, at, roles, back):
            break
    found.pop("", None)
    return found | _organisation_after(words, span.last)


def _named_after(said: Cue, back: int) -> dict[str, float]:
    """Return the feature of a word, so many words before a name, that organisations begin with."""
    found = {}
    if said.bare and said.roles & {"organisation", "force", "operation"}:
        found["organisation_before" if back == 1 else "organisation_near"] = 1.0
    if said.bare and "media" in said.roles:
        found["media_before" if back == 1 else "organisation_near"] = 1.0
    return found


def _is_of_a_town(words: Words, at: int) -> bool:
    """Tell whether a word is an institution that stands in its town: شرطة الفلوجة.

    One in the name of a larger one is not: قيادة شرطة الأنبار.
    """
    return words.key[at] in _OF_A_TOWN and not _is_led(words, at)


def _is_led(words: Words, at: int) -> bool:
    if at == 0 or words.gap[at] > SPACE:
        return False
    before = cue(words.key[at - 1])
    return bool(before.roles & {"organisation", "force", "title"}) or (
        words.key[at - 1].endswith(_LEADING)
    )


def _is_kunya(words: Words, span: Span) -> bool:
    """Tell whether a name such as Abu Bakr is a man's: a name of descent or a verb follows it."""
    if words.key[span.first] not in _KUNYA or span.last == span.first or span.type_words:
        return False
    after = span.last + 1
    if after >= len(words) or words.gap[after] > SPACE:
        return False
    key = words.key[after]
    if not is_arabic(key):
        said = cue(key)
        return "saying" in said.roles or (words.capital[after] and not said.type_id)
    is_descent = key.startswith("ال") and key.endswith("ي") and len(key) >= _DESCENT
    return is_descent and not cue(key).direction and not cue(key).country


def _is_outside(words: Words, span: Span, at: int, back: int) -> bool:
    """Tell whether a word is part of no name.

    It is the centre of a governorate, or English: a verb, or "forces" without "of" after it.
    """
    key = words.key[at]
    if span.type_words and key in _CENTRES:
        return True
    if is_arabic(key) or words.capital[at] or key in {"uf", "fur", "ta"}:
        return False
    return back == 1 or words.key[at + 1] not in {"uf", "fur"}


def _is_loose_adjective(key: str) -> bool:
    """Tell whether a word is an adjective without article, which ends a name: تحالف دولي."""
    return is_arabic(key) and not key.startswith("ال") and key.endswith(("ي", "يه"))


def _may_be_surname(key: str) -> bool:
    return not is_arabic(key) or key.endswith("ي")


def _is_person_cue(words: Words, at: int, roles: frozenset[str]) -> bool:
    if is_arabic(words.key[at]):
        return True
    return words.capital[at] and ("given" in roles or "title" in roles)


def _ends_reach(words: Words, at: int, roles: frozenset[str], back: int) -> bool:
    key = words.key[at]
    if key in _ENDS_A_NAME:
        return True
    if "locative" in roles and not ("organisation" in roles or key in _WEAK_PREPOSITIONS):
        return not (key == "uf" and back == 1)
    return bool(at > 0 and key[0] in "وف" and "saying" in roles)


def _organisation_after(words: Words, last: int) -> dict[str, float]:
    if words.owns[last]:
        # "Lebanon's army" names Lebanon.
        return {}
    for ahead in (1, 2):
        at = last + ahead
        if at >= len(words) or words.gap[at] > SPACE:
            return {}
        latin = not is_arabic(words.key[at])
        if "organisation_after" in cue(words.key[at]).roles and (
            not latin or words.capital[at] or ahead == 1
        ):
            return {"organisation_after": 1.0 if not latin or words.capital[at] else 0.5}
        if not latin or not words.capital[at]:
            return {}
    return {}
