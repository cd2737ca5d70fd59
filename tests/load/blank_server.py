"""`python -m tests.load.blank_server PORT [SCRIPT]`: a page alone, served as Readyroom is; the
blank one where no other script beside this module is named.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

PORT, SCRIPT = 1, 2
script = sys.argv[SCRIPT] if len(sys.argv) > SCRIPT else "blank.py"
app = st.App(Path(__file__).with_name(script))

if __name__ == "__main__":
    app.run(config={"server.address": "127.0.0.1", "server.port": int(sys.argv[PORT])})
