from __future__ import annotations

from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.mail.address import Address, AddressError, address, one_line, parse

HOSTILE = [
    "x\r\nBcc: all@firm.example",
    "a@firm.example\r\nBcc: b@firm.example",
    "a@firm.example> RCPT TO:<b@firm.example",
    "a b@firm.example",
    '"a b"@firm.example',
    "a@b@firm.example",
    "a,b@firm.example",
    "a@firm..example",
    "a@-firm.example",
    "a@firm.example,b@firm.example",
    "a\x00@firm.example",
    "a\u2028b@firm.example",
    "a\ud800@firm.example",
    "a@faß.example",
    "@firm.example",
    "a@",
    "a",
    "",
    "a" * 65 + "@firm.example",
    "a@" + "b" * 64 + ".example",
    "a@" + "b.c" * 90,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_address_is_refused(text) -> None:
    with pytest.raises(AddressError):
        address(text)


@given(st.text())
def test_an_address_is_one_line_without_blanks_whatever_was_given(text) -> None:
    try:
        made = address(text)
    except AddressError:
        return

    assert not any(character.isspace() or character in '<>,;:"\\' or character < " " for character in made.spec)


def test_a_refusal_is_one_line_too() -> None:
    with pytest.raises(AddressError) as refused:
        address("x\r\nBcc: y@z")

    assert "\n" not in str(refused.value)


def test_an_international_domain_is_written_as_the_network_writes_it() -> None:
    assert address("li@公司.example").spec == "li@xn--55qx5d.example"
    assert not address("li@公司.example").is_international


def test_an_international_name_before_the_at_stays_as_it_is() -> None:
    assert address("李娜@公司.example").spec == "李娜@xn--55qx5d.example"
    assert address("李娜@公司.example").is_international


def test_a_setting_may_name_the_sender() -> None:
    assert parse("人力资源部 <hr@firm.example>") == Address(local="hr", domain="firm.example", name="人力资源部")
    assert parse("hr@firm.example") == Address(local="hr", domain="firm.example")


def test_a_setting_that_names_no_address_is_refused() -> None:
    with pytest.raises(AddressError):
        parse("nobody")


@pytest.mark.parametrize("name", ["李娜", "Li Na", 'Na "the rock" Li', "Li, Na", "Ärztin <x@y.example>", "\\"])
@pytest.mark.parametrize("local", ["li.na", "李娜"])
def test_the_header_reads_back_as_name_and_address(name, local) -> None:
    made = address(f"{local}@firm.example", name)

    (to,) = _read(made.header).addresses
    assert (_utf8(to.display_name), _utf8(to.addr_spec)) == (name, made.spec)


def test_a_name_that_pretends_to_be_encoded_is_read_as_it_was_written() -> None:
    hidden = "=?utf-8?q?x=0D=0ABcc:_b?="

    (to,) = _read(address("a@firm.example", hidden).header).addresses
    assert (to.display_name, to.addr_spec) == (hidden, "a@firm.example")


def test_a_long_name_is_folded_into_words_of_legal_length() -> None:
    header = address("a@firm.example", "李" * 60).header

    assert all(len(word) <= 75 for word in header.split())
    assert str(make_header(decode_header(header))) == f"{'李' * 60} <a@firm.example>"


def _read(header: str):
    """Return a To header as a mail program reads it."""
    raw = b"To: " + header.encode("ascii", "surrogateescape") + b"\r\n\r\n"
    return BytesParser(_class=EmailMessage, policy=default).parsebytes(raw)["To"]


def _utf8(text: str) -> str:
    """The parser leaves raw UTF-8 undecoded."""
    return text.encode("utf-8", "surrogateescape").decode()


def test_an_address_without_a_name_stands_alone() -> None:
    assert address("a@firm.example").header == "a@firm.example"


@given(st.text(alphabet=st.characters(codec=None)))
def test_one_line_is_one_line(text) -> None:
    assert len(one_line(text).splitlines()) <= 1
    one_line(text).encode()


def test_a_name_cannot_turn_the_direction_of_what_follows() -> None:
    assert one_line("Na\u202eLi") == "Na Li"
