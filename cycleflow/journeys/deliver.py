"""The post's round: what is owed is claimed, written, carried away, and marked mail by mail.

A batch is claimed in one short transaction and sent outside of any. Each letter is marked right after the server has
taken it, before the same connection takes up the next; so a crash repeats at most the one letter each connection had
in hand (with one connection: one), under the same Message-ID. What a crash leaves claimed is taken up again when its
claim is older than any round can last.

What the server refuses for good has failed, and stays in the outbox with the server's words for HR to see. What it
defers is tried again, each time four times later, for most of a day. If the server is down the round ends at once,
and what was not tried has lost no attempt.

**Why** a letter that cannot be written for no reason of the reader's (a bug) is deferred too, and logged: one broken
letter must not hold up everybody's post.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Connection

from cycleflow.errors import CycleflowError
from cycleflow.journeys import letters
from cycleflow.journeys.letters import Files
from cycleflow.journeys.office import Office
from cycleflow.mail.message import as_bytes
from cycleflow.mail.transport import Fate, Parcel, Post, Receipt, ServerDownError, SmtpPost
from cycleflow.store import outbox, tasks
from cycleflow.store.outbox import Mail

LIMIT = 400
"""Letters of one round: what four connections carry in less than a round's time even far from the server."""

CLAIM_LASTS = timedelta(minutes=15)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MOST_ATTEMPTS = 8

NEEDLESS = "The task was no longer open when the mail was about to leave."

Letter: TypeAlias = tuple[Mail, ...]
"""The mails of one person that travel in one letter."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class DeliveryReport:
    """What became of the round's letters.

    `dropped` counts mails nobody needs any more, `waiting` letters that were not tried; `trouble` says why, in a
    sentence, if it was the server.
    """

    sent: int = 0
    failed: int = 0
    retried: int = 0
    dropped: int = 0
    waiting: int = 0
    trouble: str | None = None


def deliver(office: Office, now: datetime, limit: int = LIMIT, *, post: Post | None = None) -> DeliveryReport:
    """Send what is owed, at most so many letters; by default over the mail server of the settings."""
    batch = _Round(office, now)
    files = batch.claim(limit)
    trouble = None
    try:
        if parcels := batch.write(files):
            (post or SmtpPost.of(office.settings)).send(parcels, batch.record)
    except ServerDownError as error:
        log.warning("%s", error)
        trouble = str(error)
    finally:
        batch.put_back()
    return DeliveryReport(**batch.tally, waiting=len(batch.owed), trouble=trouble)


def retry_at(now: datetime, attempt: int) -> datetime | None:
    """Return when a letter is tried again after so many attempts, or None: it has failed."""
    if attempt >= MOST_ATTEMPTS:
        return None
    return now + min(FIRST_PAUSE * 4.0 ** (attempt - 1), LONGEST_PAUSE)


class _Round:
    """What one round has claimed. `owed` are the mails of each letter not yet settled, by the letter's name."""

    def __init__(self, office: Office, now: datetime) -> None:
        self._office = office
        self._now = now
        self._names: dict[str, str] = {}
        self.owed: dict[str, Letter] = {}
        self.tally: Counter[str] = Counter()

    def claim(self, limit: int) -> Files:
        """Claim what is owed, drop what nobody needs any more, and let the links of the rest open."""
        with self._office.store.begin() as conn:
            outbox.release_stale(conn, self._now, CLAIM_LASTS)
            singles = outbox.claim(conn, self._now, limit)
            claimed = [*((mail,) for mail in singles), *outbox.claim_digests(conn, self._now, limit - len(singles))]
            files = letters.look_up(conn, self._office.settings, [mail for group in claimed for mail in group])
            wanted = [tuple(mail for mail in group if not self._is_dropped(conn, files, mail)) for group in claimed]
            mails = [mail for group in wanted for mail in group]
            tasks.arm(conn, letters.links(files, mails, self._office.settings, self._now))
        self.owed = {group[0].letter: group for group in wanted if group}
        return files

    def write(self, files: Files) -> list[Parcel]:
        """Return the letters as parcels; those that cannot be written are settled."""
        return [parcel for name in list(self.owed) if (parcel := self._write(files, name))]

    def record(self, receipts: Sequence[Receipt]) -> None:
        """Settle letters in one transaction, as the server has said."""
        with self._office.store.begin() as conn:
            for receipt in receipts:
                self._settle(conn, self._names[receipt.message_id], receipt)

    def put_back(self) -> None:
        """Give back what was not tried; that costs no attempt."""
        untried = [mail for group in self.owed.values() for mail in group]
        if untried:
            with self._office.store.begin() as conn:
                outbox.put_back(conn, untried)

    def _is_dropped(self, conn: Connection, files: Files, mail: Mail) -> bool:
        needless = letters.is_needless(files, mail)
        if needless:
            outbox.drop(conn, mail.id, mail.attempt, reason=NEEDLESS)
            self.tally["dropped"] += 1
        return needless

    def _write(self, files: Files, name: str) -> Parcel | None:
        try:
            letter = letters.write(self._office, files, self.owed[name], self._now)
            data = as_bytes(letter)
        except CycleflowError as error:
            self._give_up(name, Fate.REFUSED, str(error))
            return None
        except Exception as error:
            log.exception("letter %s could not be written", name)
            self._give_up(name, Fate.DEFERRED, f"{type(error).__name__}: {error}")
            return None
        self._names[letter.message_id] = name
        return Parcel(
            message_id=letter.message_id,
            sender=letter.sender.spec,
            recipient=letter.to.spec,
            data=data,
            is_international=letter.is_international,
        )

    def _give_up(self, name: str, fate: Fate, words: str) -> None:
        with self._office.store.begin() as conn:
            self._settle(conn, name, Receipt(message_id="", fate=fate, words=words))

    def _settle(self, conn: Connection, name: str, receipt: Receipt) -> None:
        """Mark every mail of a letter alike."""
        mails = self.owed.pop(name)
        again = retry_at(self._now, mails[0].attempt) if receipt.fate is Fate.DEFERRED else None
        for mail in mails:
            if receipt.fate is Fate.SENT:
                outbox.mark_sent(conn, mail.id, mail.attempt, now=self._now, message_id=receipt.message_id)
            else:
                outbox.mark_failed(conn, mail.id, mail.attempt, error=receipt.words, retry_at=again)
        self.tally["sent" if receipt.fate is Fate.SENT else "retried" if again else "failed"] += 1
