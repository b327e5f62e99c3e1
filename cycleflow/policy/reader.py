"""Reads nodes as what they should be, and complains where they are not.

What cannot be read becomes None, after a complaint; what is absent becomes None without one. So everything around it
is still read, and one run reports every problem.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TypeVar

from cycleflow.policy.beside import Tables, nowhere
from cycleflow.policy.complaint import Complaints, Place, nearest
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Items, Node, Pairs, Scalar
from cycleflow.policy.phrase import PhraseError, parse_name
from cycleflow.policy.vocabulary import Keys

T = TypeVar("T")


class Reader:
    def __init__(self, complaints: Complaints, tables: Tables | None = None) -> None:
        self.complaints = complaints
        self.tables = tables or Tables(find=nowhere, complaints=complaints)
        self.lost: set[str] = set()
        """Kinds of which a name was used that nobody can guess: what is never used cannot be told then."""
        self.facts: dict[str, Kind] = {}
        """What every condition may ask of the person appraised."""
        self.facts_asked: set[str] = set()
        """The facts that are asked for at all."""
        self.facts_used: set[str] = set()
        """The facts that are asked for after the launch, so that appraisals must keep them."""

    def complain(self, where: Node | Place, sentence: str) -> None:
        self.complaints.add(where if isinstance(where, Place) else where.place, sentence)

    def section(self, node: Node | None, keys: Keys) -> Pairs | None:
        """Return the mapping, having complained of keys it may not have and keys it lacks.

        A misspelt key is read as the one probably meant, so that one slip does not bring a page of complaints.
        """
        pairs = self.pairs(node, keys.name)
        if pairs is None:
            return None
        mended = tuple((self._mend(key, pairs, keys), value) for key, value in pairs)
        written = {key.text for key, _ in mended}
        for required in keys.required:
            if required not in written:
                self.complain(pairs, f"{_capital(keys.name)} needs {required!r}.")
        return Pairs(place=pairs.place, pairs=mended)

    def _mend(self, key: Scalar, pairs: Pairs, keys: Keys) -> Scalar:
        if key.text in keys.all:
            return key
        self.complain(key, f"{_capital(keys.name)} has no {key.text!r}{_hint(key.text, keys.all)}")
        near = nearest(key.text, keys.all)
        return replace(key, text=near) if near and not pairs.key(near) else key

    def pairs(self, node: Node | None, what: str) -> Pairs | None:
        if isinstance(node, Pairs):
            return node
        if node and not _is_broken(node):
            self.complain(node, f"Here {what} is expected: keys, each with a colon and what it holds.")
        return None

    def named(self, node: Node | None, what: str) -> Iterator[tuple[Scalar, Node]]:
        """Yield the pairs of a mapping whose keys are names of the author's choice; also those badly named."""
        for key, value in self.pairs(node, what) or ():
            self.phrase(key, parse_name)
            yield key, value

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        if isinstance(node, Items):
            return node.items
        if node and not _is_broken(node):
            self.complain(node, f"Here {what} is expected as a list: [one, another].")
        return ()

    def phrase(self, node: Node | None, parse: Callable[[str], T]) -> T | None:
        """Return the value of a text, or None."""
        if node is None or _is_broken(node):
            return None
        if not isinstance(node, Scalar):
            self.complain(node, "A single text is expected here.")
            return None
        if node.is_empty:
            self.complain(node, "A value is missing here.")
            return None
        try:
            return parse(node.text)
        except PhraseError as error:
            self.complain(node, str(error))
            return None

    def known(self, node: Node | None, known: Collection[str], kind: str) -> str | None:
        """Return a name that exists; for one that does not, complain and go on with the one probably meant."""
        text = self.phrase(node, str)
        if node is None or text is None or text in known:
            return text
        self.complain(node, f"There is no {kind} {text!r}{_hint(text, known)}")
        near = nearest(text, known)
        if near is None:
            self.lost.add(kind)
        return near

    def known_all(self, node: Node | None, known: Collection[str], kind: str) -> tuple[str, ...]:
        """Return the names of a list that exist."""
        found = (self.known(item, known, kind) for item in self.items(node, f"each {kind}"))
        return tuple(dict.fromkeys(name for name in found if name))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _hint(text: str, known: Collection[str]) -> str:
    """Return the end of a complaint about an unknown word."""
    near = nearest(text, known)
    if near:
        return f"; did you mean {near!r}?"
    return f"; known are {', '.join(known)}." if 0 < len(known) <= 12 else "."


def _is_broken(node: Node) -> bool:
    return isinstance(node, Scalar) and node.broken
