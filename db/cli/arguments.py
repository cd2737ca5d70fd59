"""What an operator may type."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

from db.cli import explaining, exporting, importing, people, rates_between, reports, upkeep
from db.cli.said import Said
from db.queries.exports import KINDS
from db.rules.words import Role, Stage, WaitClock

# argparse gives what `add_subparsers` returns no public name.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - see above.
Run = Callable[[argparse.Namespace], Said]


def parser() -> argparse.ArgumentParser:
    """Every command with its options; `run` is the function that does it."""
    made = argparse.ArgumentParser(prog="python -m db", description="Readyroom for operators.")
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    _upkeep(commands)
    _import(commands)
    _export(commands)
    _report(commands)
    _explain(commands)
    _rate(commands)
    _person(commands)
    return made


def _command(
    commands: Commands, name: str, text: str, run: Callable[..., Said] | None = None
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=text, description=text)
    made.set_defaults(run=run, needs_schema=True)
    return made


def _upkeep(commands: Commands) -> None:
    migrate = _command(
        commands, "migrate", "Bring the record to the newest schema.", upkeep.migrate
    )
    migrate.set_defaults(needs_schema=False)
    demo = _command(commands, "demo", "Put a believable organisation inside.", upkeep.demo)
    demo.add_argument(
        "--unless-set-up", action="store_true", help="do nothing when there is one already"
    )
    text = "Look for edited, forged, missing and cut-off entries; exit code 1 when there are any."
    verify = _command(commands, "verify", text, upkeep.verify)
    verify.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="exported minutes, instead of the record"
    )
    verify.add_argument("--hash", default="", help="the hash on the printed minutes")
    text = "Count what the measure screens show afresh from the rows."
    _command(commands, "holdings", text, upkeep.holdings)
    backup = _command(commands, "backup", "Copy the live record into a file.", upkeep.backup)
    backup.add_argument("file", nargs="?", type=Path, metavar="FILE")
    restore = _command(commands, "restore", "Put a backup in the record's place.", upkeep.restore)
    restore.set_defaults(needs_schema=False)
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--replace", action="store_true", help="even when there is a record")


def _import(commands: Commands) -> None:
    made = _command(commands, "import", "Take rows of another system: CSV or XLSX.", importing.run)
    made.add_argument("kind", choices=("escalations", "contacts", "rota"))
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument(
        "--mapping", type=Path, metavar="MAP.toml", help="needed, but for a rota with usual columns"
    )
    made.add_argument(
        "--week", type=date.fromisoformat, metavar="DAY", help="rota: the week of its weekdays"
    )
    made.add_argument(
        "--until", type=date.fromisoformat, metavar="DAY", help="rota: repeat weekdays until then"
    )
    made.add_argument("--place", default="", help="file under this place instead of the mapping's")
    made.add_argument("--dry-run", action="store_true", help="say what would happen, keep nothing")
    made.add_argument("--strict", action="store_true", help="one refused row refuses the file")
    made.add_argument(
        "--refused", type=Path, metavar="FILE", help="write every refused row there, as CSV"
    )
    made.add_argument(
        "--largest", type=int, default=40, metavar="MB", help="the largest file to read (40)"
    )


def _export(commands: Commands) -> None:
    made = _command(commands, "export", "Write a table as CSV, XLSX or JSON.", exporting.run)
    made.add_argument("kind", choices=(*KINDS, "chain"), help="chain: minutes for an auditor")
    made.add_argument("--place", default="", help="this place and below")
    made.add_argument("--to", type=Path, metavar="FILE", help="a file instead of the console")
    made.add_argument("--format", choices=("csv", "xlsx", "json"), help="else by the file's name")


def _report(commands: Commands) -> None:
    made = _command(commands, "report", "Print waits, rates or readiness.")
    kinds = made.add_subparsers(required=True, metavar="REPORT")
    waits = _report_on(kinds, "waits", "How long customers wait.", reports.waits)
    waits.add_argument("--stage", choices=[stage.value for stage in Stage], required=True)
    waits.add_argument(
        "--clock", choices=[clock.value for clock in WaitClock], default=WaitClock.WALL.value,
        help="on the wall clock (wall), or in the hours in which the office was open (open)",
    )  # fmt: skip
    waits.add_argument("--problem", default="", help="only this problem, by its title")
    waits.add_argument("--since", default="", metavar="MOMENT", help="only who asked from then on")
    waits.add_argument(
        "--within", default="60,180,300,600", metavar="SECONDS", help="shares within these times"
    )
    rates = _report_on(kinds, "rates", "Escalations per 100 contacts, by week.", reports.rates)
    rates.add_argument("--weeks", type=int, default=12, help="so many whole weeks (12)")
    _report_on(kinds, "readiness", "Covered demand, with every lost point.", reports.readiness)


def _explain(commands: Commands) -> None:
    text = "Say who may give what, by which rule, and why the other rules lost."
    made = _command(commands, "explain", text, explaining.run)
    made.add_argument("--place", required=True, help="its code or name")
    made.add_argument("--grade", default="", help="the grade that would give it")
    made.add_argument(
        "--person", default="", metavar="SIGN_IN", help="who would give it: their caps are counted"
    )
    made.add_argument(
        "--customer", default="", metavar="REFERENCE", help="whose caps are counted: kept nowhere"
    )
    made.add_argument("--remedy", required=True, help="its name or code")
    made.add_argument("--problem", default="", help="its title; else any problem")
    made.add_argument("--amount", default="", metavar="WORTH", help="such as “80 SGD”")
    made.add_argument(
        "--as-of", default="", metavar="MOMENT", help="as it stood then, in the place's zone"
    )
    made.add_argument(
        "--compare-in", default="", metavar="CURRENCY", help="also say what is held in another one"
    )
    made.add_argument("--json", action="store_true", help="as JSON")


def _rate(commands: Commands) -> None:
    made = _command(commands, "rate", "Record and list exchange rates.")
    acts = made.add_subparsers(required=True, metavar="ACT")
    add = _command(acts, "add", "Record what one currency is in another.", rates_between.add)
    add.add_argument("from_currency", metavar="FROM")
    add.add_argument("to_currency", metavar="TO")
    add.add_argument("rate", metavar="RATE", help="so many of TO for one of FROM")
    add.add_argument("--valid-from", default="", metavar="DAY", help="else today")
    add.add_argument("--source", required=True, help="who says so")
    _command(acts, "list", "Every rate, the newest first.", rates_between.listed)


def _report_on(commands: Commands, name: str, text: str, run: Run) -> argparse.ArgumentParser:
    made = _command(commands, name, text, run)
    made.add_argument(
        "--as-of",
        default="",
        metavar="MOMENT",
        help="as it stood then: ISO 8601, in the place's zone (UTC for all) unless it has its own",
    )
    made.add_argument("--place", default="", help="this place and below: its code or name")
    made.add_argument("--json", action="store_true", help="as JSON")
    return made


def _person(commands: Commands) -> None:
    made = _command(commands, "person", "Add, list and change people.")
    acts = made.add_subparsers(required=True, metavar="ACT")
    add = _command(acts, "add", "Add somebody; prints a one-time password.", people.add)
    add.add_argument("name")
    add.add_argument("--sign-in", default="", help="else made from the name")
    add.add_argument("--home", default="", metavar="PLACE", help="else the organisation")
    add.add_argument(
        "--grade", default="", help="else the lowest, or the highest with --role administrator"
    )
    add.add_argument("--role", action="append", default=[], choices=[role.value for role in Role])
    listed = _command(acts, "list", "Everybody who works here.", people.listed)
    listed.add_argument("--place", default="", help="this place and below")
    for name, text, run in (
        ("deactivate", "Close somebody's access.", people.deactivate),
        ("reset-password", "Print a new one-time password.", people.reset_password),
        ("pseudonymise", "Replace the name of somebody who left.", people.pseudonymise),
    ):
        _command(acts, name, text, run).add_argument("sign_in", metavar="SIGN-IN")
    role = _command(acts, "role", "Give a role, or take it away.", people.role)
    role.add_argument("sign_in", metavar="SIGN-IN")
    role.add_argument("role", choices=[role.value for role in Role])
    role.add_argument("--place", default="", help="from here down; else the organisation")
    role.add_argument("--remove", action="store_true", help="take it away")
