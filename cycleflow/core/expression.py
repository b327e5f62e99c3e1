"""What a regulation says in words and in conditions: both are made by `policy`, and only used here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol, TypeAlias

Words: TypeAlias = Mapping[str, str]
"""The same words by language: `{"zh": …, "en": …}`."""


class Expression(Protocol):
    """A compiled condition or formula; `policy.expression` makes them, `core` only asks for their value."""

    @property
    def text(self) -> str: ...

    @property
    def names(self) -> Collection[str]: ...

    def evaluate(self, names: Mapping[str, object]) -> object: ...

    def refuted(self, known: Mapping[str, object]) -> bool:
        """Return whether what is known says that a condition does not hold, whatever else it asks for comes to."""
        ...
