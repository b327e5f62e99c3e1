"""Several people asked in one state: a committee that votes, and raters who each fill in a sheet of their own."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from cycleflow.core.migrating import obstacles
from cycleflow.core.model import Action, Channel, Deed, Member, Standing
from cycleflow.core.refusals import SheetError
from cycleflow.core.replay import replay
from cycleflow.core.snapshot import dump, dump_cast, load
from tests.core.samples import CAST, ZONE, Run, answers, with_state
from tests.raters import FEEDBACK, feedback, inviting


def members(*people):
    return tuple(Member(person=one, zone=ZONE) for one in people)


def committee(*people):
    """Return a run at an appeal that a committee decides by majority."""
    workflow = with_state(
        "appeal", ask={"panel": None}, complete="majority", answers=answers(change="closed", uphold="rating")
    )
    run = Run(workflow, {**CAST, "panel": members(*people)}).upto("consent")
    run.answer("appeal", "2027-01-14T10:00", by="ann", sheet={"comment": "no"})
    run.answer("sign", "2027-01-14T11:00", by="max")
    return run


def vote(run, **votes):
    for minute, (person, answer) in enumerate(votes.items()):
        run.answer(answer, f"2027-01-15T10:{minute:02}", by=person)
    return run.appraisal


def test_a_majority_is_more_than_half_of_those_asked():
    run = committee("p1", "p2", "p3", "p4")

    vote(run, p1="uphold", p2="uphold")
    assert run.appraisal.state == "appeal"

    vote(run, p3="uphold")
    assert run.appraisal.state == "rating"
    assert run.appraisal.given["appeal"].by == ("p1", "p2", "p3")


def test_a_majority_outvotes_the_answer_listed_first():
    run = committee("p1", "p2", "p3")

    assert vote(run, p1="change", p2="uphold", p3="uphold").state == "rating"


def test_of_equal_votes_the_answer_listed_first_prevails():
    run = committee("p1", "p2")

    assert vote(run, p1="uphold", p2="change").state == "closed"


@pytest.mark.parametrize("answer", ["change", "uphold"])
def test_a_committee_of_one_decides_alone(answer):
    run = committee("p1")

    assert vote(run, p1=answer).given["appeal"].answer == answer


RATERS = {
    "employee": members("ann"),
    "manager": members("max"),
    "peers": members("bob", "cat", "dan", "eve"),
    "reports": members("rob"),
    "hr": members("hr1", "hr2"),
}


def gathering(text=FEEDBACK, cast=RATERS):
    workflow = feedback(text)
    run = Run(workflow, cast)
    run.appraisal = replace(run.appraisal, fingerprint=workflow.fingerprint)
    run.launch("2026-07-01T09:00")
    return run


def rate(run, at="2026-07-02T10:00", **marks):
    for person, quality in marks.items():
        run.answer("submit", at, by=person, sheet={"quality": str(quality), "listens": "4"})
    return run.appraisal


def qualities(run, role):
    return [row["quality"] for row in run.appraisal.sheets["feedback"][role]]


def test_everybody_fills_in_a_sheet_of_his_own():
    run = gathering()

    rate(run, ann=90, max=80, bob=90, cat=80)

    assert run.appraisal.state == "feedback"
    assert run.appraisal.sheets["feedback"]["manager"] == ({"by": "max", "quality": "80", "listens": "4"},)
    assert sorted(qualities(run, "peers")) == ["80", "90"]


def test_a_row_of_an_anonymous_role_names_nobody():
    run = gathering()

    rate(run, bob=90)

    assert run.appraisal.sheets["feedback"] == {"peers": ({"quality": "90", "listens": "4"},)}


@pytest.mark.parametrize("order", list(permutations(["bob", "cat", "dan"])))
def test_the_order_of_anonymous_rows_does_not_tell_who_came_first(order):
    run = gathering()
    marks = {"bob": 70, "cat": 80, "dan": 90}

    rate(run, **{person: marks[person] for person in order})

    first = gathering()
    rate(first, **marks)
    assert run.appraisal.sheets == first.appraisal.sheets


def test_the_weights_of_the_raters_make_the_score():
    run = gathering()
    rate(run, ann=90, max=80, bob=85, cat=80, dan=90, eve=85, rob=10)

    run.answer("submit", "2026-07-03T10:00", sheet={})

    assert run.appraisal.score == Decimal("83.50")


def test_too_few_colleagues_do_not_count():
    run = gathering(cast={**RATERS, "peers": members("bob", "cat")})
    rate(run, ann=90, max=80, bob=0, cat=0, rob=0)

    run.answer("submit", "2026-07-03T10:00", sheet={})

    assert run.appraisal.score == Decimal("82.86")


def test_silence_goes_on_with_what_there_is():
    run = gathering()
    rate(run, max=80, bob=85)

    run.ring("2026-07-16T09:00")

    assert run.appraisal.state == "review"
    assert run.appraisal.given["feedback"].by == ("max", "bob")
    assert not run.appraisal.given["feedback"].forfeited


def test_silence_of_everybody_is_forfeited():
    run = gathering()

    run.ring("2026-07-16T09:00")

    assert run.appraisal.given["feedback"].forfeited


def test_hr_may_go_on_with_what_there_is():
    run = gathering()
    rate(run, max=80)

    run.do(Deed.WAIVE, "2026-07-03T10:00", reason="long leave")

    assert run.appraisal.given["feedback"].by == ("max",)


def test_who_is_late_under_no_name_is_told_once_and_not_by_name():
    run = gathering()
    rate(run, ann=90, bob=85)
    run.ring("2026-07-07T09:00")

    run.ring("2026-07-10T09:00")

    told = [(one.person, one.facts.get("asked"), one.task) for one in run.decisions[-1].notices]
    late = [(person, asked) for person, asked, task in told if task is None]
    assert late == [("hr1", "max"), ("hr2", "max"), ("hr1", None), ("hr2", None), ("hr1", None), ("hr2", None)]


def test_asked_again_everybody_begins_anew():
    run = gathering()
    rate(run, ann=90, max=80, bob=85, cat=80, dan=90, eve=85, rob=10)
    run.answer("again", "2026-07-03T10:00", sheet={})

    rate(run, at="2026-07-04T10:00", bob=50)

    assert run.appraisal.sheets["feedback"] == {"peers": ({"quality": "50", "listens": "4"},)}


def test_whoever_has_answered_is_not_asked_again_when_the_organisation_changes():
    run = gathering()
    rate(run, bob=85)
    others = {**RATERS, "peers": members("bob", "dan", "eve")}

    run.do(Deed.RECAST, "2026-07-03T10:00", standing=Standing.SYSTEM, cast=dump_cast(others), reason="moved")

    assert sorted(person for role, person in run.asked if role == "peers") == ["dan", "eve"]


def test_a_replay_gathers_the_same():
    run = gathering()
    rate(run, ann=90, max=80, bob=85, cat=80, dan=90, eve=85, rob=10)
    run.answer("submit", "2026-07-03T10:00", sheet={})

    found = replay(run.entries, {run.workflow.fingerprint: run.workflow})

    assert not found.flaws
    assert found.appraisal == run.appraisal
    assert load(dump(run.appraisal)) == run.appraisal


def test_an_explanation_does_not_tell_what_one_of_them_said():
    run = gathering()
    rate(run, ann=90, max=80, bob=85, cat=80, dan=90, eve=86, rob=10)

    card = run.workflow.scorecard.rule
    reckoning = card.reckon(run.appraisal.sheets)

    assert reckoning.find("colleagues").sentence == "mean of 4 = 85.25"
    assert [part.sentence for part in reckoning.find("colleagues").parts] == ["4 rows"]
    assert [part.sentence for part in reckoning.find("listening").parts] == ["4 rows"]
    assert [part.sentence for part in reckoning.find("superior").parts] == ["1 rows", "80 × 1"]


def test_a_question_few_have_answered_does_not_count():
    run = gathering()
    for person, listens in (("bob", "5"), ("cat", "5"), ("dan", ""), ("eve", "")):
        run.answer("submit", "2026-07-02T10:00", by=person, sheet={"quality": "80", "listens": listens})

    assert run.workflow.scorecard.rule.reckon(run.appraisal.sheets).find("listening").blank


def test_a_tick_left_out_counts_as_none():
    text = FEEDBACK.replace(
        "mean: {of: feedback.peers, each: listens * 20}", "count: {of: feedback.peers, when: praise}"
    )
    run = gathering(text)
    run.answer("submit", "2026-07-02T10:00", by="bob", sheet={"quality": "80", "praise": True})
    rate(run, cat=80, dan=80)

    assert run.workflow.scorecard.rule.reckon(run.appraisal.sheets).find("listening").value == 1


def test_a_role_may_be_called_like_an_indicator():
    text = FEEDBACK.replace(
        "score:\n  after",
        "indicators:\n  peers: {title: 同事数 | Number of peers, count: 0.., by: hr, default: 0}\nscore:\n  after",
    ).replace("superior: 50", "superior: 49, peers: 1")
    text = text.replace(
        "  review: {ask: {manager: review}",
        "  figures: {ask: {hr: hr_indicators}, complete: any, "
        "due: opened + 5 workdays, answers: {submit: review}}\n  review: {ask: {manager: review}",
    )
    text = text.replace(
        "silence: {after: 5 workdays, to: review}\n    answers: {submit: review}",
        "silence: {after: 5 workdays, to: figures}\n    answers: {submit: figures}",
    )
    text = text.replace("states: {feedback", "states: {figures: 数据 | Figures, feedback")
    run = gathering(text)
    rate(run, ann=90, max=80, bob=85, cat=80, dan=90, eve=85, rob=10)

    run.answer("submit", "2026-07-03T10:00", by="hr1", sheet={"peers": "100"})
    run.answer("submit", "2026-07-03T11:00", sheet={})

    assert run.appraisal.score == Decimal("83.70")


def test_a_new_version_looks_at_every_sheet_that_was_gathered():
    run = gathering()
    rate(run, ann=90, max=80, bob=85, cat=80, dan=90, eve=85, rob=10)
    assert obstacles(run.workflow, run.appraisal, {}) == ()

    stricter = feedback(FEEDBACK.replace("number: 0..100", "number: 0..80"))

    found = obstacles(stricter, run.appraisal, {})
    assert [str(problem) for problem in found] == [
        "What was filled in at feedback does not fit any more: quality: This must lie between 0 and 80."
    ] * 4


def test_a_new_version_cannot_show_what_was_said_under_no_name():
    run = gathering()
    rate(run, ann=90, max=80, bob=85, cat=80, dan=90, eve=85, rob=10)

    opener = feedback(FEEDBACK.replace("anonymous: [peers, reports]", "anonymous: [reports]"))

    (problem,) = obstacles(opener, run.appraisal, {})
    assert str(problem) == "What peers said at feedback without their names would be shown one by one."


def test_who_was_named_is_no_obstacle_to_a_new_version():
    workflow = inviting()
    cast = {**CAST, "colleagues": members("bob"), "guests": (), "host": ()}
    run = Run(workflow, cast)
    run.launch("2026-07-01T09:00")
    task = run.appraisal.open_tasks[0]
    action = Action(
        deed=Deed.ANSWER,
        actor="ann",
        standing=Standing.PERSON,
        channel=Channel.PAGE,
        task=task.id,
        inputs={"answer": "submit", "sheet": {"guests": [{"who": "bob"}]}, "people": {"bob": ZONE}},
    )
    run.take(action, "2026-07-02T09:00")

    assert obstacles(workflow, run.appraisal, {}) == ()


def test_what_a_check_notes_of_a_gathered_sheet_stands_in_the_history_alone():
    checks = "checks: {marks: [{when: quality < 20, then: warn, words: 很低 | Very low}]}\nscore:\n"
    run = gathering(FEEDBACK.replace("score:\n", checks, 1))

    rate(run, bob=10)

    assert run.appraisal.remarks == {}
    assert [one["field"] for one in run.entries[-1].changed["remarks"]] == ["quality"]


def test_a_check_refuses_one_of_the_gathered_sheets():
    checks = "checks: {marks: [{when: quality < 20, then: refuse, words: 太低 | Too low}]}\nscore:\n"
    run = gathering(FEEDBACK.replace("score:\n", checks, 1))
    rate(run, ann=90)

    with pytest.raises(SheetError, match="quality"):
        rate(run, bob=10)
