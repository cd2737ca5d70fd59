"""The project's own files, as the house tests read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = frozenset(
    {
        *("counter", "escalations", "huddles", "playbook"),
        *("readiness", "measures", "audit", "administration"),
    }
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: its path from the root, its text and its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @classmethod
    def of(cls, path: str, text: str) -> Module:
        """The module that `text` would be at `path`."""
        return cls(Path(path), text, ast.parse(text, path))

    def is_under(self, *folders: str) -> bool:
        """Whether the file lies in one of these folders, named from the root."""
        return any(self.path.is_relative_to(folder) for folder in folders)

    def at(self, node: ast.AST) -> str:
        """Where `node` stands, as an editor opens it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def imported(self) -> Iterator[tuple[ast.AST, str]]:
        """Every import with the full name of what it brings."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call with the dotted name of what is called, as far as it is a name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, dotted(node.func)


def dotted(node: ast.expr) -> str:
    """`st.form` for the expression `st.form`; `.button` when something else stands before it."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


@cache
def files() -> tuple[Path, ...]:
    """What is in the project or about to be: tracked, or new and not ignored."""
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return tuple(Path(name) for name in sorted(set(listed)) if name and (ROOT / name).is_file())


@cache
def texts() -> dict[Path, str]:
    """The text of every file that holds text, by path."""
    found = {}
    for path in files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            found[path] = content.decode()
    return found


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the project."""
    return tuple(
        Module.of(str(path), text) for path, text in texts().items() if path.suffix == ".py"
    )


@cache
def product() -> tuple[Module, ...]:
    """The product's own modules, without its tests."""
    return tuple(module for module in modules() if not module.is_under("tests", "docs"))


@cache
def screens() -> tuple[Module, ...]:
    """The files that are screens: each Python file in a room."""
    return tuple(
        module
        for module in product()
        if module.path.parts[0] == "pages"
        and module.path.parts[1] in ROOMS
        and module.path.name != "__init__.py"
    )
