"""Who a mail is for, in a form that cannot become anything else.

An Address is made only here, from what the people file or a setting says: one local part, one domain, no room for a
second header or a second command. An international domain is written in its ASCII form; an international local part
stays as it is and needs a server that speaks SMTPUTF8.

**Why** not only at the import: the people file may have been read by an older cycleflow, and mail is where a stray
line break would do harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.header import Header
from email.utils import parseaddr, quote
from functools import cached_property, lru_cache

from cycleflow.errors import InputError

_LINE = "\r\n"
_LONGEST_WORD = 75
_BREAKS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
_LOCAL = re.compile(r"[^\s()<>\[\]:;@\\,\"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]{1,64}")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?", re.IGNORECASE)


class AddressError(InputError):
    """What stands where an address should be is none."""

    words = "{address} is not an address mail can be sent to; correct it in the people file and import it again."


class NoAddressError(InputError):
    """Nobody has said where this person gets mail."""

    words = "{person} has no mail address; add one to the people file and import it again."


@dataclass(frozen=True, kw_only=True)
class Address:
    """One mailbox, and the name shown beside it."""

    local: str
    domain: str
    name: str = ""

    @property
    def spec(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def is_international(self) -> bool:
        return not self.local.isascii()

    @cached_property
    def header(self) -> str:
        """Return the value of a From or To header; of an international address as the raw UTF-8 of RFC 6532."""
        shown = f"{_phrase(self.name)} <{self.spec}>" if self.name else self.spec
        return shown.encode().decode("ascii", "surrogateescape")


def encoded(text: str, header: str) -> str:
    """Return one line of text as it may stand in a header, folded.

    What looks like an encoded word already is encoded once more: whoever decodes it gets back what was written here,
    and not a line break somebody has hidden in his name.
    """
    charset = "utf-8" if "=?" in text else None
    return Header(text, charset, header_name=header).encode(maxlinelen=_LONGEST_WORD, linesep=_LINE)


def one_line(text: str) -> str:
    """Return the text without line breaks, control characters and marks that turn the direction of writing."""
    return _BREAKS.sub(" ", text).strip()


def parse(text: str) -> Address:
    """Return the Address of a setting: `hr@example.com` or `HR <hr@example.com>`.

    Raises:
        AddressError: it is none.
    """
    name, spec = parseaddr(one_line(text))
    return address(spec or text, name)


@lru_cache(maxsize=4096)
def address(spec: str, name: str = "") -> Address:
    """Return the Address of a person.

    Raises:
        AddressError: it is none.
    """
    local, at, domain = spec.strip(" ").rpartition("@")
    ascii_domain = _to_ascii(domain)
    if not at or not _LOCAL.fullmatch(local) or ascii_domain is None:
        raise AddressError(address=one_line(spec))
    return Address(local=local, domain=ascii_domain, name=one_line(name))


def _phrase(name: str) -> str:
    return f'"{quote(name)}"' if name.isascii() and "=?" not in name else encoded(name, "From")


def _to_ascii(domain: str) -> str | None:
    """Return the domain as it is written in the DNS, or None where it is none or would become another one."""
    try:
        written = domain.encode("idna").decode("ascii")
        same = written.encode("ascii").decode("idna").lower() == domain.lower()
    except UnicodeError:
        return None
    labels = written.split(".")
    return written if same and len(written) <= 253 and all(_LABEL.fullmatch(label) for label in labels) else None
