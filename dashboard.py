"""Hudud: the application that ``streamlit run dashboard.py`` serves, and the script it runs.

Streamlit imports this file once as an ASGI application, for the routes from which the map fetches
its own data, and runs it as a script for every session.
"""

from pathlib import Path

import streamlit as st

from pages.navigation import show
from pages.routes import map_routes
from pages.startup import prepared

if __name__ == "__main__":
    show()
else:
    app = st.App(Path(__file__), routes=map_routes(), lifespan=prepared)
