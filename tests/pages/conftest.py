"""What every test of a screen may lean on."""

from __future__ import annotations

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(autouse=True)
def no_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No component comes from another package: looking through all that are installed would cost
    each opened screen a fifth of a second, ten times what drawing it costs.
    """
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)
