"""The regulation's own checks of its sheets: what is refused at its field, and what is taken and noted."""

import pytest

from cycleflow.core.model import Deed
from cycleflow.core.refusals import SheetError
from cycleflow.core.replay import replay
from cycleflow.core.snapshot import dump, load
from cycleflow.language import translate
from tests.core.samples import PLAN
from tests.flows import drive, rate, release

CHECKS = "score: {after"


def checked(checks, *changes):
    return drive((CHECKS, f"checks: {{{checks}}}\n{CHECKS}"), *changes)


def refused(run, answer, sheet, at="2026-10-08T10:00"):
    with pytest.raises(SheetError) as caught:
        run.answer(answer, at, sheet=sheet)
    return [(one.field, one.row, one.column, translate(one, "en")) for one in caught.value.problems]


def test_what_a_check_refuses_is_shown_at_the_field_it_asks_for():
    run = checked("goals: [{when: goals_rows < 2, then: refuse, words: 至少两个目标 | At least two goals}]")

    found = refused(run, "submit", {"goals": [{"goal": "sell", "weight": "100"}]})

    assert found == [("goals", None, None, "At least two goals")]
    assert run.appraisal.state == "goal_setting"


def test_each_row_is_looked_at_by_itself():
    check = "{of: goals, when: weight > 50 and goals_rows > 1, then: refuse, words: 过重 | Too heavy}"
    run = checked(f"goals: [{check}]")

    found = refused(run, "submit", PLAN)

    assert found == [("goals", 1, "weight", "Too heavy")]


def test_a_warning_is_taken_kept_in_the_entry_and_with_the_sheet():
    run = checked("goals: [{of: goals, when: weight > 50, then: warn, words: 过重 | Too heavy}]")

    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    said = {"words": {"zh": "过重", "en": "Too heavy"}, "field": "goals", "row": 1}
    assert run.appraisal.state == "review"
    assert run.entries[-1].changed["remarks"] == [said]
    (remark,) = run.appraisal.remarks["goal_setting"]
    assert (remark.words["en"], remark.field, remark.row) == ("Too heavy", "goals", 1)


def test_remarks_survive_the_store_and_a_replay():
    run = checked("goals: [{of: goals, when: weight > 50, then: warn, words: 过重 | Too heavy}]")
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)

    again = replay(run.entries, {run.workflow.fingerprint: run.workflow})

    assert load(dump(run.appraisal)) == run.appraisal
    assert again.appraisal
    assert again.appraisal.remarks == run.appraisal.remarks
    assert again.flaws == ()


def test_a_sheet_given_anew_loses_the_remarks_that_no_longer_hold():
    run = checked("goals: [{of: goals, when: weight > 50, then: warn, words: 过重 | Too heavy}]")
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
    run.do(Deed.SEND_BACK, "2026-10-09T10:00", to="goal_setting", reason="too heavy")

    run.answer(
        "submit", "2026-10-12T10:00", sheet={"goals": [{"goal": one, "weight": "50"} for one in ("sell", "train")]}
    )

    assert run.appraisal.remarks == {}
    assert "remarks" not in run.entries[-1].changed


def test_a_check_may_hold_for_one_answer_only():
    check = '{when: \'answer == "submit" and notes == ""\', then: refuse, words: 请写纪要 | Write the minutes}'
    run = rate(checked(f"record: [{check}]", ("text: 900}}", "text: 900, optional: true}}")), "3", "3")
    release(run)
    run.answer("submit", "2027-01-06T10:00", sheet={"held_at": "2027-01-14T10:00", "place": "the large meeting room"})
    run.ring("2027-01-14T10:00")

    assert refused(run, "submit", {}, "2027-01-14T12:00") == [("notes", None, None, "Write the minutes")]
    run.answer("return", "2027-01-14T12:00")
    assert run.appraisal.state == "appointment"


