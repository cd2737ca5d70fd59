"""The theme that Streamlit sends with every run, worked out once a process.

Streamlit walks through some two hundred options six times to say at each run what it said at the
one before, which took an eighth of the processor time of the counter card. Nothing public keeps
it, so its own function is put behind one that remembers; docs/decisions/0015 says why.
"""

from __future__ import annotations

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def keep_theme() -> None:
    """From now on each section of the theme is worked out at its first run, and then copied. A
    Streamlit without that function ends the start, not the theme.
    """
    work_out = app_session._populate_theme_msg  # noqa: SLF001 - there is no public one.
    known: dict[str, CustomThemeConfig] = {}

    def copy(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in known:
            known[section] = CustomThemeConfig()
            work_out(known[section], section)
        # A section without options leaves no trace, as it does without us.
        if known[section].ByteSize():
            msg.MergeFrom(known[section])

    app_session._populate_theme_msg = copy  # noqa: SLF001 - as above.
