"""Files that were handed in on a screen lie here until they are imported."""

from __future__ import annotations

import re
from pathlib import Path

from db.imports.columns import check_columns
from db.imports.files import open_file
from db.imports.mapping_files import any_mapping
from db.rules.refusals import Refusal
from db.settings import read_settings

KEY = re.compile(r"[0-9a-f]{32}")


def path_of(submit_key: str, file_name: str) -> Path:
    """Where the file of an order lies; its own name only ends it, so that its kind is known."""
    if not KEY.fullmatch(submit_key):
        raise Refusal("This form is out of date. Load the page again.")
    return read_settings().imports / f"{submit_key}{Path(file_name).suffix.lower()[:5]}"


def lay_down(submit_key: str, file_name: str, content: bytes, *, mapping: str) -> None:
    """Keep the file until it is imported; refused when mapping and header do not fit."""
    read = any_mapping(mapping)
    path = path_of(submit_key, file_name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    try:
        check_columns(open_file(path, read.file).header, read.columns())
    except Refusal as refusal:
        path.unlink()
        raise Refusal(str(refusal).replace(path.name, file_name)) from None


def take_away(submit_key: str, file_name: str) -> None:
    """Remove the file, after the last of its rows."""
    path_of(submit_key, file_name).unlink(missing_ok=True)
