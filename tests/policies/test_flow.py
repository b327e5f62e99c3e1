"""What the sources ask of the flow: agreements, chains of signatures, changes, quotas, interviews, appeals.

The numbers are those of the lists "What software must support" in the sources. Each small regulation here says one
thing the way a regulation would.
"""

from datetime import date

import pytest

from cycleflow import policy, shipped
from cycleflow.core.cohort import Place, Ranked, check_distribution, quotas, shares_at
from cycleflow.core.grading import judge
from cycleflow.core.model import Deed, Standing
from cycleflow.core.refusals import (
    NotNowError,
    NotYetGivenError,
    NotYourTaskError,
    SheetError,
    WindowClosedError,
)
from cycleflow.core.trial import take
from tests.core.samples import local
from tests.flows import launched, regulation

SIGNATURE = "signature: {title: 本人对所填内容负责 | I answer for what I wrote, tick: true}"


def shipped_regulation(name):
    return policy.load_file(shipped.workflows() / f"{name}.yaml")


def way(run):
    """Return the states a run has been in, in their order."""
    return [entry.went_to for entry in run.entries]


# -- agreement, cascades, chains -------------------------------------------------------------------------------------

AGREEMENT = """
sheets:
  goals: {goals: {title: 目标 | Goals, text: 300}}
  reply: {reason: {title: 理由 | Reason, text: 300, needed_for: [refuse]}}
states:
  draft: {ask: {manager: goals}, due: opened + 5 workdays, answers: {submit: agreement}}
  agreement: {ask: {employee: reply}, due: opened + 5 workdays, answers: {agree: active, refuse: draft}}
  active: {tell: {employee: closed}}
"""


def test_goals_are_not_active_until_the_employee_agrees():
    run = launched(regulation(AGREEMENT))
    run.answer("submit", "2026-10-08T10:00", sheet={"goals": "sell"})

    run.answer("refuse", "2026-10-09T10:00", sheet={"reason": "too much"})

    assert run.appraisal.state == "draft"
    assert run.asked == [("manager", "max")]
    assert run.entries[-1].inputs["answer"] == "refuse"
    run.answer("submit", "2026-10-12T10:00", sheet={"goals": "sell less"})
    run.answer("agree", "2026-10-13T10:00")
    assert run.appraisal.state == "active"


DISPUTE = """
sheets:
  goals: {goals: {title: 目标 | Goals, text: 300}}
states:
  draft: {ask: {manager: goals}, due: opened + 5 workdays, answers: {submit: agreement}}
  agreement: {ask: employee, due: opened + 5 workdays, answers: {agree: approval, disagree: dispute}}
  dispute: {ask: {skip: goals}, due: opened + 3 workdays, answers: {decide: active}}
  approval: {ask: skip, due: opened + 3 workdays, answers: {approve: active, return: draft}}
  active:
"""


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        (["submit", "agree", "approve"], ["draft", "agreement", "approval", "active"]),
        (["submit", "disagree", "decide"], ["draft", "agreement", "dispute", "active"]),
        (["submit", "agree", "return"], ["draft", "agreement", "approval", "draft"]),
    ],
)
def test_the_next_leader_approves_what_was_agreed_and_decides_what_was_not(answers, path):
    run = launched(regulation(DISPUTE))

    for day, answer in enumerate(answers):
        asked = run.appraisal.state in ("draft", "dispute")
        run.answer(answer, f"2026-10-{12 + day}T10:00", sheet={"goals": "sell"} if asked else None)

    assert way(run) == path


CASCADE = """
sheets:
  goals: {goals: {title: 目标 | Goals, text: 300}}
  views: {view: {title: 影响 | Impact, text: 300, needed_for: [object]}}
states:
  company_goals: {ask: {gm: goals}, due: opened + 5 workdays, answers: {submit: company_check}}
  company_check: {ask: committee, due: opened + 5 workdays, answers: {approve: department_goals, return: company_goals}}
  department_goals: {ask: {manager: goals}, due: opened + 5 workdays, answers: {submit: impact}}
  impact: {ask: {skip: views}, due: opened + 5 workdays, answers: {pass: post_goals, object: department_goals}}
  post_goals: {ask: {employee: goals}, needs: [impact], due: opened + 5 workdays, answers: {submit: active}}
  active:
"""


