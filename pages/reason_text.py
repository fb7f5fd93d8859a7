"""Why a name resolves as it does, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gazetteer import Candidate, Resolution
    from pages.words import Words


def reasons_text(candidate: Candidate, _: Words) -> list[str]:
    """Return the reasons behind the score of a candidate, how its name agrees first.

    In English they are the resolver's own sentences, which name more.
    """
    if _.language == "en":
        return [reason.message for reason in candidate.reasons]
    said = _by_code(candidate, _)
    qualified = _("Words around it widen or shift what is meant.")
    return [
        qualified if reason.code.startswith("qualified_") else said.get(reason.code, reason.message)
        for reason in candidate.reasons
    ]


def qualifications_text(resolution: Resolution, _: Words) -> list[str]:
    """Return what words such as “near” and “south of” in the query do to the place."""
    if _.language == "en":
        return [reason.message for reason in resolution.reasons]
    if not resolution.candidates or not resolution.reasons:
        return []
    extent = _.number(resolution.extent_km, 1)
    return [
        _("Words beside the name widen the place: it lies within %(extent)s km.", extent=extent)
    ]


def _by_code(candidate: Candidate, _: Words) -> dict[str, str]:
    name = candidate.toponym.name
    return {
        **_in_a_text(name, _),
        "same_spelling": _("Spelt as “%(name)s”.", name=name),
        "same_key": _("A usual spelling of “%(name)s”.", name=name),
        "cross_script": _("Sounds like “%(name)s”.", name=name),
        "near_spelling": _("A spelling close to “%(name)s”.", name=name),
        "same_core": _("The name proper agrees with “%(name)s”.", name=name),
        "remote_spelling": _("Somewhat like “%(name)s”.", name=name),
        "same_skeleton": _("The consonants are the same."),
        "generic_missing": _("“%(name)s” lacks a first word of the query.", name=name),
        "generic_extra": _("“%(name)s” has a first word that the query lacks.", name=name),
        "generic_clash": _("“%(name)s” begins with another kind of word.", name=name),
        "modifier_missing": _("“%(name)s” lacks a telling word of the query.", name=name),
        "modifier_extra": _("“%(name)s” has a telling word that the query lacks.", name=name),
        "modifier_clash": _("“%(name)s” is told apart by another word.", name=name),
        "descriptor_extra": _("“%(name)s” says that it is another kind of thing.", name=name),
        "kind_fits": _("It is of a kind that was asked for."),
        "kind_clash": _("It is not of a kind that was asked for."),
        "distance": _("Distance to the point given."),
        "unit_beside_locality": _("A town or village has that name too, and is preferred."),
        "unit_asked_and_is": _("The query asks for an administrative unit, and it is one."),
        "unit_asked_and_not": _("The query asks for an administrative unit, and it is none."),
        "type_fits": _("It is the kind of thing that the query names."),
        "type_clash": _("It is another kind of thing than the query names."),
        "country_fits": _("It lies in the country given."),
        "country_clash": _("It lies in another country than the one given."),
        "admin1_fits": _("It lies in the governorate given."),
        "admin1_clash": _("It lies in another governorate than the one given."),
        "admin2_fits": _("It lies in the district given."),
        "admin2_clash": _("It lies in another district than the one given."),
        "population": _.plural(
            "It has %(count)s inhabitant.",
            "It has %(count)s inhabitants.",
            candidate.place.population,
        ),
    }


def _in_a_text(name: str, _: Words) -> dict[str, str]:
    """Return the reasons that only a text gives."""
    return {
        "named": _("Written as its name “%(name)s”.", name=name),
        "direction": _("That part of it has an entry of its own."),
        "old_name": _("The name is a historical one."),
        "respelt": _("It is spelt in another way."),
        "well_known": _("It is well known."),
        "country_said": _("The text says that it lies in its country."),
        "country_of_text": _("The text is about its country."),
        "one_sense": _("The text says elsewhere which one is meant."),
        "border": _("It is the border between two countries."),
        "unknown_name": _("The text speaks of it as a place, but the gazetteer has no such name."),
        "text_type_fits": _("A word beside it names its kind."),
        "text_governed": _("A word before the list names its kind."),
        "text_locative": _("A word of place stands before it."),
        "text_attached_preposition": _("A preposition is written together with it."),
        "text_between": _("It stands after “between”."),
        "text_listed": _("It stands in a list with other places."),
        "text_inside_named": _("Its governorate is named in the same sentence."),
        "text_nationality_after": _("An adjective of nationality follows it."),
        "text_countryside_before": _("The text speaks of its countryside."),
        "text_seen_as_place": _("The text says elsewhere that it is a place."),
        "text_dateline": _("It stands where a report says where it was written."),
        "text_common": _("It is a common word, too."),
        "country_given": _("It lies in the country given."),
        "admin1_named": _("Its governorate is named in the same sentence."),
        "admin1_in_text": _("Its governorate is named in the text."),
        "unit_named": _("The text names its governorate beside it."),
        "near_others": _("It lies near other places of the text."),
    }
