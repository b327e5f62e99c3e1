"""Make the secret words in mailed links.

A task's token follows from the task, the person asked and the task's generation: it can be made again whenever the
mail is written and need not be kept. Only its hash is in the database, so a stolen copy opens nothing. A new
generation makes a new token and leaves the old link dead.

**Why** 120 bits in base32: 24 small letters and digits, safe in any address, short enough to read out, and mail systems
that change the case of an address do no harm. A token is found by its hash, never compared with another: how long
a look-up takes tells nothing about a token that nearly fits.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode
from hashlib import sha256

_BYTES = 15


def task_token(secret: bytes, task: str, person: str, generation: int) -> str:
    """Return the token of one person's task."""
    return _derive(secret, "task", task, person, str(generation))


def sign_in_token(secret: bytes, nonce: str) -> str:
    """Return the token of a one-time sign-in from its nonce: what waits in the outbox opens nothing by itself."""
    return _derive(secret, "sign_in", nonce)


def random_token() -> str:
    """Return a token, or a nonce, that follows from nothing."""
    return _spell(secrets.token_bytes(_BYTES))


def token_hash(token: str) -> str:
    """Return what the database keeps of a token."""
    return sha256(token.encode()).hexdigest()


def task_link(base_url: str, token: str) -> str:
    """Return the address of the page behind a task's token."""
    return f"{base_url.rstrip('/')}/t/{token}"


def sign_in_link(base_url: str, token: str) -> str:
    """Return the address of the page that turns a sign-in token into a session."""
    return f"{base_url.rstrip('/')}/sign-in/{token}"


def _derive(secret: bytes, *parts: str) -> str:
    """Sign the parts, each with its length in front, so that no two lists of parts run together alike."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return _spell(hmac.digest(secret, text.encode(), "sha256")[:_BYTES])


def _spell(raw: bytes) -> str:
    return b32encode(raw).decode("ascii").lower()
