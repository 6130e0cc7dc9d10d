"""What a principal may be allowed to do with the objects of a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from cloud_constructs.core import L3, grant
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam

    from cloud_constructs.security import EncryptionKey


class BucketGrants(L3):
    """The grants of a `SecureBucket`."""

    _key: EncryptionKey
    _arn: str
    _acknowledged: list[tuple[Construct, str]]

    def grant_read(self, grantee: iam.IGrantable, prefix: str = "") -> iam.Grant:
        """Let a principal read objects below a prefix, and list them."""
        self._key.grant_use(grantee)
        grant(grantee, ["s3:ListBucket"], [self._arn], _below(prefix))
        return self._on_objects(grantee, ["s3:GetObject"], prefix)

    def grant_write(self, grantee: iam.IGrantable, prefix: str = "") -> iam.Grant:
        """Let a principal put objects below a prefix, in one piece or in parts; not delete any."""
        self._key.grant_use(grantee)
        actions = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
        return self._on_objects(grantee, actions, prefix)

    def grant_delete(self, grantee: iam.IGrantable, prefix: str = "") -> iam.Grant:
        """Let a principal delete objects below a prefix; their versions stay."""
        return self._on_objects(grantee, ["s3:DeleteObject"], prefix)

    def _on_objects(self, grantee: iam.IGrantable, actions: list[str], prefix: str) -> iam.Grant:
        objects = f"{self._arn}/{prefix}*"
        granted = grant(grantee, actions, [objects])
        policy = getattr(grantee, "granted", grantee)
        if isinstance(policy, Construct) and (policy, prefix) not in self._acknowledged:
            self._acknowledged.append((policy, prefix))
            reason = "Object keys are not known at deployment; the bucket and the prefix are named"
            acknowledge(policy, "IAMNoWildcardPermissions", reason, finding=("Resource", objects))
        return granted


def _below(prefix: str) -> dict[str, dict[str, str]] | None:
    return {"StringLike": {"s3:prefix": f"{prefix}*"}} if prefix else None
