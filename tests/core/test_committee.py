"""The bonus review committee of Minfu: six members, of them a chair and a standing member (part c, 1.2)."""

import pytest

from cycleflow.core.committee import Committee

REVIEW = Committee(low=6, high=6, groups={"chair": 1, "standing": 1})
CHAIR, STANDING, OTHER = {"review", "chair"}, {"review", "standing"}, {"review"}


@pytest.mark.parametrize(
    ("members", "lacks"),
    [
        ([CHAIR, STANDING, OTHER, OTHER, OTHER, OTHER], ()),
        ([CHAIR, STANDING, OTHER, OTHER, OTHER], ("5 members, not 6",)),
        ([CHAIR, STANDING, OTHER, OTHER, OTHER, OTHER, OTHER], ("7 members, not 6",)),
        ([CHAIR, OTHER, OTHER, OTHER, OTHER, OTHER], ("0 of the group standing, not 1",)),
        ([OTHER] * 5, ("5 members, not 6", "0 of the group chair, not 1", "0 of the group standing, not 1")),
    ],
)
def test_a_committee_is_made_up_as_it_must_be(members, lacks):
    assert REVIEW.lacks(members) == lacks


@pytest.mark.parametrize(
    ("committee", "said"),
    [
        (Committee(low=3), "2 members, not 3 or more"),
        (Committee(low=3, high=7), "2 members, not 3 to 7"),
    ],
)
def test_how_many_there_must_be_is_said_in_words(committee, said):
    assert committee.lacks([OTHER, OTHER]) == (said,)


def test_one_is_enough_unless_it_says_otherwise():
    assert Committee().lacks([OTHER]) == ()
