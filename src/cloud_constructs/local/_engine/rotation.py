"""What MiniStack's Secrets Manager only pretends to do: rotation. `launcher.py` loads it.

RotateSecret calls the rotation function in its four steps, as Secrets Manager does
(https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html). What is
left to the caller: a failed rotation is tried again when RotateSecret is called again, and nothing is
rotated because its day has come.
"""

import contextvars
import json
import logging
import os
import threading
import time
import uuid
from typing import Any, Final, TypeAlias, cast

from ministack.core import responses
from ministack.services import secretsmanager

log: Final = logging.getLogger("secretsmanager")

# A status, headers and a body.
Answer: TypeAlias = tuple[int, dict[str, str], bytes]

# MiniStack has no types, and what is replaced here are its private functions.
_service: Final[Any] = secretsmanager
_responses: Final[Any] = responses
_STEPS: Final = ("createSecret", "setSecret", "testSecret", "finishSecret")

_get_secret_value: Final = _service._get_secret_value
_put_secret_value: Final = _service._put_secret_value
_describe_secret: Final = _service._describe_secret
_original_rotate_secret: Final = _service._rotate_secret


def rotate_secret(data: dict[str, Any]) -> Answer:
    """Start a rotation, or go on with one that is not complete."""
    _, secret = _service._resolve(data.get("SecretId"))
    if not secret or secret.get("DeletedDate") or _service._is_replica(secret):
        return _original_rotate_secret(data)
    function = data.get("RotationLambdaARN") or secret.get("RotationLambdaARN")
    if not function:
        return _refused("the secret has no rotation function, and the request names none")
    secret |= {"RotationEnabled": True, "RotationLambdaARN": function}
    secret["RotationRules"] = data.get("RotationRules") or secret.get("RotationRules")
    answer = {"ARN": secret["ARN"], "Name": secret["Name"]}
    if data.get("RotateImmediately") is False:
        return _answer(answer)
    pending, version = _service._find_stage_version(secret, "AWSPENDING")
    if pending and "AWSCURRENT" not in version["Stages"]:
        _start(secret, pending)
        return _refused("A previous rotation isn't complete. That rotation will be reattempted.")
    token = data.get("ClientRequestToken") or str(uuid.uuid4())
    for other in secret["Versions"].values():
        other["Stages"] = [stage for stage in other["Stages"] if stage != "AWSPENDING"]
    secret["Versions"][token] = {
        "SecretString": None,
        "SecretBinary": None,
        "CreatedDate": int(time.time()),
        "Stages": ["AWSPENDING"],
    }
    _start(secret, token)
    return _answer(answer | {"VersionId": token})


def get_secret_value(data: dict[str, Any]) -> Answer:
    """Find no value in the version that a rotation has only begun."""
    status, _, body = answer = _get_secret_value(data)
    if status == 200 and not {"SecretString", "SecretBinary"} & json.loads(body).keys():
        return _error("ResourceNotFoundException", "Secrets Manager can't find the specified secret value.")
    return answer


def put_secret_value(data: dict[str, Any]) -> Answer:
    """Never change a version that has a value."""
    _, secret = _service._resolve(data.get("SecretId"))
    token = data.get("ClientRequestToken")
    present = secret and secret["Versions"].get(token)
    if not present or (present["SecretString"] is None and present["SecretBinary"] is None):
        return _put_secret_value(data)
    names = ("SecretString", "SecretBinary")
    if any(present[name] != data.get(name) for name in names):
        return _error("ResourceExistsException", "You can't modify an existing version of a secret.")
    stages = list(present["Stages"])
    return _answer(
        {"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token, "VersionStages": stages}
    )


def describe_secret(data: dict[str, Any]) -> Answer:
    """Say when the secret was last rotated."""
    status, _, body = answer = _describe_secret(data)
    _, secret = _service._resolve(data.get("SecretId"))
    if status != 200 or "LastRotatedDate" not in secret:
        return answer
    return _answer(json.loads(body) | {"LastRotatedDate": secret["LastRotatedDate"]})


def _start(secret: dict[str, Any], token: str) -> None:
    # The request's context says whose account and region this is about.
    threading.Thread(
        target=contextvars.copy_context().run, args=(_rotate, secret, token), daemon=True
    ).start()


def _rotate(secret: dict[str, Any], token: str) -> None:
    # Here, because most engines rotate nothing, and it takes as long as half of their start.
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    # A function may run for a quarter of an hour, and a step repeated behind our back would run twice.
    patient = Config(read_timeout=910, retries={"total_max_attempts": 1}, proxies={})
    client = cast("Any", boto3).client(
        "lambda",
        endpoint_url=os.environ["AWS_ENDPOINT_URL"],
        region_name=_responses.get_region(),
        aws_access_key_id=_responses.get_account_id(),
        aws_secret_access_key="embedded",  # noqa: S106  the engine checks no signature
        config=patient,
    )
    for step in _STEPS:
        event = {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": token}
        try:
            answer = client.invoke(FunctionName=secret["RotationLambdaARN"], Payload=json.dumps(event))
        except (BotoCoreError, ClientError) as error:
            answer = {"FunctionError": str(error)}
        if reason := answer.get("FunctionError"):
            log.warning("The rotation of %s failed in %s: %s", secret["Name"], step, reason)
            return
    secret["LastRotatedDate"] = int(time.time())
    log.info("%s has been rotated", secret["Name"])


def _answer(document: dict[str, Any]) -> Answer:
    return _responses.json_response(document)


def _error(code: str, message: str) -> Answer:
    return _responses.error_response_json(code, message, 400)


def _refused(message: str) -> Answer:
    return _error("InvalidRequestException", message)


for replacement in (rotate_secret, get_secret_value, put_secret_value, describe_secret):
    setattr(_service, f"_{replacement.__name__}", replacement)
