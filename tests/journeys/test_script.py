"""Who takes part in a rehearsal: a word, or a file whose faults are all named."""

import pytest

from cycleflow.core.model import Channel
from cycleflow.errors import NotFoundError
from cycleflow.journeys.participants import Temperament
from cycleflow.journeys.script import participants
from cycleflow.policy import PolicyError
from tests.offices import COMPANY

PEOPLE = {one.number: one for one in COMPANY}


@pytest.fixture
def script(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def _script(text):
        (tmp_path / "who.yaml").write_text(text, encoding="utf-8")
        return participants("who.yaml", PEOPLE, channel=Channel.PAGE)

    return _script


def faults(script, text):
    with pytest.raises(PolicyError) as refused:
        script(text)
    return str(refused.value).splitlines()


@pytest.mark.parametrize("word", list(Temperament))
def test_a_word_says_how_everybody_is(word):
    assert participants(word.value, PEOPLE).usual is word


def test_a_file_says_it_person_by_person(script):
    read = script("usually: late\npeople: {E7: appealing, E8: silent}\n")

    assert read.usual is Temperament.LATE
    assert read.temperaments == {"E7": Temperament.APPEALING, "E8": Temperament.SILENT}
    assert read.channel is Channel.PAGE


def test_who_is_not_spoken_of_is_silent(script):
    assert script("people: {E7: late}\n").usual is Temperament.SILENT


def test_a_file_says_what_people_write(script):
    read = script("phrases:\n  goal: [多卖 | Sell more, 同上]\n")

    assert read.phrases == {"goal": [{"zh": "多卖", "en": "Sell more"}, {"zh": "同上", "en": "同上"}]}


def test_every_fault_is_named_at_its_place(script):
    text = "usualy: late\npeople: {E77: late, E8: angry}\nphrases:\n  goal: [a | b | c]\n"

    assert faults(script, text) == [
        "who.yaml:1:1: A script of participants has no 'usualy'; did you mean 'usually'?",
        "who.yaml:2:10: There is no employee 'E77'; did you mean 'E7'?",
        f"who.yaml:2:25: There is no temperament 'angry'; known are {', '.join(Temperament)}.",
        "who.yaml:4:10: Write 'a | b | c' as 中文 | English, with one bar between the two languages.",
    ]


def test_a_file_of_another_shape_is_refused(script):
    assert faults(script, "[late]\n") == [
        "who.yaml:1:1: Here a script of participants is expected: keys, each with a colon and what it holds."
    ]


def test_neither_a_word_nor_a_file_is_not_found():
    with pytest.raises(NotFoundError, match="There is no file punctuall"):
        participants("punctuall", PEOPLE)
