"""A course that cannot work is refused before anybody has to go through it."""

import pytest

from cycleflow.core.calendar import Offset
from cycleflow.core.workflow import Silence
from tests.policy.conftest import BASE, load_text

COURSE = {
    "an end with answers": (
        "closed: {tell: {employee: closed}}",
        "closed: {tell: {employee: closed}, §answers: {accept: sign_off}}",
        "'closed' asks nobody, so it is an end and cannot have 'answers'.",
    ),
    "an end with a deadline": (
        "closed: {tell: {employee: closed}}",
        "closed: {tell: {employee: closed}, §due: opened + 1 day}",
        "'closed' asks nobody, so it is an end and cannot have 'due'.",
    ),
    "a task without a deadline": (
        "  appointment:\n    ask: {manager: appointment}\n    due: opened + 2 workdays\n",
        "  §appointment:\n    ask: {manager: appointment}\n",
        "'appointment' asks manager but has no 'due'.",
    ),
    "a cohort with two answers": (
        "answers: {release: appointment}",
        "answers: §{release: appointment, return: review}",
        "A cohort is released all at once, so there can be only one answer.",
    ),
    "a cohort with a sheet": (
        "ask: {panel: cohort}",
        "ask: §{panel: cohort, hr: record}",
        "Where a cohort is decided nobody fills in a sheet.",
    ),
    "silence that hands over to the one asked": (
        "silence: {after: 6 workdays, hand_to: head}",
        "escalate: {head: 2 workdays}\n    silence: {after: 6 workdays, hand_to: §manager}",
        "'manager' is asked already; silence must hand over to somebody else.",
    ),
    "escalation to the one asked": (
        "escalate: {manager: 2 workdays, hr: 1 week}",
        "escalate: {employee: §2 workdays, hr: 1 week}",
        "'employee' is asked himself; escalate to somebody else.",
    ),
    "escalation down the line": (
        "escalate: {manager: 2 workdays, hr: 1 week}",
        "escalate: {manager: 2 weeks, hr: §3 workdays}",
        "Escalations go up the line: each must come later than the one before.",
    ),
    "escalation after silence has moved on": (
        "escalate: {}\n    silence: {after: 0 days, to: closed}",
        "escalate: {hr: §2 days}\n    silence: {after: 0 days, to: closed}",
        "By then silence has moved on to 'closed'; escalate earlier.",
    ),
    "a task due before it opens": (
        "due: cycle.end + 5 workdays",
        "due: §cycle.end - 10 workdays",
        "'review' would fall due before it opens, as in 2026-Q1.",
    ),
    "a task due before it opens, from an event": (
        "    opens: appointment.held_at\n    due: opened + 2 workdays",
        "    opens: appointment.held_at + 3 days\n    due: §appointment.held_at + 2 days",
        "'talk' would fall due before it opens.",
    ),
    "nobody left to ask": (
        "{manager: record}\n",
        "{manager: record}\n    never: §[review]\n",
        "Whoever is asked here has answered 'review'; nobody would be left to ask.",
    ),
    "two who fill in one field": (
        "{manager: record}",
        "§{manager: record, head: record}",
        "Two of those asked would fill in 'notes'; the second would overwrite the first.",
    ),
    "silence that goes round": (
        "  appeal:\n    ask: {hr: ruling}\n",
        "  appeal:\n    ask: {hr: ruling}\n    silence: §{after: 1 day, to: appeal}\n",
        "Silence alone goes round in a circle: appeal → appeal.",
    ),
    "a mark on an end": (
        "closed: {tell: {employee: closed}}",
        "closed: {tell: {employee: closed}, §marks: over}",
        "'closed' asks nobody, so it is an end and cannot have 'marks'.",
    ),
}

