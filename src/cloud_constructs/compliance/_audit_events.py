"""What in an audit trail somebody is told of: the alarms that the CIS AWS Foundations Benchmark asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cloud_constructs.observability import AlarmSpec, Severity

_WINDOW: Final = 300


class AuditEvent(StrEnum):
    """Something in an audit trail that an AuditTrail tells of."""

    ROOT_USE = "RootUse"
    UNAUTHORIZED_CALLS = "UnauthorizedCalls"
    SIGN_IN_WITHOUT_MFA = "SignInWithoutMfa"
    SIGN_IN_FAILURES = "SignInFailures"
    POLICY_CHANGES = "PolicyChanges"
    TRAIL_CHANGES = "TrailChanges"
    CONFIG_CHANGES = "ConfigChanges"
    KEY_DELETION = "KeyDeletion"
    BUCKET_POLICY_CHANGES = "BucketPolicyChanges"
    SECURITY_GROUP_CHANGES = "SecurityGroupChanges"
    NETWORK_ACL_CHANGES = "NetworkAclChanges"
    GATEWAY_CHANGES = "GatewayChanges"
    ROUTE_CHANGES = "RouteChanges"
    VPC_CHANGES = "VpcChanges"

    @property
    def pattern(self) -> str:
        """The filter of CloudWatch Logs that counts it."""
        return _SOUGHT[self].pattern

    def alarm(self, namespace: str) -> AlarmSpec:
        """Return the alarm on what is counted."""
        sought = _SOUGHT[self]
        return AlarmSpec(
            metric=self.value,
            namespace=namespace,
            why=sought.why,
            threshold=sought.threshold,
            severity=sought.severity,
            period=_WINDOW,
        )


@dataclass(frozen=True, slots=True)
class _Sought:
    """How an event is recognised, and why and when somebody is told."""

    pattern: str
    why: str
    severity: Severity = Severity.TICKET
    threshold: float = 0


def _named(*names: str) -> str:
    return " || ".join(f"($.eventName={name})" for name in names)


def _calls(*names: str) -> str:
    """Return the filter for API calls by their names."""
    return f"{{{_named(*names)}}}"


def _calls_of(service: str, *names: str) -> str:
    """Return the filter for API calls of one service: others have calls of the same names."""
    return f"{{($.eventSource={service}.amazonaws.com) && ({_named(*names)})}}"


# Term by term as https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html has them:
# Security Hub accepts no other filter, however much more it would find.
_SOUGHT: Final = {
    AuditEvent.ROOT_USE: _Sought(
        '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS'
        ' && $.eventType !="AwsServiceEvent"}',
        "Somebody uses the root user, whom no policy restricts",
        Severity.PAGE,
    ),
    AuditEvent.UNAUTHORIZED_CALLS: _Sought(
        '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
        "Calls are refused: a deployment lacks a permission, or somebody tries what they may do",
        # A console page that shows more than its reader may see has a few refused by itself.
        threshold=20,
    ),
    AuditEvent.SIGN_IN_WITHOUT_MFA: _Sought(
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes")'
        ' && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
        "A user signs in to the console with a password alone",
    ),
    AuditEvent.SIGN_IN_FAILURES: _Sought(
        '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
        "Somebody guesses passwords of the console",
        threshold=5,
    ),
    AuditEvent.POLICY_CHANGES: _Sought(
        _calls_of(
            "iam",
            *("DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy"),
            *("PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion"),
            *("AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy"),
            *("AttachGroupPolicy", "DetachGroupPolicy"),
        ),
        "What somebody may do has changed; a deployment does that too",
        Severity.INFO,
    ),
    AuditEvent.TRAIL_CHANGES: _Sought(
        _calls("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
        "The audit trail itself has changed: what happens from now on may not be written down",
        Severity.PAGE,
    ),
    AuditEvent.CONFIG_CHANGES: _Sought(
        _calls_of(
            "config",
            *("StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel"),
            "PutConfigurationRecorder",
        ),
        "What AWS Config records has changed",
    ),
    AuditEvent.KEY_DELETION: _Sought(
        _calls_of("kms", "DisableKey", "ScheduleKeyDeletion"),
        "A key is to go, and with it all that it encrypts; until the window ends it can be rescued",
        Severity.PAGE,
    ),
    AuditEvent.BUCKET_POLICY_CHANGES: _Sought(
        _calls_of(
            "s3",
            *("PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle"),
            *("PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle"),
            "DeleteBucketReplication",
        ),
        "Who reaches a bucket, or how long it keeps its objects, has changed",
        Severity.INFO,
    ),
    AuditEvent.SECURITY_GROUP_CHANGES: _Sought(
        _calls(
            *("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress"),
            *("RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup"),
        ),
        "Who reaches what in the network has changed",
        Severity.INFO,
    ),
    AuditEvent.NETWORK_ACL_CHANGES: _Sought(
        _calls(
            *("CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry"),
            *("ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"),
        ),
        "What passes between subnets has changed",
        Severity.INFO,
    ),
    AuditEvent.GATEWAY_CHANGES: _Sought(
        _calls(
            *("CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway"),
            *("CreateInternetGateway", "DeleteInternetGateway", "DetachInternetGateway"),
        ),
        "A way out of the network was opened or closed",
        Severity.INFO,
    ),
    AuditEvent.ROUTE_CHANGES: _Sought(
        _calls_of(
            "ec2",
            *("CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation"),
            *("DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable"),
        ),
        "Where the network sends its packets has changed",
        Severity.INFO,
    ),
    AuditEvent.VPC_CHANGES: _Sought(
        _calls(
            *("CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection"),
            *("CreateVpcPeeringConnection", "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection"),
            *("AttachClassicLinkVpc", "DetachClassicLinkVpc", "DisableVpcClassicLink"),
            "EnableVpcClassicLink",
        ),
        "A network was made, joined to another or removed",
        Severity.INFO,
    ),
}
