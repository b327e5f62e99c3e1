"""Finds what ships beside the code: the regulations in workflows/, the words in templates/.

**Why** two places: in a checkout both stand at the top of the repository, where HR reads and edits them; a wheel
can only carry them inside the package, as `_shipped/`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cycleflow.errors import InputError

_PACKAGE = Path(__file__).resolve().parent


class NotShippedError(InputError):
    """The installation is incomplete: a folder that belongs to it is missing."""

    words = "The folder {folder} is missing from this installation of cycleflow; install it again."


def workflows() -> Path:
    """Return the folder of the regulations that come with cycleflow."""
    return find("workflows", _PACKAGE)


def templates() -> Path:
    """Return the folder of the mail and console templates that come with cycleflow."""
    return find("templates", _PACKAGE)


def sample_people() -> Path:
    """Return the people file of the sample company: forty people, for trying things out."""
    return _PACKAGE / "sample" / "people.csv"


@cache
def find(folder: str, package: Path) -> Path:
    """Return `folder` from inside the installed package, else from the checkout around it.

    Raises:
        NotShippedError: neither has it.
    """
    for place in (package / "_shipped" / folder, package.parent / folder):
        if place.is_dir():
            return place
    raise NotShippedError(folder=folder)
