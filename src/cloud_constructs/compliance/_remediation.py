"""What is put right as soon as AWS Config finds it, by a role that can do just that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from aws_cdk import aws_config as config

from cloud_constructs.core import L3, create, read, stack_facts
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.security import ServiceRole

if TYPE_CHECKING:
    from constructs import Construct

ATTEMPTS, BETWEEN_SECONDS = 3, 300


class Remediation(StrEnum):
    """What is put right; two of them take away what somebody may use: public access, and open rules."""

    PUBLIC_BUCKETS = "PublicBuckets"
    """A bucket that may be made public is closed."""
    KEY_ROTATION = "KeyRotation"
    """A key that does not rotate does from now on."""
    TABLE_RECOVERY = "TableRecovery"
    """A table without point-in-time recovery gets it."""
    DEFAULT_SECURITY_GROUPS = "DefaultSecurityGroups"
    """The default security group of a VPC loses its rules."""

    @property
    def rule(self) -> str:
        """The identifier of the rule that finds it."""
        return _RUNBOOKS[self].rule

    @property
    def document(self) -> str:
        """The runbook of Systems Manager that puts it right."""
        return f"AWSConfigRemediation-{_RUNBOOKS[self].document}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Runbook:
    """A runbook that AWS maintains, with what it does to one resource."""

    rule: str
    document: str
    parameter: str
    actions: tuple[str, ...]
    resource: str
    unscoped: tuple[str, ...] = ()


# https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/automation-runbook-reference.html
_RUNBOOKS: Final = {
    Remediation.PUBLIC_BUCKETS: _Runbook(
        rule="S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED",
        document="ConfigureS3BucketPublicAccessBlock",
        parameter="BucketName",
        actions=("s3:GetBucketPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
        resource="arn:{partition}:s3:::*",
    ),
    Remediation.KEY_ROTATION: _Runbook(
        rule="CMK_BACKING_KEY_ROTATION_ENABLED",
        document="EnableKeyRotation",
        parameter="KeyId",
        actions=("kms:EnableKeyRotation", "kms:GetKeyRotationStatus"),
        resource="arn:{partition}:kms:{region}:{account}:key/*",
    ),
    Remediation.TABLE_RECOVERY: _Runbook(
        rule="DYNAMODB_PITR_ENABLED",
        document="EnablePITRForDynamoDbTable",
        parameter="TableName",
        actions=("dynamodb:DescribeContinuousBackups", "dynamodb:UpdateContinuousBackups"),
        resource="arn:{partition}:dynamodb:{region}:{account}:table/*",
    ),
    Remediation.DEFAULT_SECURITY_GROUPS: _Runbook(
        rule="VPC_DEFAULT_SECURITY_GROUP_CLOSED",
        document="RemoveVPCDefaultSecurityGroupRules",
        parameter="GroupId",
        actions=("ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"),
        resource="arn:{partition}:ec2:{region}:{account}:security-group/*",
        unscoped=("ec2:DescribeSecurityGroups",),
    ),
}


class AutomaticRemediation(L3):
    """Has Systems Manager put right what a rule finds, up to three times, five minutes apart."""

    def __init__(
        self, scope: Construct, id: str, *, remediation: Remediation, rule: config.CfnConfigRule
    ) -> None:
        super().__init__(scope, id)
        facts = stack_facts(self)
        runbook = _RUNBOOKS[remediation]
        own = {"partition": facts.partition, "region": facts.region, "account": facts.account}
        # AWS owns the runbook, and this account its executions.
        ssm = f"arn:{facts.partition}:ssm:{facts.region}"
        allowed = {
            runbook.resource.format(**own): list(runbook.actions),
            f"{ssm}::automation-definition/{remediation.document}:*": ["ssm:StartAutomationExecution"],
            f"{ssm}:{facts.account}:automation-execution/*": ["ssm:GetAutomationExecution"],
        }
        self._role = ServiceRole(
            self,
            "Role",
            service="ssm.amazonaws.com",
            same_account_only=True,
            statements=[
                {"Effect": "Allow", "Action": actions, "Resource": resource}
                for resource, actions in allowed.items()
            ],
            unscoped=runbook.unscoped,
        )
        reason = "Which resource breaks the rule, and which run mends it, is known only then"
        for resource in allowed:
            acknowledge(
                self._role.policies[0], "IAMNoWildcardPermissions", reason, finding=("Resource", resource)
            )
        self._configuration = create(
            config.CfnRemediationConfiguration,
            config.CfnRemediationConfigurationProps,
            self,
            "Resource",
            automatic=True,
            config_rule_name=read(rule, "ref"),
            maximum_automatic_attempts=ATTEMPTS,
            parameters={
                "AutomationAssumeRole": {"StaticValue": {"Values": [read(self._role.role, "role_arn")]}},
                runbook.parameter: {"ResourceValue": {"Value": "RESOURCE_ID"}},
            },
            retry_attempt_seconds=BETWEEN_SECONDS,
            target_id=remediation.document,
            target_type="SSM_DOCUMENT",
        )

    @property
    def configuration(self) -> config.CfnRemediationConfiguration:
        """What AWS Config does."""
        return self._configuration

    @property
    def role(self) -> ServiceRole:
        """The role with which it is done."""
        return self._role
