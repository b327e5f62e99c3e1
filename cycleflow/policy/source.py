"""Reads YAML text into nodes, strictly: what another program might read differently is refused.

Only YAML's plain part is used: mappings, lists and texts. Anchors, aliases, tags, merge keys and further documents are
complained of, and so are words and figures that older YAML takes for something else (`no`, `010`, `18:00`).

**Why** from parser events and not with a constructor: nothing in the text can make an object, every part keeps its
place, all traps are found in one pass, and no nesting, however deep, can exhaust the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml
from ruamel.yaml.error import MarkedYAMLError

from cycleflow.policy.complaint import Complaints, Place
from cycleflow.policy.node import Items, Node, Pairs, Scalar

LARGEST = 256 * 1024
DEEPEST = 24
MOST = 10_000

_TRAPS = (
    (re.compile(r"(?i:yes|no|on|off)"), 'Some programs read {text} as true or false; write it in quotes: "{text}".'),
    (re.compile(r"[-+]?0[0-7_]+"), "{text} could mean base eight; write it without the leading 0, or in quotes."),
    (re.compile(r"[-+]?0[xob][0-9a-fA-F_]+"), "Write {text} as an ordinary number, or in quotes."),
    (re.compile(r"[-+]?[0-9]+(:[0-5]?[0-9])+"), 'Some programs read {text} as a number; write it in quotes: "{text}".'),
    (re.compile(r"[-+]?[0-9]+(_[0-9]+)+"), "Write {text} without underscores, or in quotes."),
)
_WORDS = {
    "found character '\\t'": "A tab stands here; indent with spaces",
    "that cannot start any token": "This character cannot begin a value; put the text in quotes",
    "mapping values are not allowed": "This line is indented too far, or a text with a colon in it is not in quotes",
    "could not find expected": "A colon is missing after a key",
    "expected <block end>": "This line is not indented as the lines before it",
    "expected ','": "A comma or a closing bracket is missing before this",
    "expected the node content": "A value is missing here",
    "while scanning a quoted scalar": "A text in quotes is not closed",
    "while scanning a block scalar": "A text that begins with | or > must be in quotes",
}


@dataclass
class _Open:
    """A mapping or list whose end has not been read yet."""

    place: Place
    is_list: bool
    parts: list[Node] = field(default_factory=list)


def read_nodes(text: str, complaints: Complaints) -> Node | None:
    """Return the nodes of a text, or None where it is not YAML at all; what is wrong goes to `complaints`."""
    if not is_readable(text, complaints):
        return None
    builder = _Builder(text, complaints)
    try:
        for event in YAML(typ="rt", pure=True).parse(text):
            if not builder.take(event):
                return None
    except MarkedYAMLError as error:
        complaints.add(_place_of(error), _explain(error))
        return None
    if builder.root is None:
        complaints.add(Place(1, 1), "The file is empty.")
    return builder.root


def is_readable(text: str, complaints: Complaints, file: str = "") -> bool:
    """Return whether a text is of a bearable size, and holds nothing no editor shows; else complain."""
    if len(text) > LARGEST:
        complaints.add(Place(1, 1, file), f"The file has {len(text)} characters; a regulation has at most {LARGEST}.")
        return False
    strange = [(line, found) for line, row in enumerate(text.split("\n"), 1) for found in _STRANGE.finditer(row)]
    for line, found in strange:
        complaints.add(
            Place(line, found.start() + 1, file), f"The invisible character U+{ord(found[0]):04X} must not stand here."
        )
    return not strange


_STRANGE = re.compile(
    r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff0-\uffff\ud800-\udfff]"
    r"|\r(?!$)"
)
"""What no editor shows: it could make a regulation read differently from what it says."""


class _Builder:
    """Puts the events of one text together."""

    def __init__(self, text: str, complaints: Complaints) -> None:
        self.root: Node | None = None
        self._text = text
        self._complaints = complaints
        self._open: list[_Open] = []
        self._count = 0

    def take(self, event: Any) -> bool:  # the library publishes no usable types
        """Add one event; False means that reading on is pointless."""
        match event:
            case yaml.DocumentStartEvent():
                return self._begin(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_marks(event)
                self._open.append(_Open(_start(event), isinstance(event, yaml.SequenceStartEvent)))
                return self._is_within_limits(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                closed = self._open.pop()
                self._add(_list_of(closed) if closed.is_list else self._pairs_of(closed))
            case yaml.ScalarEvent():
                self._refuse_marks(event)
                self._add(self._scalar(event))
                return self._is_within_limits(event)
            case yaml.AliasEvent():
                self._complaints.add(
                    _start(event), f"*{event.anchor} repeats another place; write the text out instead."
                )
                self._add(Scalar(place=_start(event), text="", broken=True))
        return True

    def _begin(self, event: Any) -> bool:
        if self.root is not None:
            self._complaints.add(_start(event), "A second document begins here; one file holds one regulation.")
            return False
        if event.version or event.tags:
            self._complaints.add(Place(1, 1), "A regulation has no YAML directives (lines that begin with %).")
        return True

    def _is_within_limits(self, event: Any) -> bool:
        self._count += 1
        if len(self._open) > DEEPEST:
            self._complaints.add(_start(event), f"This is nested more than {DEEPEST} levels deep.")
            return False
        if self._count > MOST:
            self._complaints.add(_start(event), f"The file has more than {MOST} parts.")
            return False
        return True

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor:
            self._complaints.add(
                _start(event), f"&{event.anchor} marks text for repetition; a regulation writes it out instead."
            )
        if event.ctag:
            self._complaints.add(_start(event), "A tag (!…) has no meaning in a regulation; leave it out.")

    def _scalar(self, event: Any) -> Scalar:
        place = _start(event)
        plain = event.style is None or event.style == ""
        raw = self._text[event.start_mark.index : event.end_mark.index]
        for trap, sentence in _TRAPS if plain else ():
            if trap.fullmatch(event.value):
                self._complaints.add(place, sentence.format(text=event.value))
        return Scalar(place=place, text=event.value, plain=plain, raw=raw)

    def _add(self, node: Node) -> None:
        if self._open:
            self._open[-1].parts.append(node)
        else:
            self.root = node

    def _pairs_of(self, closed: _Open) -> Pairs:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(closed.parts[::2], closed.parts[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._complaints.add(key.place, "A key must be a single word.")
            elif key.plain and key.text == "<<":
                self._complaints.add(key.place, "<< merges another place into this one; write the text out instead.")
            elif key.text in pairs:
                first = pairs[key.text][0].place
                self._complaints.add(key.place, f"{key.text} stands here twice; the first is on line {first.line}.")
            elif not key.broken:
                pairs[key.text] = (key, _beside(key, value))
        return Pairs(place=closed.place, pairs=tuple(pairs.values()))


def _beside(key: Scalar, value: Node) -> Node:
    """Return the value; where nothing is written its place is behind the key, not wherever the text goes on."""
    if isinstance(value, Scalar) and value.plain and not value.raw:
        behind = len(key.raw) + 1 if "\n" not in key.raw else 0
        return replace(value, place=Place(key.place.line, key.place.column + behind))
    return value


def _list_of(closed: _Open) -> Items:
    return Items(place=closed.place, items=tuple(closed.parts))


def _start(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _place_of(error: MarkedYAMLError) -> Place:
    """Return where the fault is: of a text in quotes that never ends, its beginning."""
    is_open = "quoted scalar" in (error.context or "")
    mark = error.context_mark if is_open else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    return Place(mark.line + 1, mark.column + 1)


def _explain(error: MarkedYAMLError) -> str:
    said = f"{error.context or ''} {error.problem or ''}".strip()
    words = (words for part, words in _WORDS.items() if part in said)
    return next(words, f"This is not YAML ({said})") + "."
