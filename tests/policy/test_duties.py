# ruff: noqa: E501 - a row a fault reads better than a fault in pieces
"""Duties in a regulation: what is refused at its place, and what their logs come to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest

from cycleflow.core.knowledge import Knowledge
from cycleflow.core.ledger import rows, tables
from cycleflow.core.model import Appraisal, DutyLog, Occurrence, OccurrenceStatus
from cycleflow.core.scoring.inputs import Row
from cycleflow.core.trial import take
from tests.core.samples import CYCLE, Run

MEASURED = (Path(__file__).parent / "measured.yaml").read_text(encoding="utf-8")
CHECK = "check: {every: month, ask: hr, complete: any, answers: {on_track: , behind: improve}}"
REPORT = "report: {every: week, ask: employee}"
IMPROVE = "improve: {ask: employee, due: opened + 5 workdays}"
SUBMIT = "plan: {ask: {employee: plan}, due: cycle.start + 5 workdays, answers: {submit: review}}"
REVIEW = "review: {ask: {hr: review}, complete: any, due: cycle.end + 3 workdays, answers: {submit: figures}}"

WRONG = {
    "neither every nor due": (IMPROVE, "§improve: {ask: employee}", "When 'improve' falls due is missing; add 'due', or 'every' where it recurs."),
    "both every and due": (REPORT, "report: {every: week, due: §cycle.end, ask: employee}", "'every' says when 'report' falls due; leave out 'due'."),
    "so many times of one": (IMPROVE, "improve: {due: opened, times: §2, ask: employee}", "Only what recurs is asked so many times; add 'every'."),
    "one time": (REPORT, "report: {every: week, times: §1, ask: employee}", "Once is what 'every' says already; write 2 or more."),
    "no recurrence": (REPORT, "report: {every: §often, ask: employee}", "'often' does not say how often; write it like 14 days, week, sunday at 16:00, month, or month on 10th."),
    "longer than a cycle": (REPORT, "report: {every: §100 days, ask: employee}", "'report' would never be asked: no cycle lasts until it falls due."),
    "asks nobody": (REPORT, "report: §{every: week}", "A duty needs 'ask'."),
    "a key there is not": (REPORT, "report: {every: week, ask: employee, §opens: opened}", "A duty has no 'opens'; known are ask, every, times, due, missed, answers, complete, remind, escalate, tell."),
    "the name of a state": (REPORT, "report: {every: week, ask: employee}\n  §review: {every: week, ask: employee}", "A duty cannot be called 'review'; the word means something else already."),
    "the name of an indicator": (REPORT, "report: {every: week, ask: employee}\n  §late: {every: week, ask: employee}", "'late' is the name of an indicator already."),
    "no words": (REPORT, "report: {every: week, ask: employee}\n  §more: {every: week, ask: employee}", "How the duty 'more' is called is missing under words, duties."),
    "words for none": ("improve: 改进 | Improve, talk", "improve: 改进 | Improve, §improved: 改进 | Improved, talk", "There is no duty 'improved'; did you mean 'improve'?"),
    "a cohort": (REPORT, "report: §{every: week, ask: {panel: cohort}}", "Only a state can ask a panel over a whole cohort."),
    "never raised": (CHECK, "check: {every: month, ask: hr, complete: any, answers: [on_track, behind]}", None),
    "raised though it recurs": (CHECK, "check: {every: month, ask: hr, complete: any, answers: {on_track: §report, behind: improve}}", "'report' recurs by itself; only a duty without 'every' can be raised."),
    "raised by a state though it recurs": (SUBMIT, "plan: {ask: {employee: plan}, due: cycle.start + 5 workdays, answers: {submit: {to: review, raises: §report}}}", "'report' recurs by itself; only a duty without 'every' can be raised."),
    "raised for being missed though it recurs": (REPORT, "report: {every: week, ask: employee, missed: {after: 1 day, raises: §check}}", "'check' recurs by itself; only a duty without 'every' can be raised."),
    "a duty there is not": (SUBMIT, "plan: {ask: {employee: plan}, due: cycle.start + 5 workdays, answers: {submit: {to: review, raises: §improved}}}", "There is no duty 'improved'; did you mean 'improve'?"),
    "a list of duties one of which there is not": (SUBMIT, "plan: {ask: {employee: plan}, due: cycle.start + 5 workdays, answers: {submit: {to: review, raises: [improve, §walk]}}}", "There is no duty 'walk'; did you mean 'talk'?"),
    "no end": (IMPROVE, "§improve: {ask: employee, due: opened, answers: {submit: improve}}", "'improve' never ends: each of its answers leads to a duty that does not either."),
    "an answer that is no name": (REPORT, "report: {every: week, ask: employee, answers: [§On track]}", None),
    "an answer without words": (REPORT, "report: {every: week, ask: employee, answers: [§filed]}", "How the answer 'filed' is called is missing under words, answers."),
    "a length that is none": (REPORT, "report: {every: week, ask: employee, missed: §soon}", "'soon' is not a length of time; write it like 5 workdays, 10 days, 1 month or 24 hours."),
    "an escalation to oneself": (REPORT, "report: {every: week, ask: employee, escalate: {employee: §1 day}}", "'employee' is asked himself; escalate to somebody else."),
    "many with one sheet": (CHECK, "check: {every: month, ask: §{hr: review}, answers: {on_track: , behind: improve}}", "Several people may be 'hr', but the sheet is kept once; write complete: any."),
    "a provider": (CHECK, "check: {every: month, ask: §{hr: hr_indicators}, complete: any, answers: {on_track: , behind: improve}}", "'hr_indicators' is filled in at a state; what is filled in for a duty is its own log."),
    "a day no sheet has": (IMPROVE, "improve: {ask: employee, due: §check.on}", "There is no date 'check.on' to count from; known are cycle.start, cycle.end, opened."),
    "a table there is not": ("each: plan.goals,", "each: §plan.aims,", None),
    "a need that may never be raised": (REVIEW, "review: {ask: {hr: review}, complete: any, needs: [§improve], due: cycle.end + 3 workdays, answers: {submit: figures}}", "'improve' may not have been passed by then: plan → review."),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_duty_is_shown_at_its_place(old, new, sentence, complain, place):
    assert MEASURED.count(old) == 1
    text = MEASURED.replace(old, new)

    found = complain(text.replace("§", ""))

    assert f"{place(text)}: {sentence}" in found if sentence else found


DATED = """workflow: dated
title: 辅导 | Coaching
status: draft
period: quarter
calendar: {country: CN, zone: Asia/Shanghai}
roles: {manager: manager}
sheets:
  talk: {day: {title: 日期 | Day, date: true}, note: {title: 记录 | Note, text: 500}}
  start: {since: {title: 起 | Since, date: true}}
