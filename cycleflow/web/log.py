"""Keep the secrets of mailed links out of the access log.

Whoever reads a log must not be able to open what it mentions: of `/t/…` and `/sign-in/…` only the beginning is
written down.
"""

from __future__ import annotations

import logging
import re

ACCESS = "uvicorn.access"
_SECRET = re.compile(r"(/(?:t|sign-in)/)[^/?#\s\"]+")


class HideTokens(logging.Filter):
    """Replaces the token in every address a record mentions."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(hidden(one) if isinstance(one, str) else one for one in record.args)
        record.msg = hidden(str(record.msg))
        return True


def hidden(text: str) -> str:
    return _SECRET.sub(r"\1…", text)


def hide_tokens() -> None:
    """Filter the server's access log; doing so twice does no harm."""
    logger = logging.getLogger(ACCESS)
    if not any(isinstance(one, HideTokens) for one in logger.filters):
        logger.addFilter(HideTokens())
