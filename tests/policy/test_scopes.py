"""Small regulations that ask who somebody is, after the register's acceptance lists; each proves its own examples.

The numbers are those of the lists: part a, section 6; part b, section D; part c, section 14.
"""

import pytest

from cycleflow import policy

HEAD = """\
workflow: small
title: 小制度 | Small
status: effective
period: [month, quarter, year]
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, hr: group(hr)}
states:
  figures: {ask: {hr: hr_indicators}, complete: any, due: cycle.end + 3 workdays, answers: {submit: done}}
  done: {tell: {employee: closed}}
words: {states: {figures: 数据 | Figures, done: 归档 | Done}, answers: {submit: 提交 | Submit}}
"""

SMALL = {
    "a 29: nobody but those a training is for": """
eligibility:
  - {when: 'position in ["司机", "前台", "保洁"]', then: excluded, reason: 负面清单 | On the list of those without}
  - {when: 'level == "总经理"', then: excluded, reason: 不在本文件 | Outside the file}
  - {when: 'position == "柜台收费员" and cadence == "quarter"', then: excluded, reason: 只按月 | By the month only}
indicators:
  reading: {title: 识图 | Drawing reading, number: 0..100, by: hr}
  daily: {title: 日常 | Daily work, number: 0..100, by: hr}
score:
  after: figures
  result: total
  measures: {total: {cases: {'department == "财务部"': daily, otherwise: 0.9 * daily + 0.1 * reading}}}
examples:
  - {given: {position: 司机}, expect: {verdict: excluded}}
  - {given: {position: 前台}, expect: {verdict: excluded}}
  - {given: {position: 保洁}, expect: {verdict: excluded}}
  - {given: {position: 工程师, level: 总经理}, expect: {verdict: excluded}}
  - {given: {position: 柜台收费员, cadence: quarter}, expect: {verdict: excluded}}
  - {given: {position: 柜台收费员, cadence: month, level: "", department: 财务部, daily: 80}, expect: {verdict: none,
      total: 80}}
  - {given: {position: 收费文员, cadence: quarter, level: ""}, expect: {verdict: none}}
  - {given: {position: 收费文员, cadence: month, level: ""}, expect: {verdict: none}}
  - {given: {position: 工程师, level: 主管, cadence: month, department: 技术部, daily: 80, reading: 90},
      expect: {verdict: none, total: 81}}
  - {given: {position: 副总, level: 高管, cadence: month, department: 总部, daily: 80, reading: 90},
      expect: {verdict: none, total: 81}}
""",
    "b 10: the states that exclude, of two kinds": """
eligibility:
  - {when: deserted >= 1 or late >= 5 or personal > 10 or sick > 15, at: scoring, then: cancelled,
      reason: 资格取消 | Cancelled}
  - {when: official > 10 or maternity > 10, at: scoring, then: not_assessed, reason: 不参加 | Not in}
indicators:
  deserted: {title: 旷工 | Deserted, count: 0.., default: 0, better: lower, by: hr}
  late: {title: 迟到 | Late, count: 0.., default: 0, better: lower, by: hr}
  personal: {title: 事假 | Personal leave, number: 0..31, default: 0, by: hr}
  sick: {title: 病假 | Sick leave, count: 0..31, default: 0, by: hr}
  official: {title: 公假 | Official leave, number: 0..31, default: 0, by: hr}
  maternity: {title: 产假 | Maternity leave, number: 0..31, default: 0, by: hr}
  rate: {title: 得分 | Rate, number: 0..100, by: hr}
score: {after: figures, result: total, measures: {total: {formula: rate}}}
examples:
  - {vary: deserted, given: {rate: 80}, expect: {verdict: {0: none, 1: cancelled}}}
  - {vary: late, expect: {verdict: {4: none, 5: cancelled}}}
  - {vary: personal, expect: {verdict: {10: none, 10.5: cancelled, 11: cancelled}}}
  - {vary: sick, expect: {verdict: {15: none, 16: cancelled}}}
  - {vary: official, expect: {verdict: {10: none, 10.5: not_assessed}}}
  - {vary: maternity, expect: {verdict: {10: none, 11: not_assessed}}}
  - {given: {late: 5, official: 12}, expect: {verdict: cancelled, score: none}}
""",
    "b 37: what is composed by the role": """
indicators:
  company: {title: 公司 | Company, number: 0..100, by: hr}
  section: {title: 部门 | Section, number: 0..100, by: hr}
  person: {title: 个人 | Person, number: 0..100, by: hr}
  quantity: {title: 定量 | Quantitative, number: 0..100, by: hr}
  managing: {title: 部门管理 | Managing, number: 0..100, by: hr}
  conduct: {title: 行为 | Conduct, number: 0..100, by: hr}
score:
  after: figures
  result: total
  also: [own]
  measures:
    own: {cases: {
      'level == "高层"': 0.1 * quantity + 0.8 * managing + 0.1 * conduct,
      'level == "中层"': 0.2 * quantity + 0.5 * managing + 0.3 * conduct,
      otherwise: 0.8 * quantity + 0.2 * conduct}}
    total: {cases: {
      'level == "高层"': 0.5 * company + 0.3 * section + 0.2 * person,
      'level == "中层"': 0.2 * company + 0.5 * section + 0.3 * person,
      otherwise: 0.2 * section + 0.8 * person}}
examples:
  - {vary: level, given: {company: 90, section: 80, person: 85}, expect: {total: {高层: 86.0, 中层: 83.5, 主管: 84.0,
      员工: 84.0}}}
  - {vary: level, given: {quantity: 100, managing: 0, conduct: 0}, expect: {own: {高层: 10, 中层: 20, 员工: 80}}}
  - {vary: level, given: {quantity: 0, managing: 100, conduct: 0}, expect: {own: {高层: 80, 中层: 50}}}
  - {vary: level, given: {quantity: 0, managing: 0, conduct: 100}, expect: {own: {高层: 10, 中层: 30, 员工: 20}}}
""",
    "c 1: a scheme of ten points": """
indicators: {rate: {title: 得分 | Rate, number: 0..10, by: hr}}
score: {after: figures, result: total, measures: {total: {formula: rate}}}
grades: {S: from 9, A: from 7 below 9, B: below 7}
examples:
  - {given: {rate: 7.5}, expect: {grade: A}}
""",
    "c 1: beside it one of a hundred": """
indicators: {rate: {title: 得分 | Rate, number: 0..100, by: hr}}
score:
  after: figures
  result: rate_
  also: [k2]
  measures:
    rate_: {formula: rate}
    k2: {bands: {of: rate, to: {from 80: 1.15, from 75 below 80: 1.05, below 75: 0.95}}}
examples:
  - {vary: rate, expect: {k2: {74.9: 0.95, 75: 1.05, 79.9: 1.05, 80: 1.15}}}
""",
    "c 2: why there is no bonus, asked again when it is paid": """
attributes: {engaged: text}
eligibility:
  - {when: level == "总经理助理", then: excluded, reason: 2.2 总经理助理以上 | 2.2 Above the scope}
  - {when: engaged == "顾问", then: excluded, reason: 2.3.4 特约 | 2.3.4 Specially engaged}
  - {when: status == "left", at: payout, then: unpaid, reason: 2.3.1 辞职 | 2.3.1 Resigned}
  - {when: status == "probation", at: payout, then: unpaid, reason: 2.3.5 试用期 | 2.3.5 On probation}
indicators: {rate: {title: 得分 | Rate, number: 0..100, by: hr}}
score: {after: figures, result: total, measures: {total: {formula: rate}}}
outcomes: {settle: done, money: [bonus], measures: {bonus: {formula: 50 * score}}}
examples:
  - {given: {level: 总经理助理}, expect: {verdict: excluded}}
  - {given: {level: "", engaged: 顾问}, expect: {verdict: excluded}}
  - {given: {level: "", engaged: "", rate: 90, status: active}, expect: {verdict: none, bonus: 4500}}
  - {given: {level: "", engaged: "", rate: 90, status: left}, expect: {verdict: unpaid, score: 90, bonus: 0}}
  - {given: {level: "", engaged: "", rate: 90, status: probation}, expect: {verdict: unpaid, score: 90, bonus: 0}}
""",
    "c 3: absent for more than two months, three in a year": """
eligibility:
  - {when: 'cadence == "quarter" and (months > 2 or months == 2 and days > 0)', at: scoring, then: not_assessed,
      reason: 缺勤超过两个月 | Absent too long}
  - {when: 'cadence == "year" and (months > 3 or months == 3 and days > 0)', at: scoring, then: not_assessed,
      reason: 缺勤超过三个月 | Absent too long}
indicators:
  months: {title: 缺勤整月 | Whole months of absence, count: 0..12, default: 0, by: hr}
  days: {title: 另缺勤天数 | And days, count: 0..30, default: 0, by: hr}
  rate: {title: 得分 | Rate, number: 0..100, by: hr}
score: {after: figures, result: total, measures: {total: {formula: rate}}}
examples:
  - {vary: days, given: {cadence: quarter, months: 2, rate: 7}, expect: {verdict: {0: none, 1: not_assessed}}}
  - {vary: days, given: {cadence: year, months: 2}, expect: {verdict: {1: none}}}
  - {vary: days, given: {cadence: year, months: 3}, expect: {verdict: {0: none, 1: not_assessed}}}
""",
    "c 4: counted as medium, which is not being left out": """
attributes: {trial_post: tick, approved: tick}
eligibility:
  - {when: trial_post, then: counts as 中, reason: 试岗 | On a trial post}
  - {when: 'cadence == "year" and service_months < 6 and approved', then: counts as 中,
      reason: 不满半年 | Less than half a year}
  - {when: 'cadence == "year" and service_months < 6', then: not_assessed, reason: 不满半年未批准 | Not approved}
indicators: {rate: {title: 得分 | Rate, number: 0..100, by: hr}}
score: {after: figures, result: total, measures: {total: {formula: rate}}}
grades: {优: from 90, 中: from 60 below 90, 差: below 60}
examples:
  - {given: {trial_post: true}, expect: {verdict: counts as 中, grade: 中, score: none}}
  - {given: {trial_post: false, cadence: year, service_months: 5, approved: true},
      expect: {verdict: counts as 中, grade: 中}}
  - {given: {trial_post: false, cadence: year, service_months: 5, approved: false},
      expect: {verdict: not_assessed, grade: none}}
  - {given: {trial_post: false, cadence: year, service_months: 6, approved: false, rate: 95},
      expect: {verdict: none, grade: 优}}
""",
    "c 48: by the month and the day of joining": """
indicators: {base: {title: 基数 | Base, number: 0.., by: hr}}
score:
  after: figures
  result: bonus
  also: [k3, k4]
  measures:
    k3: {cases: {joined_in_period: (12 - $month(hired_on)) / 12, otherwise: 1}}
    k4: {cases: {not joined_in_period: service_months // 12, $month(hired_on) < 6: 1, otherwise: 0}}
    bonus: {formula: base * k3 + 100 * k4}
examples:
  - {vary: hired_on, given: {joined_in_period: true, base: 900}, expect: {k3: {2026-04-01: 0.666667,
      2026-04-30: 0.666667, 2026-12-31: 0}}}
  - {vary: hired_on, given: {joined_in_period: true}, expect: {k4: {2026-05-31: 1, 2026-06-01: 0, 2026-06-02: 0}}}
  - {given: {joined_in_period: false, service_months: 36, base: 900}, expect: {k3: 1, k4: 3, bonus: 1200}}
""",
    "c 58: a subsidy for those on probation, with grounds": """
indicators:
  rate: {title: 得分 | Rate, number: 0..100, by: hr}
  proposed: {title: 提出补贴 | Subsidy proposed, tick: true, when: status == "probation", by: hr}
  subsidy: {title: 节假日补贴 | Holiday subsidy, number: 100..1000, when: status == "probation" and proposed, by: hr}
  grounds: {title: 依据 | Grounds, text: 500, when: status == "probation" and proposed, by: hr}
score:
  after: figures
  result: total
  also: [paid]
  measures: {total: {formula: rate}, paid: {cases: {proposed: subsidy, otherwise: 0}}}
examples:
  - {given: {status: probation, proposed: true, subsidy: 99}, refused: subsidy}
  - {given: {status: probation, proposed: true, subsidy: 1001}, refused: subsidy}
  - {vary: subsidy, given: {status: probation, proposed: true, rate: 80}, expect: {paid: {100: 100, 1000: 1000}}}
  - {given: {status: probation, proposed: false, rate: 80}, expect: {paid: 0}}
  - {given: {status: active, proposed: false, rate: 80}, expect: {paid: 0}}
""",
}


@pytest.mark.parametrize("own", SMALL.values(), ids=SMALL)
def test_its_examples_hold(own):
    policy.load(HEAD + own, years=[2026])


@pytest.mark.parametrize(
    ("own", "facts", "figures"),
    [
        ("a 29", {"department": "财务部"}, ["daily"]),
        ("a 29", {"department": "技术部"}, ["reading", "daily"]),
        ("b 37", {"level": "高层"}, ["company", "section", "person", "quantity", "managing", "conduct"]),
        ("b 37", {"level": "员工"}, ["section", "person", "quantity", "conduct"]),
        ("c 58", {"status": "active"}, ["rate"]),
        ("c 58", {"status": "probation"}, ["rate", "proposed", "subsidy", "grounds"]),
    ],
)
def test_a_figure_is_asked_of_those_it_is_for(own, facts, figures):
    text = next(text for name, text in SMALL.items() if name.startswith(own))
    workflow = policy.load(HEAD + text, years=[2026])

    asked = workflow.sheet_for(workflow.initial, "hr", facts)

    assert asked
    assert list(asked.fields) == figures
