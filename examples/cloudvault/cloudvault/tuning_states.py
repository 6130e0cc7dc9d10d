"""The states of a power tuning, as data.

    remember -> publish a version for each size -> put back -> measure each version -> report -> clean up

If publishing fails, it goes on with putting back and cleaning up; if measuring or reporting fails, with
cleaning up. Either way the execution then fails with what it was.
"""

from typing import Any

State = dict[str, Any]

MARK = "Power tuning"
"""What the description of a function begins with, and of its versions, as long as they are tried."""
WELL = "$count($failures) = 0"


def definition(tuner: str) -> State:
    """Return the state machine, whose input is `{"function", "sizes", "times", "payload"}`."""
    return {
        "Comment": "Tries a function with several sizes of memory, and reports what each takes and costs",
        "QueryLanguage": "JSONata",
        "StartAt": "Remember",
        "States": {
            "Remember": _remember(next="IsBeingTuned"),
            "IsBeingTuned": _choice(f"$contains($description, '{MARK}')", "Refused", default="PublishEach"),
            "Refused": {"Type": "Fail", "Error": "BeingTuned", "Cause": "Another tuning has not put it back"},
            "PublishEach": {
                **_each("$sizes", _publishing(tuner)),
                "Catch": _failing(next="PutBack"),
                "Next": "PutBack",
            },
            "PutBack": {
                **_update(memory="$memory", description="$description"),
                "Output": _jsonata("$states.input"),
                "Next": "IsPublished",
            },
            "IsPublished": _choice(WELL, "MeasureEach", default="CleanUp"),
            "MeasureEach": {
                **_each("$states.input", _measuring(tuner)),
                "Catch": _failing(next="CleanUp"),
                "Next": "Report",
            },
            "Report": {
                **_step(
                    tuner,
                    "report",
                    memory_now=_jsonata("$memory"),
                    measured=_jsonata("$states.input"),
                    name=_jsonata("$states.context.Execution.Name"),
                ),
                "Catch": _failing(next="CleanUp"),
                "Next": "CleanUp",
            },
            "CleanUp": {
                **_step(tuner, "clean_up", mark=_jsonata("$mark")),
                "Output": _jsonata("$states.input"),
                "Next": "IsReported",
            },
            "IsReported": _choice(WELL, "Tuned", default="Failed"),
            "Tuned": {"Type": "Succeed"},
            "Failed": {
                "Type": "Fail",
                "Error": _jsonata("$failures[0].Error"),
                "Cause": _jsonata("$failures[0].Cause"),
            },
        },
    }


def _remember(*, next: str) -> State:
    """Return the state that keeps what is going to be changed, and what for."""
    description = "$exists($states.result.Description) ? $states.result.Description : ''"
    return {
        **_task(
            "aws-sdk:lambda:getFunctionConfiguration", {"FunctionName": _jsonata("$states.input.function")}
        ),
        "Assign": {
            **{name: _jsonata(f"$states.input.{name}") for name in ("function", "sizes", "times", "payload")},
            "memory": _jsonata("$states.result.MemorySize"),
            "description": _jsonata(description),
            "mark": _jsonata(f"'{MARK} ' & $states.context.Execution.Name"),
            "failures": [],
        },
        "Next": next,
    }


def _publishing(tuner: str) -> State:
    """Return the states for one size; the description makes it a version of its own, whatever else exists."""
    return {
        "StartAt": "SetMemory",
        "States": {
            "SetMemory": {
                **_update(
                    memory="$states.input", description="$mark & ', ' & $string($states.input) & ' MB'"
                ),
                "Output": _jsonata("$states.input"),
                "Next": "Publish",
            },
            "Publish": {
                **_step(tuner, "publish", memory=_jsonata("$states.input"), mark=_jsonata("$mark")),
                "End": True,
            },
        },
    }


def _measuring(tuner: str) -> State:
    """Return the state for one version."""
    version = {name: _jsonata(f"$states.input.{name}") for name in ("version", "memory")}
    how = {name: _jsonata(f"${name}") for name in ("payload", "times")}
    return {
        "StartAt": "Measure",
        "States": {"Measure": {**_step(tuner, "measure", **version, **how), "End": True}},
    }


def _each(items: str, work: State) -> State:
    # One at a time: there is one function, and what runs at once is measured at once.
    processor = {"ProcessorConfig": {"Mode": "INLINE"}, **work}
    return {"Type": "Map", "Items": _jsonata(items), "MaxConcurrency": 1, "ItemProcessor": processor}


def _update(*, memory: str, description: str) -> State:
    arguments = {"MemorySize": _jsonata(memory), "Description": _jsonata(description)}
    return _task(
        "aws-sdk:lambda:updateFunctionConfiguration", {"FunctionName": _jsonata("$function"), **arguments}
    )


def _step(tuner: str, step: str, **payload: str) -> State:
    arguments = {"step": step, "function": _jsonata("$function"), **payload}
    return {
        **_task("lambda:invoke", {"FunctionName": tuner, "Payload": arguments}),
        "Output": _jsonata("$states.result.Payload"),
    }


def _task(resource: str, arguments: State) -> State:
    passing = (
        "ResourceConflictException",
        "ServiceException",
        "TooManyRequestsException",
        "SdkClientException",
    )
    retry = {
        # A change of a function takes a while, in which it takes no other.
        "ErrorEquals": [f"Lambda.{error}" for error in passing],
        "IntervalSeconds": 2,
        "BackoffRate": 2,
        "MaxAttempts": 6,
    }
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{resource}",
        "Arguments": arguments,
        "Retry": [retry],
    }


def _failing(*, next: str) -> list[State]:
    caught = {"failures": [_jsonata("$states.errorOutput")]}
    return [{"ErrorEquals": ["States.ALL"], "Assign": caught, "Next": next}]


def _choice(condition: str, then: str, *, default: str) -> State:
    return {
        "Type": "Choice",
        "Choices": [{"Condition": _jsonata(condition), "Next": then}],
        "Default": default,
    }


def _jsonata(expression: str) -> str:
    return "{% " + expression + " %}"
