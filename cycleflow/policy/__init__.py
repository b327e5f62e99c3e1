"""From the text of a regulation to a checked Workflow, with a sentence for every fault."""

from cycleflow.policy.complaint import Complaint, PolicyError
from cycleflow.policy.loading import check_across, load, load_file, load_pinned, pin
from cycleflow.policy.working_days import ANY_YEARS, years_around

__all__ = [
    "ANY_YEARS",
    "Complaint",
    "PolicyError",
    "check_across",
    "load",
    "load_file",
    "load_pinned",
    "pin",
    "years_around",
]