states:
  begin: {ask: {manager: start}, due: cycle.start + 5 workdays, answers: {go: {to: going, raises: coaching}, skip: {to: going, blank: true}}}
  going: {ask: manager, marks: started, due: cycle.end, answers: {go: over}}
  over: {}
duties:
  coaching: {ask: {manager: talk}, due: opened + 5 workdays, answers: {held: follow_up, missed: {blank: true, raises: coaching}, over: }}
  follow_up: {ask: manager, due: coaching.day}
words:
  states: {begin: 开始 | Begin, going: 进行 | Going, over: 结束 | Over}
  duties: {coaching: 辅导 | Coaching, follow_up: 跟进 | Follow-up}
  answers: {go: 开始 | Go, skip: 跳过 | Skip, held: 已谈 | Held, missed: 未谈 | Not held, over: 完 | Over}
"""


def test_a_duty_counts_from_the_sheet_of_the_one_that_raises_it(read):
    assert read(DATED).duties["follow_up"].due.rule.anchor == "coaching.day"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("due: coaching.day", "due: §started", None),
        ("due: coaching.day", "due: §begin.since", None),
        (
            "answers: {go: over}}",
            "needs: [coaching], answers: {go: {to: over, raises: coaching}}}",
            "'coaching' may not have been passed by then: begin → going.",
        ),
        ("answers: {go: over}}", "answers: {go: {to: over, raises: lesson}}}", None),
        (
            "due: coaching.day",
            "due: §coaching.day + 3 hours",
            "'coaching.day' is a day; hours are counted from an instant, such as opened.",
        ),
        (
            "missed: {blank: true, raises: coaching}",
            "missed: {blank: true, raises: follow_up}",
            "'coaching.day' may not have happened by then: begin → coaching.",
        ),
        (
            "skip: {to: going, blank: true}",
            "skip: {to: going, blank: true, raises: follow_up}",
            "'coaching.day' may not have happened by then: begin.",
        ),
        ("due: opened + 5 workdays, answers: {held", "due: §begin.since, answers: {held", None),
        ("skip: {to: going, blank: true}", "skip: {to: going, blank: true, raises: coaching}", None),
        (
            "  follow_up:",
            "  check: {every: month, ask: manager, missed: {after: 1 day, raises: follow_up}}\n  follow_up:",
            "'coaching.day' may not have happened by then: check.",
        ),
        (
            "date: true}, note",
            "date: true, optional: true}, note",
            "'coaching.day' may not have happened by then: begin → coaching.",
        ),
    ],
)
def test_what_a_duty_counts_from_must_have_happened(old, new, sentence, read, complain):
    text = DATED.replace(old, new)
    if "check:" in new:
        text = text.replace("跟进 | Follow-up}", "跟进 | Follow-up, check: 检查 | Check}")
    if "lesson" in new:
        text = text.replace("跟进 | Follow-up}", "跟进 | Follow-up, lesson: 课 | Lesson}")
        text = text.replace("words:\n", "  lesson: {ask: manager, due: started + 5 days}\nwords:\n")
    if sentence is None:
        assert read(text.replace("§", ""))
    else:
        (found,) = complain(text.replace("§", ""))
        assert found.partition(": ")[2] == sentence


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("§done: {title: 完 | Done, tick: true}", "Every log of a duty has 'done'; choose another name."),
        ("more: {title: 目标 | Goals, each: §plan.goals, columns: {by: {title: 日 | Day, date: true}}}", "There is no table 'plan.goals' to repeat; write it like goal_setting.goals."),
        ("more: {title: 分 | Score, number: 1..5, sets: §score}", "A duty stands beside the result; only a state can set it."),
    ],
)  # fmt: skip
def test_a_sheet_of_a_duty_has_no_field_of_its_log_and_sets_nothing(field, sentence, complain, place):
    text = DATED.replace("note: {title: 记录 | Note, text: 500}", f"note: {{title: 记录 | Note, text: 500}}, {field}")

    assert f"{place(text)}: {sentence}" in complain(text.replace("§", ""))


# -- the recruiter's month (part b, 18 and 47) ------------------------------------------------------------------------

RECRUITER = """workflow: recruiter
title: 招聘专员 | Recruiter
status: draft
period: month
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, manager: manager}
sheets:
  survey: {filed: {title: 抄送 | Copied, tick: true, optional: true}, found: {title: 需求 | Need, number: 0..99}}
