"""AlertTopic: where alarms and workflows tell people what needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns

from cloud_constructs.core import (
    L3,
    AlarmTarget,
    Check,
    Service,
    call,
    create,
    grant,
    make,
    read,
    stack_facts,
)
from cloud_constructs.messaging._dead_letter_queue import DeadLetterQueue
from cloud_constructs.security import EncryptionKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from cloud_constructs.messaging._subscriber import Subscriber


class AlertTopic(L3):
    """A topic for alerts.

    It promises that messages are encrypted with a customer-managed key, that only CloudWatch alarms of this
    account and principals with a grant can publish, over TLS only, and that an alert which cannot be
    delivered is kept.

    Args:
        emails: Who is written to; each address has to confirm once.
        encryption_key: The key; by default the one that the stack's constructs share.
        display_name: The sender's name in e-mails, up to 100 characters.
        topic_name: A physical name; by default CloudFormation makes one.

    Raises:
        ArgumentError: An address is not one, appears twice, or a name is malformed.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlertTopic

        stack = cdk.Stack(cdk.App(), "Shop")
        alerts = AlertTopic(stack, "Alerts", emails=["ops@example.com"])
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        emails: Sequence[str] = (),
        encryption_key: EncryptionKey | None = None,
        display_name: str | None = None,
        topic_name: str | None = None,
    ) -> None:
        check = Check(scope, id)
        for address in emails:
            check.matches("an address of emails", address, r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")
        check.require(
            len(set(emails)) == len(emails), "emails has an address twice", "name each address once"
        )
        if display_name is not None:
            check.between("the length of display_name", len(display_name), 1, 100, "characters")
        if topic_name is not None:
            check.matches("topic_name", topic_name, r"[\w-]{1,256}", "letters, digits, '_' and '-'")
        super().__init__(scope, id)
        self._key = encryption_key or EncryptionKey.of(scope)
        self._topic = create(
            sns.Topic,
            sns.TopicProps,
            self,
            "Resource",
            display_name=display_name,
            enforce_ssl=True,
            master_key=self._key.key,
            topic_name=topic_name,
        )
        self._arn = read(self._topic, "topic_arn")
        self._name = id
        self._emails = list(emails)
        self._display_name = display_name
        self._let_alarms_publish()
        self._publishers: set[str] = set()
        self._undelivered: DeadLetterQueue | None = None
        for address in emails:
            self._add(address, sns.SubscriptionProtocol.EMAIL, address)

    def _let_alarms_publish(self) -> None:
        facts = stack_facts(self)
        alarms = f"arn:{facts.partition}:cloudwatch:{facts.region}:{facts.account}:alarm:*"
        statement = {
            "Sid": "AlarmsOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": self._arn,
            "Condition": {
                "ArnLike": {"aws:SourceArn": alarms},
                "StringEquals": {"aws:SourceAccount": facts.account},
            },
        }
        call(self._topic.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))
        self._key.allow_service("cloudwatch.amazonaws.com")

    def allow_publish(self, service: str) -> None:
        """Let an AWS service publish on behalf of this account, such as `budgets.amazonaws.com`.

        Raises:
            ArgumentError: The service is EventBridge, which does not say on whose behalf it publishes to an
                encrypted topic (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html): send its
                events to a function, and grant that.
        """
        check = Check(self, "allow_publish")
        check.matches("service", service, r"[a-z0-9.-]+\.amazonaws\.com", "a service's principal")
        check.require(
            service != "events.amazonaws.com",
            "EventBridge does not say on whose behalf it publishes to an encrypted topic",
            "send the events to a function, and grant that with grant_publish",
        )
        if service in self._publishers:
            return
        self._publishers.add(service)
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sns:Publish",
            "Resource": self._arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": stack_facts(self).account}},
        }
        call(self._topic.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))
        self._key.allow_service(service)

    def subscribe(self, id: str, subscriber: Subscriber) -> sns.Subscription:
        """Tell somebody else than a person: a web hook, a queue or a function.

        Args:
            id: The subscription's id.
            subscriber: Who is told.
        """
        subscriber.admit(self, id, self._arn)
        return self._add(id, subscriber.protocol, subscriber.endpoint)

    def _add(self, id: str, protocol: sns.SubscriptionProtocol, endpoint: str) -> sns.Subscription:
        if self._undelivered is None:
            self._undelivered = DeadLetterQueue(
                self, "Undelivered", encryption_key=self._key, source="the topic's subscriptions"
            )
            self._key.allow_service("sns.amazonaws.com")
        return create(
            sns.Subscription,
            sns.SubscriptionProps,
            self,
            id,
            topic=self._topic,
            endpoint=endpoint,
            protocol=protocol,
            dead_letter_queue=self._undelivered.queue,
        )

    @property
    def topic(self) -> sns.Topic:
        """The topic."""
        return self._topic

    @property
    def topic_arn(self) -> str:
        """The topic's ARN."""
        return self._arn

    @property
    def undelivered(self) -> DeadLetterQueue | None:
        """Where alerts wait that no subscriber took; `None` without subscriptions."""
        return self._undelivered

    @property
    def encryption_key(self) -> EncryptionKey:
        """The key that encrypts the messages."""
        return self._key

    def twin(self, scope: Construct, id: str) -> AlertTopic:
        """Make a topic that tells the same addresses in another stack, with the key of that stack."""
        return AlertTopic(scope, id, emails=self._emails, display_name=self._display_name)

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the topic, whose alerts should arrive, and where those wait that did not."""
        name = name or self._name
        dimensions = {"TopicName": self._topic.topic_name}
        topic = AlarmTarget(name=name, service=Service.TOPIC, dimensions=dimensions)
        undelivered = self._undelivered
        return [topic, *(undelivered.alarm_targets(f"{name}Undelivered") if undelivered else ())]

    def publish_statements(self) -> list[dict[str, Any]]:
        """Return the IAM statements of a role that publishes from the start."""
        publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": self._arn}
        return [publish, self._key.use_statement()]

    def grant_publish(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal publish alerts."""
        self._key.grant_use(grantee)
        return grant(grantee, ["sns:Publish"], [self._arn])
