"""HR supervises the post-responsibility system (register row 1): acceptance, spot checks, lectures, ranking."""

import pytest

from cycleflow.errors import RefusedError
from tests.policies.stage import SILENT, at, person

FIRM = (
    person("GM", "总经理", department="总经办"),
    person("HR", "人事", "GM", department="总经办", roles=("hr",)),
    person("HR2", "人事二", "GM", department="总经办", roles=("hr",)),
    person("HEAD1", "部长", "GM", department="研发部"),
    person("HEAD2", "部长", "GM", department="销售部"),
)
ACCEPTED = {"handed_in": "0", "plan": "18", "chart": "20", "books": "15", "separated": "16", "talks": "20"}
SCRIPT = {
    ("*", "lecture"): ("held", {"signed_up": "21", "subject": "目标"}),
    ("研发部", "year_end"): ACCEPTED,
    ("销售部", "year_end"): {**ACCEPTED, "handed_in": "3"},
}


@pytest.fixture
def year(stage_on_sqlite):
    stage_on_sqlite.now = at("2026-01-01")
    stage_on_sqlite.hire(*FIRM)
    stage_on_sqlite.launch("post-implementation", "2026")
    return stage_on_sqlite


def test_a_year_of_supervision_ends_in_a_ranking_by_time_and_quality(year):
    year.play(SCRIPT)

    assert [len(year.log("研发部", duty)) for duty in ("spot_check", "lecture", "survey")] == [4, 5, 2]
    assert year.log("研发部", "lecture")[:2] == ["done 2026-03-01", "done 2026-05-01"]
    assert [str(year.of(name).score) for name in ("研发部", "销售部")] == ["89.00", "86.00"]
    places = {name: (year.of(name).outcomes or {})["place"] for name in ("研发部", "销售部")}
    assert int(places["研发部"]) < int(places["销售部"])
    year.check()


@pytest.mark.parametrize(("answer", "signed_up"), [("held", "20"), ("not_held", "21")])
def test_a_lecture_is_held_when_more_than_twenty_sign_up(year, answer, signed_up):
    other = "not_held" if answer == "held" else "held"
    with pytest.raises(RefusedError, match="20"):
        year.answer("HR", "研发部", answer, duty="lecture", signed_up=signed_up, subject="目标")
    year.answer("HR", "研发部", other, duty="lecture", signed_up=signed_up, subject="目标")

    assert year.log("研发部", "lecture")[0].startswith("done")


def test_acceptance_returns_the_texts_until_they_are_right(year):
    year.play({**SCRIPT, ("研发部", "acceptance"): SILENT}, until="2026-01-06")
    year.answer("HR", "研发部", "return", remark="缺预算")

    assert year.path("研发部")[-3:] == ["texts", "acceptance", "texts"]
