"""From the fields of a form to what was typed, whatever a browser or somebody else sends."""

import pytest

from cycleflow.web.form import (
    MOST_ROWS,
    Form,
    FormError,
    parse,
    read,
    rows_of,
    to_local,
    with_row,
    without_blank_rows,
    without_row,
)


@pytest.fixture
def goals(quarterly):
    return quarterly.sheets["goals"]


def form(*pairs):
    return Form(tuple(pairs))


def test_rows_come_in_the_order_they_were_shown(goals):
    typed = read(goals, form(("goals", "3"), ("goals", "0"), ("goals.0.goal", "second"), ("goals.3.goal", " first ")))

    assert typed == {"goals": ({"goal": "first"}, {"goal": "second"})}


def test_an_empty_row_is_kept_in_a_draft_and_left_out_of_an_answer(goals):
    typed = read(goals, form(("goals", "0"), ("goals", "1"), ("goals.1.goal", "x"), ("goals.0.goal", " ")))

    assert typed == {"goals": ({}, {"goal": "x"})}
    assert without_blank_rows(goals, typed) == {"goals": ({"goal": "x"},)}


def test_rows_that_repeat_another_table_all_count(quarterly):
    typed = read(quarterly.sheets["review"], form(("goals", "0"), ("goals", "1"), ("summary", "x")))

    assert without_blank_rows(quarterly.sheets["review"], typed) == {"goals": ({}, {}), "summary": "x"}


def test_nonsense_about_rows_is_ignored(goals):
    markers = ("-1", "x", "²", "0", "0", "99999999999")

    assert rows_of(read(goals, form(*(("goals", one) for one in markers))), "goals") == ({},)


def test_a_table_cannot_be_endless(goals):
    typed = read(goals, form(*(("goals", str(number)) for number in range(MOST_ROWS + 50))))

    assert len(rows_of(typed, "goals")) == MOST_ROWS
    assert with_row(goals, typed, "goals") == typed


def test_rows_are_added_and_taken_away(goals):
    typed = {"goals": ({"goal": "a"}, {"goal": "b"})}

    assert with_row(goals, typed, "goals")["goals"] == ({"goal": "a"}, {"goal": "b"}, {})
    assert without_row(typed, "goals", 0)["goals"] == ({"goal": "b"},)
    assert without_row(typed, "goals", 9) == typed
    assert with_row(goals, {}, "goals") == {"goals": ({},)}


def test_a_tick_is_there_or_not(quarterly):
    opinion = quarterly.sheets["opinion"]

    assert read(opinion, form(("signature", "yes"), ("opinion", "agree"))) == {"opinion": "agree", "signature": True}
    assert read(opinion, form(("signature", ""))) == {}


def test_a_task_without_a_sheet_reads_nothing():
    assert read(None, form(("goals", "0"))) == {}
    assert without_blank_rows(None, {}) == {}


def test_fields_nobody_asked_for_are_left_out(goals):
    assert read(goals, form(("salary", "9"), ("goals.0.secret", "x"))) == {"goals": ()}


def test_a_body_is_read_as_a_browser_sends_it():
    sent = parse(b"goal=%E7%9B%AE%E6%A0%87%0D%0Atwo&empty=&a=1&a=2")

    assert sent.first("goal") == "目标\ntwo"
    assert sent.first("empty") == ""
    assert sent.every("a") == ("1", "2")


@pytest.mark.parametrize("body", [b"\xff", b"a=%FF", b"&".join([b"a=1"] * 2001)])
def test_what_no_browser_sends_is_refused(body):
    with pytest.raises(FormError):
        parse(body)


def test_moments_are_shown_on_the_local_clock():
    assert to_local("2026-11-03T06:30:00.000000Z", "Asia/Shanghai") == "2026-11-03T14:30"
    assert to_local("2026-11-03T14:30", "Asia/Shanghai") == "2026-11-03T14:30"
    assert to_local("soon", "Asia/Shanghai") == "soon"
