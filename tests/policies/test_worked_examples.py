"""Every regulation that comes with cycleflow reads, and all its worked numbers come out."""

import pytest

from cycleflow import policy, shipped
from cycleflow.core.scoring.card import Card
from cycleflow.policy.complaint import Complaints
from cycleflow.policy.loading import tables_beside
from cycleflow.policy.node import Items, Pairs
from cycleflow.policy.source import read_nodes
from tests.regulations import read

FILES = sorted(shipped.workflows().glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_regulation_that_comes_with_cycleflow_reads(file):
    assert read(file).source


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_score_out_of_measures_is_proved_by_examples(file):
    workflow = read(file)
    root = read_nodes(file.read_text(encoding="utf-8"), Complaints(file.name))
    assert isinstance(root, Pairs)
    examples = root.get("examples")

    has_card = workflow.scorecard is not None and isinstance(workflow.scorecard.rule, Card)

    assert not has_card or (isinstance(examples, Items) and examples.items)


WITH_EXAMPLES = [file for file in FILES if "\nexamples:" in file.read_text(encoding="utf-8")]


@pytest.mark.parametrize("file", WITH_EXAMPLES, ids=lambda file: file.stem)
def test_an_example_that_is_changed_fails_with_its_place(file):
    text = file.read_text(encoding="utf-8")
    start = text.index("\nexamples:")
    broken = text[:start] + "\nexamples:\n  - {expect: {score: 123456}}\n"

    with pytest.raises(policy.PolicyError) as refused:
        policy.load(broken, file=file.name, find=tables_beside(file))

    (complaint,) = refused.value.complaints
    assert complaint.line == broken.count("\n")
    assert complaint.sentence.startswith(("The example fails: ", "There is no 'score' to give"))
