"""The dashboard over made-up incidents, HUDUD_ROWS of them, for `benchmarks.map_speed`.

Run it as ``HUDUD_ROWS=1000000 streamlit run benchmarks/made_up_dashboard.py``.
"""

import importlib
import os
from dataclasses import replace
from pathlib import Path

import streamlit as st

import geo
from benchmarks.filter_speed import made_up_table
from gazetteer import Gazetteer
from geo import Briefing, FilterIndex, IncidentTable, load_borders, load_dataset
from geo.zone import zone_verdicts


def made_up_briefing(rows: int) -> Briefing:
    """Return the shipped briefing with its incidents replaced by `rows` made-up ones."""
    borders = load_borders()
    table = made_up_table(
        rows, measure_distance=borders.distance_to_border_km, judge_zone=zone_verdicts
    )
    shipped = load_dataset()
    sources = {**shipped.sources, **_sources_of(table)}
    briefing = Briefing(
        gazetteer=Gazetteer.shipped(),
        dataset=replace(shipped, sources=sources),
        borders=borders,
    )
    briefing.__dict__["index"] = FilterIndex.build(table)
    return briefing


def _sources_of(table: IncidentTable) -> dict[str, geo.Source]:
    like = next(iter(load_dataset().sources.values()))
    return {name: replace(like, id=name, publisher=name) for name in table.sources.values}


if __name__ != "__main__":
    briefing = made_up_briefing(int(os.environ["HUDUD_ROWS"]))
    # Before any page or route takes the name from the package.
    geo.current_briefing = lambda: briefing
    app = st.App(
        Path(__file__).parents[1] / "dashboard.py",
        routes=importlib.import_module("pages.routes").map_routes(),
    )
