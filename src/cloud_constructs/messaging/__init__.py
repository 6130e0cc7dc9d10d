"""Queues, topics and mail that lose nothing."""

from cloud_constructs.messaging._alert_topic import AlertTopic
from cloud_constructs.messaging._dead_letter_queue import DeadLetterQueue
from cloud_constructs.messaging._event_notice import EventNotice
from cloud_constructs.messaging._event_rule import EventRule
from cloud_constructs.messaging._mail_domain import MailDomain
from cloud_constructs.messaging._mail_events import MailEvent
from cloud_constructs.messaging._mail_records import DmarcPolicy, MailRecord
from cloud_constructs.messaging._mail_template import MailTemplate
from cloud_constructs.messaging._subscriber import SubscribedFunction, Subscriber
from cloud_constructs.messaging._work_queue import WorkQueue

__all__ = [
    "AlertTopic",
    "DeadLetterQueue",
    "DmarcPolicy",
    "EventNotice",
    "EventRule",
    "MailDomain",
    "MailEvent",
    "MailRecord",
    "MailTemplate",
    "SubscribedFunction",
    "Subscriber",
    "WorkQueue",
]
