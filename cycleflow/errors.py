"""Every complaint cycleflow makes to a person.

An error is one sentence in English with named places; `words` and `facts` stay apart so that a page can say
the same sentence in the reader's language.

**Why** one root: the edge (CLI, page) answers `CycleflowError` to the person and lets every other exception crash.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class Phrase(dict[str, str]):
    """A regulation's own words by language; in a sentence of ours they stand in the reader's, else in English."""

    def __str__(self) -> str:
        return self.get("en") or next(iter(self.values()), "")

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class CycleflowError(Exception):
    """Something a person can do something about, said in one sentence."""

    words: ClassVar[str] = "{detail}"
    exit_code: ClassVar[int] = 1

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts: Mapping[str, object] = facts

    def __str__(self) -> str:
        return self.words.format(**self.facts)


class InputError(CycleflowError):
    """What was handed in cannot be used as it stands: a file, an option, a row."""

    exit_code = 2


class ProofError(CycleflowError):
    """A history does not verify."""

    exit_code = 3


class RefusedError(CycleflowError):
    """The regulation does not allow this action now."""


class NotPermittedError(RefusedError):
    """The one who acts may not do this."""


class NotFoundError(InputError):
    """What was named does not exist."""

    words = "There is no {kind} {name}."


class CollisionError(CycleflowError):
    """Somebody else acted on the same appraisal a moment earlier; nothing was changed."""

    words = "Somebody else acted on {appraisal} a moment ago. Look at it again, then decide."
