"""A Lambda runtime client in plain Python, for machines that AWS's own does not exist for.

Run as a script by a function's bootstrap: `python runtime_client.py HANDLER`. It may import nothing but the
standard library, because the function's own modules are all that it shares a process with.
"""

import importlib
import json
import os
import sys
import time
import traceback
import urllib.request
from types import SimpleNamespace
from typing import Any

_API = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime"


def _post(path: str, content: Any) -> None:  # noqa: ANN401  any JSON
    request = urllib.request.Request(f"{_API}/{path}", json.dumps(content).encode())  # noqa: S310  loopback
    urllib.request.urlopen(request).close()  # noqa: S310


def _error(error: Exception) -> dict[str, Any]:
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_exception(error),
    }


def _context(headers: Any) -> SimpleNamespace:  # noqa: ANN401  an HTTPMessage
    deadline = int(headers["Lambda-Runtime-Deadline-Ms"])
    return SimpleNamespace(
        aws_request_id=headers["Lambda-Runtime-Aws-Request-Id"],
        invoked_function_arn=headers["Lambda-Runtime-Invoked-Function-Arn"],
        function_name=os.environ["AWS_LAMBDA_FUNCTION_NAME"],
        function_version=os.environ["AWS_LAMBDA_FUNCTION_VERSION"],
        memory_limit_in_mb=os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
        log_group_name=os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME"),
        log_stream_name=os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME"),
        get_remaining_time_in_millis=lambda: max(0, deadline - int(time.time() * 1000)),
    )


def main() -> None:
    """Serve invocations for ever."""
    sys.path[0] = os.getcwd()
    module, _, name = sys.argv[1].rpartition(".")
    try:
        handler = getattr(importlib.import_module(module.replace("/", ".")), name)
    except Exception as error:
        _post("init/error", _error(error))
        raise
    while True:
        with urllib.request.urlopen(f"{_API}/invocation/next") as answer:  # noqa: S310  loopback
            event, context = json.load(answer), _context(answer.headers)
        try:
            _post(f"invocation/{context.aws_request_id}/response", handler(event, context))
        except Exception as error:  # whatever the handler raises is its answer
            _post(f"invocation/{context.aws_request_id}/error", _error(error))


if __name__ == "__main__":
    main()
