"""Every rule family says what it did, in English and in Chinese: inputs, edges, weights, roundings, contributions."""
# ruff: noqa: E501 - a line says what is told, in both languages

import pytest

from cycleflow import policy
from cycleflow.core.fed import origin
from cycleflow.core.grading import judge
from cycleflow.core.trial import take
from cycleflow.journeys.account import account
from cycleflow.language import tell, translate
from tests.feeding import own, regulation

FIGURES = {
    "own": "80",
    "late": "4",
    "peers": ["9", "8", "4"],
    "level": "A",
    "mark": "4",
    "ill": True,
    "log": [{"kind": "slow", "points": "2"}, {"kind": "slow", "points": "2"}, {"kind": "wrong", "points": "3"}],
    "part_done": "3",
    "part_due": "4",
}
KIND = "{title: 类 | Kind, choice: {slow: 慢 | Slow, wrong: 错 | Wrong}}"
INDICATORS = [
    own(more="unit: 分, "),
    "late: {title: 迟到 | Late, count: 0.., default: 0, by: hr}",
    "peers: {title: 同事评分 | Peers, list: 0..10, by: hr}",
    "tier: {title: 等级 | Tier, choice: {A: 甲等 | First, B: 乙等 | Second}, by: hr}",
    "mark: {title: 评分 | Mark, number: 1..5, by: hr}",
    "ill: {title: 病假 | Ill, tick: true, by: hr}",
    "rare: {title: 偶发 | Rare, number: 0..9, optional: true, by: hr}",
    "log: {title: 记录 | Log, rows: 0..9, by: hr, columns: {kind: KIND, points: {title: 扣分 | Points, number: 1..3}}}",
    "part_done: {title: 完成 | Done, count: 0.., by: hr}",
    "part_due: {title: 应做 | Due, count: 0.., by: hr}",
]
INDICATORS = [line.replace("KIND", KIND) for line in INDICATORS]
CURVE = "5 + the part of the band × the figure = 85 with the figure 80, the part of the band 1"
RULES = {
    "formula: own + late": ("own + Late = 84 with own 80, Late 4", "own + 迟到 = 84，其中own 80，迟到 4"),
    "formula: own": ("own 80", "own 80"),
    "formula: 88": ("88", "88"),
    "formula: own * 2 / 4 - 1": ("own × 2 ÷ 4 - 1 = 39 with own 80", "own × 2 ÷ 4 - 1 = 39，其中own 80"),
    "cases: {own >= 90: 1, otherwise: 2}": ("otherwise: 2", "其他情况：2"),
    "cases: {'tier == \"A\" and not (late > 9)': late, otherwise: 2}": (
        "Tier = First and not (Late > 9): Late 4",
        "等级 = 甲等 且 非 (迟到 > 9): 迟到 4",
    ),
    "cases: {ill: 1, otherwise: 2}": ("Ill: 1", "病假: 1"),
    "bands: {of: own, to: {from 90: 3, from 75 below 90: 2, below 75: 1}}": (
        "own 80 is from 75 below 90: 2",
        "own 80，75（含）至90（不含）：2",
    ),
    "bands: {of: own, to: {from 80: 3, below 80: 1}}": ("own 80 is at least 80: 3", "own 80，80及以上：3"),
    "bands: {of: own, to: {above 80: 3, to 80: 1}}": ("own 80 is at most 80: 1", "own 80，80及以下：1"),
    "bands: {of: own, to: {above 79: 3, to 79: 1}}": ("own 80 is above 79: 3", "own 80，高于79：3"),
    "bands: {of: own, to: {from 81: 3, below 81: 1}}": ("own 80 is below 81: 1", "own 80，低于81：1"),
    "bands: {of: own, to: {above 90: 3, from 70 to 90: 2, below 70: 1}}": (
        "own 80 is from 70 to 90: 2",
        "own 80，70至90（均含）：2",
    ),
    "bands: {of: own, to: {above 90: 3, above 70 to 90: 2, to 70: 1}}": (
        "own 80 is above 70 to 90: 2",
        "own 80，高于70至90（含）：2",
    ),
    "bands: {of: own, to: {from 90: 3, above 70 below 90: 2, to 70: 1}}": (
        "own 80 is above 70 below 90: 2",
        "own 80，高于70、低于90：2",
    ),
    "bands: {of: own, to: {from late: 5 + part * x, below late: 0}}": (
        f"own 80 is at least Late 4: {CURVE}",
        "own 80，迟到 4及以上：5 + 区间内位置 × 数值 = 85，其中数值 80，区间内位置 1",
    ),
    "points: {start: 100, late: -5 each, ill: -2, rare: +1 each}": ("100 -20 -2 = 78", "100 -20 -2 = 78"),
    "points: {start: own, late: -5 each}": ("80 -20 = 60", "80 -20 = 60"),
    "weights: {own: 70, mark: 30}": ("56 + 1.2 = 57.2", "56 + 1.2 = 57.2"),
    "weights: {own: 60, rare: 40}": (
        "80 = 80; what does not apply (Rare) leaves its weight to the rest",
        "80 = 80；不适用的项目（偶发）其权重按比例分给其余项目",
    ),
    "mean: [own, mark]": ("mean of 2 = 42", "2项平均 = 42"),
    "mean: {of: peers}": ("mean of 3 = 7", "3项平均 = 7"),
    "mean: {of: log.points, by: log.points}": ("mean of 3 = 2.428571", "3项平均 = 2.428571"),
    "ratio: {of: part_done, to: part_due}": ("3 / 4 × 100 = 75", "3 / 4 × 100 = 75"),
    "ratio: {of: part_done, to: rare_zero, empty: 100}": ("nothing in rare_zero: 100", "rare_zero为零：100"),
    "lookup: {by: tier, in: {A: 1.1, B: 0.9}}": ("Tier First: 1.1", "等级 甲等: 1.1"),
    "rank_points: {rank: part_done, among: part_due, first: 10, last: 4}": (
        "rank 3 of 4, 10 for the first to 4 for the last: 6",
        "4中第3名，第一名10、末名4：6",
    ),
    "top: {of: peers, share: 50}": ("the lowest of the best 1 of 3: 9", "3项中前1项的最低值：9"),
    "records: {of: log, each: {'kind == \"slow\"': -1, otherwise: 0 - points}, same: kind, doubled_from: 2}": (
        "3 records = -6",
        "3条记录 = -6",
    ),
    "count: {of: log, when: points > 2}": ("1 of 3 rows where Points > 2", "3行中的1行（扣分 > 2）"),
    "count: {of: log, different: kind}": ("2 different Kind in 3 rows", "3行中不同的类共2种"),
    "formula: own, limit: 0..50": ("own 80, limited to 50", "own 80，限为50"),
    "formula: own / 3, round: 1 half_up": (
        "own ÷ 3 = 26.666667 with own 80, rounded to 26.7",
        "own ÷ 3 = 26.666667，其中own 80，取整为26.7",
    ),
}


