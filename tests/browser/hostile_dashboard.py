"""The dashboard over incidents, places, actors and sources whose every text is hostile."""

import importlib
from pathlib import Path

import streamlit as st

import geo
from geo import Briefing, load_borders
from tests.hostile_data import hostile_dataset, hostile_gazetteer

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
