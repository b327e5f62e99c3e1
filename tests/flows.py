"""The small regulation of tests/policy, driven through the one door with some of its text changed."""

import json
import re
from dataclasses import replace

from ruamel.yaml import YAML

from cycleflow import policy
from cycleflow.core.model import Deed, Member, Standing
from tests.core.samples import PLAN, ZONE, Run
from tests.policy.conftest import BASE, load_text

CAST = {
    role: (Member(person=person, zone=ZONE),)
    for role, person in {"employee": "ann", "manager": "max", "head": "sue", "hr": "hr1", "panel": "pat"}.items()
}


def drive(*changes, base=BASE, cast=CAST):
    """Return a run of the regulation, launched."""
    text = base
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    run = Run(load_text(text), cast)
    run.launch()
    return run


def rate(run, *marks):
    """Agree on two goals and have them rated."""
    run.answer("submit", "2026-10-08T10:00", sheet=PLAN)
    run.ring("2026-12-31T09:00")
    run.answer("submit", "2027-01-04T10:00", sheet={"goals": [{"score": mark, "facts": "so"} for mark in marks]})
    return run


def release(run, **inputs):
    return run.do(Deed.RELEASE, "2027-01-05T10:00", by="pat", standing=Standing.PANEL, **inputs)


def talk(run):
    """Release the rating and hold the interview about it."""
    release(run)
    run.answer("submit", "2027-01-06T10:00", sheet={"held_at": "2027-01-14T10:00", "place": "the large meeting room"})
    run.ring("2027-01-14T10:00")
    run.answer("submit", "2027-01-14T12:00", sheet={"notes": "said"})
    return run


HEAD = """\
workflow: written
title: 考核 | Appraisal
status: effective
period: {period}
calendar: {{country: CN, zone: Asia/Shanghai}}
roles: {{{roles}}}
"""
ROLES = {
    "employee": "self",
    "manager": "manager",
    "skip": "manager.manager",
    "hr": "manager.manager.manager",
    "gm": "manager.manager.manager.manager",
    "committee": "group(panel)",
}
PEOPLE = dict(zip(ROLES.values(), ("ann", "max", "sue", "hr1", "gus", "pat"), strict=True)) | {"group(hr)": "hr1"}


def regulation(body, *, period="quarter", years=(2026,)):
    """Return a regulation with these sheets, states and duties; what it leaves open is added: roles and words."""
    said = YAML(typ="safe").load(body)
    duties = said.get("duties", {})
    asking = [*said["states"].values(), *({"answers": ["done"], **duty} for duty in duties.values())]
    answers = {name: name for stage in asking for name in (stage or {}).get("answers", {})}
    used = [f"{role}: {path}" for role, path in ROLES.items() if re.search(rf"\b{role}\b", body)]
    words = {"states": {name: name for name in said["states"]}, "answers": answers}
    words |= {"duties": {name: name for name in duties}} if duties else {}
    text = HEAD.format(period=period, roles=", ".join(used)) + body + f"\nwords: {json.dumps(words)}\n"
    return policy.load(text, file="written.yaml", years=years, notices={"closed", "invitation", "task"})


def launched(workflow, *, on="2026-10-01T09:00", starts_on=None, ends_on=None):
    """Return a run of a regulation, launched on a day."""
    run = Run(workflow, {role: (Member(person=PEOPLE[path], zone=ZONE),) for role, path in workflow.roles.items()})
    days = {"starts_on": starts_on, "ends_on": ends_on}
    run.appraisal = replace(run.appraisal, **{name: day for name, day in days.items() if day})
    run.launch(on)
    return run
