"""The dashboard over incidents, places, actors and sources whose every text is hostile."""

import importlib
import itertools
from dataclasses import replace
from pathlib import Path

import streamlit as st

import geo
from gazetteer import Gazetteer
from geo import Briefing, Dataset, load_borders, load_dataset
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


if __name__ != "__main__":
    briefing = Briefing(
        gazetteer=hostile_gazetteer(), dataset=hostile_dataset(), borders=load_borders()
    )
    # Before any page or route takes the name from the package.
    geo.current_briefing = lambda: briefing
    app = st.App(
        Path(__file__).parents[2] / "dashboard.py",
        routes=importlib.import_module("pages.routes").map_routes(),
    )
