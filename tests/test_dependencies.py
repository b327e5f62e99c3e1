"""What is declared is used, what is used is declared, and each has its line of reason."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
GROUPS = {"dependencies": PROJECT["dependencies"], **EXTRAS}
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")

# Used without being named in an import.
LOADED_BY_OTHERS = {"tzdata", "psycopg"}  # by zoneinfo, by the database's URL
# Named in an import, brought and pinned by another.
BROUGHT_BY = {"starlette": "fastapi"}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", requirement)[0] for requirement in requirements}


def imported(folder: str) -> set[str]:
    """Return the distributions that the modules below a folder import."""
    found = set()
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    providers = packages_distributions()
    outside = found - sys.stdlib_module_names - {"cycleflow", "tests"}
    return {providers[module][0].lower().replace("_", "-") for module in outside}


def test_the_package_imports_what_is_declared_and_nothing_else():
    declared = names(PROJECT["dependencies"]) | names(EXTRAS["postgres"])

    used = {BROUGHT_BY.get(name, name) for name in imported("cycleflow")}

    assert used - declared == set()
    assert declared - used - LOADED_BY_OTHERS == set()


def test_the_tests_import_only_what_is_declared():
    declared = {name for group in GROUPS.values() for name in names(group)}

    used = {BROUGHT_BY.get(name, name) for name in imported("tests")}

    assert used - declared == set()


@pytest.mark.parametrize("group", GROUPS)
def test_every_dependency_is_pinned_and_has_its_line_of_reason(group):
    reasons = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    declared = names(GROUPS[group])

    assert {name for name in declared if f"\n{name.replace('.', '-')}==" not in CONSTRAINTS} == set()
    assert {name for name in declared if f"| `{name}` |" not in reasons} == set()


def test_every_line_of_reason_is_about_a_dependency():
    reasons = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Dependencies")[2]

    declared = {name for group in GROUPS.values() for name in names(group)}

    assert set(re.findall(r"^\| `([^`]+)` \|", reasons, re.MULTILINE)) == declared


def test_constraints_pin_everything_with_hashes_and_name_no_host():
    pins = re.findall(r"^[a-z0-9._-]+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", CONSTRAINTS, re.MULTILINE)

    assert len(pins) == len(re.findall(r"^[A-Za-z0-9]", CONSTRAINTS, re.MULTILINE))
    assert "://" not in CONSTRAINTS
    assert "--index" not in CONSTRAINTS
