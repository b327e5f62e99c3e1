"""A real, local mail server that keeps what it is sent: everybody's mailbox in the demo.

It listens on loopback and delivers nothing to anybody. Mails are read from what was really transmitted, so the demo
shows what people would get.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ROOM = 20_000
"""Mails kept; of more, the oldest are thrown away."""

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True)
class Received:
    """One mail as it arrived; `number` counts from 1."""

    number: int
    to: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The whole mail, as a mail program reads it."""
        return message_from_bytes(self.raw, policy=default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @cached_property
    def text(self) -> str:
        return self._part("plain")

    @cached_property
    def html(self) -> str:
        return self._part("html")

    @property
    def links(self) -> Sequence[str]:
        """All addresses in the text, in their order."""
        return tuple(dict.fromkeys(_LINK.findall(self.text)))

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


class Mailbox:
    """The running server. Mails may be read from any thread while others arrive."""

    def __init__(self, host: str, port: int) -> None:
        self._kept: deque[Received] = deque(maxlen=ROOM)
        self._arrived = 0
        self._server = _Server(self, hostname=host, port=port)

    @classmethod
    def start(cls, host: str = "127.0.0.1", port: int = 0) -> Self:
        """Return a mailbox that is listening; with port 0, on one that is free."""
        mailbox = cls(host, port)
        mailbox._server.start()
        return mailbox

    @property
    def host(self) -> str:
        return str(self._server.hostname)

    @property
    def port(self) -> int:
        return int(self._server.port)

    def stop(self) -> None:
        """Stop listening; what arrived stays readable."""
        self._server.stop()

    def messages(self) -> Sequence[Received]:
        """Return what has arrived, the newest first."""
        return tuple(reversed(self._kept.copy()))

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail that has been transmitted, once for each recipient."""
        for to in envelope.rcpt_tos:
            self._arrived += 1
            self._kept.append(Received(self._arrived, to, envelope.original_content or b""))
        return "250 OK"


class _Server(Controller):
    """aiosmtpd's server in a thread, which also knows the port it was given."""

    async def _create_server(self) -> asyncio.Server:
        server = await super()._create_server()
        assert isinstance(server, asyncio.Server)
        self.port = server.sockets[0].getsockname()[1]
        return server
