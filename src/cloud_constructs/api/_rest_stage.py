"""The stage of a REST API: what is logged, traced and let through."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_cdk import aws_apigateway as rest

from cloud_constructs.api._access_log import access_log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_logs as logs

    from cloud_constructs.api._limits import Throttle

STAGE = "live"
ACCESS_LOG = access_log(
    "requestTimeEpoch",
    "identity.apiKeyId",
    "resourcePath",
    "responseLatency",
    "integrationLatency",
    "error.responseType",
    "wafResponseCode",
    "xrayTraceId",
)
LEFT_OUT = {
    "APIGWCacheEnabledAndEncrypted": "Answers depend on the caller, so that no cache may keep them",
    "APIGWSSLEnabled": "Functions are invoked through AWS's own API, and no backend asks for a certificate",
}


def stage_options(throttle: Throttle, access_logs: logs.LogGroup) -> dict[str, Any]:
    """Return what holds for every method of the stage."""
    return {
        "accessLogDestination": rest.LogGroupLogDestination(cast("logs.ILogGroup", access_logs)),
        "accessLogFormat": _access_log_format(),
        "loggingLevel": rest.MethodLoggingLevel.ERROR,
        "metricsEnabled": True,
        "stageName": STAGE,
        "throttlingBurstLimit": throttle.burst,
        "throttlingRateLimit": throttle.rate,
        "tracingEnabled": True,
    }


def method_settings(throttle: Throttle, of_methods: Mapping[tuple[str, str], Throttle]) -> list[Any]:
    """Return the settings of all methods, and of those that have a throttle of their own.

    Args:
        throttle: The throttle of all methods.
        of_methods: The throttles of single ones by their methods and paths.
    """
    return [
        _setting("*", "/*", throttle),
        *(_setting(method, f"/{path.replace('/', '~1')}", own) for (method, path), own in of_methods.items()),
    ]


def _setting(method: str, path: str, throttle: Throttle) -> rest.CfnStage.MethodSettingProperty:
    """Say everything: a method with settings of its own inherits none."""
    return rest.CfnStage.MethodSettingProperty(
        data_trace_enabled=False,
        http_method=method,
        logging_level="ERROR",
        metrics_enabled=True,
        resource_path=path,
        throttling_burst_limit=throttle.burst,
        throttling_rate_limit=throttle.rate,
    )


@cache
def _access_log_format() -> rest.AccessLogFormat:
    return rest.AccessLogFormat.custom(ACCESS_LOG)