def test_a_no_goes_back_one_step_and_what_is_approved_above_stays():
    run = launched(regulation(CASCADE))
    run.answer("submit", "2026-10-08T10:00", sheet={"goals": "grow"})
    run.answer("approve", "2026-10-09T10:00")
    run.answer("submit", "2026-10-12T10:00", sheet={"goals": "sell"})

    run.answer("object", "2026-10-13T10:00", sheet={"view": "it takes our people"})

    assert run.appraisal.state == "department_goals"
    assert run.appraisal.given["company_check"].answer == "approve"
    assert run.appraisal.sheets["company_goals"] == {"goals": "grow"}


def test_nobody_writes_his_own_goals_before_other_departments_have_looked():
    run = launched(regulation(CASCADE))
    run.answer("submit", "2026-10-08T10:00", sheet={"goals": "grow"})
    run.answer("approve", "2026-10-09T10:00")
    run.answer("submit", "2026-10-12T10:00", sheet={"goals": "sell"})

    assert run.appraisal.state == "impact"
    run.answer("pass", "2026-10-13T10:00")
    assert run.appraisal.state == "post_goals"


CHAIN = f"""
sheets:
  prepared: {{{SIGNATURE}}}
states:
  draft: {{ask: {{employee: prepared}}, due: opened + 5 workdays, answers: {{sign: rating}}}}
  rating: {{ask: {{manager: prepared}}, needs: [draft], due: opened + 5 workdays, answers: {{sign: review}}}}
  review: {{ask: {{skip: prepared}}, needs: [draft, rating], due: opened + 5 workdays, answers: {{sign: record}}}}
  record: {{ask: {{hr: prepared}}, needs: [draft, rating, review], due: opened + 5 workdays, answers: {{sign: closed}}}}
  closed: {{tell: {{employee: closed}}}}
"""


def test_every_one_of_a_chain_signs_on_his_day_before_it_is_closed():
    run = launched(regulation(CHAIN))

    for day, who in enumerate(("ann", "max", "sue", "hr1"), 8):
        run.answer("sign", f"2026-10-{day:02}T10:00", by=who, sheet={"signature": True})

    assert run.appraisal.state == "closed"
    signed = [(given.by, given.at) for given in run.appraisal.given.values()]
    assert signed == [
        ((who,), local(f"2026-10-{day:02}T10:00")) for day, who in enumerate(("ann", "max", "sue", "hr1"), 8)
    ]


def test_a_signature_that_is_missing_keeps_it_open():
    run = launched(regulation(CHAIN))

    with pytest.raises(SheetError, match="signature: This is needed"):
        run.answer("sign", "2026-10-08T10:00")
    assert run.appraisal.state == "draft"


def test_no_step_of_a_chain_is_skipped_or_taken_by_the_ratee():
    run = launched(regulation(CHAIN))
    run.answer("sign", "2026-10-08T10:00", sheet={"signature": True})
    task = run.appraisal.open_tasks[0]

    inputs = {"answer": "sign", "sheet": {}}
    with pytest.raises(NotYourTaskError):
        run.do(Deed.ANSWER, "2026-10-09T10:00", by="ann", standing=Standing.PERSON, task=task.id, **inputs)
    run.do(Deed.WAIVE, "2026-10-09T11:00", reason="on leave")
    run.answer("sign", "2026-10-12T10:00", by="sue", sheet={"signature": True})
    run.appraisal = run.appraisal.__class__(**{**run.appraisal.__dict__, "given": {}})
    with pytest.raises(NotYetGivenError, match="record needs draft, rating, review first"):
        run.answer("sign", "2026-10-13T10:00", by="hr1", sheet={"signature": True})


