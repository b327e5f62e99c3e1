from dataclasses import replace
from datetime import time

from cycleflow.core.model import Notice
from cycleflow.core.workflow import Digest
from cycleflow.journeys.keep import digest_time
from tests.core.samples import WORKFLOW, Run, local

APPRAISAL = Run().launch().appraisal
DIGEST = Notice(kind="task", person="max", digest=True)


def test_a_mail_of_its_own_leaves_at_once():
    now = local("2026-10-08T12:00")

    assert digest_time(WORKFLOW, APPRAISAL, replace(DIGEST, digest=False), now) == now
    assert digest_time(replace(WORKFLOW, digest=None), APPRAISAL, DIGEST, now) == now


def test_a_digest_leaves_at_the_next_hour_of_the_digest():
    assert digest_time(WORKFLOW, APPRAISAL, DIGEST, local("2026-10-08T08:59")) == local("2026-10-08T09:10")
    assert digest_time(WORKFLOW, APPRAISAL, DIGEST, local("2026-10-08T09:11")) == local("2026-10-09T09:10")


def test_what_the_clock_rings_at_that_very_hour_is_still_in_it():
    assert digest_time(WORKFLOW, APPRAISAL, DIGEST, local("2026-10-08T09:00")) == local("2026-10-08T09:10")
    assert digest_time(WORKFLOW, APPRAISAL, DIGEST, local("2026-10-08T09:01")) == local("2026-10-08T09:10")


def test_the_hour_is_that_of_the_readers_zone_where_it_is_known():
    workflow = replace(WORKFLOW, digest=Digest(roles=("manager",), at=time(9)))
    abroad = replace(APPRAISAL, cast={"manager": (replace(APPRAISAL.cast["manager"][0], zone="UTC"),)})

    assert digest_time(workflow, abroad, DIGEST, local("2026-10-08T12:00")) == local("2026-10-08T17:10")
    assert digest_time(workflow, replace(abroad, cast={}), DIGEST, local("2026-10-08T12:00")) == local(
        "2026-10-09T09:10"
    )
