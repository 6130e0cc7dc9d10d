"""How far each type of resource is real in the embedded AWS. The engine itself claims too much."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloud_constructs.local._assembly.template import Template


class Level(StrEnum):
    """The four honest levels, from the best to the worst."""

    RUNS = "runs"
    RECORDED_ONLY = "recorded_only"
    DONE_BY_DEPLOYER = "done_by_deployer"
    NOT_EMULATED = "not_emulated"


# Types, or prefixes of types, that can be created and described but have no effect (measured; the engine says
# "available" or counts running tasks all the same).
_RECORDED_ONLY = (
    "AWS::ApplicationAutoScaling::",
    "AWS::Athena::",
    "AWS::AutoScaling::",
    "AWS::Backup::",
    "AWS::Batch::",
    "AWS::CertificateManager::",
    "AWS::CloudFront::",
    "AWS::CloudTrail::",
    "AWS::CloudWatch::Dashboard",
    "AWS::CodeBuild::",
    "AWS::Config::",
    "AWS::DocDB::",
    "AWS::EC2::",
    "AWS::ECR::",
    "AWS::ECS::",
    "AWS::EFS::",
    "AWS::EKS::",
    "AWS::ElastiCache::",
    "AWS::Glue::",
    "AWS::IAM::",
    "AWS::MSK::",
    "AWS::OpenSearchService::",
    "AWS::Pipes::",
    "AWS::RDS::",
    "AWS::Route53::",
    "AWS::ServiceDiscovery::",
    "AWS::WAFv2::",
)


def level_of(resource: Template) -> Level:
    """Return the level of a resource that the engine creates."""
    kind: str = resource["Type"]
    runs = not kind.startswith(_RECORDED_ONLY) and _ACTS.get(kind, _always)(resource.get("Properties", {}))
    return Level.RUNS if runs else Level.RECORDED_ONLY


def is_metric_math(resource: Template) -> bool:
    """Tell whether a resource is an alarm on an expression, on which the engine's CloudFormation fails."""
    return resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource.get("Properties", {})


def _always(_: Template) -> bool:
    return True


def _has_a_runtime(function: Template) -> bool:
    """Tell whether a function can run without Docker: no container image, and a language that is here."""
    return str(function.get("Runtime", "")).startswith(("python", "nodejs", "provided"))


def _reaches_somebody(subscription: Template) -> bool:
    """Tell whether messages arrive: no mail or text message leaves this machine."""
    return subscription.get("Protocol") not in ("email", "email-json", "sms")


# Types of which some resources act and others do not.
_ACTS = {"AWS::Lambda::Function": _has_a_runtime, "AWS::SNS::Subscription": _reaches_somebody}