PARALLEL = """
sheets:
  rater: {rater: {title: 考核人 | Assessor, choice: {signs: 签 | Signs, refuses: 拒签 | Refuses}}}
  ratee: {ratee: {title: 被考核人 | Assessee, choice: {signs: 签 | Signs, refuses: 拒签 | Refuses}}}
  final: {opinion: {title: 总经理意见 | Opinion, text: 300}, signature: {title: 签字 | I sign, tick: true}}
states:
  signing:
    ask: {manager: rater, employee: ratee}
    due: opened + 5 workdays
    answers: {give: {to: {'rater == "refuses" and ratee == "refuses"': talk, otherwise: gm}}}
  talk: {ask: skip, due: opened + 5 workdays, answers: {talked: signing}}
  gm: {ask: {gm: final}, due: opened + 5 workdays, answers: {sign: effective}}
  effective: {tell: {employee: closed}}
"""


@pytest.mark.parametrize(
    ("rater", "ratee", "state"),
    [("signs", "signs", "gm"), ("signs", "refuses", "gm"), ("refuses", "signs", "gm"), ("refuses", "refuses", "talk")],
)
def test_one_refusal_takes_effect_with_the_general_manager_and_two_do_not(rater, ratee, state):
    run = launched(regulation(PARALLEL))

    run.answer("give", "2026-10-08T10:00", by="max", sheet={"rater": rater})
    assert run.appraisal.state == "signing"
    run.answer("give", "2026-10-08T11:00", by="ann", sheet={"ratee": ratee})

    assert run.appraisal.state == state
    assert run.appraisal.sheets["signing"] == {"rater": rater, "ratee": ratee}


def test_the_general_manager_always_writes_and_signs():
    run = launched(regulation(PARALLEL))
    run.answer("give", "2026-10-08T10:00", by="max", sheet={"rater": "signs"})
    run.answer("give", "2026-10-08T11:00", by="ann", sheet={"ratee": "refuses"})

    with pytest.raises(SheetError, match="opinion: This is needed"):
        run.answer("sign", "2026-10-09T10:00", by="gus", sheet={"signature": True})
    run.answer("sign", "2026-10-09T10:00", by="gus", sheet={"signature": True, "opinion": "it stands"})

    assert run.appraisal.state == "effective"
    assert run.entries[2].inputs["sheet"] == {"ratee": "refuses"}


NOTICE = """
sheets:
  plan:
    goal: {title: 目标 | Goal, text: 300}
    steps: {title: 步骤 | Steps, text: 300}
    people: {title: 责任人 | Who, text: 300}
    dates: {title: 时间 | When, text: 300}
states:
  notice: {ask: hr, due: opened, answers: {send: plan}}
  plan:
    ask: {employee: plan}
    due: opened + 5 workdays
    tell: {manager: invitation, skip: invitation}
    answers: {submit: filed}
  filed:
"""
PARTS = {"goal": "all", "steps": "three", "people": "us", "dates": "14 February"}


def test_a_notice_goes_to_whom_it_asks_and_to_who_is_to_know():
    run = launched(regulation(NOTICE))

    run.answer("send", "2026-10-08T10:00")

    assert sorted(run.told) == [("invitation", "max"), ("invitation", "sue"), ("task", "ann")]


@pytest.mark.parametrize("missing", PARTS)
def test_what_is_handed_in_has_all_its_parts(missing):
    run = launched(regulation(NOTICE))
    run.answer("send", "2026-10-08T10:00")

    with pytest.raises(SheetError, match=f"{missing}: This is needed"):
        run.answer("submit", "2026-10-09T10:00", sheet={name: part for name, part in PARTS.items() if name != missing})
    run.answer("submit", "2026-10-09T10:00", sheet=PARTS)


# -- what a sheet must say -------------------------------------------------------------------------------------------

RANGE = """
sheets:
  log:
    log: {title: 扣分 | Deductions, rows: 0..9, columns: {points: {title: 分 | Points, number: 1..10},
      cause: {title: 性质 | Kind, choice: {usual: 一般 | Usual, impact: 影响 | Impact}},
      why: {title: 说明 | Why, text: 300, needed_when: cause == "impact"}}}
checks:
  log: [{of: log, when: points > 3 and cause != "impact", then: refuse, words: 扣1至3分 | Usually one to three points}]
states:
  log: {ask: {manager: log}, due: opened + 5 workdays, answers: {submit: done}}
  done:
"""