def test_a_check_may_ask_for_the_result_the_sheet_leads_to():
    check = "{of: goals, when: 'score == 5 and grade == \"A\"', then: warn, words: 全优 | All the best}"
    run = checked(f"review: [{check.replace('score == 5', 'score > 4')}]")

    rate(run, "5", "5")

    assert [one.row for one in run.appraisal.remarks["review"]] == [1, 2]


def test_one_rater_who_gives_everybody_the_same_marks_is_noted():
    sheet = "    kind: {title: 合作 | Kindness, scale: five}\n    skill: {title: 技能 | Skill, scale: five}\n"
    facts = 'facts: {title: 事实 | Facts, text: 900, needed_when: "score in [5, 1]"}\n'
    run = checked(
        "review: [{when: kind == skill, then: warn, words: 各项相同 | All the same}]",
        (facts, facts + sheet),
    )
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
    run.ring("2026-12-31T09:00")

    marks = {"goals": [{"score": "3"}, {"score": "4"}], "kind": "4", "skill": "4"}
    run.answer("submit", "2027-01-04T10:00", sheet=marks)

    assert [one.field for one in run.appraisal.remarks["review"]] == ["kind"]


ONE = "{when: goals_rows < 2, then: refuse, words: 少 | Few}"
WRONG = {
    "a sheet there is not": (
        CHECKS,
        f"checks: {{§goal: [{ONE}]}}\n{CHECKS}",
        "There is no sheet 'goal'; did you mean 'goals'?",
    ),
    "a sheet nobody can guess": (
        CHECKS,
        f"checks: {{§zzz: [{ONE}]}}\n{CHECKS}",
        "There is no sheet 'zzz'; known are goals, review, appointment, record, reaction, ruling.",
    ),
    "a table there is not": (
        CHECKS,
        f"checks: {{goals: [{{of: §goal, when: weight > 1, then: warn, words: 少 | Few}}]}}\n{CHECKS}",
        "There is no table 'goal'; did you mean 'goals'?",
    ),
    "a name there is not": (
        CHECKS,
        f"checks: {{goals: [{{of: goals, when: §wait > 1, then: warn, words: 少 | Few}}]}}\n{CHECKS}",
        "There is no name 'wait' here; did you mean 'weight'?",
    ),
    "nothing of the row": (
        CHECKS,
        f"checks: {{goals: [{{of: goals, when: §goals_rows > 1, then: warn, words: 少 | Few}}]}}\n{CHECKS}",
        "A check asks for a column of 'goals': there its words are shown.",
    ),
    "nothing of the sheet": (
        CHECKS,
        f"checks: {{goals: [{{when: §score > 1, then: warn, words: 少 | Few}}]}}\n{CHECKS}",
        "A check asks for a field of 'goals': there its words are shown.",
    ),
    "another consequence": (
        CHECKS,
        f"checks: {{goals: [{ONE.replace('refuse', '§reject')}]}}\n{CHECKS}",
        "There is no consequence 'reject'; known are refuse, warn.",
    ),
    "no words": (
        CHECKS,
        f"checks: {{goals: [§{ONE.replace(', words: 少 | Few', '')}]}}\n{CHECKS}",
        "A check needs 'words'.",
    ),
    "no list": (
        CHECKS,
        f"checks: {{goals: §{ONE}}}\n{CHECKS}",
        "Here each check of the sheet is expected as a list: [one, another].",
    ),
}


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG.values(), ids=list(WRONG))
def test_a_check_that_cannot_be_meant_is_shown_at_its_place(breaking, old, new, sentence):
    found, expected = breaking(old, new, sentence)

    assert found == expected


def test_a_check_that_is_no_mapping_is_refused_once(complain, base):
    (found,) = complain(base.replace(CHECKS, f"checks: {{goals: [few]}}\n{CHECKS}"))

    assert found.endswith("Here a check is expected: keys, each with a colon and what it holds.")
