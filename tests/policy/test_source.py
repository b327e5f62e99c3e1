"""YAML is read strictly: traps are named, and no text can do harm."""

import time

import pytest

from cycleflow.policy.complaint import Complaints, PolicyError
from cycleflow.policy.node import Items, Pairs, Scalar, find, locate, locate_key
from cycleflow.policy.source import DEEPEST, LARGEST, MOST, read_nodes


def nodes_of(text):
    complaints = Complaints("f")
    root = read_nodes(text, complaints)
    complaints.refuse()
    return root


def faults_of(text):
    complaints = Complaints("f")
    read_nodes(text, complaints)
    with pytest.raises(PolicyError) as caught:
        complaints.refuse()
    return [str(complaint).removeprefix("f:") for complaint in caught.value.complaints]


def test_every_part_knows_its_place():
    root = nodes_of("a: 1\nb:\n  - x\n  - 'y'\nc: {d: e}\n")

    assert isinstance(root, Pairs)
    assert [(key.text, key.place.line, value.place.column) for key, value in root] == [
        ("a", 1, 4),
        ("b", 2, 3),
        ("c", 5, 4),
    ]
    assert locate(root, "c", "d").column == 8
    assert locate_key(root, "c", "d").column == 5
    assert locate_key(root, "zzz") == root.place
    assert locate(root, "a", "deeper", "still") == locate(root, "a")
    assert find(root, "b", "x") is None


def test_nothing_written_stands_behind_its_key():
    root = nodes_of("a:\nb: {c\n  d, e: f}\n")

    assert isinstance(root, Pairs)
    assert locate(root, "a").column == 3
    assert locate(root, "b", "c d") == locate_key(root, "b", "c d")


def test_nothing_is_guessed_to_be_a_number_or_a_date():
    root = nodes_of("[2026-12-24, 1.50, true, ~]")

    assert isinstance(root, Items)
    assert [item.text for item in root if isinstance(item, Scalar)] == ["2026-12-24", "1.50", "true", "~"]


@pytest.mark.parametrize("word", ["yes", "No", "NO", "on", "OFF"])
def test_words_others_take_for_true_or_false_need_quotes(word):
    assert faults_of(f"{word}: x") == [
        f'1:1: Some programs read {word} as true or false; write it in quotes: "{word}".'
    ]
    assert nodes_of(f'"{word}": x')


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("010", "010 could mean base eight; write it without the leading 0, or in quotes."),
        ("0o17", "Write 0o17 as an ordinary number, or in quotes."),
        ("0x1F", "Write 0x1F as an ordinary number, or in quotes."),
        ("18:00", 'Some programs read 18:00 as a number; write it in quotes: "18:00".'),
        ("1_000", "Write 1_000 without underscores, or in quotes."),
    ],
)
def test_figures_others_read_differently_need_quotes(written, sentence):
    assert faults_of(f"a: {written}") == [f"1:4: {sentence}"]
    assert nodes_of(f"a: '{written}'")


def test_a_key_twice_is_shown_with_the_first():
    assert faults_of("a: 1\nb: 2\na: 3\n") == ["3:1: a stands here twice; the first is on line 1."]


def test_anchors_aliases_tags_and_merge_keys_are_refused():
    assert faults_of("a: &x b\nc: *x\n<<: *x\nd: !!python/object:os.system x\n? [a]\n: b\n? *x\n: c\n") == [
        "1:4: &x marks text for repetition; a regulation writes it out instead.",
        "2:4: *x repeats another place; write the text out instead.",
        "3:1: << merges another place into this one; write the text out instead.",
        "3:5: *x repeats another place; write the text out instead.",
        "4:4: A tag (!…) has no meaning in a regulation; leave it out.",
        "5:3: A key must be a single word.",
        "7:3: *x repeats another place; write the text out instead.",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1:1: The file is empty."),
        ("# only a comment\n", "1:1: The file is empty."),
        ("a: b\n---\nc: d\n", "2:1: A second document begins here; one file holds one regulation."),
        ("%YAML 1.1\n---\na: b\n", "1:1: A regulation has no YAML directives (lines that begin with %)."),
        ("a:\n\tb: c\n", "2:1: A tab stands here; indent with spaces."),
        ("a: @b\n", "1:4: This character cannot begin a value; put the text in quotes."),
        ("a: b: c\n", "1:5: This line is indented too far, or a text with a colon in it is not in quotes."),
        ("- a\nb: c\n", "2:1: This line is not indented as the lines before it."),
        ("a: [b\nc: d\n", "2:2: A comma or a closing bracket is missing before this."),
        ("a: 'b\n", "1:4: A text in quotes is not closed."),
        ("title: | English\n", "1:10: A text that begins with | or > must be in quotes."),
        ("a: b\x00c\n", "1:5: The invisible character U+0000 must not stand here."),
        ("a: 'x\u202ey'\n", "1:6: The invisible character U+202E must not stand here."),
        ("a: b\rc: d\n", "1:5: The invisible character U+000D must not stand here."),
        ("\ufeffa: b\n", "1:1: The invisible character U+FEFF must not stand here."),
        (
            "a: &\n",
            (
                "1:5: This is not YAML "
                "(while scanning an anchor expected alphabetic or numeric character, but found '\\n')."
            ),
        ),
    ],
)
def test_what_is_not_plain_yaml_is_said_in_plain_words(text, fault):
    assert faults_of(text) == [fault]


def test_windows_line_ends_are_read():
    assert nodes_of("a: b\r\nc: d\r\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[" * 5000, f"1:{DEEPEST + 1}: This is nested more than {DEEPEST} levels deep."),
        ("a: " + "x" * LARGEST, f"1:1: The file has {LARGEST + 3} characters; a regulation has at most {LARGEST}."),
        ("[" + "a," * (MOST + 5), f"1:{MOST * 2}: The file has more than {MOST} parts."),
    ],
)
def test_a_hostile_file_is_put_down_quickly(text, fault):
    started = time.process_time()

    found = faults_of(text)

    assert found == [fault]
    assert time.process_time() - started < 10


def test_the_place_inside_a_text_is_known_unless_it_is_broken_up():
    plain, quoted, folded, escaped = (
        value for _, value in nodes_of("a: abc\nb: 'abc'\nc: abc\n  def\nd: 'a''bc'\n") if isinstance(value, Scalar)
    )

    assert (plain.at(2).column, quoted.at(2).column) == (6, 7)
    assert (folded.at(5), escaped.at(3)) == (folded.place, escaped.place)
