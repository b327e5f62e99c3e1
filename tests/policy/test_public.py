"""What a regulation may call public."""

import pytest

from cycleflow import policy, shipped
from cycleflow.policy.explain import explain
from cycleflow.policy.explain.document import texts


def read(name):
    return (shipped.workflows() / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "line"),
    [("quarterly", "    ask: {panel: cohort}\n"), ("feedback-360", "    due: opened + 10 workdays\n")],
    ids=["a panel", "anonymous"],
)
def test_only_sheets_whose_writers_are_named_can_be_public(name, line):
    text = read(name)
    assert text.count(line) == 1

    with pytest.raises(policy.PolicyError, match="Only sheets whose writers are named can be public"):
        policy.load(text.replace(line, f"{line}    public: true\n"))


def test_what_is_public_is_said_when_the_regulation_is_written_out():
    said = " ".join(texts(explain(policy.load(read("okr-quarter")), "zh")))

    assert "所填内容在本环节结束后向全体在职人员公开。" in said


def test_nothing_is_public_but_what_says_true():
    with pytest.raises(policy.PolicyError, match="Only true can stand here"):
        policy.load(read("okr-quarter").replace("public: true", "public: perhaps", 1))
