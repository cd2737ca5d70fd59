"""A screen with one kept text whose record is a file; the tests start it by itself."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from pages.components.live_text import forget_text, kept_text_area

RECORD = Path(os.environ["KEPT_TEXT_RECORD"])

stored = RECORD.read_text(encoding="utf-8") if RECORD.exists() else ""
typed = kept_text_area("Draft", stored, key="draft")
if typed != stored:
    RECORD.write_text(typed, encoding="utf-8")
if st.button("Send", key="send"):
    RECORD.write_text("", encoding="utf-8")
    forget_text("draft")
    st.rerun()
