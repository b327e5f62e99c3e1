"""What results cause in the sources: pay, bonuses, streaks, shares of a sum, proposals, proof.

The numbers are those of the lists "What software must support" in the sources. Each small regulation says one thing the
way a regulation would, and its examples hold the numbers; loading it proves them.
"""

import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cycleflow import policy

HEAD = """\
workflow: caused
title: 考核 | Appraisal
status: effective
period: {period}
calendar: {{country: CN, zone: Asia/Shanghai}}
roles: {{{roles}}}
"""
ROLES = {"employee": "self", "manager": "manager", "above": "manager.manager", "hr": "group(hr)"}
SCORE = "score: {after: review, result: total, measures: {total: {formula: marks}}}\n"
MARKS = "  marks: {title: 分数 | Marks, number: 0..1000, by: manager}\n"
STATES = """\
states:
  agreement: {ask: employee, due: cycle.start + 5 workdays, answers: {agree: review}}
  review: {ask: {manager: manager_indicatorsOTHERS}, due: cycle.end + 5 workdays, answers: {submit: closed}}
  closed: {tell: {employee: closed}}
"""


def caused(body, *, period="month"):
    """Return a regulation with these outcomes; what it leaves open is added: a score, states, words."""
    if "indicators:\n" not in body:
        body = "indicators:\n" + body
    if "score:" not in body.split("outcomes:")[0]:
        body = body.replace("indicators:\n", f"indicators:\n{MARKS}", 1)
        body = body.replace("outcomes:\n", f"{SCORE}outcomes:\n", 1)
    body += STATES.replace("OTHERS", ", above: above_indicators" if "by: above}" in body else "")
    used = [role for role in ROLES if re.search(rf"(ask|by): {role}\b|{{{role}: |, {role}: {role}_", body)]
    text = HEAD.format(period=period, roles=", ".join(f"{role}: {ROLES[role]}" for role in used)) + body
    said = YAML(typ="safe", pure=True).load(text)
    asked = [one for part in ("states", "duties") for one in said.get(part, {}).values()]
    answers = {answer for one in asked for answer in one.get("answers", ())}
    words = {part: {name: name for name in said.get(part, {})} for part in ("states", "duties") if part in said}
    words["answers"] = {name: name for name in sorted(answers)}
    text += f"words: {json.dumps(words)}\n"
    return policy.load(text, file="caused.yaml", years=(2026,), notices={"closed"})


def written():
    """Return each regulation with its period, as the file beside this one writes them."""
    text = Path(__file__).with_name("outcomes_of_the_sources.yaml").read_text(encoding="utf-8")
    parts = re.split(r"^--- # (\w+): (\w+)\n", text, flags=re.MULTILINE)[1:]
    return {name: (body, period) for name, period, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)}


WRITTEN = written()


@pytest.mark.parametrize("name", WRITTEN)
def test_the_numbers_of_the_sources_come_out(name):
    body, period = WRITTEN[name]

    assert caused(body, period=period).outcomes is not None


def test_the_exposure_without_proof_adds_up():
    """C 16: wage 10000, 20 % of it performance pay, December 2014 to June 2017."""
    months = (2017 - 2014) * 12 + 6 - 12 + 1

    assert months == 31
    assert months * 10000 * 20 // 100 == 62000


def test_a_new_version_changes_a_factor_and_the_old_one_stays_as_it_is():
    """A 36: 950 of 1000 with a base of 300: 250 by the old version, 200 by the new."""
    old, _ = WRITTEN["workload"]
    old = old[: old.index("examples:")] + "examples:\n"
    new = old.replace("(baseline - workload) * 1", "(baseline - workload) * 2")
    proof = "  - {given: {baseline: 1000, workload: 950}, expect: {work: WORK}}\n"

    first, second = caused(old + proof.replace("WORK", "250")), caused(new + proof.replace("WORK", "200"))

    assert first.fingerprint != second.fingerprint
