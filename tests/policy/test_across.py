"""Regulations that take from each other, checked together."""
# ruff: noqa: E501 - a line says what is wrong, where, and what is said of it

import pytest

from cycleflow import policy
from tests.feeding import own, regulation

GIVEN = [
    own(),
    "tier: {title: 档 | Tier, choice: {A: 甲 | A, B: 乙 | B}, by: hr}",
    "logs: {title: 记录 | Logs, list: 0..9, by: hr}",
]
COUNTED = {"choice": """{cases: {'taken == "A"': 1, otherwise: 2}}""", "list": "{top: {of: taken, share: 10}}"}
GRADES = "\ngrades: {A: from 90, B: below 90}\nstates:"


def taker(source, kind="number: 0..9", **more):
    line = f"taken: {{title: 引用 | Taken, {kind}, from: {{{source}}}}}"
    counted = COUNTED.get(kind.split(":")[0], "{formula: taken}")
    return regulation(
        "taker", [own(), line], f"part: {counted}, total: {{formula: part + own}}", **{"unless": "false", **more}
    )


def giver(**more):
    counted = """low: {top: {of: logs, share: 10}}, total: {cases: {'tier == "A"': own, otherwise: low}}"""
    return regulation("giver", GIVEN, counted, **{"unless": "false", **more})


def graded(text):
    return text.replace("\nstates:", GRADES)


def check(*texts):
    """Return the complaints about regulations that are looked at together."""
    read = {f"{number}.yaml": policy.load(text, file=f"{number}.yaml") for number, text in enumerate(texts)}
    return [str(one) for error in policy.check_across(read).values() for one in error.complaints]


FINE = [
    ("regulation: giver, of: self", {}, {}),
    ("regulation: giver, of: self", {"appraises": "team"}, {"appraises": "team"}),
    ("regulation: giver, of: self", {"appraises": "team"}, {}),
    ("regulation: giver, of: department", {}, {"appraises": "department"}),
    ("regulation: giver, of: everybody, as: mean", {}, {"appraises": "department"}),
    ("regulation: giver, of: members, as: mean", {"appraises": "department"}, {}),
    ("regulation: giver, period: within, as: mean", {"period": "year"}, {"period": "[month, quarter]"}),
    ("regulation: giver, period: each month, as: mean", {"period": "year"}, {"period": "[month, quarter]"}),
    ("regulation: giver, period: previous", {"period": "[month, quarter]"}, {"period": "quarter"}),
    ("regulation: giver, take: tier", {"kind": "choice: {A: 甲 | A, B: 乙 | B}"}, {}),
    ("regulation: giver, take: own", {"status": "trial"}, {"status": "trial"}),
    ("regulation: giver, of: same department, as: max", {}, {"appraises": "team"}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "mine", "theirs"), FINE)
def test_what_the_other_gives_is_taken(source, mine, theirs):
    assert not check(taker(source, **mine), giver(**theirs))


WRONG = [
    ("regulation: §giver", {}, {"status": "trial"}, "'giver' is trial, so it gives nothing to what is effective."),
    ("regulation: giver, of: §self", {}, {"appraises": "team"}, "'giver' appraises not each person but each team; write 'team'."),
    ("regulation: giver, of: §team", {}, {}, "'giver' appraises not each team but each person."),
    ("regulation: giver, of: §department", {}, {"appraises": "team"}, "'giver' appraises not each department but each team; write 'team'."),
    ("regulation: giver, of: §reports, as: sum", {}, {"appraises": "company"}, "'giver' appraises not each person but each company; write 'company'."),
    ("regulation: giver, period: §same", {}, {"period": "[month, half_year]"}, "'giver' has cycles of a month and a half_year, none as long as this one's."),
    ("regulation: giver, period: §previous", {"period": "month"}, {}, "'giver' has cycles of a quarter, none as long as this one's."),
    ("regulation: giver, period: §within, as: sum", {}, {}, "'giver' has cycles of a quarter; none lies within one of this regulation."),
    ("regulation: giver, period: §each month, as: sum", {}, {}, "'giver' has cycles of a quarter."),
    ("regulation: giver, take: §ovn", {}, {}, "There is no 'ovn' to take; did you mean 'own'?"),
    ("regulation: giver, take: §grade", {}, {}, "There is no 'grade' to take."),
    ("regulation: giver, take: §logs", {}, {}, "'logs' is no single figure or level, so others cannot take it."),
    ("regulation: giver, take: §tier", {}, {}, "'tier' is of another kind than the indicator that takes it."),
    ("regulation: giver, take: §score", {"kind": "choice: {A: 甲 | A, B: 乙 | B}"}, {}, "'score' is of another kind than the indicator that takes it."),
    ("regulation: giver, take: §tier", {"kind": "choice: {A: 甲 | A, C: 丙 | C}"}, {}, "'tier' may be B, which the indicator cannot hold."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "mine", "theirs", "sentence"), WRONG)
def test_what_the_other_does_not_give_is_refused_at_its_place(source, mine, theirs, sentence, place):
    text = taker(source, **mine)

    assert check(text.replace("§", ""), giver(**theirs)) == [f"0.yaml:{place(text)}: {sentence}"]


def test_grades_may_be_taken_as_levels_that_hold_them_all():
    fits, lacks = "choice: {A: 甲 | A, B: 乙 | B}", "choice: {A: 甲 | A, C: 丙 | C}"
    source = "regulation: giver, take: grade"

    assert not check(taker(source, kind=fits), graded(giver()))
    (said,) = check(taker(source, kind=lacks), graded(giver()))
    assert said.endswith("'grade' may be B, which the indicator cannot hold.")


def test_two_that_wait_for_each_other_are_refused():
    one = taker("regulation: giver")
    other = taker("regulation: third, of: department").replace("taker", "giver")
    third = taker("regulation: taker, of: members, as: mean", appraises="department").replace(": taker\n", ": third\n")

    said = check(one, other, third)

    assert len(said) == 3
    assert said[0].endswith("It would wait for itself: 'giver' takes from this regulation in turn.")


@pytest.mark.parametrize(
    "source",
    ["regulation: taker, period: previous", "regulation: taker, take: own", "regulation: taker, of: reports, as: sum"],
)
def test_what_comes_to_an_end_is_not_waited_for_for_ever(source):
    back = f"back: {{title: 回 | Back, number: 0..1000, from: {{{source}}}}}"
    text = regulation(
        "taker",
        [own(), "taken: {title: 引用 | Taken, number: 0..9, from: {regulation: giver}}"],
        "total: {formula: taken + own}",
    )

    assert not check(text, regulation("giver", [own(), back], "total: {formula: back + own}"))


def test_a_circle_elsewhere_is_said_once_of_each_in_it():
    outside = taker("regulation: giver")
    ring = taker("regulation: third").replace("taker", "giver")
    back = taker("regulation: giver").replace("taker", "third")

    assert [one.split(":")[0] for one in check(outside, ring, back)] == ["1.yaml", "2.yaml"]


def test_of_two_files_of_one_regulation_nobody_knows_which_gives():
    assert not check(taker("regulation: giver, take: gone"), giver(), giver(status="draft"))


def test_what_is_not_there_is_not_looked_at():
    assert not check(taker("regulation: elsewhere, take: anything"), giver())
