"""What an explanation says: English words with places, and the facts that belong there.

A fact may be a figure, a word of the regulation, an expression as it is written there, or a phrase of its own. So the
same explanation reads as a plain English sentence, and can be told to anybody in his language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

Fact: TypeAlias = "Phrase | Term | Written | Decimal | str | bool | int | tuple[Fact, ...] | None"


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word of the regulation: its name, and how people call it by language."""

    name: str
    title: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class Written:
    """An expression of the regulation; `terms` are how people call its names, `levels` what it has in quotes."""

    text: str
    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    levels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """Words with named places, and what stands in them."""

    words: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.words.format(**{name: plain(fact) for name, fact in self.facts.items()})


def plain(fact: Fact) -> str:
    """Return a fact in English, the regulation's words by their names."""
    match fact:
        case tuple():
            return ", ".join(map(plain, fact))
        case None:
            return "–"
        case _:
            return shown(fact)


def in_full(figure: Decimal) -> str:
    """Return a figure to its last digit, as entries keep it."""
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: object) -> str:
    """Return a value as people write it: figures plain and with at most six places."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, Decimal):
        return str(value)
    short = round(value, 6) if value.as_tuple().exponent not in range(-6, 1) else value
    return f"{short.normalize():f}" if short else "0"