@pytest.mark.parametrize("points", ["1", "2.5", "3"])
def test_a_deduction_within_its_range_is_taken(points):
    launched(regulation(RANGE)).answer(
        "submit", "2026-10-08T10:00", sheet={"log": [{"points": points, "cause": "usual"}]}
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"points": "0.5", "cause": "usual"}, "log 1 points: This must lie between 1 and 10"),
        ({"points": "4", "cause": "usual"}, "log 1 points: Usually one to three points"),
        ({"points": "5", "cause": "impact"}, "log 1 why: This is needed"),
    ],
)
def test_a_deduction_beyond_it_needs_the_impact_and_a_justification(row, said):
    run = launched(regulation(RANGE))

    with pytest.raises(SheetError, match=said):
        run.answer("submit", "2026-10-08T10:00", sheet={"log": [row]})
    run.answer(
        "submit", "2026-10-08T10:00", sheet={"log": [{"points": "5", "cause": "impact", "why": "the site stood"}]}
    )


OKR = """
scales: {sure: {9: 9/10, 5: 5/10, 1: 1/10}}
sheets:
  okr:
    objectives: {title: 目标 | Objectives, rows: 1..3, columns: {objective: {title: 目标 | Objective, text: 200},
      kr1: {title: KR1, text: 200}, kr2: {title: KR2, text: 200}, kr3: {title: KR3, text: 200},
      kr4: {title: KR4, text: 200, optional: true}, confidence: {title: 信心 | Confidence, scale: sure}}}
checks:
  okr:
    - {when: objectives_rows > 1, then: warn, words: 最好一个目标 | Best is one objective}
    - {of: objectives, when: confidence != 5, then: warn, words: 信心一般为5/10 | Usually 5/10}
states:
  okr: {ask: {employee: okr}, due: opened + 5 workdays, answers: {submit: done}}
  done:
"""
ROW = {"objective": "focus", "kr1": "a", "kr2": "b", "kr3": "c", "confidence": "5"}


@pytest.mark.parametrize(("objectives", "remarks"), [(1, 0), (2, 1), (3, 1)])
def test_one_objective_is_best_and_three_are_the_most(objectives, remarks):
    run = launched(regulation(OKR))

    run.answer("submit", "2026-10-08T10:00", sheet={"objectives": [ROW] * objectives})

    assert len(run.appraisal.remarks.get("okr", ())) == remarks


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ROW] * 4, "At most 3 rows are allowed; there are 4"),
        ([{name: cell for name, cell in ROW.items() if name != "kr3"}], "objectives 1 kr3: This is needed"),
        ([{**ROW, "kr4": "d", "kr5": "e"}], "This table has no such column"),
    ],
    ids=["four objectives", "two key results", "five key results"],
)
def test_a_fourth_objective_and_two_or_five_key_results_are_refused(rows, said):
    run = launched(regulation(OKR))

    with pytest.raises(SheetError, match=said):
        run.answer("submit", "2026-10-08T10:00", sheet={"objectives": rows})


def test_an_unusual_confidence_is_noted():
    run = launched(regulation(OKR))

    run.answer("submit", "2026-10-08T10:00", sheet={"objectives": [{**ROW, "confidence": "9"}]})

    assert [one.row for one in run.appraisal.remarks["okr"]] == [1]


@pytest.mark.parametrize(("points", "taken"), [(0, True), (3, True), (4, False)])
def test_an_interview_leaves_three_points_to_improve_at_most(points, taken):
    sheet = shipped_regulation("quarterly").sheets["interview"]

    assert (points <= (sheet.fields["improvements"].high or 0)) is taken


# -- grades and quotas -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("teams", "ranks"),
    [(10, {30: [1, 2, 3], 20: [4, 5, 6, 7, 8], 5: [9, 10]}), (9, {30: [1, 2], 20: [3, 4, 5, 6, 7], 5: [8, 9]})],
)
def test_both_ends_of_a_part_of_the_teams_belong_to_it(teams, ranks):
    distribution = shipped_regulation("cm-10086-monthly").distributions[-1]

    found: dict[int, list[int]] = {}
    for rank in range(1, teams + 1):
        found.setdefault(int(shares_at(distribution, Place(rank=rank, among=teams))["A+B"]), []).append(rank)

    assert found == ranks


