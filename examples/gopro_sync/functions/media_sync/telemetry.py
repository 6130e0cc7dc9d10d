"""JSON logs that all carry the correlation id, and embedded-format metrics, on standard output."""

import json
import logging
import sys
import time
from collections.abc import Mapping
from typing import TextIO

from .model import Json

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "taskName"}

_context: Json = {}
"""Belongs to the invocation; a Lambda process runs one at a time."""


class JsonFormatter(logging.Formatter):
    """One JSON object a line: the message, whatever `extra` brings, and the invocation's context."""

    def format(self, record: logging.LogRecord) -> str:
        """Formats one line."""
        line: Json = {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03d}Z",
            "level": record.levelname,
            "message": record.getMessage(),
            **_context,
            **{name: value for name, value in vars(record).items() if name not in _STANDARD},
        }
        if record.exc_info:
            line["stack_trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)

    converter = time.gmtime


def start(level: str, *, stream: TextIO | None = None, **context: str) -> None:
    """Begins an invocation: from here on every line carries `context`."""
    _context.clear()
    _context.update(context)
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger(__package__)
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    # Lambda's own handler on the root logger would print every line a second time.
    logger.propagate = False


def emit(
    namespace: str, provider: str, metrics: Mapping[str, tuple[float, str]], stream: TextIO | None = None
) -> None:
    """Publishes metrics (name to value and unit) with the provider as their dimension."""
    definitions = [{"Name": name, "Unit": unit} for name, (_, unit) in metrics.items()]
    directive = {"Namespace": namespace, "Dimensions": [["Provider"]], "Metrics": definitions}
    line: Json = {
        "_aws": {"Timestamp": time.time_ns() // 1_000_000, "CloudWatchMetrics": [directive]},
        **_context,
        "Provider": provider,
        **{name: value for name, (value, _) in metrics.items()},
    }
    (stream or sys.stdout).write(json.dumps(line) + "\n")
