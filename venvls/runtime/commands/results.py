"""Outcomes of jobs as the JSON-able objects of docs/protocol.md."""

from collections.abc import Sequence
from typing import assert_never

from venvls.model.change import Failure, Outcome, Step, StepKind


def result_of(outcome: Outcome) -> dict[str, object]:
    """Return what was added, changed and removed, and why not all of it was, if so."""
    return {
        "added": [_step_object(step) for step in outcome.steps if step.kind is StepKind.ADD],
        "changed": [_step_object(step) for step in outcome.steps if step.kind is StepKind.CHANGE],
        "removed": [_step_object(step) for step in outcome.steps if step.kind is StepKind.REMOVE],
        "failure": failure_of(outcome.failure),
        "rolledBack": outcome.rolled_back,
        "cancelledLate": outcome.cancelled_late,
    }


def summary_of(steps: Sequence[Step]) -> str:
    """Return what a plan does, in one line."""
    if not steps:
        return "everything is there already"
    return ", ".join(_step_text(step) for step in steps)


def failure_of(failure: Failure | None) -> dict[str, str] | None:
    """Return the classified reason, the sentence and the installer's own words."""
    if failure is None:
        return None
    return {"reason": str(failure.reason), "message": failure.message, "detail": failure.detail}


def _step_text(step: Step) -> str:
    match step.kind:
        case StepKind.ADD:
            return f"add {step.name} {step.after}".rstrip()
        case StepKind.CHANGE:
            return f"change {step.name} {step.before} to {step.after}"
        case StepKind.REMOVE:
            return f"remove {step.name} {step.before}".rstrip()
        case _:
            assert_never(step.kind)


def _step_object(step: Step) -> dict[str, object]:
    return {"name": step.name, "before": step.before or None, "after": step.after or None}
