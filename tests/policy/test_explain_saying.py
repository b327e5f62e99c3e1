"""An expression is said aloud with the titles of its names, and means when heard what it means when computed."""

import pytest

from cycleflow.policy.explain.names import Term
from cycleflow.policy.explain.numbering import chinese, item, letters
from cycleflow.policy.explain.saying import Sayer
from cycleflow.policy.sections.families.formula import Level

FIVE = {"5": {"zh": "优", "en": "Excellent"}}
NAMES = {
    "score": Term(title={"zh": "得分", "en": "Score"}),
    "late": Term(title={"zh": "迟到", "en": "Late"}),
    "poor": Term(title={"zh": "差", "en": "Poor"}),
    "kind": Term(title={"zh": "类别", "en": "Kind"}, options={"slow_one": {"zh": "慢", "en": "Slow"}}),
    "grade": Term(title={"zh": "等级", "en": "Grade"}, options=FIVE),
    "joined": Term(title={"zh": "入职日", "en": "Joined"}),
    "marks": Term(title={"zh": "评分", "en": "Marks"}),
}


class Written:
    names = ()

    def __init__(self, text):
        self.text = text

    def evaluate(self, names):
        raise NotImplementedError

    def refuted(self, known):
        raise NotImplementedError


def condition(text):
    return tuple(Sayer(lang).condition(Written(text), NAMES) for lang in ("zh", "en"))


def formula(text):
    return tuple(Sayer(lang).formula(Written(text), NAMES) for lang in ("zh", "en"))


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("score >= 60", "“得分” ≥ 60", "“Score” ≥ 60"),
        ("score != 60", "“得分” ≠ 60", "“Score” ≠ 60"),
        ("60 == score", "60 = “得分”", "60 = “Score”"),
        ("late", "“迟到”为是", "“Late” is yes"),
        ("(late)", "“迟到”为是", "“Late” is yes"),
        ("not late", "“迟到”为否", "“Late” is no"),
        ("late == true", "“迟到”为是", "“Late” is yes"),
        ("late != false", "“迟到”不为否", "“Late” is not no"),
        ("not (late and poor)", "并非（“迟到”为是，且“差”为是）", "not (“Late” is yes and “Poor” is yes)"),
        ('kind == "slow_one"', "“类别”为“慢”", "“Kind” is “Slow”"),
        ('"slow_one" != kind', "“类别”不为“慢”", "“Kind” is not “Slow”"),
        ('kind == ""', "“类别”为空", "“Kind” is blank"),
        ('kind != ""', "“类别”不为空", "“Kind” is not blank"),
        ('grade in ["5", "4", ""]', "“等级”为“5（优）”、“4”或空白", "“Grade” is one of “5 (Excellent)”, “4” or blank"),
        ("score not in [1, 2]", "“得分”不为1或2", "“Score” is none of 1 or 2"),
        ('"x" in kind', "“类别”包含“x”", "“Kind” contains “x”"),
        ('"x" not in kind', "“类别”不包含“x”", "“Kind” does not contain “x”"),
        (
            "late or poor and score < 1",
            "“迟到”为是，或（“差”为是，且“得分” < 1）",
            "“Late” is yes or (“Poor” is yes and “Score” < 1)",
        ),
        (
            "(late or poor) and score < 1",
            "（“迟到”为是，或“差”为是），且“得分” < 1",
            "(“Late” is yes or “Poor” is yes) and “Score” < 1",
        ),
        ('joined < d"2026-03-01"', "“入职日” < 2026年3月1日", "“Joined” < 1 March 2026"),
        ('joined < d"2026-03-01 17:30"', "“入职日” < 2026年3月1日 17:30", "“Joined” < 1 March 2026 17:30"),
        (
            "$any([late, score > 3])",
            "（“迟到”为是和“得分” > 3）中至少一项成立",
            "at least one of (“Late” is yes and “Score” > 3)",
        ),
        (
            "$all([m > 3 for m in marks])",
            "（该项 > 3，该项依次取“评分”）全部成立",
            "all of (it > 3, it being each of “Marks”)",
        ),
        ("true", "是", "yes"),
    ],
)
def test_a_condition_is_said(text, chinese, english):
    assert condition(text) == (chinese, english)


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("score * 2 - 1", "“得分” × 2 − 1", "“Score” × 2 − 1"),
        ("(score - 1) / 3", "（“得分” − 1） ÷ 3", "(“Score” − 1) ÷ 3"),
        ("-score + 1", "−“得分” + 1", "−“Score” + 1"),
        ("score // 10", "“得分” ÷ 10的整数部分", "the whole part of “Score” ÷ 10"),
        ("score % 10", "“得分”除以10的余数", "the remainder of “Score” ÷ 10"),
        (
            "late ? score : 2 * score",
            "若“迟到”为是，则“得分”，否则2 × “得分”",
            "“Score” if “Late” is yes, else 2 × “Score”",
        ),
        ("$round(score / 3, 1)", "（“得分” ÷ 3）四舍五入到1位小数", "(“Score” ÷ 3) rounded half up, decimal places: 1"),
        ("$abs(score)", "（“得分”）的绝对值", "the absolute value of (“Score”)"),
        ("$min([score, 10])", "（“得分”和10）中最小者", "the least of (“Score” and 10)"),
        (
            "$sum([m * 2 for m in marks if m > 1])",
            "（该项 × 2，该项依次取“评分”，仅限该项 > 1者）之和",
            "the sum of (it × 2, it being each of “Marks”, only where it > 1)",
        ),
        ("$month(joined)", "（“入职日”）的月份", "the month of (“Joined”)"),
        ("unknown + 1", "“unknown” + 1", "“unknown” + 1"),
        ("C1", "“C1”", "“C1”"),
    ],
)
def test_a_formula_is_said(text, chinese, english):
    assert formula(text) == (chinese, english)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("score > 1", True),
        ("not late", True),
        ("late and poor", True),
        ('kind in ["a"]', True),
        ("$any([late])", True),
        ("score + 1", False),
        ("$sum([score])", False),
    ],
)
def test_it_is_known_what_holds_or_does_not(text, truth):
    assert Sayer("zh").is_truth(Written(text), NAMES) is truth


def test_a_level_is_a_level_and_nothing_to_be_true():
    assert Sayer("zh").formula(Level("优"), NAMES) == "“优”"
    assert not Sayer("zh").is_truth(Level("优"), NAMES)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1004, "一千零四"),
        (1230, "一千二百三十"),
    ],
)
def test_numbers_are_written_as_articles_are_counted(number, written):
    assert chinese(number) == written


def test_items_are_lettered_on_beyond_z():
    assert [letters(number) for number in (1, 26, 27, 52, 53)] == ["a", "z", "aa", "az", "ba"]
    assert [item(2, depth, "en") for depth in range(3)] == ["(b)", "2.", "(2)"]
    assert [item(2, depth, "zh") for depth in range(3)] == ["（二）", "2.", "（2）"]
