"""AWS CDK v2 constructs that are secure, observable and upgrade-safe without being asked.

Every public name is loaded when it is first asked for: `from cloud_constructs import WorkQueue` loads the
messaging family and no other.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloud_constructs.api import (
        ApiRoute,
        Authorizer,
        Cors,
        CustomDomain,
        HttpApi,
        MappingTemplates,
        Quota,
        QuotaPeriod,
        RestApi,
        Throttle,
        Truststore,
        UsagePlan,
    )
    from cloud_constructs.compute import (
        AsyncInvocation,
        DependencyLayer,
        Deploy,
        DurableExecution,
        EnhancedLambda,
        Events,
        EventTrigger,
        FunctionLogs,
        FunctionUrl,
        LambdaInsights,
        QueueTrigger,
        ScheduleTrigger,
        StreamTrigger,
        Tracing,
        Traffic,
        WarmStart,
    )
    from cloud_constructs.core import (
        ArgumentError,
        ConstructError,
        GuardrailError,
        MandatoryTags,
        StackError,
        StageProfile,
        Waiver,
        WaiverError,
    )
    from cloud_constructs.cost import CostGuard
    from cloud_constructs.defaults import SecureDefaults, SecureMixin
    from cloud_constructs.guardrails import Guardrails, Pack, acknowledge, write_metadata
    from cloud_constructs.messaging import (
        AlertTopic,
        DeadLetterQueue,
        Subscriber,
        WorkQueue,
    )
    from cloud_constructs.network import (
        DnsAction,
        DnsFirewall,
        Egress,
        EncryptionControl,
        Endpoints,
        FlowLogArchive,
        Network,
        NetworkAcls,
        Passage,
        SecureVpc,
        Tier,
    )
    from cloud_constructs.observability import (
        FUNCTION_QUERIES,
        Account,
        Actions,
        AlarmSet,
        AnomalyBand,
        Dashboard,
        Graph,
        Health,
        LogQueries,
        MuteWindow,
        OpsItem,
        OpsSeverity,
        runbook,
    )
    from cloud_constructs.resilience import BackupPolicy, CopyVault, RestoreTest
    from cloud_constructs.security import (
        Countries,
        EncryptedLogGroup,
        EncryptionKey,
        ManagedRules,
        RateLimit,
        RotatingSecret,
        ServiceRole,
        WebAcl,
    )
    from cloud_constructs.storage import (
        BackupCopy,
        BackupRule,
        BucketReplica,
        Capacity,
        Index,
        Lifecycle,
        LogBucket,
        Replica,
        Replication,
        SecureBucket,
        SecureTable,
        TablePolicy,
        VaultLock,
        VectorIndex,
    )
    from cloud_constructs.workflow import (
        Batch,
        ManifestFormat,
        Mode,
        Reconciliation,
        StateNames,
        SyncPipeline,
        SyncSteps,
    )

_FAMILIES = {
    "api": (
        *("ApiRoute", "Authorizer", "Cors", "CustomDomain", "HttpApi", "MappingTemplates", "Quota"),
        *("QuotaPeriod", "RestApi", "Throttle", "Truststore", "UsagePlan"),
    ),
    "network": (
        *("DnsAction", "DnsFirewall", "Egress", "EncryptionControl", "Endpoints", "FlowLogArchive"),
        *("Network", "NetworkAcls", "Passage", "SecureVpc", "Tier"),
    ),
    "compute": (
        *("AsyncInvocation", "DependencyLayer", "Deploy", "DurableExecution", "EnhancedLambda"),
        *("EventTrigger", "Events", "FunctionLogs", "FunctionUrl", "LambdaInsights", "QueueTrigger"),
        *("ScheduleTrigger", "StreamTrigger", "Tracing", "Traffic", "WarmStart"),
    ),
    "core": (
        *("ArgumentError", "ConstructError", "GuardrailError", "MandatoryTags", "StackError", "StageProfile"),
        *("Waiver", "WaiverError"),
    ),
    "cost": ("CostGuard",),
    "defaults": ("SecureDefaults", "SecureMixin"),
    "guardrails": ("Guardrails", "Pack", "acknowledge", "write_metadata"),
    "messaging": ("AlertTopic", "DeadLetterQueue", "Subscriber", "WorkQueue"),
    "observability": (
        *("FUNCTION_QUERIES", "Account", "Actions", "AlarmSet", "AnomalyBand", "Dashboard", "Graph"),
        *("Health", "LogQueries", "MuteWindow", "OpsItem", "OpsSeverity", "runbook"),
    ),
    "resilience": ("BackupPolicy", "CopyVault", "RestoreTest"),
    "security": (
        *("Countries", "EncryptedLogGroup", "EncryptionKey", "ManagedRules", "RateLimit", "RotatingSecret"),
        *("ServiceRole", "WebAcl"),
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
_FAMILY_OF = {name: family for family, names in _FAMILIES.items() for name in names}

__all__ = [
    "FUNCTION_QUERIES",
    "Account",
    "Actions",
    "AlarmSet",
    "AlertTopic",
    "AnomalyBand",
    "ApiRoute",
    "ArgumentError",
    "AsyncInvocation",
    "Authorizer",
    "BackupCopy",
    "BackupPolicy",
    "BackupRule",
    "Batch",
    "BucketReplica",
    "Capacity",
    "ConstructError",
    "CopyVault",
    "Cors",
    "CostGuard",
    "Countries",
    "CustomDomain",
    "Dashboard",
    "DeadLetterQueue",
    "DependencyLayer",
    "Deploy",
    "DnsAction",
    "DnsFirewall",
    "DurableExecution",
    "Egress",
    "EncryptedLogGroup",
    "EncryptionControl",
    "EncryptionKey",
    "Endpoints",
    "EnhancedLambda",
    "EventTrigger",
    "Events",
    "FlowLogArchive",
    "FunctionLogs",
    "FunctionUrl",
    "Graph",
    "GuardrailError",
    "Guardrails",
    "Health",
    "HttpApi",
    "Index",
    "LambdaInsights",
    "Lifecycle",
    "LogBucket",
    "LogQueries",
    "ManagedRules",
    "MandatoryTags",
    "ManifestFormat",
    "MappingTemplates",
    "Mode",
    "MuteWindow",
    "Network",
    "NetworkAcls",
    "OpsItem",
    "OpsSeverity",
    "Pack",
    "Passage",
    "QueueTrigger",
    "Quota",
    "QuotaPeriod",
    "RateLimit",
    "Reconciliation",
    "Replica",
    "Replication",
    "RestApi",
    "RestoreTest",
    "RotatingSecret",
    "ScheduleTrigger",
    "SecureBucket",
    "SecureDefaults",
    "SecureMixin",
    "SecureTable",
    "SecureVpc",
    "ServiceRole",
    "StackError",
    "StageProfile",
    "StateNames",
    "StreamTrigger",
    "Subscriber",
    "SyncPipeline",
    "SyncSteps",
    "TablePolicy",
    "Throttle",
    "Tier",
    "Tracing",
    "Traffic",
    "Truststore",
    "UsagePlan",
    "VaultLock",
    "VectorIndex",
    "Waiver",
    "WaiverError",
    "WarmStart",
    "WebAcl",
    "WorkQueue",
    "acknowledge",
    "runbook",
    "write_metadata",
]


def __getattr__(name: str) -> object:
    """Load the family of a public name."""
    if name not in _FAMILY_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_FAMILY_OF[name]}"), name)
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
