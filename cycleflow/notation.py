"""An expression of a regulation as people write it: names by what they are called, × for *, and words for and and or.

It says nothing else than the expression does; whoever wants to check a figure reads the same formula as the file has.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SIGN = re.compile(
    r"""(?P<text>"[^"]*"|'[^']*')|(?P<name>[$A-Za-z_一-鿿][\w.]*)|(?P<sign>[<>!=]=|//|[*/])|(?P<rest>\s+|.)""",
    re.DOTALL,
)
_SIGNS = {"*": "×", "/": "÷", "//": "÷", ">=": "≥", "<=": "≤", "!=": "≠", "==": "="}


def as_people_write(text: str, *, called: Callable[[str], str], level: Callable[[str], str]) -> str:
    """Return the expression; `called` says what a name or a word such as `and` is, `level` what a text in quotes is."""
    return "".join(_said(found, called, level) for found in _SIGN.finditer(text))


def _said(found: re.Match[str], called: Callable[[str], str], level: Callable[[str], str]) -> str:
    said = found[0]
    match found.lastgroup:
        case "text":
            return level(said[1:-1])
        case "name":
            return called(said)
        case "sign":
            return _SIGNS.get(said, said)
        case _:
            return said
