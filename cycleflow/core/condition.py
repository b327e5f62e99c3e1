"""Does a condition hold? One that asks for what is blank does not."""

from __future__ import annotations

from collections.abc import Mapping

from cycleflow.core.refusals import UndecidedError
from cycleflow.core.workflow import Expression
from cycleflow.errors import InputError


def holds(condition: Expression, known: Mapping[str, object]) -> bool:
    """Return whether a condition holds, given what is known by name.

    Raises:
        UndecidedError: the figures do not allow to say, such as a division by zero.
    """
    try:
        return condition.evaluate(known) is True
    except InputError as error:
        raise UndecidedError(why=str(error)) from error
