"""Functions and services."""

from cloud_constructs.compute._deploy import Deploy, Traffic
from cloud_constructs.compute._durable import DurableExecution
from cloud_constructs.compute._enhanced_lambda import EnhancedLambda
from cloud_constructs.compute._failures import AsyncInvocation
from cloud_constructs.compute._tracing import LambdaInsights, Tracing
from cloud_constructs.compute._warm_start import WarmStart

__all__ = [
    "AsyncInvocation",
    "Deploy",
    "DurableExecution",
    "EnhancedLambda",
    "LambdaInsights",
    "Tracing",
    "Traffic",
    "WarmStart",
]
