"""Figures of other appraisals are shown to whoever needs them, and every score is explained to whom it judges."""

import pytest

from cycleflow.core.launching import unit_id
from cycleflow.core.model import Deed
from tests.feeding import AT, correct, do, get, give, own, regulation, start
from tests.journeys.test_feeding import FORM, HOTLINE, ROLL

ZH = {"Accept-Language": "zh"}


@pytest.fixture
def rolled(office, clock):
    """Return the department's appraisal and the cycle of those it counts for; nobody has been rated."""
    clock.move_to(AT)
    form, roll = start(office, FORM, "2026-Q4"), start(office, ROLL, "2026-Q4")
    return unit_id(form, "Sales"), roll


def task(office, name):
    return get(office, name).open_tasks[0].id


def test_whoever_rates_sees_what_is_waited_for(visitor, office, rolled):
    _, roll = rolled

    page = visitor("E2").get(f"/tasks/{task(office, f'{roll}.E7')}").text

    assert "From other appraisals" in page
    assert "Not there yet" in page
    assert "部门 comes" not in page
    assert "Department comes from other appraisals, and these are not there yet: Sales (form-2026-Q4)." in page
    assert "the score of the department (form, the same period)" in page


def test_whoever_rates_sees_the_figure_and_where_it_comes_from(visitor, office, rolled):
    sales, roll = rolled
    give(office, sales, own="78.8")

    page = visitor("E3").get(f"/tasks/{task_of(office, f'{roll}.E7', 'E3')}").text

    assert "取自其他考核" in page
    assert "<b>78.8</b>" in page
    assert "部门的得分（form，同期）" in page


def task_of(office, name, holder):
    return next(one.id for one in get(office, name).open_tasks if one.member.person == holder)


def test_an_answer_that_comes_too_early_keeps_what_was_typed(visitor, office, rolled):
    _, roll = rolled
    browser = visitor("E2")
    path = f"/tasks/{task(office, f'{roll}.E7')}"
    browser.get(path)

    page = browser.post(path, {"do": "answer:submit", "own": "90"}).text

    assert "Nothing was sent" in page
    assert "Answer once they are." in page
    assert 'value="90"' in page


def test_a_list_and_what_does_not_apply_are_shown_as_such(visitor, office, clock):
    clock.move_to(AT)
    text = regulation(
        "listed",
        [
            own(),
            "many: {title: 多 | Many, list: 0..1000, from: {regulation: monthly, period: within, of: reports}}",
            "late: {title: 迟 | Late, number: 0..9, optional: true, from: {period: previous}}",
            "kind: {title: 类 | Kind, choice: {A: 甲 | Alpha, B: 乙 | Beta}, default: A, from: {regulation: none}}",
        ],
        "best: {top: {of: many, share: 10}}, extra: {points: {late: +1 each}}, "
        """weight: {cases: {'kind == "A"': 1, otherwise: 2}}, """
        "total: {formula: own + best + extra + weight}",
    )
    monthly = start(office, regulation("monthly", [own()], "total: {formula: own}", period="month"), "2026-12")
    for number in ("E7", "E8", "E9"):
        give(office, f"{monthly}.{number}", own="5")
    cycle = start(office, text, "2026-Q4")

    page = visitor("E2").get(f"/tasks/{task(office, f'{cycle}.E6')}").text

    assert "3 values" in page
    assert "Does not apply" in page
    assert "Alpha" in page


def test_the_ratee_reads_how_the_score_came_about_in_his_language(visitor, office, rolled):
    sales, roll = rolled
    give(office, sales, own="78.8")
    give(office, f"{roll}.E7", own="90")

    page = visitor("E7").get(f"/mine/{roll}.E7").text

    assert "得分的计算过程" in page or "How the score came about" not in page
    assert "部门 78.8 × 20 % = 15.76" in page
    assert "own 90 × 80 % = 72" in page
    assert "工号 = E5" not in page
    assert "其他情况：staff 87.76" in page
    assert "87.76，四舍五入为87.76" in page
    assert page.count('<svg class="bar') == 2
    assert "部门的得分（form，同期）" in page
    assert "人力资源" in page


def test_the_receipt_shows_what_the_answer_came_to(visitor, office, rolled):
    sales, roll = rolled
    give(office, sales, own="78.8")
    browser, path = visitor("E2"), f"/tasks/{task(office, f'{roll}.E7')}"
    browser.get(path)

    page = browser.follow(browser.post(path, {"do": "answer:submit", "own": "90"})).text

    assert "Thank you, that is done" in page
    assert "Department 78.8 × 20 % = 15.76" in page


