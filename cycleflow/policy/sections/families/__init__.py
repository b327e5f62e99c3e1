"""The rule families a score can be made by: one module each, entered in FAMILIES.

**Why** a registry: a regulation names its family as a key of `score`, and a new family is a module and one line here.
"""

from __future__ import annotations

from collections.abc import Mapping

from cycleflow.policy.sections.families import weighted_mean
from cycleflow.policy.sections.families.family import Family

FAMILIES: Mapping[str, Family] = {family.keys.name: family for family in (weighted_mean.FAMILY,)}
