"""The public names, by the family that each is loaded from."""

from __future__ import annotations

from typing import Final

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "api": (
        *("ApiRoute", "Authorizer", "Cors", "CustomDomain", "HttpApi", "MappingTemplates", "Quota"),
        *("QuotaPeriod", "RestApi", "Throttle", "Truststore", "UsagePlan"),
    ),
    "network": (
        *("DnsAction", "DnsFirewall", "Egress", "EncryptionControl", "EndpointClients", "Endpoints"),
        *("FlowLogArchive", "Network", "NetworkAcls", "Passage", "SecureVpc", "Tier"),
    ),
    "compute": (
        *("AsyncInvocation", "DependencyLayer", "Deploy", "DurableExecution", "EnhancedLambda"),
        *("EventQueue", "EventTrigger", "Events", "FunctionLogs", "FunctionUrl", "LambdaInsights"),
        *("QueueTrigger", "ScheduleTrigger", "StreamTrigger", "Tracing", "Traffic", "WarmStart"),
    ),
    "compliance": (
        *("AuditEvent", "AuditTrail", "ConfigCompliance", "ConfigRule", "DataEvents", "FindingSeverity"),
        *("MalwareScan", "ProtectionPlan", "Remediation", "SecurityStandard", "ThreatDetection"),
        *("TrailInsight", "Watcher"),
    ),
    "core": (
        *("ArgumentError", "ConstructError", "GuardrailError", "MandatoryTags", "SettingError", "StackError"),
        *("StageProfile", "Waiver", "WaiverError", "settings_of"),
    ),
    "cost": ("CostGuard",),
    "defaults": ("SecureDefaults", "SecureMixin"),
    "delivery": (
        "DeliveryEnvironment",
        "DeliveryPipeline",
        "DeliverySettings",
        "GitSource",
        "GithubDeployRole",
        "SmokeTest",
    ),
    "edge": ("Domain", "DomainCertificate", "OriginSecret", "Site", "SiteDomain", "WebDistribution"),
    "guardrails": ("Guardrails", "Pack", "acknowledge", "write_metadata"),
    "messaging": (
        *("AlertTopic", "DeadLetterQueue", "DmarcPolicy", "MailDomain", "MailEvent", "MailRecord"),
        *("MailTemplate", "Subscriber", "WorkQueue"),
    ),
    "observability": (
        *("FUNCTION_QUERIES", "Account", "Actions", "AlarmSet", "AlarmSpec", "AnomalyBand", "Comparison"),
        *("Dashboard", "Graph", "Health", "Indicator", "LogQueries", "Missing", "MuteWindow", "OpsItem"),
        *("OpsSeverity", "ServiceLevel", "Severity", "Threshold", "runbook"),
    ),
    "resilience": (
        *("AliasTarget", "BackupPolicy", "ChaosExperiments", "CopyVault", "FailoverRecord", "FailoverSite"),
        *("Fault", "HealthProbe", "RegionalFailover", "RestoreTest"),
    ),
    "security": (
        *("Countries", "EncryptedLogGroup", "EncryptionKey", "ManagedRules", "RateLimit", "RotatingSecret"),
        *("SecureUserPool", "ServiceRole", "WebAcl"),
    ),
    "workflow": (
        *("Batch", "ManifestFormat", "Mode", "Reconciliation"),
        *("StateNames", "SyncPipeline", "SyncSteps"),
    ),
    "storage": (
        *("BackupCopy", "BackupRule", "BucketReplica", "Capacity", "Index", "Lifecycle", "LogBucket"),
        *("Replica", "Replication", "SecureBucket", "SecureTable", "TablePolicy", "VaultLock", "VectorIndex"),
    ),
}
