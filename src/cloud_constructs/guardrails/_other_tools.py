"""Acknowledgements for tools that read nothing but the template: checkov, cfn-lint and cdk-nag 2.

Each has a key of its own in a resource's metadata:
https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html,
https://github.com/aws-cloudformation/cfn-lint#resource-based-metadata and
https://github.com/cdklabs/cdk-nag/tree/v2.38.2#suppressing-a-rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aws_cdk import CfnResource, Stack

from cloud_constructs.guardrails._acknowledge import waiting_on
from cloud_constructs.guardrails._controls import rule_facts, rule_named
from cloud_constructs.guardrails._policy import METADATA
from cloud_constructs.guardrails._providers import handler_rules
from cloud_constructs.guardrails.rules import OWN_PACK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct, IConstruct

CHECKOV: Final = {
    "APIGWAuthorization": "CKV_AWS_59",
    "APIGWCacheEnabledAndEncrypted": "CKV_AWS_120",
    "CloudFrontDistributionHttpsViewerNoOutdatedSSL": "CKV_AWS_174",
    "CloudFrontDistributionWAFIntegration": "CKV_AWS_68",
    "CloudWatchLogGroupEncrypted": "CKV_AWS_158",
    "IAMNoWildcardPermissions[Resource::*]": "CKV_AWS_111",
    "KMSBackingKeyRotationEnabled": "CKV_AWS_7",
    "LambdaConcurrency": "CKV_AWS_115",
    "LambdaDLQ": "CKV_AWS_116",
    "LambdaInsideVPC": "CKV_AWS_117",
    "S3BucketLoggingEnabled": "CKV_AWS_18",
    "S3BucketVersioningEnabled": "CKV_AWS_21",
    "SecretsManagerUsingKMSKey": "CKV_AWS_149",
}
_LOGS_END_HERE: Final = "Other buckets log to this one: it would log to itself without end"
CFN_LINT: Final = {
    "RuntimeSupport": ("E2531", "E2533", "W2531"),
    "StatefulDeletion": ("I3011",),
}


def write_metadata(scope: Construct) -> None:
    """Write what is acknowledged below a scope into the templates, for checkov, cfn-lint and cdk-nag 2.

    It is a step of its own because it asks jsii about every construct and lengthens the templates, which
    serves only those who run one of these tools. Call it last, before synthesis. Metadata that a resource
    has already stays.

    Args:
        scope: An app, a stack or any other construct.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import EnhancedLambda, write_metadata

        app = cdk.App()
        EnhancedLambda(cdk.Stack(app, "Shop"), "Checkout", entry="functions/checkout")
        write_metadata(app)
        app.synth()
        ```
    """
    for construct in scope.node.find_all():
        acknowledged = _acknowledged(construct)
        if acknowledged:
            resources = [child for child in construct.node.find_all() if isinstance(child, CfnResource)]
            for id, reason in acknowledged.items():
                _write(resources, id, reason)
    _write_what_only_checkov_sees(scope)


def _write_what_only_checkov_sees(scope: Construct) -> None:
    """Write why there is nothing to acknowledge where checkov still finds something."""
    resources = [child for child in scope.node.find_all() if isinstance(child, CfnResource)]
    for resource in resources:
        for rule, reason in handler_rules(resource).items():
            if rule in CHECKOV:
                _append(resource, "checkov", ["skip"], {"id": CHECKOV[rule], "comment": reason})
    for bucket in _destinations_of_logs(resources):
        skip = {"id": CHECKOV["S3BucketLoggingEnabled"], "comment": _LOGS_END_HERE}
        _append(bucket, "checkov", ["skip"], skip)


def _destinations_of_logs(resources: Sequence[CfnResource]) -> list[CfnResource]:
    from aws_cdk import aws_s3 as s3

    buckets = [resource for resource in resources if isinstance(resource, s3.CfnBucket)]
    logging: list[dict[str, Any]] = [
        Stack.of(bucket).resolve(bucket.logging_configuration) or {} for bucket in buckets
    ]
    destinations = [configuration.get("destinationBucketName") for configuration in logging]
    return [bucket for bucket in buckets if Stack.of(bucket).resolve(bucket.ref) in destinations]


def _acknowledged(construct: IConstruct) -> dict[str, str]:
    """Return the reasons that stand on a construct itself, by qualified ids."""
    reasons = waiting_on(construct)
    for entry in construct.node.metadata:
        if entry.type == METADATA:
            reasons |= entry.data
    return reasons


def _write(resources: Sequence[CfnResource], id: str, reason: str) -> None:
    rule = rule_named(id)
    _, opening, finding = id.partition("[")
    check = CHECKOV.get(rule) or CHECKOV.get(f"{rule}{opening}{finding}")
    # Others acknowledge as well: CDK itself does, for its own validation.
    facts = rule_facts().get(rule)
    for resource in resources:
        if facts and facts.looks_at(resource.cfn_resource_type):
            if check:
                _append(resource, "checkov", ["skip"], {"id": check, "comment": reason})
            for ignored in CFN_LINT.get(rule, ()):
                _append(resource, "cfn-lint", ["config", "ignore_checks"], ignored)
            if not id.startswith(f"{OWN_PACK}::"):
                _append(resource, "cdk_nag", ["rules_to_suppress"], _suppression(id, reason))


def _suppression(id: str, reason: str) -> dict[str, Any]:
    """Return an acknowledgement as cdk-nag 2 has it: a rule, and which of its findings are meant."""
    rule, _, finding = id.partition("::")[2].partition("[")
    suppression: dict[str, Any] = {"id": rule, "reason": reason}
    return suppression | ({"applies_to": [finding.removesuffix("]")]} if finding else {})


def _append(resource: CfnResource, tool: str, keys: Sequence[str], entry: object) -> None:
    """Add an entry to the list that stands below some keys of a tool's metadata."""
    metadata: dict[str, Any] = resource.get_metadata(tool) or {}
    *outer, last = keys
    level = metadata
    for key in outer:
        level = level.setdefault(key, {})
    present: list[object] = level.setdefault(last, [])
    if entry not in present:
        present.append(entry)
        resource.add_metadata(tool, metadata)
