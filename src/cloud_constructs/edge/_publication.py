"""Files on their way into a site's bucket: CDK's own deployment, with a role that may do just that."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from weakref import WeakKeyDictionary

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3_assets as assets
from aws_cdk import aws_s3_deployment as deployment

from cloud_constructs.core import L3, grant, resource_of, stack_facts
from cloud_constructs.guardrails import acknowledge, acknowledge_each
from cloud_constructs.security import EncryptedLogGroup, ServiceRole

if TYPE_CHECKING:
    from aws_cdk import Stack
    from aws_cdk import aws_cloudfront as cloudfront
    from constructs import Construct

    from cloud_constructs.edge._site import Site
    from cloud_constructs.security import EncryptionKey
    from cloud_constructs.storage import SecureBucket

# Not CDK's default size: the function of an app's own deployments, in the same stack, stays its own.
_MEMORY: Final = 512
_FUNCTION: Final = f"Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C{_MEMORY}MiB"
_OF_CDK: Final = "CDK's own handler runs only while a stack is deployed, and CDK chooses its runtime"
_HANDLER_RULES: Final = (
    "LambdaConcurrency",
    "LambdaDLQ",
    "LambdaInsideVPC",
    "LambdaLatestVersion",
    "LambdaTracing",
)


def publish(
    scope: Construct,
    site: Site,
    bucket: SecureBucket,
    distribution: cloudfront.Distribution,
    distribution_arn: str,
) -> None:
    """Copy a site into its bucket, and have the distribution forget what it had of it.

    Files that browsers keep arrive before the pages that name them.
    """
    archive = assets.Asset(scope, "Archive", path=str(Path(site.folder).resolve()))
    publisher = _Publisher.of(scope, archive.bucket.bucket_arn, bucket.encryption_key)
    role = publisher.may_publish(bucket, distribution_arn)
    common: dict[str, Any] = {
        "destination_bucket": bucket.bucket,
        "log_group": publisher.logs.log_group,
        "memory_limit": _MEMORY,
        # CDK's own grants say `s3:GetObject*` and the like, in an inline policy.
        "role": role.role.without_policy_updates(),
    }
    files = [deployment.Source.bucket(archive.bucket, archive.s3_object_key)]
    data = [deployment.Source.json_data(name, value) for name, value in site.data.items()]
    published: list[deployment.BucketDeployment] = []
    if site.immutable:
        kept = deployment.BucketDeployment(
            scope,
            "Immutable",
            sources=files,
            cache_control=[_for_a_year()],
            exclude=["*"],
            include=list(site.immutable),
            prune=False,
            **common,
        )
        published.append(kept)
    pages = deployment.BucketDeployment(
        scope,
        "Pages",
        sources=[*files, *data],
        cache_control=[_revalidated()],
        distribution=distribution,
        distribution_paths=["/*"],
        exclude=list(site.immutable) or None,
        **common,
    )
    pages.node.add_dependency(*published)
    publisher.before(*published, pages)


@cache
def _revalidated() -> deployment.CacheControl:
    return deployment.CacheControl.no_cache()


@cache
def _for_a_year() -> deployment.CacheControl:
    return deployment.CacheControl.from_string("public, max-age=31536000, immutable")


class _Publisher(L3):
    """What publishes the sites of a stack: CDK makes one function for all of them."""

    def __init__(self, scope: Construct, id: str, archives: str, key: EncryptionKey) -> None:
        super().__init__(scope, id)
        self._key = key
        self._function: lambda_.Function | None = None
        self.logs = EncryptedLogGroup(self, "Logs", encryption_key=key)
        self._role = ServiceRole(
            self,
            "Role",
            service="lambda.amazonaws.com",
            statements=[
                self.logs.write_statement(),
                key.use_statement(),
                {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{archives}/*"},
            ],
        )
        reason = "CDK names archives after their content, and the bucket holds nothing but such archives"
        acknowledge(
            self._role.policies[0], "IAMNoWildcardPermissions", reason, finding=("Resource", f"{archives}/*")
        )

    @staticmethod
    def of(scope: Construct, archives: str, key: EncryptionKey) -> _Publisher:
        """Return the one of a stack; the key is that of the first site."""
        stack = stack_facts(scope).stack
        if stack not in _of_stack:
            _of_stack[stack] = _Publisher(stack, "SitePublisher", archives, key)
        return _of_stack[stack]

    def may_publish(self, bucket: SecureBucket, distribution_arn: str) -> ServiceRole:
        """Let the function write into a bucket, and return its role."""
        bucket.grant_read(self._role)
        bucket.grant_write(self._role)
        bucket.grant_delete(self._role)
        actions = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
        grant(self._role, actions, [distribution_arn])
        return self._role

    def before(self, *published: deployment.BucketDeployment) -> None:
        """Have what is published wait until it may be, and answer for the function that does it."""
        for one in published:
            one.node.add_dependency(*self._role.policies, self._role.granted)
        if self._function is None:
            self._function = cast("lambda_.Function", stack_facts(self).stack.node.find_child(_FUNCTION))
            resource_of(self._function, lambda_.CfnFunction).kms_key_arn = self._key.key_arn
            acknowledge_each(self._function, dict.fromkeys(_HANDLER_RULES, _OF_CDK))


_of_stack: WeakKeyDictionary[Stack, _Publisher] = WeakKeyDictionary()
