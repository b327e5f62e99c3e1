"""The parts of a YAML text, each knowing where it stands.

**Why** not plain dicts: a complaint needs the line and column of the key or value it is about, and YAML's own guesses
at types are not wanted. Every scalar stays the text that was written; whoever reads it says what it must be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from cycleflow.policy.complaint import Place


@dataclass(frozen=True, kw_only=True)
class Scalar:
    """A text. `plain` says that it was written without quotes, `raw` how it was written.

    A `broken` one has been complained of already; whoever reads it keeps silent.
    """

    place: Place
    text: str
    plain: bool = True
    raw: str = ""
    broken: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written: `key:` alone, or YAML's word for nothing."""
        return self.plain and self.text in {"", "~", "null", "Null", "NULL"}

    def at(self, offset: int) -> Place:
        """Return the place of a character of the text, or of its beginning where the text spans lines or escapes."""
        opening = 0 if self.plain else 1
        written = self.raw[opening : opening + len(self.text)]
        shift = opening + offset if written == self.text else 0
        return Place(self.place.line, self.place.column + shift, self.place.file)


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Keys and what they hold, in the order of the file."""

    place: Place
    pairs: tuple[tuple[Scalar, Node], ...]

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.pairs)

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.pairs if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        return next((name for name, _ in self.pairs if name.text == key), None)


@dataclass(frozen=True, kw_only=True)
class Items:
    """A list, in the order of the file."""

    place: Place
    items: tuple[Node, ...]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


Node: TypeAlias = "Scalar | Pairs | Items"


def find(root: Node, *path: str) -> Node | None:
    """Return what stands at a path of keys, or None."""
    node: Node | None = root
    for step in path:
        node = node.get(step) if isinstance(node, Pairs) else None
    return node


def locate(root: Node, *path: str) -> Place:
    """Return where the value at a path stands, or the deepest part of the path that is there."""
    found = find(root, *path)
    return found.place if found else locate(root, *path[:-1])


def locate_key(root: Node, *path: str) -> Place:
    """Return where the last key of a path stands, or the deepest part of the path that is there."""
    parent = find(root, *path[:-1])
    key = parent.key(path[-1]) if isinstance(parent, Pairs) else None
    return key.place if key else locate(root, *path)
