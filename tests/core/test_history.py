import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.core.history import canonical, chain_flaws, from_body, seal, to_body
from cycleflow.core.model import Channel, Deed, Entry, Standing
from cycleflow.core.replay import replay
from cycleflow.core.snapshot import dump, load
from tests.core.samples import WORKFLOW, Run

VERSIONS = {WORKFLOW.fingerprint: WORKFLOW}

ENTRY = Entry(
    appraisal="quarterly-2026-Q4.E1",
    seq=0,
    at=datetime(2026, 10, 1, 1, 2, 3, 4, tzinfo=UTC),
    actor="王芳",
    standing=Standing.PERSON,
    channel=Channel.PAGE,
    deed=Deed.ANSWER,
    task=None,
    inputs={"b": ["2", True], "a": None},
    came_from="plan",
    went_to="rating",
    changed={"score": [None, "3.60"]},
    fingerprint="f0",
    previous="",
    hash="",
)


def test_the_canonical_text_is_frozen():
    """Changing this text would break every history ever written."""
    assert to_body(ENTRY) == (
        '{"actor":"王芳","appraisal":"quarterly-2026-Q4.E1","at":"2026-10-01T01:02:03.000004Z",'
        '"changed":{"score":[null,"3.60"]},"channel":"page","deed":"answer","from":"plan",'
        '"inputs":{"a":null,"b":["2",true]},"previous":"","seq":0,"standing":"person","task":null,'
        '"to":"rating","workflow":"f0"}'
    )
    assert seal(ENTRY).hash == "498570dd70660b4a6b33b3769cb9842ffd32794d5b4008abb007ed0149a9803c"


def test_an_entry_reads_back_to_the_letter():
    sealed = seal(ENTRY)

    assert from_body(to_body(sealed), sealed.hash) == sealed


@pytest.mark.parametrize("body", ["{}", "[]", "nonsense", '{"appraisal":1}'])
def test_what_is_not_an_entry_is_refused(body):
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own sentence and ours are both a ValueError
        from_body(body, "")


def test_figures_never_become_binary():
    with pytest.raises(ValueError, match="JSON"):
        canonical({"x": float("nan")})  # type: ignore[dict-item]  # the point of the test


HISTORY = Run().upto("appeal").entries


def flaws(entries):
    return [str(flaw) for flaw in chain_flaws(entries)]


def test_an_untouched_history_verifies_and_replays():
    run = Run().upto("appeal")

    replayed = replay(run.entries, VERSIONS)

    assert replayed.flaws == ()
    assert replayed.appraisal == run.appraisal


def test_a_snapshot_is_exact():
    for state in ("plan", "rating", "talk", "appeal"):
        run = Run().upto(state)
        assert load(json.loads(json.dumps(dump(run.appraisal)))) == run.appraisal
    run.do(Deed.PAUSE, "2027-01-15T09:00", reason="flood")
    assert load(dump(run.appraisal)) == run.appraisal


def test_an_edited_entry_is_named():
    edited = [*HISTORY[:1], replace(HISTORY[1], actor="eve"), *HISTORY[2:]]

    assert flaws(edited) == [
        "sample-2026-Q4.ann entry 1: Its text does not match its hash; it was edited after it was written."
    ]


def test_an_entry_edited_and_sealed_again_breaks_the_next():
    edited = [*HISTORY[:1], seal(replace(HISTORY[1], actor="eve")), *HISTORY[2:]]

    assert flaws(edited) == [
        "sample-2026-Q4.ann entry 2: It does not follow from the entry before it; that one was replaced or removed."
    ]


def test_a_removed_entry_is_named():
    found = flaws([*HISTORY[:2], *HISTORY[3:]])

    assert "entry 3: It stands where entry 2 should be" in found[0]


def resealed(entries):
    """Return a whole chain forged anew: only the replay can tell."""
    forged: list[Entry] = []
    for entry in entries:
        forged.append(seal(replace(entry, previous=forged[-1].hash if forged else "")))
    return forged


def test_a_forged_chain_is_caught_by_the_replay():
    cheat = replace(HISTORY[3], changed={**HISTORY[3].changed, "grade": [None, "A"]})

    replayed = replay(resealed([*HISTORY[:3], cheat, *HISTORY[4:]]), VERSIONS)

    assert "changed should be" in str(replayed.flaws[0])
    assert replayed.flaws[0].seq == 3
    assert replayed.appraisal is not None


def test_an_action_the_regulation_refuses_is_caught():
    cheat = replace(HISTORY[1], actor="eve")

    replayed = replay(resealed([HISTORY[0], cheat]), VERSIONS)

    assert "The regulation would have refused it: Only the person asked" in str(replayed.flaws[0])


def test_a_history_that_does_not_begin_with_a_launch_is_caught():
    replayed = replay(resealed([replace(HISTORY[1], seq=0)]), VERSIONS)

    assert replayed.appraisal is None
    assert "would have refused" in str(replayed.flaws[0])


def test_a_history_replayed_by_another_regulation_is_caught():
    replayed = replay(HISTORY, {"0" * 64: WORKFLOW})

    assert "a version of the regulation that did not hold" in str(replayed.flaws[0])


def test_an_entry_under_a_version_nobody_moved_to_is_caught():
    other = "1" * 64
    cheat = replace(HISTORY[2], fingerprint=other)

    replayed = replay(resealed([*HISTORY[:2], cheat]), {**VERSIONS, other: WORKFLOW})

    assert "a version of the regulation that did not hold" in str(replayed.flaws[0])
    assert replayed.flaws[0].seq == 2


@given(st.data())
def test_a_changed_byte_never_verifies(data):
    which = data.draw(st.integers(0, len(HISTORY) - 1))
    body = to_body(HISTORY[which])
    at = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    changed = body[:at] + other + body[at + 1 :]
    if changed == body:
        return

    try:
        entry = from_body(changed, HISTORY[which].hash)
    except ValueError:
        return
    entries = [*HISTORY[:which], entry, *HISTORY[which + 1 :]]

    assert to_body(entry) != changed or chain_flaws(entries)
