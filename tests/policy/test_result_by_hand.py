"""What an answer needs may depend on the result, and so may a refusal; people may set a result, and say why."""

import pytest

from cycleflow.core.facts import FACTS
from cycleflow.core.model import Deed, Standing
from cycleflow.core.refusals import RegulationRefusesError, SheetError
from cycleflow.core.ruling import rulings
from cycleflow.language import translate
from tests.core.samples import PLAN
from tests.flows import drive, rate, release, talk

APPEAL = "appeal: {to: appeal, until: published + 10 days}"
REVIEW = 'facts: {title: 事实 | Facts, text: 900, needed_when: "score in [5, 1]"}\n'
WHY = '    why: {title: 说明 | Why, text: 900, needed_when: \'grade in ["A", "C"]\'}\n'
RULING = "ruling: {score: {title: 改判 | Corrected, number: 1..5, needed_for: [change], sets: score},"
SUBJECT = (
    "reaction: {reason",
    "reaction: {subject: {title: 事项 | On, choice: {sum: 额 | X, factor: 系 | Y}, needed_for: [appeal]}, reason",
)


def review(run, *marks, **also):
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
    run.ring("2026-12-31T09:00")
    sheet = {"goals": [{"score": mark, "facts": "so"} for mark in marks], **also}
    return run.answer("submit", "2027-01-04T10:00", sheet=sheet)


@pytest.mark.parametrize("marks", [("5", "5"), ("1", "1")])
def test_the_highest_and_lowest_grade_need_an_explanation_in_the_very_sheet_that_makes_them(marks):
    run = drive((REVIEW, REVIEW + WHY))

    with pytest.raises(SheetError, match="why: This is needed"):
        review(run, *marks)


def test_a_grade_in_the_middle_needs_none():
    run = drive((REVIEW, REVIEW + WHY))

    review(run, "3", "3")

    assert run.appraisal.state == "calibration"


def test_an_explanation_given_is_kept():
    run = drive((REVIEW, REVIEW + WHY))

    review(run, "5", "5", why="the best year ever")

    assert run.appraisal.sheets["review"]["why"] == "the best year ever"


def test_an_explanation_once_needed_is_no_longer_when_the_grade_has_changed():
    run = drive((REVIEW, REVIEW + WHY))
    review(run, "5", "5", why="the best year ever")
    run.do(Deed.SEND_BACK, "2027-01-05T10:00", to="review", reason="look again")

    sheet = {"goals": [{"score": "3"}, {"score": "3"}]}
    run.answer("submit", "2027-01-06T10:00", sheet=sheet)

    assert (run.appraisal.grade, run.appraisal.state) == ("B", "calibration")


def test_a_column_may_be_needed_for_a_result():
    columns = "facts: {title: 事实 | Facts, text: 900, needed_when: 'grade == \"A\"'}\n"
    run = drive((REVIEW, columns))
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
    run.ring("2026-12-31T09:00")

    with pytest.raises(SheetError, match="goals 1 facts: This is needed"):
        run.answer("submit", "2027-01-04T10:00", sheet={"goals": [{"score": "5"}, {"score": "5"}]})


def test_what_is_needed_with_a_result_may_be_needed_for_some_answers_only():
    run = drive((REVIEW, REVIEW + WHY.replace("text: 900,", "text: 900, needed_for: [submit],")))

    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
    run.ring("2026-12-31T09:00")
    run.answer("return", "2027-01-04T10:00", sheet={"goals": [{"score": "5", "facts": "x"}] * 2})

    assert run.appraisal.state == "goal_setting"