ORDER = {
    "a mark set later": (
        "{manager: appointment}\n    due: opened + 2 workdays",
        "{manager: appointment}\n    due: §published + 2 workdays",
        "'published' may not have happened by then: goal_setting → review → calibration → appointment.",
    ),
    "a date filled in later": (
        "due: opened + 5 workdays\n    answers: {release: appointment}",
        "due: §appointment.held_at\n    answers: {release: appointment}",
        "'appointment.held_at' may not have been filled in by then: goal_setting → review → calibration.",
    ),
    "a date of the sheet itself": (
        "{manager: appointment}\n    due: opened + 2 workdays",
        "{manager: appointment}\n    due: §appointment.held_at",
        "'appointment.held_at' may not have been filled in by then: goal_setting → review → calibration → appointment.",
    ),
    "a need not passed before": (
        "  talk:\n    ask: {manager: record}\n",
        "  talk:\n    ask: {manager: record}\n    needs: [review, §sign_off]\n",
        "'sign_off' may not have been passed by then: goal_setting → review → calibration → appointment → talk.",
    ),
    "a field that is no date": (
        "opens: appointment.held_at",
        "opens: §appointment.place",
        "There is no date 'appointment.place' to count from; did you mean 'appointment.held_at'?",
    ),
    "a window that counts from what may not be": (
        "{to: appeal, until: published + 10 days}",
        "{to: appeal, until: §ruled + 10 days}",
        (
            "There is no date 'ruled' to count from; "
            "known are cycle.start, cycle.end, opened, published, appointment.held_at."
        ),
    ),
}


def _cases(table):
    return [pytest.param(*case, id=name) for name, case in table.items()]


@pytest.mark.parametrize(("old", "new", "sentence"), _cases(COURSE) + _cases(ORDER))
def test_what_cannot_work_is_refused(breaking, old, new, sentence):
    found, expected = breaking(old, new, sentence)

    assert found == expected


def test_hours_are_not_counted_from_a_day_of_a_sheet(base, complain, place):
    text = base.replace("moment: 7 days ahead", "date: true")
    text = text.replace("opens: appointment.held_at", "opens: §appointment.held_at + 2 hours")

    sentence = "'appointment.held_at' is a day; hours are counted from an instant, such as opened."
    assert complain(text.replace("§", "")) == [f"{place(text)}: {sentence}"]


def test_a_state_nothing_leads_to_is_found(breaking):
    found, expected = breaking(
        "    answers: {release: appointment}\n  appointment:\n    ask: {manager: appointment}\n",
        "    answers: {release: sign_off}\n  §appointment:\n    ask: {manager: appointment}\n",
        "No answer and no silence ever leads to 'appointment'.",
    )

    assert found[0] == expected[0]
    assert [one.partition(": ")[2] for one in found[1:]] == ["No answer and no silence ever leads to 'talk'."]


def test_many_people_cannot_fill_in_one_sheet(breaking):
    found, expected = breaking(
        "{hr: ruling}\n    never: [review]\n    complete: any\n",
        "§{hr: ruling}\n    never: [review]\n",
        "Several people may be 'hr', but the sheet is kept once; write complete: any.",
    )

    assert found == expected


def test_what_silence_forfeits_has_not_been_filled_in(breaking):
    found, expected = breaking(
        "    due: opened + 2 workdays\n    answers: {submit: talk}\n  talk:\n    ask: {manager: record}\n"
        "    opens: appointment.held_at\n",
        "    due: opened + 2 workdays\n    silence: {after: 1 day, to: talk}\n    answers: {submit: talk}\n  talk:\n"
        "    ask: {manager: record}\n    opens: §appointment.held_at\n",
        "'appointment.held_at' may not have been filled in by then: "
        "goal_setting → review → calibration → appointment → talk.",
    )

    assert found == expected


def test_what_a_blank_answer_skips_has_not_been_filled_in(breaking):
    found, expected = breaking(
        "answers: {submit: talk}\n  talk:\n    ask: {manager: record}\n    opens: appointment.held_at",
        "answers: {submit: talk, accept: {to: talk, blank: true}}\n  talk:\n    ask: {manager: record}\n"
        "    opens: §appointment.held_at",
        "'appointment.held_at' may not have been filled in by then: "
        "goal_setting → review → calibration → appointment → talk.",
    )

    assert found == expected


@pytest.mark.parametrize("when", ["optional: true", "needed_for: [accept]", 'needed_when: place == "x"'])
def test_what_need_not_be_filled_in_is_no_date_to_count_from(complain, base, when):
    held_at = "held_at: {title: 时间 | Time, moment: 7 days ahead}, "
    text = base.replace(held_at, "").replace("20..200}}", f"20..200}}, {held_at[:-3]}, {when}}}}}")
    text = text.replace("answers: {submit: talk}", "answers: {submit: talk, accept: talk}")

    found = complain(text)

    assert [one.partition(": ")[2][:56] for one in found] == [
        "'appointment.held_at' may not have been filled in by the"
    ]


