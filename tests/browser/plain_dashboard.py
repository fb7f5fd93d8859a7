"""Every payload where Streamlit reads Markdown, escaped as the pages escape it."""

import streamlit as st

from pages.plain import plain
from tests.payloads import PAYLOADS

for number, payload in enumerate(PAYLOADS):
    with st.container(key=f"payload-{number}"):
        st.markdown(plain(payload) or "-")
        st.button(plain(payload) or "-", key=f"button-{number}")
st.write("All are drawn.")