def test_a_misrouted_appeal_is_refused_with_the_right_route():
    words = "系数异议请按考核办法提出 | An appeal about the factor follows the appraisal scheme"
    refuses = f"refuses: [{{when: subject == 'factor', words: {words}}}]"
    run = talk(rate(drive(SUBJECT, (APPEAL, APPEAL.replace("to: appeal,", f"to: appeal, {refuses},"))), "3", "3"))
    before = run.appraisal

    with pytest.raises(RegulationRefusesError) as caught:
        run.answer("appeal", "2027-01-15T10:00", sheet={"subject": "factor", "reason": "no"})

    assert str(caught.value) == "An appeal about the factor follows the appraisal scheme"
    assert translate(caught.value, "zh") == "系数异议请按考核办法提出"
    assert run.appraisal == before


def test_an_appeal_that_came_the_right_way_is_taken():
    refuses = "refuses: [{when: subject == 'factor', words: 不受理 | Not here}]"
    run = talk(rate(drive(SUBJECT, (APPEAL, APPEAL.replace("to: appeal,", f"to: appeal, {refuses},"))), "3", "3"))

    run.answer("appeal", "2027-01-15T10:00", sheet={"subject": "sum", "reason": "no"})

    assert run.appraisal.state == "appeal"


def test_a_refusal_may_look_at_the_result_and_needs_no_sheet():
    refuses = "{to: appointment, blank: true, refuses: [{when: grade == 'C', words: 必须面谈 | It must be held}]}"
    run = rate(drive(("{to: appointment, blank: true}", refuses)), "1", "1")
    release(run)
    run.answer("submit", "2027-01-06T10:00", sheet={"held_at": "2027-01-14T10:00", "place": "the large meeting room"})
    run.ring("2027-01-14T10:00")

    with pytest.raises(RegulationRefusesError, match="It must be held"):
        run.answer("return", "2027-01-14T12:00")


GRADES = "choice: {A: 优 | A, B: 良 | B, C: 差 | C}"
GRADED = RULING.replace("number: 1..5", GRADES).replace("sets: score", "sets: grade")


def appealed(*changes):
    run = talk(rate(drive(*changes), "3", "3"))
    run.answer("appeal", "2027-01-15T10:00", sheet={"reason": "no"})
    return run


def test_a_final_authority_sets_the_grade_and_the_score_stays():
    run = appealed((RULING, GRADED))

    run.answer("change", "2027-01-18T10:00", sheet={"score": "A", "reason": "the figures were late"})

    assert (str(run.appraisal.score), run.appraisal.grade) == ("3.00", "A")


def test_a_score_and_a_grade_set_at_once_both_stand():
    extra = f" grade: {{title: 等级 | Grade, {GRADES}, needed_for: [change], sets: grade}},"
    run = appealed((RULING, RULING + extra))

    run.answer("change", "2027-01-18T10:00", sheet={"score": "1", "grade": "A", "reason": "so"})

    assert (str(run.appraisal.score), run.appraisal.grade) == ("1", "A")


def test_a_corrected_score_leaves_the_grade_that_went_by_rank():
    bands = "grades: {A: from 4, B: from 2 below 4, C: below 2}"
    ranks = "grades: {A: by rank, B: by rank, C: by rank}"
    run = rate(drive((bands, ranks), ("rounding: floor", "rounding: largest_remainder")), "3", "3")
    release(run, grade="B")
    run.answer("submit", "2027-01-06T10:00", sheet={"held_at": "2027-01-14T10:00", "place": "the large meeting room"})
    run.ring("2027-01-14T10:00")
    run.answer("submit", "2027-01-14T12:00", sheet={"notes": "said"})
    run.answer("appeal", "2027-01-15T10:00", sheet={"reason": "no"})

    run.answer("change", "2027-01-18T10:00", sheet={"score": "1", "reason": "so"})

    assert (str(run.appraisal.score), run.appraisal.grade) == ("1", "B")


def test_a_grade_given_in_the_sheet_that_makes_the_score_stands():
    grade = f"    mark: {{title: 等级 | Grade, {GRADES}, sets: grade}}\n"
    why = "    why: {title: 理由 | Why, text: 900}\n"
    run = drive((REVIEW, REVIEW + grade + why))

    review(run, "3", "3", mark="A", why="as a whole")

    assert (str(run.appraisal.score), run.appraisal.grade) == ("3.00", "A")