def test_the_history_explains_every_result_there_was(visitor, office, rolled):
    sales, roll = rolled
    give(office, sales, own="78.8")
    give(office, f"{roll}.E7", own="90")
    correct(office, sales, "80")

    for number, path in (("E2", f"/hr/appraisals/{roll}.E7"), ("E4", f"/audit/appraisals/{roll}.E7")):
        page = visitor(number).get(path).text
        history = page[page.index('class="entries"') :]
        assert "Computed anew, since what it is built on has changed" in history
        assert "Department: 78.8 → <b>80</b>" in history
        assert f"<dd>{sales}</dd>" in history
        assert "Department 78.8 × 20 % = 15.76" in history
        assert "Department 80 × 20 % = 16" in history


def test_a_score_that_stays_is_said_to_stay(visitor, office, rolled):
    sales, roll = rolled
    give(office, sales, own="78.8")
    give(office, f"{roll}.E7", own="90")
    correct(office, f"{roll}.E7", "99")
    correct(office, sales, "80")

    page = visitor("E2").get(f"/hr/appraisals/{roll}.E7").text

    assert "It stays as people have set it, in calibration or on appeal." in page


def test_a_changed_list_is_shown_in_the_history(visitor, office, clock):
    clock.move_to(AT)
    text = HOTLINE.replace("period: previous, of: same skill_group", "period: previous, of: same department")
    last = start(office, text, "2026-11")
    for number in ("E7", "E8"):
        give(office, f"{last}.{number}", own_rate="90", surveys="40")
    for number in ("E5", "E6", "E9"):
        give(office, f"{last}.{number}", own_rate="80", surveys="40")
        give(office, f"{last}.{number}")
    cycle = start(office, text, "2026-12")
    give(office, f"{cycle}.E7", own_rate="90", surveys="40")
    give(office, f"{cycle}.E7")
    do_again(office, f"{last}.E8")

    page = visitor("E2").get(f"/hr/appraisals/{cycle}.E7").text

    assert "Last month: 80, 80, 90, 90, 80 → <b>80, 80, 90, 70.5, 80</b>" in page


def do_again(office, name):

    give(office, name)
    do(office, name, Deed.SEND_BACK, to="figures")
    give(office, name, own_rate="70.5", surveys="40")


def test_only_what_the_figures_so_far_need_is_shown(visitor, office, clock):
    clock.move_to(AT)
    cycle = start(office, HOTLINE, "2026-12")
    for number, surveys in (("E7", "29"), ("E8", "30")):
        give(office, f"{cycle}.{number}", own_rate="90", surveys=surveys)
    browser = visitor("E2")

    few, many = (browser.get(f"/tasks/{task(office, f'{cycle}.{number}')}").text for number in ("E7", "E8"))

    assert "<dt>Group</dt>" in few
    assert "<dt>Group</dt>" not in many
    assert "<dt>Last month</dt>" in many


def test_the_ratee_reads_what_changed_and_why(visitor, office, rolled):
    sales, roll = rolled
    give(office, sales, own="78.8")
    give(office, f"{roll}.E7", own="90")
    correct(office, sales, "80")

    browser = visitor("E7")
    mine = browser.get(f"/mine/{roll}.E7").text
    asked = browser.get(f"/tasks/{task(office, f'{roll}.E7')}").text

    for page in (mine, asked):
        assert "所依据的结果已变更，重新计算" in page
        assert "得分 87.76 → <b>88.00</b>" in page
        assert "部门：78.8 → 80" in page


def test_the_ratee_reads_that_a_ruling_stays(visitor, office, rolled):
    sales, roll = rolled
    give(office, sales, own="78.8")
    give(office, f"{roll}.E7", own="90")
    correct(office, f"{roll}.E7", "99")
    correct(office, sales, "80")

    page = visitor("E7").get(f"/mine/{roll}.E7").text

    assert "结果由人在校准或申诉中确定，保持不变。" in page


def test_single_figures_of_others_are_not_told_the_ratee(visitor, office, clock):
    clock.move_to(AT)
    text = regulation(
        "best",
        [own(), "many: {title: 多 | Many, list: 0..100, from: {regulation: monthly, period: within, of: reports}}"],
        "best: {top: {of: many, share: 10}}, total: {formula: own + best}",
    )
    text = text.replace("\nstates:", "\ngrades: {A: from 50, B: below 50}\nstates:")
    monthly = start(office, regulation("monthly", [own()], "total: {formula: own}", period="month"), "2026-12")
    for number in ("E7", "E8", "E9"):
        give(office, f"{monthly}.{number}", own="41")
    cycle = start(office, text, "2026-Q4")
    give(office, f"{cycle}.E6", own="1")
    correct(office, f"{monthly}.E7", "77")

    page = visitor("E6").get(f"/mine/{cycle}.E6").text

    assert "Score 42.00 → <b>78.00</b> Grade B → <b>A</b>" in page
    assert "41, 41" not in page
