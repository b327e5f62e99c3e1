"""What nobody can say himself goes into an answer at the edge: facts, and who is at work of those it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from cycleflow.core.model import Cell, Deed
from cycleflow.journeys.feeding import Order
from cycleflow.journeys.known import all_facts_now
from cycleflow.journeys.naming import with_people
from cycleflow.journeys.office import Office
from cycleflow.store import cycles


def informed(office: Office, connection: Connection, orders: Sequence[Order]) -> list[Order]:
    """Return the orders, the answers among them with who is at work of those they name, and, where they complete the
    score, with what is known of the person now.
    """
    completing = [one.appraisal for one in orders if _completes(one)]
    known = {name: cycles.get(connection, name) for name in {one.cycle for one in completing}}
    facts = all_facts_now(connection, lambda name: office.workflows(name, connection), completing, known)
    return [_informed(connection, one, facts.get(one.appraisal.id, {})) for one in orders]


def _completes(order: Order) -> bool:
    card = order.workflow.scorecard
    return order.action.deed is Deed.ANSWER and card is not None and card.after == order.appraisal.state


def _informed(connection: Connection, order: Order, facts: dict[str, Cell]) -> Order:
    if order.action.deed is not Deed.ANSWER:
        return order
    inputs = {name: value for name, value in order.action.inputs.items() if name != "facts"}
    action = replace(order.action, inputs=inputs | {"facts": dict(facts)} if facts else inputs)
    return replace(order, action=with_people(connection, order.workflow, order.appraisal, action))
