"""Copies of a PostgreSQL database, made and read back by PostgreSQL's own programs."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy.engine import make_url

from db.rules.refusals import Refusal
from db.session import Doors

DEBIAN = Path("/usr/lib/postgresql")


def copy_to(doors: Doors, part: Path) -> None:
    """Dump in the custom format, then read the table of contents back."""
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={part}", doors=doors)
    check(part)


def check(file: Path) -> None:
    """Refuse a file that is no dump of a Readyroom record."""
    listed = _run("pg_restore", "--list", str(file))
    if "alembic_version" not in listed or "audit_head" not in listed:
        raise Refusal(f"{file.name} is no record of Readyroom.")


def copy_from(doors: Doors, file: Path) -> None:
    """Put the dump in place of what is there, in one transaction."""
    doors.dispose()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        _run("pg_restore", "--no-owner", f"--file={script}", str(file))
        _run(
            "psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1",
            "--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public",
            f"--file={script}", doors=doors,
        )  # fmt: skip


def _run(program: str, *words: str, doors: Doors | None = None) -> str:
    """What the program printed; a `Refusal` with its last words when it failed."""
    found = _program(program)
    where, secret = _address(doors) if doors else ([], {})
    done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's own, the words are ours.
        [found, *where, *words], capture_output=True, text=True, check=False, env=secret
    )
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["it did not say why"])[-1]
        raise Refusal(f"{program} failed: {said}")
    return done.stdout


def _address(doors: Doors) -> tuple[list[str], dict[str, str]]:
    """How a program finds the database; the password goes where no list of programs shows it."""
    url = make_url(doors.url)
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    return [f"--dbname={plain}"], secret


def _program(name: str) -> str:
    """The newest of Debian's servers brings the newest program; older ones refuse newer servers."""
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise Refusal(f"{name} is not installed; it comes with Debian's postgresql-client.")
    return found
