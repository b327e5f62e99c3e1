"""Regulations in which several people each give an opinion of their own: the OKR quarter and the branch's panel."""

from decimal import Decimal

from tests.policies.stage import SILENT, person

FIRM = (
    person("GM", "总经理"),
    person("HR", "人事", "GM", roles=("hr",)),
    person("LEAD", "主管", "GM"),
    person("A", "甲", "LEAD", attributes={"raters": "X;Y"}),
    person("B", "乙", "LEAD"),
    person("X", "丙", "GM"),
    person("Y", "丁", "GM"),
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


def test_the_mark_of_a_panel_is_the_mean_of_its_members(stage):
    stage.hire(*FIRM)
    stage.launch("branch-service-monthly", "2026-10", on="2026-10-01", only=("A",))

    stage.play(
        {
            ("A", "figures"): {
                "failed_checks": "3", "unsolved": "0.7", "callbacks": "3680", "on_post": "1", "days": "20",
                "untrue": "1", "satisfaction": "78",
            },
            ("A", "self_mark"): {"self_mark": "90"},
            ("A", "panel_mark", "X"): {"mark": "90"},
            ("A", "panel_mark", "Y"): {"mark": "80"},
            ("A", "superior"): {"management": "16"},
        }
    )  # fmt: skip

    # self 90 × 20 % + superior (64 + 16) × 50 % + panel (90 + 80) / 2 × 30 %
    assert stage.of("A").score == Decimal("83.50")
    stage.check()
