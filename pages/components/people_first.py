"""What stands before all else beside the queue: who wants to go, and who is to be cared for."""

from __future__ import annotations

from db.access import Viewer
from pages.components.after_care import after_care_that_is_due
from pages.components.swapping import requests


def people_first(viewer: Viewer) -> None:
    """Requests to take over, and the after-care that is due."""
    requests()
    after_care_that_is_due(viewer)