def test_ten_teams_of_twenty_share_the_good_grades():
    distribution = shipped_regulation("cm-10086-monthly").distributions[-1]
    members = [
        Ranked(appraisal=f"{team}.{n}", group=f"team {team:02}", score=policy_score(team), grade=None)
        for team in range(10)
        for n in range(20)
    ]

    checks = check_distribution(distribution, members)

    exact = {key: sum(check.exact[key] for check in checks) for key in checks[0].exact}
    assert {key: float(share) for key, share in exact.items()} == dict(
        zip(("A+B", "C1", "C2", "C3", "C4+D"), (40, 24.2, 94, 23, 16.2), strict=True)
    )
    assert float(200 - sum(exact.values())) == 2.6


def policy_score(team):
    return 10 - team


@pytest.mark.parametrize(("position", "heads", "most"), [("班长", 10, 3), ("班长", 9, 2), ("班长助理", 10, 3)])
def test_leaders_and_assistants_are_capped_among_their_own(position, heads, most):
    workflow = shipped_regulation("cm-10086-monthly")
    distribution = next(one for one in workflow.distributions if one.when and one.when.evaluate({"position": position}))

    assert quotas(distribution, heads)["A+B"] == most
    grades = ["A"] * (most + 1) + ["C1"] * (heads - most - 1)
    (check,) = check_distribution(
        distribution, [Ranked(appraisal=str(n), group="", score=None, grade=grade) for n, grade in enumerate(grades)]
    )
    assert check.excess == {"A+B": 1}


@pytest.mark.parametrize(
    ("given", "grade"),
    [
        ({"veto": "泄密", "company_award": True}, "D"),
        ({"company_award": True, "slips": "1"}, "D"),
        ({"company_award": True}, "A"),
    ],
)
def test_veto_before_d_before_a_before_the_distribution(given, grade):
    workflow = shipped_regulation("cm-10086-monthly")
    figures = {"position": "客服代表", "representative": "9.9", "exam_points": "0", "praise": "3", **given}

    result = judge(workflow, *take(workflow, figures, complete=False))

    assert result.grade == grade
    assert result.score == 10  # plus items never lead beyond it


def test_a_row_of_shares_that_does_not_add_up_is_named():
    text = (shipped.workflows() / "cm-10086-monthly.yaml").read_text(encoding="utf-8")

    with pytest.raises(policy.PolicyError) as caught:
        policy.load(
            text.replace(
                "    rest: C2 # Choice: takes what the printed rows, of 100, 99 and 96 %, and rounding leave over\n", ""
            )
        )

    said = [complaint.sentence for complaint in caught.value.complaints]
    assert said[0].startswith("The shares of 'to 80%' add up to 99, not to 100")
    assert said[1].startswith("The shares of 'to 100%' add up to 96, not to 100")


@pytest.mark.parametrize(
    ("name", "heads", "expected"),
    [
        ("hande-monthly", 40, [4, 6, 20, 6, 4]),
        ("hande-monthly", 20, [2, 3, 10, 3, 2]),
        ("minfu-year-end", 100, [2, 3, 20, 30, 30, 10, 5]),
        ("minfu-year-end", 50, [1, 2, 10, 15, 15, 5, 2]),
        ("aoruijin-half-year", 40, [2, 4, 2, 2]),
        ("aoruijin-half-year", 39, [1, 3, 2, 2]),
        ("annual", 20, [1, 2, 14, 2, 1]),
    ],
)
def test_the_heads_of_the_sources(name, heads, expected):
    assert list(quotas(shipped_regulation(name).distributions[0], heads).values()) == expected


def test_everybody_the_best_looks_lenient():
    distribution = shipped_regulation("annual").distributions[0]
    best = distribution.grades[0]
    members = [Ranked(appraisal=str(n), group="", score=None, grade=best) for n in range(20)]

    (check,) = check_distribution(distribution, members)

    assert (check.fits, check.tendency) == (False, "lenient")


