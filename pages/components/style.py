"""The frame of every screen: title, icon, logo, and the rules that theming cannot say."""

from __future__ import annotations

import streamlit as st

from pages.brand import FAVICON, logo_file

# Fingers get 44 px, and 52 px where a key says `thumb`. A selected pill takes the text colour,
# because the accent cannot pass on both the page and the button in the dark tone.
RULES = """<style>
@media (pointer: coarse) {
  .stButton button, .stFormSubmitButton button, .stMenuButton button, .stDownloadButton button,
  .stLinkButton a, .stPopover button, .stButtonGroup button, .stPagination button {
    min-height: 44px;
  }
  [class*="st-key-"][class*="thumb"] button, [class*="st-key-"][class*="thumb"] a {
    min-height: 52px;
  }
}
/* The right part of the header is 200 px wide at least: on a phone it would be pushed out. */
[data-testid="stToolbar"] > div > div:last-child {
  flex: 0 1 auto;
  min-width: 0;
}
/* What waits stays in sight above every screen, pushes it down and covers nothing; where nothing
   waits, not even the gap after it is left. The box around it is what stands in the column. */
div:has(> .st-key-what-waits) {
  margin-bottom: -1rem;
  position: sticky;
  top: 4rem;
  z-index: 1000;
}
.stButtonGroup button[data-selected="true"] p {
  color: light-dark(#0F1720, #E8ECF0);
  font-weight: 600;
}
</style>"""


def page_style() -> None:
    """Add the style sheet to this screen; it takes no room."""
    st.html(RULES)


def page_frame(title: str = "Readyroom") -> None:
    """Title, icon, logo and style sheet, once per run and before the navigation is drawn.

    The icon is our own file: a Material symbol as icon of the page would be fetched from outside.
    """
    st.set_page_config(page_title=title, page_icon=str(FAVICON), layout="wide")
    st.logo(str(logo_file(tone())), size="large")
    page_style()


def tone() -> str:
    """`light` or `dark`, as the reader's browser shows it; light before it has spoken."""
    return "dark" if st.context.theme.type == "dark" else "light"
