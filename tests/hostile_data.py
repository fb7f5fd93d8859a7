"""The shipped incidents and places with every text replaced by a hostile one."""

import itertools
from dataclasses import replace

from gazetteer import Gazetteer
from geo import Dataset, load_dataset
from tests.payloads import PAYLOADS

payloads = itertools.cycle(PAYLOADS)


def hostile_dataset() -> Dataset:
    """Return the shipped data set with every free text replaced."""
    shipped = load_dataset()
    incidents = tuple(
        replace(
            incident,
            summary=next(payloads),
            summary_ar=next(payloads),
            date_basis=next(payloads),
            location_note=next(payloads),
            casualties_note=next(payloads),
        )
        for incident in shipped.incidents
    )
    actors = {
        key: replace(actor, name=next(payloads), name_ar=next(payloads))
        for key, actor in shipped.actors.items()
    }
    sources = {
        key: replace(
            source,
            publisher=next(payloads),
            publisher_ar=next(payloads),
            title=next(payloads),
            title_ar=next(payloads),
            date_basis=next(payloads),
            file=next(payloads),
        )
        for key, source in shipped.sources.items()
    }
    figures = tuple(
        replace(
            figure,
            measures=next(payloads),
            measures_ar=next(payloads),
            unit=next(payloads) if figure.check is None else figure.unit,
            qualifier=next(payloads),
            period_note=next(payloads),
            stated_by=next(payloads),
        )
        for figure in shipped.figures
    )
    return replace(shipped, incidents=incidents, actors=actors, sources=sources, figures=figures)


def hostile_gazetteer() -> Gazetteer:
    """Return the shipped gazetteer with every name and note replaced."""
    places = [
        replace(
            place,
            note=next(payloads),
            toponyms=tuple(replace(t, name=next(payloads)) for t in place.toponyms),
        )
        for place in Gazetteer.shipped().places().values()
    ]
    return Gazetteer(places)
