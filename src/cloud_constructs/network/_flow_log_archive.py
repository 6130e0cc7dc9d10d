"""FlowLogArchive: a network's flows in a bucket, as Parquet, and the questions that are asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam

from cloud_constructs.core import L3, Check, StackFacts, call, create, make, stack_facts
from cloud_constructs.network._flow_table import FIELDS, QUERIES, table

if TYPE_CHECKING:
    from aws_cdk import aws_s3 as s3
    from constructs import Construct

    from cloud_constructs.network._network import Network
    from cloud_constructs.security import EncryptionKey

DELIVERY = "delivery.logs.amazonaws.com"


class ArchiveBucket(Protocol):
    """Where flows are kept: a `SecureBucket`."""

    @property
    def bucket(self) -> s3.Bucket:
        """The bucket."""
        ...

    @property
    def encryption_key(self) -> EncryptionKey:
        """The key that encrypts the objects."""
        ...


class FlowLogArchive(L3):
    """A second flow log, for years instead of days: Parquet in a bucket, with a table and queries for Athena.

    It promises that flows arrive within minutes in partitions by the hour, that only the delivery of this
    account's logs may write them, and that answers are as encrypted as the flows.

    Args:
        vpc: The network.
        bucket: Where flows and answers are kept; its lifecycle says for how long.
        prefix: Below which path.

    Raises:
        ArgumentError: The prefix is not a path.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import FlowLogArchive, SecureBucket, SecureVpc

        stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(region="eu-west-1"))
        FlowLogArchive(stack, "Flows", vpc=SecureVpc(stack, "Vpc"), bucket=SecureBucket(stack, "Archive"))
        ```
    """

    def __init__(
        self, scope: Construct, id: str, *, vpc: Network, bucket: ArchiveBucket, prefix: str = "network"
    ) -> None:
        check = Check(scope, id)
        check.matches("prefix", prefix, r"[\w-]+(/[\w-]+)*", "a path without a slash at its ends")
        super().__init__(scope, id)
        self._facts = stack_facts(self)
        self._bucket = bucket.bucket
        self._let_logs_in(bucket, prefix)
        self._flow_log = self._write_flows(vpc, prefix)
        self._ask(bucket.encryption_key, prefix)

    def _let_logs_in(self, bucket: ArchiveBucket, prefix: str) -> None:
        # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
        arn: str = self._bucket.bucket_arn
        logs = _of_this_account(self._facts)
        for action, resource in (
            ("s3:PutObject", f"{arn}/{prefix}/AWSLogs/*"),
            ("s3:GetBucketAcl", arn),
        ):
            statement = {
                "Effect": "Allow",
                "Principal": {"Service": DELIVERY},
                "Action": action,
                "Resource": resource,
                "Condition": logs,
            }
            call(self._bucket.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))
        bucket.encryption_key.allow_service(DELIVERY)

    def _write_flows(self, vpc: Network, prefix: str) -> ec2.CfnFlowLog:
        flow_log = create(
            ec2.CfnFlowLog,
            ec2.CfnFlowLogProps,
            self,
            "FlowLog",
            destination_options={
                "FileFormat": "parquet",
                "HiveCompatiblePartitions": True,
                "PerHourPartition": True,
            },
            log_destination=f"{self._bucket.bucket_arn}/{prefix}",
            log_destination_type="s3",
            log_format=" ".join(f"${{{field}}}" for field in FIELDS),
            max_aggregation_interval=60,
            resource_id=vpc.vpc.vpc_id,
            resource_type="VPC",
            traffic_type="ALL",
        )
        policy: Any = self._bucket.policy
        flow_log.node.add_dependency(policy)
        return flow_log

    def _ask(self, key: EncryptionKey, prefix: str) -> None:
        # Here, so that a network without an archive does not load them.
        from aws_cdk import aws_athena as athena
        from aws_cdk import aws_glue as glue

        place = f"s3://{self._bucket.bucket_name}/{prefix}"
        database = create(
            glue.CfnDatabase,
            glue.CfnDatabaseProps,
            self,
            "Database",
            catalog_id=self._facts.account,
            database_input={"description": "What passed through a network, and what was refused"},
        )
        create(
            glue.CfnTable,
            glue.CfnTableProps,
            self,
            "Table",
            catalog_id=self._facts.account,
            database_name=database.ref,
            table_input=table(f"{place}/AWSLogs", self._facts),
        )
        group = create(
            athena.CfnWorkGroup,
            athena.CfnWorkGroupProps,
            self,
            "WorkGroup",
            name=f"{self.node.addr[:16]}-flows",
            work_group_configuration={
                "enforceWorkGroupConfiguration": True,
                "publishCloudWatchMetricsEnabled": True,
                "resultConfiguration": {
                    "encryptionConfiguration": {"encryptionOption": "SSE_KMS", "kmsKey": key.key_arn},
                    "outputLocation": f"{place}/answers/",
                },
            },
        )
        for name, sql in QUERIES.items():
            create(
                athena.CfnNamedQuery,
                athena.CfnNamedQueryProps,
                self,
                name.title().replace(" ", ""),
                database=database.ref,
                name=name,
                query_string=sql,
                work_group=group.ref,
            )

    @property
    def flow_log(self) -> ec2.CfnFlowLog:
        """The flow log."""
        return self._flow_log


def _of_this_account(facts: StackFacts) -> dict[str, dict[str, str]]:
    source = f"arn:{facts.partition}:logs:{facts.region}:{facts.account}:*"
    return {"ArnLike": {"aws:SourceArn": source}, "StringEquals": {"aws:SourceAccount": facts.account}}
