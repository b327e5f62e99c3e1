"""Where an answer leads may depend on what was filled in and on the result."""

import pytest

from cycleflow.core.facts import FACTS
from cycleflow.core.model import Deed
from cycleflow.core.refusals import UndecidedError
from cycleflow.policy.checks.graph import edges_of
from cycleflow.policy.diagram import mermaid, svg
from tests.core.samples import PLAN
from tests.flows import drive, rate, release, talk
from tests.policy.conftest import BASE, load_text

RELEASE = "answers: {release: appointment}"
APPEAL = "appeal: {to: appeal, until: published + 10 days}"


@pytest.mark.parametrize(("marks", "state"), [(("5", "5"), "sign_off"), (("2", "1"), "appointment")])
def test_the_grade_decides_where_a_release_leads(marks, state):
    run = rate(drive((RELEASE, 'answers: {release: {to: {grade == "A": sign_off, otherwise: appointment}}}')), *marks)

    release(run)

    assert run.appraisal.state == state


@pytest.mark.parametrize(("marks", "state"), [(("3", "3"), "appeal"), (("5", "5"), "calibration")])
def test_the_answer_that_makes_the_score_already_knows_it(marks, state):
    routes = "{submit: {to: {score <= 3: appeal, otherwise: calibration}}, return: goal_setting}"

    run = rate(drive(("{submit: calibration, return: goal_setting}", routes)), *marks)

    assert run.appraisal.state == state


def test_what_was_just_filled_in_decides():
    subjects = "subject: {title: 事项 | Subject, choice: {sum: 计算 | Sum, mark: 评分 | Mark}, needed_for: [appeal]}"
    run = rate(
        drive(
            ("reaction: {reason", f"reaction: {{{subjects}, reason"),
            (APPEAL, "appeal: {to: {subject == 'sum': review, otherwise: appeal}, until: published + 10 days}"),
        ),
        "3",
        "3",
    )
    talk(run)

    run.answer("appeal", "2027-01-15T10:00", sheet={"subject": "sum", "reason": "no"})

    assert run.appraisal.state == "review"


@pytest.mark.parametrize(("rows", "state"), [(1, "appeal"), (2, "review")])
def test_the_number_of_rows_decides(rows, state):
    run = drive(("answers: {submit: review}", "answers: {submit: {to: {goals_rows < 2: appeal, otherwise: review}}}"))

    goals = [{"goal": "sell", "weight": str(100 // rows)} for _ in range(rows)]
    run.answer("submit", "2026-10-08T10:00", sheet={"goals": goals})

    assert run.appraisal.state == state


def test_the_first_case_that_holds_is_taken():
    cases = "{release: {to: {score > 4: sign_off, score > 2: appeal, otherwise: appointment}}}"
    run = rate(drive((RELEASE, f"answers: {cases}")), "3", "3")

    release(run)

    assert run.appraisal.state == "appeal"


def test_a_condition_that_asks_for_what_is_blank_does_not_hold():
    run = drive(("answers: {submit: review}", "answers: {submit: {to: {score < 9: appeal, otherwise: review}}}"))

    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    assert run.appraisal.state == "review"


def test_a_condition_that_cannot_be_computed_refuses_the_answer():
    run = rate(
        drive((RELEASE, "answers: {release: {to: {1 / (score - 3) > 1: sign_off, otherwise: appointment}}}")), "3", "3"
    )

    with pytest.raises(UndecidedError, match="cannot decide this with what was given"):
        release(run)


def test_a_step_waived_may_lead_wherever_an_answer_could():
    run = rate(drive((RELEASE, 'answers: {release: {to: {grade == "A": sign_off, otherwise: appointment}}}')), "3", "3")

    run.do(Deed.WAIVE, "2027-01-05T10:00", reason="the panel is ill", to="sign_off")

    assert run.appraisal.state == "sign_off"


def test_every_route_is_a_step_of_the_graph():
    workflow = load_text(
        BASE.replace(RELEASE, 'answers: {release: {to: {grade == "A": sign_off, otherwise: appointment}}}')
    )

    steps = [(edge.target, edge.when) for edge in edges_of(workflow.states) if edge.source == "calibration"]

    assert steps == [("sign_off", 'grade == "A"'), ("appointment", "otherwise")]


def test_the_pictures_show_the_condition_on_the_line():
    workflow = load_text(
        BASE.replace(RELEASE, 'answers: {release: {to: {grade == "A": sign_off, otherwise: appointment}}}')
    )

    chart = mermaid(workflow, "en")

    assert '-- "Release (grade == #34;A#34;)" --> s_sign_off' in chart
    assert '-- "Release (otherwise)" --> s_appointment' in chart
    assert "发布（其他情形） → 预约" in svg(workflow, "zh")


def test_a_route_that_misses_what_is_counted_from_is_shown(complain):
    (found,) = complain(BASE.replace(RELEASE, 'answers: {release: {to: {grade == "A": talk, otherwise: appointment}}}'))

    way = "goal_setting → review → calibration → talk"
    assert found.endswith(f"'appointment.held_at' may not have been filled in by then: {way}.")


WRONG = {
    "no otherwise": (
        RELEASE,
        'answers: {release: {to: §{grade == "A": sign_off}}}',
        "Where it leads otherwise is missing; the last case is 'otherwise'.",
    ),
    "a state there is not": (
        RELEASE,
        'answers: {release: {to: {grade == "A": §sign_of, otherwise: appointment}}}',
        "There is no state 'sign_of'; did you mean 'sign_off'?",
    ),
    "a name there is not": (
        RELEASE,
        'answers: {release: {to: {§grad == "A": sign_off, otherwise: appointment}}}',
        "There is no name 'grad' here; did you mean 'grade'?",
    ),
    "a number compared with a text": (
        RELEASE,
        'answers: {release: {to: {§score == "A": sign_off, otherwise: appointment}}}',
        "This compares a number with a text.",
    ),
    "the sheet of another state": (
        RELEASE,
        'answers: {release: {to: {§notes == "": sign_off, otherwise: appointment}}}',
        "There is no name 'notes' here; known are score, grade, verdict, " + ", ".join([*FACTS, "site"]) + ".",
    ),
}


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG.values(), ids=list(WRONG))
def test_a_route_that_cannot_be_read_is_shown_at_its_place(breaking, old, new, sentence):
    found, expected = breaking(old, new, sentence)

    assert found == expected
