"""ThreatDetection: what AWS notices of an attack, and what an attack would use, told to people."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from cloud_constructs.compliance._findings import (
    FindingSeverity,
    of_access_analyzer,
    of_guardduty,
    of_security_hub,
)
from cloud_constructs.core import L3, AlarmTarget, Check, create, stack_facts
from cloud_constructs.messaging import EventNotice

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from aws_cdk import aws_accessanalyzer as accessanalyzer
    from aws_cdk import aws_guardduty as guardduty
    from aws_cdk import aws_securityhub as securityhub
    from constructs import Construct

    from cloud_constructs.messaging import AlertTopic


class ProtectionPlan(StrEnum):
    """What GuardDuty looks at beside the calls, the name look-ups and the flows of the account.

    https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html
    """

    S3 = "S3_DATA_EVENTS"
    LAMBDA = "LAMBDA_NETWORK_LOGS"
    RDS = "RDS_LOGIN_EVENTS"
    EKS = "EKS_AUDIT_LOGS"
    EBS_MALWARE = "EBS_MALWARE_PROTECTION"
    RUNTIME = "RUNTIME_MONITORING"


class SecurityStandard(StrEnum):
    """A standard that Security Hub holds the account to.

    https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html
    """

    FOUNDATIONAL_BEST_PRACTICES = "aws-foundational-security-best-practices/v/1.0.0"
    CIS_FOUNDATIONS = "cis-aws-foundations-benchmark/v/5.0.0"
    NIST_800_53 = "nist-800-53/v/5.0.0"
    PCI_DSS = "pci-dss/v/4.0.1"
    RESOURCE_TAGGING = "aws-resource-tagging-standard/v/1.0.0"


class Watcher(StrEnum):
    """What an account has once in a region, and what may be there already."""

    GUARDDUTY = "GuardDuty"
    SECURITY_HUB = "Security Hub"
    ACCESS_ANALYZER = "Access Analyzer"


DEFAULT_STANDARDS = (SecurityStandard.FOUNDATIONAL_BEST_PRACTICES, SecurityStandard.CIS_FOUNDATIONS)
# The agents that GuardDuty installs by itself: without them runtime monitoring sees nothing.
AGENTS = ("EC2_AGENT_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EKS_ADDON_MANAGEMENT")


class ThreatDetection(L3):
    """GuardDuty, Security Hub and IAM Access Analyzer, with their findings told to people.

    It promises that GuardDuty runs with each protection that is named, that Security Hub evaluates the
    standards with all their controls, that whatever somebody outside of the account can reach is found, and
    that a notice which could not be delivered is kept.

    An account has one detector, one hub and one analyzer of external access in a region: where another stack
    or the organisation has made one, name it in `existing`.

    Args:
        alerts: Who is told.
        at_least: From which severity on.
        plans: What GuardDuty looks at; what the account does not use costs nothing.
        standards: What Security Hub holds the account to; it needs AWS Config, as of `ConfigCompliance`.
        existing: What the account has in this region already: it is left as it is, and its findings are told.

    Raises:
        ArgumentError: `plans` or `standards` is empty although its service is to be made, or has one twice.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlertTopic, ThreatDetection, Watcher

        stack = cdk.Stack(cdk.App(), "Shop")
        alerts = AlertTopic(stack, "Alerts")
        ThreatDetection(stack, "Threats", alerts=alerts, existing=[Watcher.SECURITY_HUB])
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        alerts: AlertTopic,
        at_least: FindingSeverity = FindingSeverity.HIGH,
        plans: Sequence[ProtectionPlan] = tuple(ProtectionPlan),
        standards: Sequence[SecurityStandard] = DEFAULT_STANDARDS,
        existing: Collection[Watcher] = (),
    ) -> None:
        check = Check(scope, id)
        for name, of, given in (
            ("plans", Watcher.GUARDDUTY, plans),
            ("standards", Watcher.SECURITY_HUB, standards),
        ):
            check.require(
                len(given) > 0 or of in existing,
                f"{name} is empty: {of} would look at nothing",
                f"name one, or say that {of} is there with existing=[Watcher.{of.name}]",
            )
            check.require(len(set(given)) == len(given), f"{name} has one twice", "name each once")
        super().__init__(scope, id)
        self._id = id
        self._detector = None if Watcher.GUARDDUTY in existing else self._detect(plans)
        self._hub = None if Watcher.SECURITY_HUB in existing else self._evaluate(standards)
        self._analyzer = None if Watcher.ACCESS_ANALYZER in existing else self._analyze()
        self._notices = {
            Watcher.GUARDDUTY: EventNotice(self, "Threats", alerts=alerts, **of_guardduty(at_least)),
            Watcher.SECURITY_HUB: EventNotice(self, "Postures", alerts=alerts, **of_security_hub(at_least)),
            Watcher.ACCESS_ANALYZER: EventNotice(self, "Exposures", alerts=alerts, **of_access_analyzer()),
        }

    def _detect(self, plans: Sequence[ProtectionPlan]) -> guardduty.CfnDetector:
        from aws_cdk import aws_guardduty as guardduty

        agents = [{"name": agent, "status": "ENABLED"} for agent in AGENTS]
        return create(
            guardduty.CfnDetector,
            guardduty.CfnDetectorProps,
            self,
            "Detector",
            enable=True,
            features=[
                {
                    "name": plan.value,
                    "status": "ENABLED",
                    **({"additionalConfiguration": agents} if plan is ProtectionPlan.RUNTIME else {}),
                }
                for plan in plans
            ],
            finding_publishing_frequency="FIFTEEN_MINUTES",
        )

    def _evaluate(self, standards: Sequence[SecurityStandard]) -> securityhub.CfnHub:
        from aws_cdk import aws_securityhub as securityhub

        facts = stack_facts(self)
        hub = create(
            securityhub.CfnHub,
            securityhub.CfnHubProps,
            self,
            "Hub",
            auto_enable_controls=True,
            # One finding for a check, in however many standards it stands.
            control_finding_generator="SECURITY_CONTROL",
            # Those that AWS chooses would change with the day on which a stack is made.
            enable_default_standards=False,
        )
        for standard in standards:
            arn = f"arn:{facts.partition}:securityhub:{facts.region}::standards/{standard.value}"
            made = create(
                securityhub.CfnStandard,
                securityhub.CfnStandardProps,
                self,
                _pascal(standard.name),
                standards_arn=arn,
            )
            made.node.add_dependency(hub)
        return hub

    def _analyze(self) -> accessanalyzer.CfnAnalyzer:
        from aws_cdk import aws_accessanalyzer as accessanalyzer

        return create(
            accessanalyzer.CfnAnalyzer,
            accessanalyzer.CfnAnalyzerProps,
            self,
            "Analyzer",
            type="ACCOUNT",
        )

    @property
    def detector(self) -> guardduty.CfnDetector | None:
        """The detector of GuardDuty; `None` if the account has one."""
        return self._detector

    @property
    def hub(self) -> securityhub.CfnHub | None:
        """The hub; `None` if the account has one."""
        return self._hub

    @property
    def analyzer(self) -> accessanalyzer.CfnAnalyzer | None:
        """The analyzer of external access; `None` if the account has one."""
        return self._analyzer

    @property
    def notices(self) -> dict[Watcher, EventNotice]:
        """What tells of findings, by who finds them."""
        return dict(self._notices)

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return what tells of findings, and where notices wait that could not be delivered."""
        name = name or self._id
        notices = self._notices.values()
        return [each for notice in notices for each in notice.alarm_targets(f"{name}{notice.node.id}")]


def _pascal(name: str) -> str:
    return name.title().replace("_", "")