DEPARTMENTS = """
appraises: department
indicators:
  points: {title: 得分 | Points, number: 0..100, by: hr}
score:
  after: points
  result: total
  measures: {total: {formula: points}}
grades: {I: by rank, II: by rank, III: by rank}
distribution: {base: company, shares: {I: 25, II: 50, III: 25}, rounding: largest_remainder}
states:
  points: {ask: {hr: hr_indicators}, due: opened + 5 workdays, answers: {submit: grading}}
  grading: {ask: {committee: cohort}, due: opened + 5 workdays, answers: {release: done}}
  done:
"""


def test_eight_departments_are_graded_two_four_two():
    distribution = regulation(DEPARTMENTS).distributions[0]

    assert quotas(distribution, 8) == {"I": 2, "II": 4, "III": 2}


@pytest.mark.parametrize(
    ("goals", "values", "cell"), [("4", "4", "B"), ("3", "5", "BC"), ("2", "1", "DE"), ("5", "5", "A"), ("1", "1", "E")]
)
def test_the_matrix_of_values_and_results(goals, values, cell):
    workflow = shipped_regulation("management-by-objectives")
    sheets, given = take(workflow, {"results": goals, "behaviour": values}, complete=False)
    assert workflow.scorecard

    assert workflow.scorecard.rule.reckon(sheets, given).explain("matrix").amount == cell


# -- appeals ---------------------------------------------------------------------------------------------------------

TWO_LEVELS = """
sheets:
  form: {grounds: {title: 理由 | Grounds, text: 300, needed_for: [appeal]}}
  decision: {decision: {title: 决定 | Decision, text: 300}}
states:
  result: {ask: employee, due: opened + 10 days, marks: published, answers: {accept: closed, doubt: recheck}}
  recheck: {ask: {manager: decision}, due: opened + 3 days, answers: {checked: room_window}}
  room_window:
    ask: {employee: form}
    due: published + 10 days
    silence: {after: 0 days, to: closed}
    answers: {accept: closed, appeal: {to: room, until: published + 10 days}}
  room: {ask: {skip: decision}, due: opened + 7 days, never: [recheck], answers: {decide: centre_window}}
  centre_window:
    ask: {employee: form}
    needs: [room]
    due: published + 20 days
    silence: {after: 0 days, to: closed}
    answers: {accept: closed, appeal: {to: centre, until: published + 20 days}}
  centre: {ask: {hr: decision}, never: [recheck, room], due: opened + 7 days, answers: {decide: closed}}
  closed:
"""


@pytest.fixture
def published():
    """Return a run whose result was published on 12 March 2008."""
    workflow = regulation(TWO_LEVELS, period="month", years=(2008,))
    return launched(workflow, on="2008-03-12T09:00", starts_on=date(2008, 2, 1), ends_on=date(2008, 2, 29))


def to_the_room(run):
    run.answer("doubt", "2008-03-13T10:00")
    run.answer("checked", "2008-03-14T10:00", sheet={"decision": "it is right"})


def test_an_appeal_goes_to_the_room_then_to_the_centre_and_no_further(published):
    to_the_room(published)

    published.answer("appeal", "2008-03-20T10:00", sheet={"grounds": "no"})
    assert published.appraisal.open_tasks[0].due_at == local("2008-03-27T18:00")
    published.answer("decide", "2008-03-25T10:00", sheet={"decision": "upheld"})
    published.answer("appeal", "2008-04-01T23:00", sheet={"grounds": "still no"})
    published.answer("decide", "2008-04-03T10:00", sheet={"decision": "final"})

    assert published.appraisal.state == "closed"
    assert published.appraisal.open_tasks == ()


def test_the_room_takes_no_appeal_after_ten_days(published):
    to_the_room(published)

    with pytest.raises(WindowClosedError, match="ended on 2008-03-22"):
        published.answer("appeal", "2008-03-23T10:00", sheet={"grounds": "no"})


def test_the_centre_takes_no_appeal_the_room_has_not_decided(published):
    to_the_room(published)

    with pytest.raises(NotNowError):
        published.do(Deed.RELEASE, "2008-03-15T10:00", by="pat", standing=Standing.PANEL)
    assert "centre" not in published.workflow.states["room_window"].answers["appeal"].targets


def test_nobody_decides_on_his_own_mark(published):
    to_the_room(published)
    published.answer("appeal", "2008-03-20T10:00", sheet={"grounds": "no"})

    assert published.asked == [("skip", "sue")]
    assert published.workflow.states["centre"].never == ("recheck", "room")