USED = (
    "{points: {late: +0 each, mark: +0 each, ill: '+0', rare: +0 each, part_done: +0 each, part_due: +0 each,"
    " one: +0 each, two: +0 each, three: +0 each}}"
)


def step_of(rule):
    extra = (
        "one: {mean: {of: peers}}, two: {lookup: {by: tier, in: {A: 1, B: 2}}}, "
        "three: {records: {of: log, each: {otherwise: 0}}}, "
    )
    text = regulation(
        "told",
        INDICATORS,
        f"rare_zero: {{formula: part_done * 0}}, {extra}m: {{{rule}}}, all: {USED}, "
        "total: {formula: m + all + rare_zero + own * 0}",
    )
    workflow = policy.load(text)
    figures = {name: value for name, value in {**FIGURES, "tier": "A"}.items() if name != "level"}
    sheets, values = take(workflow, figures, complete=True)
    found = account(workflow, judge(workflow, sheets, values))
    return found, next(step for step in found.steps if step.term.name == "m")


@pytest.mark.parametrize(("rule", "english", "chinese"), [(rule, *said) for rule, said in RULES.items()])
def test_a_rule_says_what_it_did(rule, english, chinese):
    _, step = step_of(rule)

    assert translate(step.phrase, "en") == english
    assert translate(step.phrase, "zh") == chinese


