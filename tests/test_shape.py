"""A module is read in one sitting and a function in one look."""

import ast
from pathlib import Path

import cycleflow

PACKAGE = Path(cycleflow.__file__).parent
SOURCES = {file.relative_to(PACKAGE).as_posix(): file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py")}
# A revision of the schema is a list of columns, and is never edited again.
FUNCTIONS = [
    (name, node)
    for name, text in SOURCES.items()
    if "/migrations/" not in name
    for node in ast.walk(ast.parse(text))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
]


def test_no_module_is_longer_than_400_lines():
    assert {name for name, text in SOURCES.items() if len(text.splitlines()) > 400} == set()


def test_no_function_is_longer_than_40_lines():
    assert {f"{name}:{node.lineno}" for name, node in FUNCTIONS if (node.end_lineno or 0) - node.lineno >= 40} == set()


def test_the_first_line_of_a_docstring_is_one_sentence_of_one_line():
    firsts = {name: (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0] for name, text in SOURCES.items()}

    assert {name for name, first in firsts.items() if not first.endswith((".", "?", ":"))} == set()


def test_no_module_has_a_name_that_says_nothing():
    stems = {Path(name).stem for name in SOURCES}

    assert stems.isdisjoint({"utils", "helpers", "manager", "base", "common", "misc"})
