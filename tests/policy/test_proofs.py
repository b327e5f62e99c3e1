"""What the examples of a regulation prove is counted, one by one."""

from cycleflow import policy, shipped
from cycleflow.policy.proofs import proven
from tests.settled import settled, without_examples


def test_every_result_an_example_says_counts():
    assert proven(settled()) == 10


def test_without_examples_nothing_is_proven():
    assert proven(settled(text=without_examples())) == 0


def test_refusals_and_days_count_too():
    workflow = policy.load_file(shipped.workflows() / "service-bonus.yaml")

    assert proven(workflow) >= 20
