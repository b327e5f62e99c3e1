"""Files a page hands out: under which name a browser keeps them."""

from __future__ import annotations

import re

_PLAIN = re.compile("[^A-Za-z0-9_.-]")


def kept_as(name: str) -> dict[str, str]:
    """Return the header that has a browser keep a file under a name, without what no file may be called."""
    return {"Content-Disposition": f'attachment; filename="{_PLAIN.sub("_", name)}"'}
