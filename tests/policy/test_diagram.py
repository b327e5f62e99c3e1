"""A diagram shows every state, who is asked, by when, and what silence means, in both languages."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from cycleflow import policy, shipped
from cycleflow.policy.diagram import mermaid, svg
from cycleflow.policy.diagram.layout import lay_out
from cycleflow.policy.wording import Wording
from tests.beside import counter

WORKFLOW = policy.load_file(shipped.workflows() / "quarterly.yaml", years=[2026])
PLAIN = policy.load_file(shipped.workflows() / "feedback-360.yaml", years=[2026])
SPACE = "{http://www.w3.org/2000/svg}"


def texts_of(picture: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(picture).iter(f"{SPACE}text")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_state_and_every_answer_is_drawn(lang):
    texts = " / ".join(texts_of(svg(WORKFLOW, lang)))

    for state in WORKFLOW.states.values():
        assert state.title[lang] in texts
        for answer in state.answers.values():
            assert answer.title[lang] in texts


def test_owners_deadlines_and_silence_are_said():
    english, chinese = texts_of(svg(WORKFLOW, "en")), texts_of(svg(WORKFLOW, "zh"))

    assert {
        "skip level",
        "due: cycle end + 8 workdays, at least 3 workdays",
        "due: within 3 workdays",
        "not before: cycle end − 5 workdays",
        "not before: Date and time",
        "no answer 6 workdays after due: to skip level",
        "no answer when due",
        "Appeal (until published + 10 days)",
    } <= set(english)
    assert {
        "隔级上级",
        "期限：周期结束后 8 个工作日，至少 3 个工作日",
        "期限：3 个工作日内",
        "周期结束前 5 个工作日起",
        "面谈时间起",
        "逾期 6 个工作日未答：转交隔级上级",
        "到期未答",
        "申诉（截至结果签字开始后 10 天）",
    } <= set(chinese)


def test_one_can_have_the_picture_read_to_oneself():
    picture = ET.fromstring(svg(WORKFLOW, "en"))

    (title,), (description,) = picture.findall(f"{SPACE}title"), picture.findall(f"{SPACE}desc")
    said = description.text or ""

    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "Quarterly appraisal"
    assert "Self-review: employee; " in said
    assert "Submit → Manager's review; no answer 5 workdays after due → Manager's review." in said
    assert " Closed. Check on the points of improvement: manager; after “Record and sign” in “Interview”; " in said
    assert said.endswith("due: within 30 workdays.")


def test_the_picture_holds_no_script_and_no_style():
    picture = svg(WORKFLOW, "zh")

    assert not re.search(r"<script|<style|style=|href|onload|url\(", picture)


def test_words_cannot_break_out_of_the_picture(read, base):
    workflow = read(base.replace("closed: 归档 | Closed}", "closed: '<script>& | <b>#;'}"))

    assert "<script>&" in texts_of(svg(workflow, "zh"))
    assert "<script>" not in svg(workflow, "zh")
    assert '(["#60;b#62;#35;#59;"])' in mermaid(workflow, "en")


def test_nothing_lies_on_anything_else(read, base):
    for workflow in (WORKFLOW, read(base)):
        layout = lay_out(Wording(workflow, "en"))

        boxes = layout.boxes
        assert all(upper.bottom < lower.top for upper, lower in pairwise(boxes))
        for lane in layout.lanes:
            assert lane.x < layout.left or lane.x > layout.right
            assert 0 < lane.x < layout.width
            for step, port in zip(lane.steps, lane.ports, strict=True):
                assert boxes[step.source].entry < port < boxes[step.source].bottom
            for other in layout.lanes:
                if other is not lane and other.x == lane.x:
                    assert lane.rows[1] < other.rows[0] or other.rows[1] < lane.rows[0]


def test_steps_to_the_next_state_go_straight_down_and_others_around(read, base):
    layout = lay_out(Wording(read(base), "en"))

    assert [(step.source, step.target, step.is_silent) for step in layout.down] == [
        (0, 1, False), (1, 2, False), (2, 3, False), (3, 4, False), (4, 5, False), (5, 6, False), (6, 7, False),
    ]  # fmt: skip
    lanes = {(lane.x > layout.right, lane.target): lane.steps for lane in layout.lanes}
    assert set(lanes) == {(False, 0), (False, 3), (True, 7)}
    assert [step.label for step in layout.down if step.source == 6] == ["Change / Uphold"]


def test_a_line_without_side_steps_needs_no_lanes(read, base):
    text = base.replace("calibration, return: goal_setting}", "calibration}").replace(
        ", return: {to: appointment, blank: true}", ""
    )
    text = text.replace("    silence: {after: 0 days, to: closed}\n", "").replace(
        "accept: closed, ", "accept: appeal, "
    )
    text = text.replace("return: 退回 | Return, ", "")

    layout = lay_out(Wording(read(text), "zh"))

    assert layout.lanes == ()


def test_a_state_may_come_back_to_itself_and_ask_several(read, base):
    text = base.replace("{submit: talk}", "{submit: talk, accept: appointment}")
    text = text.replace("{panel: cohort}", "[panel, hr]").replace("distribution: ", "# ")

    picture = svg(read(text), "zh")

    assert "校准小组、人力资源" in texts_of(picture)


def test_a_chain_of_managers_counts_its_steps(read, base):
    workflow = read(base.replace("head: head(department)", "head: manager.manager.manager"))

    assert Wording(workflow, "zh").role("head") == "上3级"
    assert Wording(workflow, "en").role("head") == "head"


def test_other_groups_are_called_by_the_role(read, base):
    assert Wording(read(base.replace("group(hr)", "group(board)")), "zh").role("hr") == "hr"


def test_the_flowchart_has_every_step_once():
    chart = mermaid(WORKFLOW, "en").splitlines()

    steps = [line for line in chart if "-->" in line or ".->" in line]
    answers = sum(len(state.answers) for state in WORKFLOW.states.values())
    silences = sum(bool(state.silence and state.silence.to) for state in WORKFLOW.states.values())
    assert chart[:2] == ["flowchart TD", "    accTitle: Quarterly appraisal"]
    assert len(steps) == len(set(steps)) == answers + silences
    assert '    s_self_review -. "no answer 5 workdays after due" .-> s_manager_review' in chart
    assert '    s_closed(["Closed"])' in chart


def test_duties_are_drawn_beside_the_states_and_read_out():
    texts = texts_of(svg(counter(), "en"))

    assert texts.index("Beside the states") > texts.index("Closed")
    assert {"Weekly report", "Talk", "Improvement plan", "every Sunday at 16:00"} <= set(texts)
    assert "与各环节并行" in texts_of(svg(WORKFLOW, "zh"))
    assert "与各环节并行" not in texts_of(svg(PLAIN, "zh"))
    assert "Weekly report: employee; every Sunday at 16:00; missed 2 days after due." in svg(counter(), "en")


def test_the_flowchart_shows_what_raises_a_duty():
    text = mermaid(counter(), "en")

    assert "s_report -.-o s_talk" in text
    assert 's_review -- "Needs a plan" --o s_plan' in text
    assert 's_talk[["Talk<br/>manager, employee<br/>' in text