def test_before_after_who_and_why_are_read_from_the_history():
    run = rate(drive((RULING, GRADED)), "3", "3")
    run.do(Deed.ADJUST, "2027-01-05T09:00", by="pat", standing=Standing.PANEL, grade="C", reason="next to his peers")
    talk(run)
    run.answer("appeal", "2027-01-15T10:00", sheet={"reason": "no"})
    run.answer("change", "2027-01-18T10:00", sheet={"score": "A", "reason": "the figures were late"})

    found = rulings(run.workflow, run.entries)

    assert [(one.result, one.before, one.after, one.by, one.state, one.why) for one in found] == [
        ("grade", "B", "C", "pat", "calibration", "next to his peers"),
        ("grade", "C", "A", "hr1", "appeal", "the figures were late"),
    ]


def test_an_appeal_that_is_upheld_sets_nothing():
    run = appealed()

    run.answer("uphold", "2027-01-18T10:00")

    assert rulings(run.workflow, run.entries) == ()


WRONG = {
    "a refusal without words": (
        APPEAL,
        APPEAL.replace("to: appeal,", "to: appeal, refuses: [§{when: score > 4}],"),
        "A refusal needs 'words'.",
    ),
    "a refusal about what is unknown": (
        APPEAL,
        APPEAL.replace("to: appeal,", "to: appeal, refuses: [{when: §subject == 'x', words: 不 | No}],"),
        f"There is no name 'subject' here; known are score, grade, verdict, reason, {', '.join(FACTS)}, site.",
    ),
    "no reason": (
        ", sets: score},\n    reason: {title: 理由 | Reasons, text: 900, needed_for: [change]}}",
        ", sets: §score},\n    reason: {title: 理由 | Reasons, text: 900, needed_for: [uphold]}}",
        "Nobody is asked why 'score' is set; add a text that is needed with it.",
    ),
    "a grade there is not": (
        "number: 1..5, needed_for: [change], sets: score",
        "choice: {A: 优 | A, D: 差 | D}, needed_for: [change], sets: §grade",
        "D is no grade; a grade is chosen among the grades.",
    ),
    "a number for a grade": (
        "number: 1..5, needed_for: [change], sets: score",
        "number: 1..5, needed_for: [change], sets: §grade",
        "score is no grade; a grade is chosen among the grades.",
    ),
    "a choice for a score": (
        "number: 1..5, needed_for: [change], sets: score",
        "choice: {A: 优 | A, D: 差 | D}, needed_for: [change], sets: §score",
        "A score is a number; 'score' does not take one.",
    ),
    "a condition about what stands nowhere": (
        "text: 900, needed_for: [appeal]",
        "text: 900, needed_when: §total > 3",
        f"There is no name 'total' here; known are score, grade, verdict, {', '.join(FACTS)}, site.",
    ),
}


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG.values(), ids=list(WRONG))
def test_what_cannot_be_meant_is_shown_at_its_place(breaking, old, new, sentence):
    found, expected = breaking(old, new, sentence)

    assert found == expected


def test_a_grade_by_hand_needs_no_score(read, base):
    text = base.replace("number: 1..5", "choice: {A: 优 | A, B: 良 | B}").replace("sets: score", "sets: grade")
    lines = [line for line in text.split("\n") if not line.startswith(("score:", "distribution:"))]

    workflow = read("\n".join(lines))

    assert workflow.scorecard is None
    assert [grade.name for grade in workflow.grades] == ["A", "B", "C"]


def test_a_refusal_that_is_no_mapping_is_refused_once(complain, base):
    (found,) = complain(base.replace(APPEAL, APPEAL.replace("to: appeal,", "to: appeal, refuses: [never],")))

    assert found.endswith("Here a refusal is expected: keys, each with a colon and what it holds.")
