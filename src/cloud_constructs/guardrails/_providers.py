"""What the packs say about the handlers of CDK's own custom resources, which no app can change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aws_cdk import CfnResource

    from cloud_constructs.guardrails._assembly import Assembly, Resource

_PROVIDER: Final = re.compile(
    r"(?P<provider>(?:.+/)?Custom::(?P<kind>VpcRestrictDefaultSG|S3AutoDeleteObjects|ECRAutoDeleteImages"
    r"|CrossRegionExportWriter|CrossRegionExportReader)CustomResourceProvider)/(?P<part>Role|Handler)"
)
# CDK leaves this on the providers that it makes itself.
_MARK: Final = "aws:cdk:is-custom-resource-handler-customResourceProvider"
_BASIC_EXECUTION: Final = (
    "IAMNoManagedPolicies"
    "[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]"
)
_RULES: Final = {
    "Role": {"IAMNoInlinePolicy", _BASIC_EXECUTION},
    "Handler": {
        "FunctionLogGroup",
        "LambdaConcurrency",
        "LambdaDLQ",
        "LambdaInsideVPC",
        "LambdaTracing",
        "MandatoryTags",
    },
}
# The parameters of cross-region references, and of the region and the account that are named alone.
_EXPORTS: Final = re.compile(
    r"IAMNoWildcardPermissions\[Resource::arn:<AWS::Partition>:ssm:[\w-]+:(\d{12}|<AWS::AccountId>)"
    r":parameter/cdk/exports/([\w-]+/)?\*\]"
)
_REASON: Final = (
    "CDK's own handler runs only while a stack is deployed, and CDK leaves no way to configure it"
)
_CLOSER: Final = "Custom::VpcRestrictDefaultSG"
_CLOSED: Final = f"{_CLOSER} closes the group; the rule cannot see that in a template"


def provider_reason(assembly: Assembly, resource: Resource, rule: str) -> str | None:
    """Return why a finding of a rule (by name, with what it found in brackets) is none.

    Two kinds are let through, each by rule and by place: what CDK's own handlers look like, and a default
    security group that such a handler closes.
    """
    found = _PROVIDER.fullmatch(resource.path)
    if found and _is_let_off(found, rule):
        marks = {entry["type"] for entry in assembly.acknowledged.get(found["provider"], ())}
        return _REASON if _MARK in marks else None
    if rule == "VPCDefaultSecurityGroupClosed":
        closers = resource.template.of_type(_CLOSER)
        return _CLOSED if any(_closes(closer, resource) for closer in closers) else None
    return None


def handler_rules(resource: CfnResource) -> dict[str, str]:
    """Return the rules that a part of a handler of CDK's own is let off, each with the reason."""
    found = _PROVIDER.fullmatch(resource.node.path)
    provider = resource.node.scope if found else None
    if found is None or provider is None or all(entry.type != _MARK for entry in provider.node.metadata):
        return {}
    return dict.fromkeys(_RULES[found["part"]], _REASON)


def _is_let_off(found: re.Match[str], rule: str) -> bool:
    if found["part"] == "Role" and found["kind"].startswith("CrossRegionExport") and _EXPORTS.fullmatch(rule):
        return True
    return bool({rule, rule.partition("[")[0]} & _RULES[found["part"]])


def _closes(closer: Resource, vpc: Resource) -> bool:
    handlers = closer.refers_to("ServiceToken")
    ours = any(_PROVIDER.fullmatch(handler.path) for handler in handlers)
    return ours and vpc in closer.refers_to("DefaultSecurityGroupId")
