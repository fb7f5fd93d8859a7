"""Hudud: the application that ``streamlit run dashboard.py`` serves, and the script it runs.

Streamlit imports this file once as an ASGI application, for the routes from which the map fetches
its own data, and runs it as a script for every session.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from pages.guide_pictures import guide_routes
from pages.language import PageLanguage, language_routes
from pages.limits import RequestLimits, SessionLimits, refuse_wrong_bounds
from pages.login import refuse_unreadable_secrets
from pages.monitoring import (
    RequestMeter,
    count_refusal,
    count_script_error,
    measured_run,
    monitoring_routes,
)
from pages.navigation import show
from pages.routes import map_routes
from pages.security import SameSite, SecurityHeaders
from pages.startup import prepared
from pages.tour import tour_routes

if __name__ == "__main__":
    with measured_run():
        show()
else:
    refuse_unreadable_secrets()
    refuse_wrong_bounds()
    app = st.App(
        Path(__file__),
        routes=[
            *map_routes(),
            *guide_routes(),
            *language_routes(),
            *tour_routes(),
            *monitoring_routes(),
        ],
        middleware=[
            Middleware(RequestMeter),
            Middleware(SecurityHeaders),
            Middleware(SameSite),
            Middleware(RequestLimits, refused=count_refusal),
            Middleware(SessionLimits, refused=count_refusal),
            Middleware(PageLanguage),
        ],
        lifespan=prepared,
        on_script_error=count_script_error,
    )
