"""Who can reach a table, whatever their own policies say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aws_cdk import aws_iam as iam

from cloud_constructs.core import make

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cloud_constructs.core import Check

# What reads or changes items. Operations on the table are left alone: CloudFormation and AWS Backup come from
# no endpoint of ours.
ON_ITEMS = (
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLSelect",
    "dynamodb:PartiQLUpdate",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
)
STREAM_READ = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
NO_SERVICE = {"Bool": {"aws:PrincipalIsAWSService": "false"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePolicy:
    """The resource policy of a table, and of its stream.

    It promises that items cannot be reached from outside of what it names, even by a principal that an IAM
    policy lets in; replicas have the same policy.

    Args:
        org_only: The id of the organization whose principals alone reach items, such as `o-a1b2c3d4e5`.
        vpce_only: The ids of the VPC endpoints through which alone items are reached, such as
            `vpce-0123456789abcdef0`; a function outside of that VPC is refused.
        stream_readers: The ARNs of roles of other accounts that read the stream.

    Example:
        ```python
        from cloud_constructs import TablePolicy

        TablePolicy(org_only="o-a1b2c3d4e5")
        ```
    """

    org_only: str | None = None
    vpce_only: Sequence[str] = ()
    stream_readers: Sequence[str] = ()

    def check(self, check: Check, *, has_stream: bool) -> None:
        """Raise if an id is none, or nothing could be read."""
        if self.org_only is not None:
            check.matches("org_only", self.org_only, r"o-[a-z0-9]{10,32}", "an id such as o-a1b2c3d4e5")
        for endpoint in self.vpce_only:
            check.matches(
                "an endpoint of vpce_only",
                endpoint,
                r"vpce-[0-9a-f]{8,17}",
                "an id such as vpce-0123456789abcdef0",
            )
        for reader in self.stream_readers:
            role = r"arn:[\w-]+:iam::\d{12}:role/[\w+=,.@/-]+"
            check.matches("a reader of stream_readers", reader, role, "the ARN of a role")
        check.require(
            has_stream or not self.stream_readers,
            "stream_readers are named, and there is no stream",
            "choose a stream",
        )

    def of_table(self) -> iam.PolicyDocument | None:
        """Return the table's own policy."""
        conditions: dict[str, Any] = {}
        if self.org_only is not None:
            conditions["OutsideOfTheOrganization"] = {"aws:PrincipalOrgID": self.org_only}
        if self.vpce_only:
            conditions["OutsideOfTheEndpoints"] = {"aws:SourceVpce": list(self.vpce_only)}
        denied = [
            {
                "Sid": sid,
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": list(ON_ITEMS),
                # In a policy of the table itself, this is the table and its indexes.
                "Resource": "*",
                "Condition": {"StringNotEquals": condition, **NO_SERVICE},
            }
            for sid, condition in conditions.items()
        ]
        return _document(denied)

    def of_stream(self) -> iam.PolicyDocument | None:
        """Return the policy of the table's stream."""
        if not self.stream_readers:
            return None
        allowed = {
            "Sid": "Readers",
            "Effect": "Allow",
            "Principal": {"AWS": list(self.stream_readers)},
            "Action": list(STREAM_READ),
            "Resource": "*",
        }
        return _document([allowed])


def _document(statements: list[dict[str, Any]]) -> iam.PolicyDocument | None:
    if not statements:
        return None
    return make(iam.PolicyDocument.from_json, {"Version": "2012-10-17", "Statement": statements})
