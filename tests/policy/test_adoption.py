"""Goals that are changed: the old ones stay in force until the change is approved, and both versions are kept."""

from pathlib import Path

import pytest

from cycleflow.core.model import Deed
from cycleflow.core.refusals import NeededLaterError
from cycleflow.core.replay import replay
from cycleflow.core.snapshot import dump, load
from cycleflow.core.version import in_force
from tests.core.samples import PLAN, local
from tests.flows import drive
from tests.policy.conftest import complaints_of, place_in

CHANGING = (Path(__file__).parent / "changing.yaml").read_text(encoding="utf-8")
NEW = {"goals": [{"goal": "sell", "weight": "20"}, {"goal": "train", "weight": "30"}, {"goal": "hire", "weight": "50"}]}


@pytest.fixture
def changed():
    """Return a run in which other goals have been asked for."""
    run = drive(base=CHANGING)
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
    run.answer("change", "2026-11-02T10:00")
    run.answer("submit", "2026-11-03T10:00", sheet=NEW)
    return run


def goals(answers):
    return [row["goal"] for row in answers["goals"]]


def test_a_change_that_is_not_approved_yet_leaves_the_old_goals_in_force(changed):
    assert goals(changed.appraisal.sheets["goals"]) == ["sell", "train"]
    assert changed.appraisal.former == {}


def test_once_approved_the_new_goals_are_in_force_and_the_old_ones_kept(changed):
    changed.answer("agree", "2026-11-04T10:00")

    (former,) = changed.appraisal.former["goals"]
    assert goals(changed.appraisal.sheets["goals"]) == ["sell", "train", "hire"]
    assert goals(former.answers) == ["sell", "train"]
    assert (former.by, former.at, former.until) == (("ann",), local("2026-10-08T10:00"), local("2026-11-04T10:00"))
    assert changed.appraisal.given["goals"].at == local("2026-11-03T10:00")
    assert changed.entries[-1].changed["adopted"] == {"goals": "new_goals"}


def test_a_change_that_is_refused_changes_nothing(changed):
    changed.answer("refuse", "2026-11-04T10:00")

    assert goals(changed.appraisal.sheets["goals"]) == ["sell", "train"]
    assert changed.appraisal.former == {}


def test_the_score_goes_by_the_goals_in_force(changed):
    changed.answer("agree", "2026-11-04T10:00")
    changed.answer("go_on", "2026-12-30T10:00", sheet={"goals": [{"done": "half"}] * 3})

    changed.answer("submit", "2027-01-04T10:00", sheet={"goals": [{"score": "4"}, {"score": "4"}, {"score": "2"}]})

    assert str(changed.appraisal.score) == "3.00"


def test_every_version_is_kept_and_known_by_its_time(changed):
    changed.answer("agree", "2026-11-04T10:00")
    changed.answer("change", "2026-11-05T10:00")
    changed.answer("submit", "2026-11-06T10:00", sheet=PLAN)
    changed.answer("agree", "2026-11-09T10:00")

    times = [None, local("2026-11-01T09:00"), local("2026-11-04T10:00"), local("2026-11-09T10:00")]
    found = [goals(in_force(changed.appraisal, "goals", at)) for at in times]

    assert [len(one) for one in found] == [2, 2, 3, 2]
    assert len(changed.appraisal.former["goals"]) == 2
    assert load(dump(changed.appraisal)) == changed.appraisal


def test_the_history_of_a_change_replays(changed):
    changed.answer("agree", "2026-11-04T10:00")

    again = replay(changed.entries, {changed.workflow.fingerprint: changed.workflow})

    assert again.flaws == ()
    assert again.appraisal
    assert again.appraisal.former == changed.appraisal.former


def test_a_change_nobody_wrote_down_cannot_be_passed_over():
    run = drive(base=CHANGING)
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
    run.answer("change", "2026-11-02T10:00")

    with pytest.raises(NeededLaterError, match="approval is built on what is filled in there"):
        run.do(Deed.WAIVE, "2026-11-03T10:00", reason="ill")


def test_goals_that_were_never_given_leave_no_former_version(changed):
    body = dump(changed.appraisal)
    body["given"] = {"new_goals": body["given"]["new_goals"]}
    changed.appraisal = load(body)

    changed.answer("agree", "2026-11-04T10:00")

    assert changed.appraisal.former == {}
    assert len(goals(changed.appraisal.sheets["goals"])) == 3


def test_a_change_without_approval_is_in_force_at_once():
    own = "new_goals: {ask: {employee: goals}, due: opened + 5 workdays, answers: {submit: approval}}"
    adopting = own.replace("submit: approval", "submit: {to: approval, adopts: {goals: new_goals}}")
    run = drive((own, adopting), base=CHANGING)
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
    run.answer("change", "2026-11-02T10:00")

    run.answer("submit", "2026-11-03T10:00", sheet=NEW)

    assert goals(run.appraisal.sheets["goals"]) == ["sell", "train", "hire"]


ADOPTS = "adopts: {goals: new_goals}"
LATE = (
    "answers: {submit: panel}}",
    """answers: {submit: late_goals}}
  late_goals:
    {ask: {employee: goals}, due: opened, answers: {submit: {to: panel, adopts: {goals: §late_goals}}}}""",
)
WRONG = {
    "another sheet": (
        ADOPTS,
        "adopts: {goals: §marks}",
        [
            "'marks' does not ask for what 'goals' does, so it cannot replace it.",
            "'marks' may not have been filled in by then: goals → tracking → new_goals → approval.",
        ],
    ),
    "a sheet of nobody": (
        ADOPTS,
        "adopts: {panel: §approval}",
        ["'approval' does not ask for what 'panel' does, so it cannot replace it."],
    ),
    "not yet given": (
        "go_on: marks",
        "go_on: {to: marks, adopts: {goals: §new_goals}}",
        ["'new_goals' may not have been filled in by then: goals → tracking."],
    ),
    "a blank answer": (
        "{submit: approval}",
        "{submit: approval, go_on: {to: tracking, blank: true, adopts: {goals: §new_goals}}}",
        ["'go_on' takes no sheet, so none can be adopted."],
    ),
    "a state there is not": (
        ADOPTS,
        "adopts: {§gaols: new_goals}",
        ["There is no state 'gaols'; did you mean 'goals'?"],
    ),
    "too late for the score": (
        *LATE,
        ["What 'marks' says row by row about 'goals' may have been said before."],
    ),
    "a cohort that adopts": (
        "{release: done}",
        "{release: {to: done, adopts: §{new_goals: goals}}}",
        ["A cohort is released all at once; 'adopts' belongs to one person's answer."],
    ),
    "a cohort that refuses": (
        "{release: done}",
        "{release: {to: done, refuses: §[{when: score > 4, words: 不 | No}]}}",
        ["A cohort is released all at once; 'refuses' belongs to one person's answer."],
    ),
}


@pytest.mark.parametrize(("old", "new", "sentences"), WRONG.values(), ids=list(WRONG))
def test_what_cannot_be_adopted_is_shown_at_its_place(old, new, sentences):
    assert CHANGING.count(old) == 1
    text = CHANGING.replace(old, new).replace("words:\n  states: {", "words:\n  states: {late_goals: 迟 | Late, ")
    if "late_goals:" not in new:
        text = text.replace("late_goals: 迟 | Late, ", "")

    found = complaints_of(text.replace("§", ""))

    assert found == [f"{place_in(text)}: {said}" for said in sentences]
