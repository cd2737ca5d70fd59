"""A page with one line on it: what Streamlit itself costs."""

from __future__ import annotations

import streamlit as st

st.write("Nothing is here.")
