"""People and customers whose names are not kept: a keyed hash is enough to know them again."""

from __future__ import annotations

import hashlib
import hmac


def customer_hash(reference: str, key: bytes) -> str | None:
    """The keyed hash (HMAC-SHA256, RFC 2104) of a reference; None for an empty one. Case, spaces
    and dashes do not matter, because people read references out loud.
    """
    plain = "".join(sign for sign in reference.upper() if sign.isalnum())
    if not plain:
        return None
    return hmac.new(key, b"customer:" + plain.encode(), hashlib.sha256).hexdigest()


def person_hash(person_id: int | None, key: bytes) -> str:
    """The keyed hash of a person, where no name may stand: enough to know their own again."""
    return hmac.new(key, f"person:{person_id}".encode(), hashlib.sha256).hexdigest()
