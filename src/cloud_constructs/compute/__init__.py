"""Functions, and what invokes them."""

from cloud_constructs.compute._dependency_layer import DependencyLayer
from cloud_constructs.compute._deploy import Deploy, Traffic
from cloud_constructs.compute._durable import DurableExecution
from cloud_constructs.compute._enhanced_lambda import EnhancedLambda
from cloud_constructs.compute._event_queue import EventQueue
from cloud_constructs.compute._event_trigger import EventTrigger
from cloud_constructs.compute._events import Events
from cloud_constructs.compute._failures import AsyncInvocation
from cloud_constructs.compute._function_logs import FunctionLogs
from cloud_constructs.compute._function_url import FunctionUrl
from cloud_constructs.compute._queue_trigger import QueueTrigger
from cloud_constructs.compute._schedule import Schedule
from cloud_constructs.compute._schedule_trigger import ScheduleTrigger
from cloud_constructs.compute._stream_trigger import StreamTrigger
from cloud_constructs.compute._tracing import LambdaInsights, Tracing
from cloud_constructs.compute._warm_start import WarmStart

__all__ = [
    "AsyncInvocation",
    "DependencyLayer",
    "Deploy",
    "DurableExecution",
    "EnhancedLambda",
    "EventQueue",
    "EventTrigger",
    "Events",
    "FunctionLogs",
    "FunctionUrl",
    "LambdaInsights",
    "QueueTrigger",
    "Schedule",
    "ScheduleTrigger",
    "StreamTrigger",
    "Tracing",
    "Traffic",
    "WarmStart",
]