duties:
  survey: {every: sunday at 16:00, ask: {employee: survey}, missed: 3 days}
  changes: {every: month on last day at 16:00, ask: employee}
score:
  after: review
  result: total
  measures:
    reporting: {records: {of: survey, each: {(not done or late) and not filed: -2, not done or late or not filed: -1, otherwise: 0}}}
    changes_late: {count: {of: changes, when: not done or late}}
    weeks: {count: {of: survey, when: found > 0}}
    total: {formula: 100 + reporting - changes_late}
  also: [weeks]
states:
  review: {ask: manager, opens: cycle.end + 1 workday, due: cycle.end + 3 workdays, answers: {sign: over}}
  over: {}
words:
  states: {review: 评定 | Review, over: 结束 | Over}
  duties: {survey: 需求调查 | Need survey, changes: 人员变动 | Staff changes}
  answers: {sign: 签字 | Sign}
examples:
  - {given: {survey: [{occurrence: 1}, {occurrence: 2, done: true, late: true, filed: true}]}, expect: {reporting: -3, total: 97}}
  - {given: {survey: [{occurrence: 1, done: true, filed: true, found: 3}], changes: [{occurrence: 1, due_on: 2008-02-29, days_late: 1, late: true, done: true, answer: done}]}, expect: {total: 99, weeks: 1}}
  - {given: {}, expect: {score: 100}}
