"""Carry finished messages to the mail server over a few kept connections, and say what became of each.

A parcel is SENT when the server has taken it; REFUSED when it said no for good (5xx); DEFERRED when it may say yes
later (4xx, or the line broke while it had the parcel in hand). Each receipt is written down before the same connection
takes up its next parcel, so a crash leaves at most one parcel per connection in doubt. Receipts that come in while one
is being written share the next commit.

A server that is down, shuts us out or refuses our own address is nobody's fault but ours: the round stops with
`ServerDownError` after a few tries, and parcels without a receipt were simply not tried.

**Why** connections last one round and not the life of the program: servers close idle ones anyway, and a round that
starts clean has nothing to repair. A connection is opened for every ten parcels, up to the limit, and is replaced
after a hundred, which is what many servers allow.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from cycleflow.errors import CycleflowError
from cycleflow.mail.address import one_line, parse
from cycleflow.settings import Settings

WORTH_A_CONNECTION = 10
MOST_PER_CONNECTION = 100
SERVICE_CLOSING = 421
FOR_GOOD = 500

Security = Literal["none", "starttls", "tls"]


class ServerDownError(CycleflowError):
    """The mail server cannot be reached or will not work with us."""

    words = "The mail server {server} does not take our mail: {reason}. Nothing is lost; it will be tried again."


class Fate(StrEnum):
    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A message as bytes, and its envelope."""

    message_id: str
    sender: str
    recipient: str
    data: bytes
    is_international: bool = False


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a parcel; `words` are the server's."""

    message_id: str
    fate: Fate
    words: str = ""


Record = Callable[[Sequence[Receipt]], None]
"""Writes receipts down. It is called one page after another, but not always in the thread of `send`."""


class Post(Protocol):
    """Whoever takes parcels away: a mail server, or what stands for one in a rehearsal or a test."""

    def send(self, parcels: Sequence[Parcel], record: Record) -> None: ...


@dataclass(frozen=True, kw_only=True)
class SmtpPost:
    """A mail server and how to speak to it.

    `hello` is the name given in the greeting, `timeout` the patience with one reply, `seconds` the length of a round,
    `pauses` the waits between connections that carried nothing.
    """

    host: str
    port: int
    security: Security = "none"
    user: str | None = None
    password: str | None = None
    hello: str | None = None
    connections: int = 4
    timeout: float = 60
    seconds: float = 300
    pauses: tuple[float, ...] = (0.5, 2)

    def send(self, parcels: Sequence[Parcel], record: Record) -> None:
        """Carry what can be carried within a round's time.

        Raises:
            ServerDownError: some parcels could not even be tried.
        """
        asyncio.run(_Round(self, parcels, record).run())

    @classmethod
    def of(cls, settings: Settings) -> SmtpPost:
        """Return the mail server of the settings; it is greeted by the sender's domain."""
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
            hello=parse(settings.mail_from).domain,
            connections=settings.smtp_connections,
        )

    def line(self) -> SMTP:
        """Return a connection that has yet to be opened."""
        return SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            username=self.user,
            password=self.password,
            local_hostname=self.hello,
            timeout=self.timeout,
        )


class _Round:
    """One `send`: the parcels still waiting, and the connections that share them."""

    def __init__(self, server: SmtpPost, parcels: Sequence[Parcel], record: Record) -> None:
        self._server = server
        self._waiting = deque(parcels)
        self._ledger = _Ledger(record)
        self._refusal: Exception | None = None
        self._ends_at = 0.0

    async def run(self) -> None:
        self._ends_at = asyncio.get_running_loop().time() + self._server.seconds
        wanted = -(-len(self._waiting) // WORTH_A_CONNECTION)
        await asyncio.gather(*(self._work() for _ in range(min(self._server.connections, wanted))))
        if self._refusal and self._waiting:
            server = f"{self._server.host}:{self._server.port}"
            raise ServerDownError(server=server, reason=_words(self._refusal))

    def _goes_on(self) -> bool:
        return bool(self._waiting) and asyncio.get_running_loop().time() < self._ends_at

    async def _work(self) -> None:
        """Carry parcels over one connection after another; after a few that carried none, leave it to the others."""
        pauses = iter(self._server.pauses)
        while self._goes_on():
            carried, refusal = await self._carry()
            if carried:
                pauses = iter(self._server.pauses)
                continue
            pause = None if isinstance(refusal, SMTPAuthenticationError) else next(pauses, None)
            if pause is None:
                self._refusal = refusal
                return
            await asyncio.sleep(pause)

    async def _carry(self) -> tuple[int, Exception | None]:
        """Carry parcels over a new connection until it is used up; return how many, and why not more if it broke."""
        carried = 0
        try:
            async with self._server.line() as connection:
                if connection.is_ehlo_or_helo_needed:
                    await connection.ehlo()
                while self._goes_on() and carried < MOST_PER_CONNECTION:
                    await self._hand_over(connection)
                    carried += 1
        except (SMTPException, OSError) as error:
            return carried, error
        return carried, None

    async def _hand_over(self, connection: SMTP) -> None:
        """Offer the next parcel and write down what the server says.

        Raises:
            SMTPException: the connection is of no more use; a parcel the server did not look at waits again.
        """
        parcel = self._waiting.popleft()
        try:
            receipt = await _offer(connection, parcel)
        except SMTPException:
            self._waiting.append(parcel)
            raise
        await self._ledger.enter(receipt)
        if not connection.is_connected:
            raise SMTPServerDisconnected(receipt.words)


class _Ledger:
    """Writes receipts down, one commit after another; those that come in meanwhile share the next."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._open: list[Receipt] = []
        self._writing = asyncio.Lock()

    async def enter(self, receipt: Receipt) -> None:
        """Return when the receipt is written down, by this call or by the one before it."""
        self._open.append(receipt)
        async with self._writing:
            page, self._open = self._open, []
            if page:
                await asyncio.to_thread(self._record, page)


async def _offer(connection: SMTP, parcel: Parcel) -> Receipt:
    """Return what the server says to a parcel.

    Raises:
        SMTPException: it says nothing about this one, but wants nothing from us, or nothing any more now.
    """
    options = ["SMTPUTF8"] if parcel.is_international else []
    try:
        _, words = await connection.sendmail(parcel.sender, parcel.recipient, parcel.data, mail_options=options)
        fate = Fate.SENT
    except SMTPSenderRefused:
        raise
    except SMTPRecipientsRefused as refused:
        (error,) = refused.recipients
        if error.code == SERVICE_CLOSING:
            raise error from refused
        fate, words = _fate(error), _words(error)
    except (SMTPException, OSError) as error:
        fate, words = _fate(error), _words(error)
    return Receipt(message_id=parcel.message_id, fate=fate, words=one_line(words))


def _fate(error: Exception) -> Fate:
    """A refusal is for good if the server says so, or cannot write such an address; all else may pass."""
    for_good = isinstance(error, SMTPResponseException) and error.code >= FOR_GOOD
    return Fate.REFUSED if for_good or isinstance(error, SMTPNotSupported) else Fate.DEFERRED


def _words(error: Exception) -> str:
    return f"{error.code} {error.message}" if isinstance(error, SMTPResponseException) else str(error)
