"""The operator's command line: `python -m db --help`.

Exit codes: 0 done, 1 refused (one sentence on the error channel), 2 misused.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.exc import OperationalError

from db.cli.arguments import parser
from db.cli.said import REFUSED
from db.migrations import is_newest
from db.rules.refusals import Refusal
from db.session import doors


def main(words: Sequence[str] | None = None, *, now: datetime | None = None) -> int:
    """Do what the words say, print the answer, and return the exit code."""
    given = parser().parse_args(words)
    given.now = now or datetime.now(UTC)
    try:
        if given.needs_schema:
            _check_schema()
        answer = given.run(given)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except OperationalError as error:
        print(f"The database does not answer: {error.orig}", file=sys.stderr)
        return REFUSED
    _print("\n".join(answer.lines))
    return int(answer.code)


def _print(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Whoever read along has read enough, as `head` does. Python would complain once more
        # at its end, so the console is let go of.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _check_schema() -> None:
    if not is_newest(doors()):
        raise Refusal("The record is not on the newest schema: run python -m db migrate.")


if __name__ == "__main__":
    sys.exit(main())
