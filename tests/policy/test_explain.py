"""A regulation is written out in words: complete, numbered, and without a name only the file knows."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cycleflow import policy, shipped
from cycleflow.core.workflow import Workflow
from cycleflow.policy.explain import Chapter, Clause, explain, lines, markdown, text
from cycleflow.policy.explain.document import texts
from tests.policy.test_vocabulary import MEASURED, NOTICES, plain
from tests.regulations import read

HERE = Path(__file__).parent
FILES = sorted(shipped.workflows().glob("*.yaml"))
SMALL = """
workflow: small
title: 小考核 | Small appraisal
status: draft
period: year
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, manager: manager}
states:
  writing: {ask: employee, due: cycle.end + 10 workdays, answers: {submit: reading}}
  reading: {ask: manager, due: opened + 5 workdays, answers: {return: writing, accept: done}}
  done: {tell: {employee: closed}}
words:
  states: {writing: 撰写 | Writing, reading: 审阅 | Reading, done: 归档 | Done}
  answers: {submit: 提交 | Submit, return: 退回 | Return, accept: 接受 | Accept}
"""


def load(text: str) -> Workflow:
    return policy.load(text, years=[2026], notices={*NOTICES, "farewell"})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_name_of_the_file_leaks_into_the_words(file, lang):
    workflow = read(file)
    columns = {*workflow.attributes, *re.findall(r"group\((\w+)\)", " ".join(workflow.roles.values()))}

    found = set(re.findall(r"[a-z0-9]+(?:_[a-z0-9]+)+", " ".join(texts(explain(workflow, lang)))))

    assert found <= {workflow.name, *columns}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_roles_are_told_apart_in_chinese(file):
    workflow = read(file)
    (roles,) = [one for chapter in explain(workflow, "zh") for one in chapter.articles if one.title == "角色"]

    called = [item.text.partition("：")[0] for item in roles.clauses[0].items]

    assert len(called) == len(set(called))
    assert all(re.search("[一-鿿]", name) for name in called)


@pytest.mark.parametrize(("name", "lang"), [("shop-service-monthly", "zh"), ("service-bonus", "en")])
def test_a_regulation_reads_as_it_always_did(name, lang):
    workflow = policy.load_file(shipped.workflows() / f"{name}.yaml")
    golden = HERE / "explained" / f"{name}.{lang}.md"

    written = markdown(workflow.title[lang], explain(workflow, lang), lang)

    again = f"write it again: cycleflow explain {name} --lang {lang} -o {golden}"
    assert written == golden.read_text(encoding="utf-8"), again


def test_articles_count_on_from_chapter_to_chapter():
    workflow = load(SMALL)

    found = list(lines(explain(workflow, "zh"), "zh"))

    articles = [line.number for line in found if line.kind == "article"]
    assert articles[:3] == ["第一条", "第二条", "第三条"]
    assert len(articles) == len(set(articles))
    assert [line.number for line in found if line.kind == "chapter"] == [f"第{number}章" for number in "一二三四"]


def test_items_end_in_what_comes_after_them():
    chapters = explain(load(SMALL), "en")

    items = [line.text for line in lines(chapters, "en") if line.kind == "item"]

    assert "“Return” leads to “Writing”;" in items
    assert "“Accept” leads to “Done”." in items


def test_a_chapter_that_would_say_nothing_is_left_out():
    titles = [chapter.title for chapter in explain(load(SMALL), "en")]

    assert titles == ["General provisions", "Whom it covers", "Who takes part", "The course"]


def test_every_sentence_is_a_sentence():
    for file in FILES:
        for chapter in explain(read(file), "en"):
            assert isinstance(chapter, Chapter)
            for one in chapter.articles:
                assert one.clauses, one.title
                assert all(_is_sentence(clause) for clause in one.clauses), (file.stem, one.title)


def _is_sentence(one: Clause) -> bool:
    return bool(one.text) and (one.text[-1] in ":." or one.text.endswith(".”"))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("status: superseded", "These rules are superseded;"),
        ("status: trial", "These rules are on trial:"),
        (
            "period: month from 21",
            "A period is a month from day 21 to day 20 of the next, and is named after the month",
        ),
        ("period: year from july", "A period is the twelve months from 1 July, named after the year it ends in."),
        ("period: half_year from july", "A period is a half-year, 6 months of a year that begins on 1 July"),
        ("period: [quarter, year]", "(b) A period is a calendar year."),
        ("calendar: {country: DE-BY, zone: Europe/Berlin}", "Workdays are those of Germany (DE-BY)"),
        ("calendar: {country: CN, zone: UTC, own_holidays: [2026-12-24]}", "The firm does not work on 2026-12-24."),
        ("done: {tell: {employee: farewell}}", "the employee (“farewell”)"),
        (
            "roles: {employee: self, manager: head(department).manager}",
            "the direct superior of that head of department",
        ),
        ("roles: {employee: self, manager: heads(all)}", "the head of every department"),
        ("reading: {due: opened + 3 open days}", "an open day is every day but a public holiday"),
        ("reading: {due: opened - 1 day}", "It is due 1 day before the day it is asked."),
        ("reading: {remind: [on the day]}", "Whoever has not answered is reminded on the day."),
        ("reading: {opens: opened + 2 days}", "Nobody is asked until 2 days after this step is entered."),
        ("reading: {complete: any}", "The answer of any one of them is enough."),
    ],
)
def test_what_is_written_otherwise_is_said_otherwise(line, sentence):
    written = plain(SMALL)
    key, value = next(iter(plain(line).items()))
    place = written if key in written else written["states"]
    place[key] = {**place[key], **value} if key == "reading" else value

    workflow = load(json.dumps(written, ensure_ascii=False))

    assert sentence in text("", explain(workflow, "en"), "en")


@pytest.mark.parametrize(
    ("figure", "chinese", "english"),
    [
        ("{title: 基数 | Base, figure: 300}", "“基数”：300。", "“Base”: 300."),
        (
            "{title: 倍数 | Multiplier, until 2026-02: 1, from 2026-03: 2, from 2027-01: 2.5}",
            "“倍数”：至2026-02-28为1，自2026-03-01起为2，自2027-01-01起为2.5。",
            "“Multiplier”: 1 until 2026-02-28, 2 from 2026-03-01 on, 2.5 from 2027-01-01 on.",
        ),
        ('{title: 上限 | Limit, figure: "?"}', "“上限”：待定。", "“Limit”: still open."),
    ],
)
def test_a_parameter_is_a_figure_of_the_regulation_and_not_of_the_person(figure, chinese, english):
    rule = "eligibility: [{when: 1 > set, then: excluded, reason: 未达 | Too little}]"
    workflow = load(f"{SMALL}parameters: {{set: {figure}}}\n{rule}\n")

    assert chinese in text("", explain(workflow, "zh"), "zh")
    assert english in text("", explain(workflow, "en"), "en")
    assert "人员表为准" not in text("", explain(workflow, "zh"), "zh")


def test_what_a_pinned_regulation_says_can_be_said_from_what_was_kept():
    workflow = policy.load_file(shipped.workflows() / "telecom-posts.yaml", years=[2026])

    pinned = policy.load_pinned(*policy.pin(workflow))

    assert explain(pinned, "zh") == explain(workflow, "zh")


def test_what_would_no_longer_be_taken_can_still_be_read():
    kept = policy.pin(load(SMALL))
    loose = kept.text.replace("due: opened + 5 workdays, ", "").replace(
        "states:", "sheets: {old_form: {note: {title: 说明 | Note, text: 9}}}\nstates:", 1
    )

    said = text("", explain(policy.load_pinned(loose, kept.calendar), "en"), "en")

    assert "It is due when the working day ends on which it is asked." in said
    assert "“old form”\nIt is not used, and asks for:" in said


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        (
            {
                "distribution": {
                    "base": "site",
                    "rounding": "floor",
                    "shares": {"A": "10", "B": "the rest", "C": "at most 5"},
                }
            },
            "spread over all of the same “site”",
        ),
        (
            {
                "distribution": [
                    {
                        "for": "rate > 1",
                        "base": "team",
                        "rounding": "floor",
                        "shares": {"A": "10", "B": "85", "C": "5"},
                    },
                    {"base": "company", "rounding": "floor", "shares": {"A": "10", "B": "85", "C": "5"}},
                ]
            },
            "This is for all others.",
        ),
        (
            {
                "distribution": {
                    "base": "team",
                    "rounding": "floor",
                    "rest": "B",
                    "teams": {"to 100%": {"A": "10", "B": "85"}},
                }
            },
            "teams are ranked by the mean score of their members, and have by their rank:",
        ),
        (
            {
                "indicators": {
                    "rate": {
                        "title": "率 | Rate",
                        "number": "0..100",
                        "from": {"regulation": "survey", "of": "same site", "as": "mean"},
                    }
                }
            },
            "of everybody of the same “site”",
        ),
        ({"sheets": {"view": {"mark": {"number": "..10"}}}}, "“Mark”: a number, 10 or less,"),
        ({"score": {"measures": {"total": {"title": "总分 | Total"}}}}, "The final score is “Total”, rounded half up"),
        (
            {
                "outcomes": {
                    "settle": "done",
                    "measures": {"o": {"formula": "total * 2"}},
                    "consequences": [{"when": "o == 2", "raises": "talk", "reason": "两分 | Two"}],
                }
            },
            "= “Score” × 2.",
        ),
        ({"status": "trial"}, "While these rules are on trial, they are not payable."),
        (
            {"score": {"measures": {"m": {"points": {"rate": "-2 every 10 below 100, at most 8, in part"}}}}},
            "“Rate” below 100: −2 for every 10, at most 8, a part of a step counts too.",
        ),
        (
            {"score": {"measures": {"m": {"points": {"late": "-2, at most 1"}}}}},
            "“Late”: −2 once, if there is any, at most 1.",
        ),
        (
            {"score": {"measures": {"m": {"points": {"late": "-2 each above 3, doubled from 2"}}}}},
            "“Late” above 3: −2 each, from number 2 on twice as much, only whole steps count.",
        ),
        (
            {
                "score": {
                    "measures": {
                        "m": {"bands": {"of": "rate", "to": {"0": "1", "above 0 below 50": "2", "from 50": "3"}}}
                    }
                }
            },
            "more than 0, but less than 50: 2;",
        ),
    ],
)
def test_what_measures_and_grades_say(added, sentence):
    written = merged({**plain(MEASURED), "attributes": ["site"]}, added)

    assert sentence in text("", explain(load(json.dumps(written, ensure_ascii=False)), "en"), "en")


def merged(old: Any, new: Any) -> Any:
    """Return a regulation with something put into it; measures, feeds and outcomes are replaced as a whole."""
    if not (isinstance(old, dict) and isinstance(new, dict)) or any(
        key in new for key in ("points", "bands", "from", "settle")
    ):
        return new
    return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}