"""


def test_the_log_of_a_duty_is_a_table_of_measures_and_of_examples(read):
    card = read(RECRUITER).scorecard.rule

    assert list(card.fields["survey"].columns) == [
        *("filed", "found", "occurrence", "due_on", "done", "late", "days_late", "answer")
    ]
    assert all(column.optional for column in card.fields["survey"].columns.values())


def test_figures_to_fill_in_name_the_logs(read):
    _, values = take(read(RECRUITER), {"survey": [{"occurrence": 1, "done": True}], "changes": []}, complete=True)

    (row,) = cast(Sequence[Row], values["survey"])
    assert (row["occurrence"], row["done"], row["days_late"]) == (1, True, None)


AT = {day: datetime(2008, 2, day, 8, tzinfo=UTC) for day in range(1, 29)}
"""16:00 in Shanghai."""


def occurrence(number, due, **rest):
    return Occurrence(number=number, opened_at=AT[1], due_at=AT[due], zone="Asia/Shanghai", **rest)


LOG = DutyLog(
    next=5,
    rows=(
        occurrence(1, 3, status=OccurrenceStatus.DONE, closed_at=AT[3], answer="done", sheet={"found": "2", "t": ()}),
        occurrence(2, 10, status=OccurrenceStatus.DONE, closed_at=AT[12], answer="done"),
        occurrence(3, 17, status=OccurrenceStatus.MISSED, closed_at=AT[21]),
        occurrence(4, 17, status=OccurrenceStatus.WITHDRAWN, closed_at=AT[18]),
        occurrence(5, 24),
    ),
)


APPRAISAL = Appraisal(
    id="", cycle="", person="", fingerprint="", starts_on=date.min, ends_on=date.min, duties={"survey": LOG}
)


def test_a_log_shows_what_was_done_and_what_should_have_been():
    assert rows(replace(APPRAISAL, called_at=AT[28]), "survey") == (
        {"occurrence": "1", "due_on": "2008-02-03", "done": True, "late": False, "days_late": "0", "answer": "done", "found": "2"},
        {"occurrence": "2", "due_on": "2008-02-10", "done": True, "late": True, "days_late": "2", "answer": "done"},
        {"occurrence": "3", "due_on": "2008-02-17", "done": False, "late": False},
        {"occurrence": "5", "due_on": "2008-02-24", "done": False, "late": False},
    )  # fmt: skip


def test_what_has_yet_to_ring_is_not_overdue():
    assert [row["occurrence"] for row in rows(APPRAISAL, "survey")] == ["1", "2", "3"]


def test_a_log_is_shown_as_it_was_at_an_instant():
    assert rows(APPRAISAL, "survey", AT[11])[1] == {
        "occurrence": "2",
        "due_on": "2008-02-10",
        "done": False,
        "late": False,
    }
    assert [row["occurrence"] for row in rows(APPRAISAL, "survey", AT[17])] == ["1", "2"]
    assert [row["occurrence"] for row in rows(APPRAISAL, "survey", AT[18])] == ["1", "2", "3"]
    assert rows(APPRAISAL, "other", AT[18]) == ()


def test_a_score_counts_what_has_not_been_done_by_then_and_stays_explained_so(read):
    """Filed on sunday at 16:00:00 it is in time, a second later late; what is never filed is missed."""
    text = RECRUITER.replace("period: month", "period: quarter")
    run = Run(workflow=replace(read(text), fingerprint=CYCLE.fingerprint))
    run.launch()
    run.answer("done", "2026-10-04T16:00:00", duty="survey", sheet={"found": "3", "filed": True})
    run.ring("2026-10-04T16:05")
    run.answer("done", "2026-10-11T16:00:01", duty="survey", sheet={"found": "0", "filed": True})
    for day in ("2026-10-11", "2026-10-18", "2026-10-31", "2026-11-30", "2026-12-31"):
        run.ring(f"{day}T16:05")
    run.ring("2027-01-05T09:00")
    run.answer("sign", "2027-01-05T10:00")

    log = tables(run.workflow, run.appraisal)["survey"]
    assert isinstance(log, tuple)
    assert [(row["done"], row["late"]) for row in log[:2]] == [(True, False), (True, True)]
    assert run.appraisal.score == 100 - 1 - 2 * (len(log) - 2) - 3
    assert Knowledge(run.workflow, run.appraisal)["changes_late"] == 3


def test_without_a_score_no_log_is_asked_for(read):
    run = Run(workflow=read(DATED))

    assert tables(run.workflow, run.appraisal) == {}
    assert tables(read(MEASURED), run.appraisal) == {}


def test_a_recurring_duty_can_be_needed(read):
    assert read(MEASURED.replace(REVIEW, REVIEW.replace("complete: any", "complete: any, needs: [report]")))