LIGHT = """
sheets:
  interview: {objections: {title: 异议请向 | Object to, choice: {indirect: 上级 | Superior, hr: 人力资源部 | HR}}}
  opinion: {opinion: {title: 意见 | Opinion, choice: {agree: 同意 | Agree, reserve: 保留意见 | Reserve}}}
  again: {object_to: {title: 向谁申诉 | To whom, choice: {indirect: 间接上级 | Superior, hr: 人力资源部 | HR}}}
states:
  interview: {ask: {manager: interview}, due: opened + 5 workdays, answers: {record: opinion}}
  opinion: {ask: {employee: opinion}, due: opened + 5 workdays, answers: {sign: closed, object: objection}}
  objection:
    ask: {employee: again}
    due: opened + 5 workdays
    answers: {send: {to: {object_to == "hr": by_hr, otherwise: by_superior}}}
  by_superior: {ask: skip, due: opened + 5 workdays, answers: {decide: closed, pass_on: by_hr}}
  by_hr: {ask: hr, due: opened + 5 workdays, answers: {arbitrate: closed}}
  closed:
"""


@pytest.mark.parametrize(("whom", "state"), [("indirect", "by_superior"), ("hr", "by_hr")])
def test_an_objection_goes_to_whom_the_form_names(whom, state):
    run = launched(regulation(LIGHT))
    run.answer("record", "2026-10-08T10:00", sheet={"objections": whom})
    run.answer("object", "2026-10-09T10:00", sheet={"opinion": "reserve"})

    run.answer("send", "2026-10-12T10:00", sheet={"object_to": whom})

    assert run.appraisal.state == state


def test_a_reservation_is_recorded_and_opens_no_appeal():
    run = launched(regulation(LIGHT))
    run.answer("record", "2026-10-08T10:00", sheet={"objections": "hr"})

    run.answer("sign", "2026-10-09T10:00", sheet={"opinion": "reserve"})

    assert run.appraisal.state == "closed"
    assert run.appraisal.sheets["opinion"] == {"opinion": "reserve"}


# -- what the checker refuses ----------------------------------------------------------------------------------------

CARD = """
indicators:
%(indicators)s
score:
  after: figures
  result: total
  measures:
    total: %(rule)s
states:
  figures: {ask: {manager: manager_indicators}, due: opened + 5 workdays, answers: {submit: done}}
  done:
"""


def card(rule, parts):
    """Return a regulation whose score is made of so many parts by a rule."""
    names = [f"  part_{n}: {{title: x, number: 0..100, better: higher, by: manager}}" for n in range(parts)]
    return regulation(CARD % {"indicators": "\n".join(names), "rule": rule})


def weighted(*weights, more=""):
    return card(
        f"{{weights: {{{', '.join(f'part_{n}: {one}' for n, one in enumerate(weights))}}}{more}}}", len(weights)
    )


@pytest.mark.parametrize(
    "weights",
    [(35, 20, 10, 5, 5, 10, 5, 10), (15, *[10] * 7, 5, 5, 5), (20, 20, 20, 10, 15, 15)],
    ids=["shop", "workshop", "team leader"],
)
def test_weights_that_add_up_are_taken(weights):
    assert weighted(*weights)


def test_weights_that_add_up_to_less_are_refused_unless_it_is_meant():
    with pytest.raises(policy.PolicyError, match="80"):
        weighted(30, 30, 20)
    assert weighted(30, 30, 20, more=", adds_up_to: 80")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{bands: {of: part_0, out_of: 100, to: {from 99: 100, from 97 below 99: 800, below 97: 0}}}", "800"),
        ("{bands: {of: part_0, to: {from 95: 0, from 80 to 95: 2, below 80: 3}}}", "95"),
        ("{bands: {of: part_0, to: {from 100: 5, above ? below 100: 4, below 99: 3}}}", "blank"),
    ],
    ids=["beyond the maximum", "an overlap", "a blank bound"],
)
def test_bands_that_cannot_be_meant_are_refused(rule, said):
    with pytest.raises(policy.PolicyError, match=said):
        card(rule, 1)
