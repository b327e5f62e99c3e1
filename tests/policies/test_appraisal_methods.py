"""Methods of a textbook (register row 28): they order people, look at behaviour, and spread the grades."""

from decimal import Decimal

import pytest

from cycleflow.core.refusals import SheetError
from tests.policies.stage import SILENT, person

DRAWN = {"A": "1", "B": "3", "C": "5", "D": "4", "E": "2"}
FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HR", "人事", "GM", department="总经办", roles=("hr",)),
    person("PANEL", "评审", "GM", department="总经办", roles=("panel",)),
    person("M", "经理", "GM"),
    *(person(one, one, "M") for one in DRAWN),
)
FREQUENCIES = {"describes": "4", "explains": "5", "discusses": "3", "listens": "4", "asks": "5", "follows": "4"}
OBSERVED = [{"behaviour": one, "frequency": mark, "importance": "1"} for one, mark in FREQUENCIES.items()]


def launched(stage):
    stage.hire(*FIRM)
    stage.launch("appraisal-methods", "2026", only=DRAWN)
    return stage


def test_five_people_drawn_by_turns_are_ranked_from_both_ends(stage):
    incident = [{"day": "2026-05-06", "event": "客户表扬", "good": True}]
    common = {"method": "alternation", "among": "5", "incidents": incident, "anchored": [], "blocks": []}

    launched(stage).play({(one, "appraisal"): {**common, "drawn": drawn} for one, drawn in DRAWN.items()})

    # drawn: A the best, E the worst, B the next best, D the next worst, C is left
    assert [stage.of(one).score for one in DRAWN] == [100, 80, 60, 40, 20]
    assert [stage.of(one).outcomes["position_among"] for one in DRAWN] == ["1", "2", "3", "4", "5"]
    assert {stage.of(one).state for one in DRAWN} == {"closed"}
    assert stage.mails("M", "task")[0].startswith("task 2026-12-")


def test_a_superior_is_asked_only_for_what_the_method_needs(stage_on_sqlite):
    stage = launched(stage_on_sqlite)
    stage.play({("*", "appraisal"): SILENT}, until="2026-12-20")

    with pytest.raises(SheetError, match="observed"):
        stage.answer("M", "A", "submit", method="bos", incidents=[])
    made = stage.answer("M", "A", "submit", method="bos", observed=OBSERVED, incidents=[])

    assert made.score == Decimal("83.33")
    (remark,) = stage.of("A").remarks["appraisal"]
    assert remark.words["en"] == "No incident supports this"
    figures = stage.entries("A")[-1].changed["figures"]
    assert (figures["observed_sum"], figures["standard"]) == ("25", "出色达到标准")


def test_nobody_is_drawn_after_everybody_was(stage_on_sqlite):
    stage = launched(stage_on_sqlite)
    stage.play({("*", "appraisal"): SILENT}, until="2026-12-20")

    with pytest.raises(SheetError, match="drawn: So many are not there to be drawn"):
        stage.answer("M", "A", "submit", method="alternation", among="5", drawn="6", incidents=[])
