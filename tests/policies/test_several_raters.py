"""A regulation in which several people each give an opinion of their own: the OKR quarter."""

from tests.policies.stage import SILENT, person

FIRM = (
    person("GM", "总经理"),
    person("HR", "人事", "GM", roles=("hr",)),
    person("LEAD", "主管", "GM"),
    person("A", "甲", "LEAD"),
    person("B", "乙", "LEAD"),
    person("X", "丙", "GM"),
)


def test_colleagues_are_those_the_employee_invites(stage):
    stage.hire(*FIRM)
    stage.launch("okr-quarter", "2026-Q4", on="2026-10-01", only=("A",))

    stage.play({("A", "self_review"): {"invited": [{"colleague": "X"}, {"colleague": "B"}]}})

    views = stage.of("A").sheets["peer_views"]["peers"]
    assert {view["by"] for view in views} == {"X", "B"}
    assert stage.of("A").state == "closed"
    stage.check()


def test_who_does_not_review_himself_invites_nobody(stage):
    stage.hire(*FIRM)
    stage.launch("okr-quarter", "2026-Q4", on="2026-10-01", only=("A",))

    stage.play({("A", "self_review"): SILENT})

    assert "peer_views" not in stage.path("A")
    stage.check()
