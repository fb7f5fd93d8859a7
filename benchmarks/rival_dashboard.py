"""The page of `benchmarks.rival_maps`: a script runs anew each time, what it imports stays."""

from pathlib import Path

import streamlit as st

from benchmarks.rival_maps import rival_routes, show

if __name__ == "__main__":
    show()
else:
    app = st.App(Path(__file__), routes=rival_routes())
