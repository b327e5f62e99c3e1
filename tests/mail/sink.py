"""A mail server whose mood a test decides: it refuses, defers, hangs up, asks for a password, or is slow."""

# ruff: noqa: N802 - the names of the hooks are aiosmtpd's

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import AuthResult, LoginPassword

from cycleflow.mail.mailbox import _Server

CERTIFICATE = Path(__file__).with_name("loopback.pem")
HANG_UP = "hang up"

Mood = Callable[[str], str | None]
"""What to say to a recipient (or a sender) instead of yes."""


def content(_address: str) -> str | None:
    return None


class Sink:
    """Keeps what it takes as (recipient, bytes), and counts the connections it had."""

    def __init__(self, *, pause: float = 0, most: int = 100, **moods: Any) -> None:
        """`moods` are by stage: `mail`, `rcpt`, `data`."""
        self.taken: list[tuple[str, bytes]] = []
        self.greeted: set[object] = set()
        self.resets = 0
        self._moods: dict[str, Mood] = moods
        self._pause = pause
        self._most = most

    @property
    def recipients(self) -> list[str]:
        return [to for to, _ in self.taken]

    async def handle_EHLO(self, server, session, _envelope, hostname, responses):
        if len(self.greeted) == self._most:
            return ["421 too many connections"]
        session.host_name = hostname
        self.greeted.add(server)
        return responses

    async def handle_MAIL(self, server, _session, envelope, address, options):
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._say(server, "mail", address)

    async def handle_RCPT(self, server, _session, envelope, address, _options):
        envelope.rcpt_tos.append(address)
        return self._say(server, "rcpt", address)

    async def handle_RSET(self, _server, _session, _envelope):
        self.resets += 1
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):
        (to,) = envelope.rcpt_tos
        await asyncio.sleep(self._pause)
        said = self._say(server, "data", to)
        if said.startswith("250"):
            self.taken.append((to, envelope.original_content))
        return said

    def _say(self, server, stage: str, address: str) -> str:
        said = self._moods.get(stage, content)(address) or "250 OK"
        if said == HANG_UP:
            server.transport.abort()
            return "451 gone"
        return said


@contextmanager
def listening(sink: Any, **options: Any) -> Iterator[_Server]:
    """Run the sink on a free port of loopback."""
    server = _Server(sink, hostname="127.0.0.1", port=0, **options)
    server.start()
    yield server
    server.stop()


def asking_for_a_password() -> dict[str, Any]:
    """Return the options of a server that lets one user in, over TLS only."""
    return {"tls_context": server_tls(), "auth_required": True, "authenticator": _knows(b"cycleflow", b"secret")}


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def _knows(user: bytes, password: bytes):
    """Return an authenticator that lets one user in."""

    def check(_server, _session, _envelope, _mechanism, data):
        return AuthResult(success=data == LoginPassword(user, password), handled=False)

    return check
