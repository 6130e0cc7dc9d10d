"""What CDK's AwsCustomResource does, in Python: one call of an AWS API for an event of the resource's life.

This is the code of a Lambda function (`sdk_calls` puts it there), so it may import nothing but boto3 and the
standard library. It keeps the contract of CDK's own handler: how services and actions are named, which
physical id a resource has, and that the answer's attributes are flattened ("Parameter.Value").
"""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any, TypeAlias, cast

import boto3
from botocore.exceptions import ClientError, UnknownServiceError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

# The SDK for JavaScript has names of its own, in version 2 and in version 3.
_BOTO3_NAMES = {
    "cloudwatchevents": "events",
    "cloudwatchlogs": "logs",
    "cognitoidentityprovider": "cognito-idp",
    "cognitoidentityserviceprovider": "cognito-idp",
    "configservice": "config",
    "elasticloadbalancingv2": "elbv2",
    "eventbridge": "events",
    "iotdataplane": "iot-data",
    "rdsdataservice": "rds-data",
    "sfn": "stepfunctions",
}
_PHYSICAL_ID = "PHYSICAL:RESOURCEID:"


def handler(event: dict[str, Any], _: object) -> None:
    """Make the call that belongs to the event, and answer CloudFormation."""
    properties = event["ResourceProperties"]
    stand_in = properties["CloudConstructsLocalStandIn"]
    calls = {
        name: json.loads(properties[name]) for name in ("Create", "Update", "Delete") if name in properties
    }
    answer: dict[str, Any] = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    answer |= {"Status": "SUCCESS", "PhysicalResourceId": _physical_id(event, calls)}
    call = calls.get(event["RequestType"])
    try:
        if call and event.get("PhysicalResourceId") != stand_in["PhysicalResourceId"]:
            answer |= _outcome(call, answer["PhysicalResourceId"])
    except Exception as error:  # whatever goes wrong is CloudFormation's to tell
        answer |= stand_in if _is_not_emulated(error) else {"Status": "FAILED", "Reason": str(error)}
    body = json.dumps(answer, default=_text).encode()
    request = urllib.request.Request(event["ResponseURL"], body, method="PUT")  # noqa: S310  the engine's own
    urllib.request.urlopen(request).close()  # noqa: S310


def _physical_id(event: dict[str, Any], calls: dict[str, Any]) -> str:
    ids: dict[str, str | None] = {
        name: call.get("physicalResourceId", {}).get("id") for name, call in calls.items()
    }
    if event["RequestType"] == "Create":
        return next(filter(None, ids.values()), str(event["LogicalResourceId"]))
    return str(ids.get(event["RequestType"]) or event["PhysicalResourceId"])


def _outcome(call: dict[str, Any], physical_id: str) -> dict[str, Any]:
    """Make the call and return what it changes of the answer: the attributes, and perhaps the physical id."""
    client = _client(call)
    method, operation = _operation(client, call["action"])
    parameters: Any = _with_physical_id(call.get("parameters", {}), physical_id)
    try:
        response = method(**(_coerced(parameters, operation) if operation else parameters))
    except ClientError as error:
        ignored: str | None = call.get("ignoreErrorCodesMatching")
        if ignored is None or not re.search(ignored, _told(error)["Code"]):
            raise
        return {}
    del response["ResponseMetadata"]
    attributes = _flattened(response) | {"region": client.meta.region_name}
    path: str | None = call.get("physicalResourceId", {}).get("responsePath")
    wanted = tuple(call.get("outputPaths", [call.get("outputPath", "")]))
    data = {name: value for name, value in attributes.items() if name.startswith(wanted)}
    return {"Data": data} | ({"PhysicalResourceId": str(attributes[path])} if path else {})


def _client(call: dict[str, Any]) -> Any:  # noqa: ANN401  boto3 makes its clients at run time
    session: Any = boto3.Session()
    name = call["service"].lower().removeprefix("@aws-sdk/client-").replace("-", "")
    services = {service.replace("-", ""): service for service in session.get_available_services()}
    role: str | None = call.get("assumedRoleArn")
    # The engine takes the access key for the account, so whoever assumes a role becomes the role's account.
    return session.client(
        _BOTO3_NAMES.get(name) or services.get(name, name),
        region_name=call.get("region"),
        aws_access_key_id=role.split(":")[4] if role else None,
        aws_secret_access_key="embedded" if role else None,
    )


def _operation(client: Any, action: str) -> tuple[Any, Any]:  # noqa: ANN401  made at run time as well
    """Find a method and the shape of its arguments; putParameter and PutParameterCommand are the same."""
    methods = {api.lower(): (name, api) for name, api in client.meta.method_to_api_mapping.items()}
    found = methods.get(action.lower()) or methods.get(action.lower().removesuffix("command"))
    if found is None:
        raise ValueError(f"{client.meta.service_model.service_name} has no action {action}.")
    return getattr(client, found[0]), client.meta.service_model.operation_model(found[1]).input_shape


def _is_not_emulated(error: Exception) -> bool:
    """Tell the engine's answers to what it does not know from those to what is wrong."""
    if not isinstance(error, ClientError):
        return isinstance(error, UnknownServiceError)
    told = _told(error)
    # A service that it does not know gets no AWS error at all, so boto3 takes the HTTP status for the code.
    return told["Code"] in ("400", "InvalidAction") or told["Message"].startswith(
        ("Unknown action", "Unknown path", "No route")
    )


def _told(error: Any) -> dict[str, str]:  # noqa: ANN401  botocore's errors have no types
    return {"Code": "", "Message": ""} | error.response["Error"]


def _with_physical_id(value: Json, physical_id: str) -> Json:
    if isinstance(value, dict):
        return {key: _with_physical_id(item, physical_id) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_physical_id(item, physical_id) for item in value]
    return physical_id if value == _PHYSICAL_ID else value


def _coerced(value: Json, shape: Any) -> Any:  # noqa: ANN401  botocore's shapes have no types
    """Give numbers and booleans their types back: CloudFormation resolves references to text."""
    match shape.type_name, value:
        case "structure", dict():
            members = shape.members
            return {
                key: _coerced(item, members[key]) if key in members else item for key, item in value.items()
            }
        case "map", dict():
            return {key: _coerced(item, shape.value) for key, item in value.items()}
        case "list", list():
            return [_coerced(item, shape.member) for item in value]
        case "integer" | "long", str():
            return int(value)
        case "float" | "double", str():
            return float(value)
        case "boolean", str():
            return value.lower() == "true"
        case _:
            return value


def _flattened(value: Any, path: str = "") -> dict[str, Any]:  # noqa: ANN401  a part of the response
    if isinstance(value, dict):
        parts = cast("dict[str, Any]", value)
    elif isinstance(value, list):
        parts = {str(number): item for number, item in enumerate(cast("list[Any]", value))}
    else:
        return {path: value.read().decode() if hasattr(value, "read") else value}
    prefix = f"{path}." if path else ""
    leaves: dict[str, Any] = {}
    for name, item in parts.items():
        leaves |= _flattened(item, f"{prefix}{name}")
    return leaves


def _text(value: Any) -> str:  # noqa: ANN401  what JSON has no type for
    return value.decode() if isinstance(value, bytes) else value.isoformat()
