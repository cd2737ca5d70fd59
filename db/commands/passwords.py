"""One-time passwords: shown once to whoever hands them over, changed at the first sign-in."""

from __future__ import annotations

import secrets

# No letter that is mistaken for another when it is read out loud or written down.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, IN_A_GROUP = 4, 4


def one_time_password() -> str:
    """Four groups of four signs: 79 random bits, long enough to be refused by nobody."""
    return "-".join(
        "".join(secrets.choice(SIGNS) for _ in range(IN_A_GROUP)) for _ in range(GROUPS)
    )
