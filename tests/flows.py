"""The small regulation of tests/policy, driven through the one door with some of its text changed."""

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
