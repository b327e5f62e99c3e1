"""With whom somebody is compared: everybody, his department, the people of his manager, or whoever is of his kind."""

from __future__ import annotations

from cycleflow.core.cohort import COMPANY, DEPARTMENT, TEAM
from cycleflow.core.model import Appraisal
from cycleflow.core.organisation import Person


def value_of(base: str, appraisal: Appraisal, person: Person) -> str:
    """Return what those who are compared have in common: a team is called by its manager, everybody by nothing."""
    if base == TEAM:
        return next((member.person for member in appraisal.cast.get("manager", ())), "")
    if base == DEPARTMENT:
        return person.department
    return "" if base == COMPANY else person.attributes.get(base, "")
