"""What a run does when everything is copied: compare both sides, and follow deletions within a limit."""

from __future__ import annotations

from cloud_constructs.workflow._states.asl import State, States, Wiring, critical, jsonata, step

REPORTS = "sync-reports"


def reconciling(wiring: Wiring, compare: str, *, at_most_percent: int, next: str) -> States:
    """Return the states between the summary and its judgement."""
    drift = {name: jsonata(f"$states.result.Payload.{name}") for name in ("checked", "missing", "differing")}
    surplus = jsonata("$exists($states.result.Payload.surplus) ? $states.result.Payload.surplus : 0")
    states: States = {
        "Reconcile": {
            **step(compare, tracker=wiring.ledger, report=_report(wiring)),
            "Assign": {"drift": {**drift, "surplus": surplus}},
            "Output": _adding("'drift': $states.result.Payload"),
            "Catch": critical(),
            "Next": next,
        },
    }
    if wiring.delete is None:
        return states
    states["Reconcile"]["Next"] = "CheckDeletions"
    return {
        **states,
        "CheckDeletions": {
            "Type": "Choice",
            "Choices": [
                {"Condition": jsonata("$drift.surplus = 0"), "Next": next},
                {
                    "Condition": jsonata(f"$drift.surplus * 100 > $drift.checked * {at_most_percent}"),
                    "Next": "RefuseDeletions",
                },
            ],
            "Default": "DeleteSurplus",
        },
        # A source that suddenly lacks much is more often broken than tidied up.
        "RefuseDeletions": {"Type": "Pass", "Output": _adding("'deletions_refused': true"), "Next": next},
        "DeleteSurplus": {
            **step(wiring.delete, tracker=wiring.ledger, report=_report(wiring)),
            "Output": _adding("'deleted': $states.result.Payload.deleted"),
            "Catch": critical(),
            "Next": next,
        },
    }


def _report(wiring: Wiring) -> State:
    """Return where the drift report of this run is, on which deletions are based."""
    return {"bucket": wiring.workspace, "key": jsonata(f"'{REPORTS}/' & $correlation_id & '.json'")}


def _adding(fields: str) -> str:
    return jsonata("$merge([$states.input, {" + fields + "}])")