SHARES = {
    "weights: {own: 70, mark: 30}": [("own 80 × 70 % = 56", 1), ("Mark 4 × 30 % = 1.2", 0.02)],
    "points: {start: 100, late: -5 each, ill: -2, rare: +1 each}": [
        ("start 100", 1),
        ("Late 4, -5 each: -20", 0.2),
        ("Ill yes, -2 once: -2", 0.02),
    ],
    "points: {start: own, late: '-1 every 2 above 1, at most 9', mark: '-2 each below 9, doubled from 3, in part'}": [
        ("own 80", 1),
        ("Late 4, -1 every 2 above 1, at most 9: -1", 0.01),
        ("Mark 4, -2 each below 9, doubled from 3, in part: -16", 0.2),
    ],
    "records: {of: log, each: {'kind == \"slow\"': -1, otherwise: 0 - points}, same: kind, doubled_from: 2}": [
        ("1: Kind = Slow: -1", 0.33),
        ("2: Kind = Slow, doubled: -2", 0.67),
        ("3: otherwise: -3", 1),
    ],
}


@pytest.mark.parametrize(("rule", "shares"), SHARES.items())
def test_what_adds_up_is_shown_share_by_share(rule, shares):
    _, step = step_of(rule)

    assert [(translate(one.phrase, "en"), round(float(one.size), 2)) for one in step.shares] == shares


def test_what_came_to_nothing_is_named_once():
    _, step = step_of("points: {start: 100, late: -5 each, rare: +1 each}")

    assert tell(step.idle, "zh") == "偶发"


def test_where_nothing_counts_all_is_shown():
    _, step = step_of("points: {rare: +1 each}")

    assert [translate(one.phrase, "en") for one in step.shares] == ["Rare –, +1 each: 0"]
    assert step.shares[0].size == 0


def test_the_values_of_a_mean_are_its_rows():
    _, step = step_of("mean: {of: peers}")

    assert [translate(row, "en") for row in step.rows] == ["9 × 1", "8 × 1", "4 × 1"]


def test_each_figure_is_told_once_with_its_unit_and_who_gives_it():
    found, _ = step_of("formula: own + late")

    inputs = {tell(one.term, "en"): (tell(one.value, "zh"), one.unit) for one in found.inputs}
    assert inputs["own"] == ("80", "分")
    assert inputs["Tier"] == ("甲等", "")
    assert inputs["Ill"] == ("是", "")
    assert inputs["Peers"] == ("3行", "")
    assert {translate(one.source, "zh") for one in found.inputs if one.source} == {"人力资源"}


def test_a_figure_nobody_gave_is_said_to_be_missing():
    found, _ = step_of("formula: own")

    assert next(tell(one.value, "zh") for one in found.inputs if one.term.name == "rare") == "未填报"


ORIGINS = [
    ("number: 0..9, from: {regulation: form, of: department}", "the score of the department (form, the same period)", "部门的得分（form，同期）"),
    ("number: 0..9, from: {period: previous}", "the score of the same person or unit (told, the period before)", "本人或本单位的得分（told，上期）"),
    ("number: 0..9, from: {regulation: form, of: manager, take: grade}", "the grade of the direct superior (form, the same period)", "直接上级的等级（form，同期）"),
    ("number: 0..9, from: {of: reports, take: late, as: sum}", "the sum of Late of everybody directly below (told, the same period)", "全体直接下属的迟到的合计（told，同期）"),
    ("number: 0..9, from: {regulation: form, of: same skill_group, period: within, as: mean}", "the mean of the score of everybody with the same skill_group (form, the periods within)", "skill_group相同的全体人员的得分的平均值（form，期内各期）"),
    ("number: 0..9, from: {regulation: form, of: same position, take: plan, as: max}", "the most of plan of everybody with the same Position (form, the same period)", "岗位相同的全体人员的plan的最大值（form，同期）"),
]  # fmt: skip


@pytest.mark.parametrize(("feed", "english", "chinese"), ORIGINS)
def test_where_a_figure_of_others_comes_from_is_said(feed, english, chinese):
    indicators = [own(), INDICATORS[1], f"taken: {{title: 引用 | Taken, {feed}}}"]
    workflow = policy.load(regulation("told", indicators, "total: {formula: own + taken + late}"))

    said = origin(workflow, workflow.indicators["taken"])

    assert (translate(said, "en"), translate(said, "zh")) == (english, chinese)


def test_a_fact_comes_from_the_people_file():
    text = regulation("told", [own()], """total: {cases: {'position == "班长"': own, otherwise: own * 2}}""")
    workflow = policy.load(text)
    sheets, values = take(workflow, {"own": "1", "position": "班长"}, complete=True)

    found = account(workflow, judge(workflow, sheets, values))

    assert [(tell(one.term, "zh"), translate(one.source, "zh")) for one in found.inputs if one.source] == [
        ("own", "人力资源"),
        ("岗位", "人员档案"),
    ]
