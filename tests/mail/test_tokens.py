from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cycleflow.mail import tokens

SECRET = b"s" * 32


def test_a_task_token_is_twenty_four_small_letters_and_digits() -> None:
    assert re.fullmatch(r"[a-z2-7]{24}", tokens.task_token(SECRET, "c.1.0.0", "1", 0))


def test_a_task_token_can_be_made_again() -> None:
    assert tokens.task_token(SECRET, "c.1.0.0", "1", 0) == tokens.task_token(SECRET, "c.1.0.0", "1", 0)


def test_task_person_generation_and_secret_each_change_the_token() -> None:
    made = {
        tokens.task_token(SECRET, "c.1.0.0", "1", 0),
        tokens.task_token(SECRET, "c.1.0.1", "1", 0),
        tokens.task_token(SECRET, "c.1.0.0", "2", 0),
        tokens.task_token(SECRET, "c.1.0.0", "1", 1),
        tokens.task_token(b"t" * 32, "c.1.0.0", "1", 0),
    }

    assert len(made) == 5


@given(st.text(), st.text(), st.text(), st.text())
def test_parts_never_run_together(task: str, person: str, other_task: str, other_person: str) -> None:
    same = tokens.task_token(SECRET, task, person, 0) == tokens.task_token(SECRET, other_task, other_person, 0)

    assert same == ((task, person) == (other_task, other_person))


def test_a_sign_in_token_is_not_its_nonce_and_no_task_token() -> None:
    nonce = tokens.random_token()

    token = tokens.sign_in_token(SECRET, nonce)

    assert token != nonce
    assert token == tokens.sign_in_token(SECRET, nonce)
    assert token != tokens.sign_in_token(SECRET, tokens.random_token())


def test_random_tokens_differ() -> None:
    assert len({tokens.random_token() for _ in range(100)}) == 100


def test_the_hash_is_sha256_in_hex() -> None:
    assert tokens.token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_link_leads_to_the_task_page() -> None:
    assert tokens.task_link("https://hr.example/", "abc") == "https://hr.example/t/abc"
    assert tokens.sign_in_link("https://hr.example", "abc") == "https://hr.example/sign-in/abc"
