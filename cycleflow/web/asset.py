"""The style sheet, the script and the mark, under addresses that change with their content.

**Why** a hash in the address: a browser may then keep a file for ever, and never shows a new page in an old dress.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import PurePath

from cycleflow import shipped
from cycleflow.errors import NotFoundError

PREFIX = "/static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, kw_only=True)
class Asset:
    name: str
    kind: str
    content: bytes


def address(name: str) -> str:
    """Return where a file of templates/console/static/ is served."""
    return f"{PREFIX}/{_addresses()[name]}"


def asset(hashed: str) -> Asset:
    """Return the file behind an address.

    Raises:
        NotFoundError: there is none, or it has changed since.
    """
    found = _assets().get(hashed)
    if found is None:
        raise NotFoundError(kind="file", name=hashed)
    return found


@cache
def _assets() -> dict[str, Asset]:
    folder = shipped.templates() / "console" / "static"
    found = {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        made = Asset(name=path.name, kind=_TYPES[path.suffix], content=content)
        found[_hashed(path, content)] = made
    return found


@cache
def _addresses() -> dict[str, str]:
    return {made.name: hashed for hashed, made in _assets().items()}


def _hashed(path: PurePath, content: bytes) -> str:
    return f"{path.stem}.{sha256(content).hexdigest()[:16]}{path.suffix}"
