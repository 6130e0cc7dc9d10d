"""One cold start: MODULE. Lambda's own runtime is there before the handler, and is not measured."""

from __future__ import annotations

import importlib
import json
import sys
from time import perf_counter, process_time
from types import SimpleNamespace

import awslambdaric.bootstrap  # pyright: ignore[reportUnusedImport]  # noqa: F401 (see above)

EVENT = json.loads(sys.argv[2])
CONTEXT = SimpleNamespace(
    function_name="benchmark",
    memory_limit_in_mb=1024,
    invoked_function_arn="arn:aws:lambda:eu-west-1:111122223333:function:benchmark",
    aws_request_id="benchmark",
    get_remaining_time_in_millis=lambda: 900_000,
)

begin, used = perf_counter(), process_time()
handler = importlib.import_module(sys.argv[1]).handler
imported = process_time() - used
answered = handler(EVENT, CONTEXT)
took, worked = perf_counter() - begin, process_time() - used
# A function that refuses is quick for nothing.
if answered and (answered.get("statusCode", 200) >= 400 or answered.get("batchItemFailures")):
    sys.exit(f"the event is refused: {answered}")
# The last line; those before are logs.
print(json.dumps({"import": imported, "first answer": took, "work": worked}))
