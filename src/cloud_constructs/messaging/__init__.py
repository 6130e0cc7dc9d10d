"""Queues and topics that lose nothing."""

from cloud_constructs.messaging._alert_topic import AlertTopic
from cloud_constructs.messaging._dead_letter_queue import DeadLetterQueue
from cloud_constructs.messaging._event_notice import EventNotice
from cloud_constructs.messaging._event_rule import EventRule
from cloud_constructs.messaging._subscriber import SubscribedFunction, Subscriber
from cloud_constructs.messaging._work_queue import WorkQueue

__all__ = [
    "AlertTopic",
    "DeadLetterQueue",
    "EventNotice",
    "EventRule",
    "SubscribedFunction",
    "Subscriber",
    "WorkQueue",
]
