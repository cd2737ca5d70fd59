"""A newcomer understands the product from the tree alone."""

from __future__ import annotations

from tests.house.source import ROOT, files, modules

PRODUCT = {"app.py", "pages", "db", "jobs", "tests", "requirements.txt", "README.md"}
TOOLING = {
    "run",
    "test",
    "pyproject.toml",
    "requirements.lock",
    "requirements-test.txt",
    "requirements-test.lock",
    "docs",
    ".streamlit",
    ".ci",
    ".gitignore",
}
NAMES_THAT_SAY_NOTHING = {"manager", "helper", "util", "data", "process"}


def _pins(lock: str) -> set[str]:
    lines = (ROOT / lock).read_text().splitlines()
    return {line.removesuffix(" \\") for line in lines if line[:1].isalpha()}


class TestTopLevel:
    def test_holds_what_the_house_lists(self) -> None:
        assert PRODUCT - {path.parts[0] for path in files()} == set()

    def test_holds_nothing_else(self) -> None:
        assert {path.parts[0] for path in files()} - PRODUCT - TOOLING == set()


class TestPackages:
    def test_each_folder_with_modules_is_one(self) -> None:
        # The import linter does not see a folder without the file.
        folders = {module.path.parent for module in modules()} - {ROOT.relative_to(ROOT)}
        bare = [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()]
        assert bare == []

    def test_carry_a_word_of_the_domain(self) -> None:
        nameless = [
            str(module.path)
            for module in modules()
            for name in (module.path.stem, module.path.parent.name)
            for word in name.lower().split("_")
            if word in NAMES_THAT_SAY_NOTHING or word.removesuffix("s") in NAMES_THAT_SAY_NOTHING
        ]
        assert nameless == []


class TestLocks:
    def test_of_the_tests_hold_all_that_runs(self) -> None:
        assert _pins("requirements.lock") - _pins("requirements-test.lock") == set()

    def test_name_every_requirement(self) -> None:
        asked = {
            line.split("==")[0].split("[")[0].strip()
            for line in (ROOT / "requirements.txt").read_text().splitlines()
            if line[:1].isalpha()
        }
        assert asked - {pin.split("==")[0] for pin in _pins("requirements.lock")} == set()
