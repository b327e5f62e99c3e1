"""Parameters are figures of the regulation itself; what is wrong with one is shown at its place."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

BONUS = (Path(__file__).parent / "bonus.yaml").read_text(encoding="utf-8")
STEPS = "until 2026-02-25: 1, from 2026-02-26: 2, from 2027-01: 2.5"

WRONG = {
    "no until": (STEPS, "§from 2026-02: 2", "What holds before 2026-02-01 is missing; begin with 'until'."),
    "no from": (STEPS, "§until 2026-02: 1", "What holds from 2026-03-01 on is missing; add 'from'."),
    "a gap": (
        STEPS,
        "until 2026-02: 1, §from 2026-04: 2",
        "This must begin on 2026-03-01, the day after the one before it ends.",
    ),
    "two untils": (
        STEPS,
        "until 2026-02: 1, §until 2026-04: 2, from 2026-05: 3",
        "Only the first can be 'until'; the others begin with 'from'.",
    ),
    "days that go back": (
        STEPS,
        "until 2026-02: 1, from 2026-03: 2, §from 2026-01: 3",
        "The days must be in their order.",
    ),
    "a day there is not": (STEPS, "§until 2026-02-30: 1, from 2026-03: 2", "There is no 2026-02-30 in the calendar."),
    "no stretch": (
        STEPS,
        "§since 2026: 1",
        "'since 2026' is not a stretch of time; write it like until 2026-02 or from 2026-03.",
    ),
    "no figure": ("base: 300", "base: §much", "'much' is not a number."),
    "a blank": ("base: 300", 'base: §"?"', "This is blank; only a draft may leave it so. Fill in the figure."),
    "a placeholder": ("base: 300", "base: §[X]", "This is blank; only a draft may leave it so. Fill in the figure."),
    "a figure and stretches": (
        STEPS,
        "figure: 1, §from 2026-04: 2",
        "Write one figure that always holds, or those that hold until and from a day.",
    ),
    "a fact": (
        "base: 300",
        "base: 300\n  §level: 3",
        "'level' is known of everybody from the people file; choose another name.",
    ),
    "never used": ("base: 300", "base: 300\n  §idle: 3", "The parameter 'idle' is never used."),
    "an indicator of that name": (
        "  actual: {title",
        "  §base: {title: 基 | Base, number: 0.., by: hr}\n  actual: {title",
        "'base' is the name of a parameter already.",
    ),
    "a measure of that name": (
        "measures: {pay",
        "measures: {§least: {formula: actual}, pay",
        "'least' is the name of a parameter already.",
    ),
    "nothing at all": (
        "{title: 倍数 | Multiplier, " + STEPS + "}",
        "§{title: 倍数 | Multiplier}",
        "What it is is missing; write a figure, or until 2026-02: 1, from 2026-03: 2.",
    ),
    "a role that asks for one": (
        "hr: group(hr)}",
        "hr: {path: group(hr), when: §least > 3}}",
        "'least' changes from cycle to cycle; ask for what the people file says.",
    ),
}


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_shown_at_its_place(old, new, sentence, complain, place):
    assert BONUS.count(old) == 1
    text = BONUS.replace(old, new)

    assert f"{place(text)}: {sentence}" in complain(text.replace("§", ""))


@pytest.mark.parametrize(
    ("day", "figure"),
    [("2020-01-01", "1"), ("2026-02-25", "1"), ("2026-02-26", "2"), ("2026-12-31", "2"), ("2027-01-01", "2.5")],
)
def test_a_parameter_is_what_it_is_on_a_day(read, day, figure):
    assert read(BONUS).parameters["multiplier"].at(date.fromisoformat(day)) == Decimal(figure)


def test_a_month_ends_with_its_last_day(read):
    steps = read(BONUS.replace(STEPS, "until 2024-02: 1, from 2024-03: 2").partition("examples:")[0])

    assert steps.parameters["multiplier"].steps == ((None, Decimal(1)), (date(2024, 3, 1), Decimal(2)))


def test_a_parameter_has_its_own_words_or_its_name(read):
    parameters = read(BONUS).parameters

    assert (parameters["multiplier"].title["zh"], parameters["base"].title["zh"]) == ("倍数", "base")


def test_a_figure_that_always_holds_may_have_words_of_its_own(read):
    base = read(BONUS.replace("base: 300", "base: {title: 基数 | Base, figure: 300}")).parameters["base"]

    assert (base.title["zh"], base.steps) == ("基数", ((None, Decimal(300)),))


def test_only_parameters_of_later_occasions_are_kept(read):
    assert read(BONUS).facts_used == ("base", "multiplier")


def test_the_version_stands_behind_the_title(read):
    assert read(BONUS).title == {"zh": "服务奖金 v1.3", "en": "Service bonus v1.3"}


def test_every_blank_of_a_regulation_in_force_is_listed(complain):
    names = [f"target_{number}" for number in range(12)]
    blanks = "".join(f"  {name}: [X]\n" for name in names)
    text = BONUS.replace("parameters:\n", f"parameters:\n{blanks}").replace("base + ", " + ".join(names) + " + base + ")

    assert sum("This is blank" in one for one in complain(text)) == 12


def test_a_draft_may_have_blanks_which_nothing_can_be_worked_out_from(read):
    text = BONUS.replace("status: trial", "status: draft").replace("base: 300", 'base: "?"').partition("examples:")[0]

    assert read(text).parameters["base"].latest is None
