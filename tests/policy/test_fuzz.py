"""Whatever becomes of a regulation's text: it is a workflow or there are complaints, each at a place in the file."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as some

from cycleflow import policy, shipped

TEXT = (shipped.workflows() / "quarterly.yaml").read_text(encoding="utf-8")
WORDS = sorted(set(re.findall(r"[\w.]+", TEXT)))
SIGNS = [
    "\t", "\n", "  ", ": ", "{", "}", "[", "]", "&a ", "*a", "!!x ", "yes", "010", "18:00", "|", ">", "'", '"', "#",
    "- ", "? ", "<<: *a", "---\n", "%YAML 1.1\n", "\u202e", "\r", "\x85",
    "null", "~", "0", "-1", "999999", "0..0", "中",
]  # fmt: skip

cuts = some.tuples(some.integers(0, len(TEXT)), some.integers(0, 40), some.sampled_from([*WORDS, *SIGNS, ""]))


def _load(text: str) -> None:
    try:
        policy.load(text, years=[2026], notices={"invitation", "closed"})
    except policy.PolicyError as error:
        rows = text.split("\n")
        for complaint in error.complaints:
            assert 1 <= complaint.line <= len(rows)
            assert 1 <= complaint.column <= len(rows[complaint.line - 1]) + 1
            assert complaint.sentence.endswith((".", "?"))


@settings(max_examples=40)
@given(some.lists(cuts, min_size=1, max_size=4))
@example([(0, 40, "")])
def test_any_cut_and_paste_is_a_workflow_or_complaints(edits):
    text = TEXT
    for start, length, put in edits:
        text = text[:start] + put + text[start + length :]

    _load(text)


@settings(max_examples=25)
@given(some.data())
def test_any_word_in_any_other_s_place_is_a_workflow_or_complaints(data):
    found = data.draw(some.sampled_from(list(re.finditer(r"[\w.]+", TEXT))))
    word = data.draw(some.sampled_from([*WORDS, *SIGNS]))

    _load(TEXT[: found.start()] + word + TEXT[found.end() :])


@settings(max_examples=60)
@given(some.text(max_size=60))
@example("a: 'b\n")
def test_any_text_is_complained_of(text):
    _load(text)
