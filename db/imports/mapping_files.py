"""Reads a mapping, and says in one sentence which key of it is wrong."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from db.imports.mapping import ContactMapping, EscalationMapping, Part
from db.imports.rota_mapping import RotaMapping
from db.rules.refusals import Refusal

M = TypeVar("M", EscalationMapping, ContactMapping, RotaMapping)


def read_mapping(text: str, kind: type[M]) -> M:
    """The mapping in `text`; a `Refusal` of one sentence names the key that is wrong."""
    try:
        return kind.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Refusal(f"The mapping is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise Refusal(_sentence(error.errors()[0], kind)) from None


def any_mapping(text: str) -> EscalationMapping | ContactMapping:
    """The mapping in `text`, of whichever file it is: contacts served have a day, and no stages."""
    try:
        keys = tomllib.loads(text).keys()
    except tomllib.TOMLDecodeError:
        keys = {}.keys()
    if "stages" not in keys and {"day", "contacts"} & keys:
        return read_mapping(text, ContactMapping)
    return read_mapping(text, EscalationMapping)


def _sentence(error: ErrorDetails, kind: type[Part]) -> str:
    key = ".".join(str(step) for step in error["loc"])
    if error["type"] == "missing":
        return f"The mapping lacks the key “{key}”."
    if error["type"] == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1]), _keys(kind), n=1)
        hint = f" Did you mean “{near[0]}”?" if near else ""
        return f"The mapping has a key “{key}” that means nothing here.{hint}"
    why = str(error["msg"]).removeprefix("Value error, ")
    return f"The key “{key}” of the mapping is wrong: {why[:1].lower()}{why[1:].rstrip('.')}."


def _keys(kind: type[Part]) -> set[str]:
    """Every key of a mapping, at any depth."""
    parts = (kind, *Part.__subclasses__())
    return {key for part in parts for key in part.model_fields}