def test_a_date_needed_for_every_answer_is_a_date_to_count_from(read, base):
    text = base.replace("moment: 7 days ahead}", "moment: 7 days ahead, needed_for: [submit]}")

    workflow = read(text)

    assert workflow.sheets["appointment"].fields["held_at"].needed_for == ("submit",)


@pytest.mark.parametrize("complete", ["complete: any\n    ", ""])
def test_a_date_two_people_may_fill_in_counts_only_if_both_must(base, complain, read, complete):
    text = base.replace("{manager: appointment}\n    ", f"{{manager: appointment, head: record}}\n    {complete}")

    if complete:
        assert "may not have been filled in" in complain(text)[0]
    else:
        assert read(text).states["talk"].opens.anchor == "appointment.held_at"


def test_a_table_repeats_only_rows_that_are_there(breaking):
    found, expected = breaking(
        "    escalate: {manager: 2 workdays, hr: 1 week}\n",
        "§    silence: {after: 1 week, to: review}\n",
        "",
    )

    assert [one.partition(": ")[2] for one in found] == [
        "'goal_setting.goals' may not have been filled in before 'review': goal_setting → review.",
        "'goal_setting.goals.weight' may not have been filled in by then: goal_setting → review.",
    ]
    assert expected


def test_a_score_needs_its_figures_when_it_is_computed(breaking):
    found, expected = breaking(
        "{after: review, weighted_mean: {of: review.goals.score,",
        "{after: goal_setting, weighted_mean: {of: §review.goals.score,",
        "'review.goals.score' may not have been filled in by then: goal_setting.",
    )

    assert found == expected


def test_a_cohort_needs_its_scores(breaking):
    found, expected = breaking(
        "{after: review, weighted",
        "{after: §talk, weighted",
        ("The cohort of 'calibration' may have no score yet: goal_setting → review → calibration."),
    )

    assert found == expected


def test_no_score_comes_of_an_end(complain, base):
    found = complain(base.replace("{after: review, weighted", "{after: closed, weighted"))

    assert [one.partition(": ")[2] for one in found] == [
        "'closed' asks nobody, so no score can be computed there.",
        "The cohort of 'calibration' may have no score yet: goal_setting → review → calibration.",
    ]


def test_a_task_needs_answers(complain, base):
    text = base.replace("\n    answers: {change: closed, uphold: closed}", "").replace(", needed_for: [change]", "")

    found = [one.partition(": ")[2] for one in complain(text)]

    assert found == [
        "'appeal' asks hr but has no 'answers'.",
        "From 'appeal' no way leads to an end.",
        "There is no answer 'change'.",
        "There is no answer 'uphold'.",
    ]


def test_a_regulation_needs_an_end(complain, base):
    text = base.replace(
        "closed: {tell: {employee: closed}}", "closed: {ask: hr, due: opened, answers: {accept: closed}}"
    )

    assert [one.partition(": ")[2] for one in complain(text)] == [
        "No state is an end; write one that asks nobody, such as closed."
    ]


def test_a_regulation_does_not_begin_with_its_end(complain, base):
    text = base.replace("states:\n  goal_setting:\n", "states:\n  early:\n  goal_setting:\n")
    text = text.replace("words:\n  states: {", "words:\n  states: {early: x, ")

    assert "The first state 'early' asks nobody; an appraisal would be over at once." in complain(text)[0]


def test_without_all_its_steps_a_course_is_not_judged(complain, base):
    text = base.replace("{release: appointment}", "{release: zzz}")

    assert [one.partition(": ")[2][:25] for one in complain(text)] == ["There is no state 'zzz'; "]
    assert len(complain(base.replace("{after: 0 days, to: closed}", "{after: 0 days, to: zzz}"))) == 1
    assert len(complain(base.replace("  talk:\n", "  Talk:\n"))) == 4


def test_silence_means_the_same_everywhere_unless_a_state_says_otherwise():
    text = BASE.replace("states:\n", "silence: {after: 9 workdays, hand_to: hr}\nstates:\n", 1)

    states = load_text(text).states

    assert states["goal_setting"].silence == Silence(after=Offset(count=9), hand_to="hr")
    assert states["review"].silence == Silence(after=Offset(count=6), hand_to="head")
    assert states["appeal"].silence is None, "whoever is asked himself is not handed his own task"
    assert states["closed"].silence is None
