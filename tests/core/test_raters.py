"""Several people asked in one state: a committee that votes, and raters who each fill in a sheet of their own."""

import pytest

from cycleflow.core.model import Member
from tests.core.samples import CAST, ZONE, Run, answers, with_state


def members(*people):
    return tuple(Member(person=one, zone=ZONE) for one in people)


def committee(*people):
    """Return a run at an appeal that a committee decides by majority."""
    workflow = with_state(
        "appeal", ask={"panel": None}, complete="majority", answers=answers(change="closed", uphold="rating")
    )
    run = Run(workflow, {**CAST, "panel": members(*people)}).upto("consent")
    run.answer("appeal", "2027-01-14T10:00", by="ann", sheet={"comment": "no"})
    run.answer("sign", "2027-01-14T11:00", by="max")
    return run


def vote(run, **votes):
    for minute, (person, answer) in enumerate(votes.items()):
        run.answer(answer, f"2027-01-15T10:{minute:02}", by=person)
    return run.appraisal


def test_a_majority_is_more_than_half_of_those_asked():
    run = committee("p1", "p2", "p3", "p4")

    vote(run, p1="uphold", p2="uphold")
    assert run.appraisal.state == "appeal"

    vote(run, p3="uphold")
    assert run.appraisal.state == "rating"
    assert run.appraisal.given["appeal"].by == ("p1", "p2", "p3")


def test_a_majority_outvotes_the_answer_listed_first():
    run = committee("p1", "p2", "p3")

    assert vote(run, p1="change", p2="uphold", p3="uphold").state == "rating"


def test_of_equal_votes_the_answer_listed_first_prevails():
    run = committee("p1", "p2")

    assert vote(run, p1="uphold", p2="change").state == "closed"


@pytest.mark.parametrize("answer", ["change", "uphold"])
def test_a_committee_of_one_decides_alone(answer):
    run = committee("p1")

    assert vote(run, p1=answer).given["appeal"].answer == answer
