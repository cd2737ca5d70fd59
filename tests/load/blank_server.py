"""`python -m tests.load.blank_server PORT`: the blank page, served as Readyroom is."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).with_name("blank.py"))

if __name__ == "__main__":
    app.run(config={"server.address": "127.0.0.1", "server.port": int(sys.argv[1])})
