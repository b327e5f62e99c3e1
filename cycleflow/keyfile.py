"""Keeps the generated key of an installation in one file that only its owner can read.

**Why** a link and not a plain write: two processes may start at the same moment on a new installation. The file
appears whole or not at all, the first one wins, and both use the same key.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from cycleflow.errors import InputError

MIN_KEY_LENGTH = 16


class KeyFileError(InputError):
    """The file of the key cannot be trusted or made."""

    words = "The key file {file} {fault}; {remedy}."


def keep(file: Path) -> str:
    """Return the key in `file`, making both if there is none yet.

    Raises:
        KeyFileError: others may read it, it holds no key, or it cannot be read or made.
    """
    try:
        if not file.exists():
            _make(file)
        return _read(file)
    except OSError as error:
        raise KeyFileError(
            file=file, fault=f"cannot be used ({error.strerror})", remedy="set CYCLEFLOW_SECRET or free the way"
        ) from error


def _make(file: Path) -> None:
    """Write a new key under a name of our own, then link it into place unless somebody was faster."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(f"{secrets.token_urlsafe(48)}\n")
            opened.flush()
            os.fsync(opened.fileno())
        _link(draft, file)
    finally:
        draft.unlink()


def _link(draft: Path, file: Path) -> None:
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        return  # another process made it between our look and our link: its key is ours


def _read(file: Path) -> str:
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise KeyFileError(file=file, fault="can be read by others", remedy=f"run: chmod 600 {file}")
    key = file.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < MIN_KEY_LENGTH:
        raise KeyFileError(file=file, fault="holds no key", remedy="delete it and every link is made anew")
    return key
