"""AuditTrail: who did what in the account, written down so that nobody can deny or erase it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from aws_cdk import Names
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs

from cloud_constructs.compliance._audit_events import AuditEvent
from cloud_constructs.compliance._data_events import selectors
from cloud_constructs.core import L3, Check, StageProfile, Waiver, call, create, make, read, stack_facts
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.observability import AlarmSet
from cloud_constructs.security import EncryptedLogGroup, ServiceRole
from cloud_constructs.storage import Lifecycle, SecureBucket

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct

    from cloud_constructs.compliance._data_events import DataEvents
    from cloud_constructs.messaging import AlertTopic

SERVICE = "cloudtrail.amazonaws.com"
KEPT_DAYS = 365
LONGEST_NAME = 128


class TrailInsight(StrEnum):
    """What CloudTrail learns to expect; each costs money by the events that it looks at."""

    CALL_RATE = "ApiCallRateInsight"
    """How often calls are made that change something."""
    ERROR_RATE = "ApiErrorRateInsight"
    """How often calls fail."""


class AuditTrail(L3):
    """A trail of CloudTrail, with alarms on what an auditor asks about.

    It promises that the calls of every region are written down in a bucket of which only this trail writes
    the files, encrypted with a customer-managed key whose policy names the trail, with digests by which a
    missing or changed file is noticed; and that somebody is told within minutes of what the CIS AWS
    Foundations Benchmark lists, such as the use of the root user or the deletion of a key.

    Args:
        alerts: Who is told.
        bucket: Where the files are kept, and with whose key; by default a bucket of its own that keeps them
            for a year. One with `object_lock` keeps them even from administrators.
        data_events: Whose data are watched too.
        insights: What CloudTrail learns to expect.
        one_region: Why the calls of other regions are not written down.
        unwatched: Of what nobody is told, and why.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A resource stands in `data_events` twice.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlertTopic, AuditTrail, DataEvents, SecureBucket

        stack = cdk.Stack(cdk.App(), "Shop")
        invoices = SecureBucket(stack, "Invoices")
        AuditTrail(
            stack,
            "Trail",
            alerts=AlertTopic(stack, "Alerts"),
            data_events=[DataEvents.of_bucket(invoices)],
        )
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        alerts: AlertTopic,
        bucket: SecureBucket | None = None,
        data_events: Sequence[DataEvents] = (),
        insights: Sequence[TrailInsight] = (),
        one_region: Waiver | None = None,
        unwatched: Mapping[AuditEvent, Waiver] | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        check.require(
            len(set(data_events)) == len(data_events),
            "data_events has a resource twice",
            "name each resource once",
        )
        super().__init__(scope, id)
        facts = stack_facts(scope)
        # The policies of the key and the bucket name the trail before it is there.
        self._name: str = Names.unique_resource_name(self, max_length=LONGEST_NAME, separator="-")
        self._arn = f"arn:{facts.partition}:cloudtrail:{facts.region}:{facts.account}:trail/{self._name}"
        self._bucket = bucket or SecureBucket(
            self, "Files", lifecycle=[Lifecycle.expiry(KEPT_DAYS)], profile=profile
        )
        key = self._bucket.encryption_key
        key.allow_trail(self._arn)
        self._let_trail_write(facts.account)
        self._logs = EncryptedLogGroup(self, "Logs", encryption_key=key, profile=profile)
        self._role = ServiceRole(self, "Role", service=SERVICE, statements=[self._logs.write_statement()])
        self._trail = self._make(key.key_arn, data_events, insights, one_region)
        self._alarms = self._watch(alerts, unwatched or {}, profile)

    def _let_trail_write(self, account: str) -> None:
        """Allow what CloudTrail asks for.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
        """
        # Digests are encrypted with S3's own key, whatever the trail's is.
        self._bucket.let_service_encrypt(SERVICE)
        arn = self._bucket.bucket_arn
        ours = {"aws:SourceArn": self._arn}
        owned = {"s3:x-amz-acl": "bucket-owner-full-control"}
        for action, resource, condition in (
            ("s3:GetBucketAcl", arn, ours),
            ("s3:PutObject", f"{arn}/AWSLogs/{account}/*", {**ours, **owned}),
        ):
            statement = {
                "Effect": "Allow",
                "Principal": {"Service": SERVICE},
                "Action": action,
                "Resource": resource,
                "Condition": {"StringEquals": condition},
            }
            call(self._bucket.bucket.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))

    def _make(
        self,
        key_arn: str,
        data_events: Sequence[DataEvents],
        insights: Sequence[TrailInsight],
        one_region: Waiver | None,
    ) -> cloudtrail.CfnTrail:
        trail = create(
            cloudtrail.CfnTrail,
            cloudtrail.CfnTrailProps,
            self,
            "Resource",
            advanced_event_selectors=selectors(data_events),
            cloud_watch_logs_log_group_arn=self._logs.log_group_arn,
            cloud_watch_logs_role_arn=read(self._role.role, "role_arn"),
            enable_log_file_validation=True,
            include_global_service_events=True,
            insight_selectors=[{"insightType": insight.value} for insight in insights] or None,
            is_logging=True,
            is_multi_region_trail=one_region is None,
            kms_key_id=key_arn,
            s3_bucket_name=self._bucket.bucket_name,
            trail_name=self._name,
        )
        # CloudTrail tries at once whether it may write to either.
        trail.node.add_dependency(self._bucket, *self._role.policies)
        if one_region is not None:
            acknowledge(trail, "TrailIntegrity", one_region, finding="IsMultiRegionTrail")
        return trail

    def _watch(
        self, alerts: AlertTopic, unwatched: Mapping[AuditEvent, Waiver], profile: StageProfile | None
    ) -> AlarmSet:
        """Count each event by a filter of the logs, and make the alarm on the number."""
        # An account may have several trails.
        namespace = f"AuditTrail/{self._name}"
        alarms = AlarmSet(self, "Alarms", notify=alerts, profile=profile)
        watched = [event for event in AuditEvent if event not in unwatched]
        group = read(self._logs.log_group, "log_group_name")
        for event in watched:
            create(
                logs.CfnMetricFilter,
                logs.CfnMetricFilterProps,
                self,
                event.value,
                filter_pattern=event.pattern,
                log_group_name=group,
                metric_transformations=[
                    {"metricName": event.value, "metricNamespace": namespace, "metricValue": "1"}
                ],
            )
        alarms.watch_metrics(self.node.id, [event.alarm(namespace) for event in watched])
        for event, waiver in unwatched.items():
            acknowledge(self, "Alarm", waiver, finding=event.value)
        return alarms

    @property
    def trail(self) -> cloudtrail.CfnTrail:
        """The trail."""
        return self._trail

    @property
    def trail_arn(self) -> str:
        """The trail's ARN."""
        return self._arn

    @property
    def bucket(self) -> SecureBucket:
        """Where the files are kept."""
        return self._bucket

    @property
    def log_group(self) -> logs.LogGroup:
        """Where the last weeks can be searched."""
        return self._logs.log_group

    @property
    def role(self) -> ServiceRole:
        """The role with which CloudTrail writes to the log group."""
        return self._role

    @property
    def alarms(self) -> AlarmSet:
        """The alarms on what happens."""
        return self._alarms
