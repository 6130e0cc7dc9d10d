"""Each protection, taken away through the escape hatch, is found: the clean reports mean something."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from harness import DEFAULTS, ENV

from cloud_constructs import GuardrailError, Guardrails
from cloud_constructs.guardrails import findings

Mutation = Callable[[Any], None]


def unset(attribute: str) -> Mutation:
    return replace(attribute, None)


def replace(attribute: str, value: object) -> Mutation:
    return lambda resource: setattr(resource, attribute, value)


def override(path: str, value: object) -> Mutation:
    return lambda resource: resource.add_property_override(path, value)


def silence(alarm: Any) -> None:
    alarm.alarm_actions = None
    alarm.ok_actions = None


def unsourced(permission: Any) -> None:
    permission.source_arn = None
    permission.source_account = None


def unbind(permission: Any) -> None:
    permission.source_account = None
    permission.source_arn = None


# construct, path of the resource below the stack, what is taken away, the rule that notices
BITES: list[tuple[str, str, Mutation, str]] = [
    ("EncryptionKey", "Key/Resource/Resource", replace("enable_key_rotation", False), "KMS5"),
    ("EncryptedLogGroup", "Logs/Resource/Resource", unset("kms_key_id"), "CloudWatchLogGroupEncrypted"),
    (
        "EncryptedLogGroup",
        "Logs/Resource/Resource",
        unset("retention_in_days"),
        "CloudWatchLogGroupRetention",
    ),
    (
        "SecureUserPool",
        "Users/Default/Resource",
        replace("mfa_configuration", "OPTIONAL"),
        "COG2",
    ),
    ("SecureUserPool", "Users/Default/Resource", unset("user_pool_tier"), "COG8"),
    ("SecureUserPool", "Users/Default/Resource", unset("policies"), "COG1"),
    ("SecureUserPool", "Users/Default/Resource", unset("deletion_protection"), "UserPoolDeletionProtection"),
    (
        "SecureUserPool",
        "Users/Default/Page/Resource",
        unset("prevent_user_existence_errors"),
        "UserPoolClient",
    ),
    ("MalwareScan", "Scan/Resource", override("Actions.Tagging.Status", "DISABLED"), "MalwareScanTags"),
    ("RotatingSecret", "Secret/Resource/Resource", unset("kms_key_id"), "SecretsManagerUsingKMSKey"),
    ("RotatingSecret", "Secret/MayCallRotation", unsourced, "InvokePermissionSource"),
    ("WorkQueue", "Queue/Resource/Resource", unset("redrive_policy"), "SQSRedrivePolicy"),
    ("AlertTopic", "Topic/Resource/Resource", unset("kms_master_key_id"), "SNSEncryptedKMS"),
    ("AlertTopic", "Topic/operators@example.com/Resource", unset("redrive_policy"), "SNSRedrivePolicy"),
    (
        "MailDomain",
        "Mail/ConfigurationSet",
        override("DeliveryOptions.TlsPolicy", "OPTIONAL"),
        "MailTransport",
    ),
    ("MailDomain", "Mail/ConfigurationSet", unset("suppression_options"), "MailSuppression"),
    ("MailDomain", "Mail/Resource", override("DkimAttributes.SigningEnabled", False), "MailSignature"),
    ("SecureBucket", "Bucket/Resource/Resource", unset("logging_configuration"), "AwsSolutions-S1"),
    ("SecureBucket", "Bucket/Resource/Resource", unset("versioning_configuration"), "S3BucketVersioning"),
    ("SecureBucket", "Bucket/Resource/Resource", unset("bucket_encryption"), "S3DefaultEncryptionKMS"),
    (
        "SecureBucket",
        "Bucket/Resource/Resource",
        unset("public_access_block_configuration"),
        "S3BucketPublicReadProhibited",
    ),
    (
        "SecureBucket with every option",
        "Bucket/Resource/Resource",
        unset("replication_configuration"),
        "S3BucketReplicationEnabled",
    ),
    (
        "SecureBucket with every option",
        "Bucket/Resource/Resource",
        unset("object_lock_configuration"),
        "S3BucketDefaultLockEnabled",
    ),
    ("AuditTrail", "Trail/Resource", replace("is_logging", False), "TrailIntegrity"),
    ("AuditTrail", "Trail/Resource", replace("is_multi_region_trail", False), "TrailIntegrity"),
    (
        "AuditTrail",
        "Trail/Resource",
        unset("enable_log_file_validation"),
        "CloudTrailLogFileValidationEnabled",
    ),
    ("AuditTrail", "Trail/Resource", unset("kms_key_id"), "CloudTrailEncryptionEnabled"),
    (
        "AuditTrail",
        "Trail/Resource",
        unset("cloud_watch_logs_log_group_arn"),
        "CloudTrailCloudWatchLogsEnabled",
    ),
    ("AuditTrail", "Trail/Alarms/TrailRootUse", silence, "AlarmActions"),
    ("ThreatDetection", "Threats/Detector", replace("enable", False), "ThreatDetector"),
    ("ThreatDetection", "Threats/Detector", override("Features.0.Status", "DISABLED"), "ThreatDetector"),
    ("ThreatDetection", "Threats/Hub", replace("auto_enable_controls", False), "SecurityHubStandards"),
    (
        "ThreatDetection",
        "Threats/Threats/Undelivered/Resource/Resource",
        unset("kms_master_key_id"),
        "QueueKey",
    ),
    (
        "ConfigCompliance",
        "Rules/Recorder/History/Resource/Resource",
        unset("bucket_encryption"),
        "S3DefaultEncryptionKMS",
    ),
    (
        "BackupPolicy",
        "Backups/Plan/Resource",
        override("BackupPlan.BackupPlanRule.0.Lifecycle", None),
        "BackupRetention",
    ),
    ("BackupPolicy", "Backups/Vault/Resource", unset("lock_configuration"), "VaultLock"),
    (
        "SecureTable with every option",
        "Table/Resource/Resource",
        override("Replicas.0.SSESpecification", None),
        "TableEncryptionKey",
    ),
    (
        "SecureTable with every option",
        "Table/Resource/Resource",
        override("Replicas.0.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", False),
        "TableRecovery",
    ),
    ("EnhancedLambda", "Function/Resource/Resource", unset("dead_letter_config"), "LambdaDLQ"),
    ("EnhancedLambda", "Function/Resource/Resource", unset("tracing_config"), "LambdaTracing"),
    ("EnhancedLambda", "Function/Resource/Resource", replace("runtime", "python3.12"), "AwsSolutions-L1"),
    (
        "EnhancedLambda with a destination",
        "Function/AsyncInvocation",
        unset("destination_config"),
        "LambdaAsyncFailureDestination",
    ),
    ("StreamTrigger", "Trigger/Resource", unset("destination_config"), "LambdaEventSourceMappingDestination"),
    (
        "EventQueue",
        "Queue/Resource/Policy/Resource",
        override("PolicyDocument.Statement.1.Condition", None),
        "ServicePrincipalSource",
    ),
    ("EventQueue", "Events/Undelivered/Resource/Resource", unset("kms_master_key_id"), "QueueKey"),
    ("EventTrigger", "Trigger/Permission", unset("source_arn"), "CC-InvokePermissionSource"),
    ("FunctionUrl", "Url/Resource", replace("auth_type", "NONE"), "CC-FunctionUrlAuthorization"),
    ("EnhancedLambda with canaries", "Function/Live/Rollout/Errors", silence, "CloudWatchAlarmAction"),
    ("AlarmSet", "Alarms/WatchedApproximateAgeOfOldestMessage", silence, "CloudWatchAlarmAction"),
    ("AlarmSet with everything", "Alarms/InvokeTicket", unbind, "InvokePermissionSource"),
    ("HttpApi", "Api/Stage/Resource", unset("access_log_settings"), "AwsSolutions-APIG1"),
    ("HttpApi", "Api/Stage/Resource", unset("default_route_settings"), "APIGWDefaultThrottling"),
    ("ApiRoute", "Route/Resource/Resource", replace("authorization_type", "NONE"), "AwsSolutions-APIG4"),
    ("RestApi", "ApiRoot/Resource/Resource", replace("authorization_type", "NONE"), "AwsSolutions-APIG4"),
    ("RestApi", "Api/Resource/DeploymentStage.live/Resource", unset("access_log_setting"), "APIG1"),
    ("RestApi", "Api/Resource/DeploymentStage.live/Resource", unset("method_settings"), "APIG6"),
    ("RestApi", "Api/Resource/DeploymentStage.live/Resource", unset("method_settings"), "DefaultThrottling"),
    ("RestApi", "Api/Resource/DeploymentStage.live/Resource", unset("tracing_enabled"), "APIGWXray"),
    ("SyncPipeline", "Pipeline/Resource/Resource", unset("logging_configuration"), "AwsSolutions-SF1"),
    ("SyncPipeline", "Pipeline/Resource/Resource", unset("tracing_configuration"), "AwsSolutions-SF2"),
    (
        "SyncPipeline",
        "Pipeline/Resource/Resource",
        unset("encryption_configuration"),
        "WorkflowEncryptionKey",
    ),
    (
        "ChaosExperiments",
        "Chaos/HalfFail",
        override("StopConditions", [{"Source": "none"}]),
        "ExperimentStopCondition",
    ),
    ("DeliveryPipeline", "Delivery/Build/Resource", unset("encryption_key"), "AwsSolutions-CB4"),
    (
        "DeliveryPipeline",
        "Delivery/Build/Resource",
        override("Environment.PrivilegedMode", True),
        "ContainerPrivileges",
    ),
    (
        "DeliveryPipeline",
        "Delivery/Deploy-prod/Role/Policy/Resource",
        override("PolicyDocument.Statement.4.Resource", "arn:aws:iam::111122223333:role/*"),
        "AwsSolutions-IAM5",
    ),
    (
        "GithubDeployRole",
        "Deploy/Resource/Resource",
        override(
            "AssumeRolePolicyDocument.Statement.0.Condition",
            {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}},
        ),
        "GithubSubject",
    ),
    ("DnsFirewall", "Firewall/Queries/Resource/Resource", unset("kms_key_id"), "CloudWatchLogGroupEncrypted"),
    ("SecureVpc", "Vpc/FlowLog", replace("resource_id", "vpc-other"), "VPC7"),
    ("SecureVpc", "Vpc/S3/Resource", unset("policy_document"), "EndpointPolicy"),
    ("FlowLogArchive", "Flows/FlowLog", replace("traffic_type", "ACCEPT"), "FlowLogTraffic"),
    (
        "ServiceRole",
        "Role/Resource/Resource",
        override("AssumeRolePolicyDocument.Statement.0.Principal", {"AWS": "*"}),
        "TrustPolicy",
    ),
    (
        "ServiceRole",
        "Role/Policy/Resource",
        override("PolicyDocument.Statement.0.Action", "sns:*"),
        "WildcardAction",
    ),
    ("WebDistribution", "Web/Resource/Resource", override("DistributionConfig.WebACLId", None), "CFR2"),
    ("WebDistribution", "Web/Resource/Resource", override("DistributionConfig.Logging", None), "CFR3"),
    (
        "WebDistribution",
        "Web/Resource/Resource",
        override("DistributionConfig.Origins.0.OriginAccessControlId", None),
        "CFR7",
    ),
    (
        "WebDistribution with everything",
        "Web/Resource/Resource",
        override("DistributionConfig.ViewerCertificate.MinimumProtocolVersion", "TLSv1"),
        "CFR4",
    ),
    (
        "WebDistribution with everything",
        "Web/Resource/Resource",
        override("DistributionConfig.Origins.1.CustomOriginConfig.OriginSSLProtocols", ["SSLv3"]),
        "CFR5",
    ),
    (
        "WebDistribution",
        "SitePublisher/Role/Granted/Resource",
        override("PolicyDocument.Statement.0.Resource", "*"),
        "WildcardResource",
    ),
    (
        "OriginSecret",
        "OriginSecret/Secret/Resource/Resource",
        unset("kms_key_id"),
        "SecretsManagerUsingKMSKey",
    ),
    ("DeadLetterQueue", "Queue/Resource/Resource", unset("kms_master_key_id"), "QueueKey"),
    (
        "LogBucket",
        "Logs/Resource/Resource",
        unset("public_access_block_configuration"),
        "S3BucketPublicReadProhibited",
    ),
    (
        "SecureTable",
        "Table/Resource/Resource",
        override("Replicas.0.DeletionProtectionEnabled", False),
        "TableDeletionProtection",
    ),
    ("CopyVault", "Copies/Resource/Resource", unset("encryption_key_arn"), "VaultEncryptionKey"),
    ("CopyVault", "Copies/Resource/Resource", unset("lock_configuration"), "VaultLock"),
    ("ScheduleTrigger", "Trigger/Resource", unset("kms_key_arn"), "ScheduleEncryptionKey"),
    ("ScheduleTrigger", "Trigger/Resource", override("Target.DeadLetterConfig", None), "ScheduleDeadLetters"),
    ("RestApi", "ApiRoot/Resource/Resource", unset("request_validator_id"), "MethodValidator"),
    (
        "RestApi with everything",
        "Api/Domain/Resource",
        replace("security_policy", "TLS_1_0"),
        "DomainTlsPolicy",
    ),
    ("AlarmSet with everything", "Alarms/Unhealthy", silence, "AlarmActions"),
    ("AlarmSet with everything", "Alarms/Files5xxErrors", unset("alarm_actions"), "AlarmActions"),
]


def find(stack: cdk.Stack, path: str) -> Any:
    construct = stack
    for id in path.split("/"):
        construct = construct.node.find_child(id)
    return construct


@pytest.mark.parametrize(("name", "path", "mutate", "rule"), BITES, ids=[f"{b[0]}-{b[3]}" for b in BITES])
def test_a_missing_protection_is_found(name: str, path: str, mutate: Mutation, rule: str) -> None:
    app = cdk.App()
    stack = cdk.Stack(app, "Test", env=ENV)
    DEFAULTS[name](stack)
    mutate(find(stack, path))
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    with pytest.raises(GuardrailError):
        guardrails.synth()

    found = [finding.path for finding in findings(app.outdir) if rule in finding.rule]
    # The rule on flow logs reports the VPC that lacks one.
    assert ("Test/Vpc/Resource/Resource" if rule == "VPC7" else f"Test/{path}") in found
