"""Mutations of hardened templates, for types that no construct makes yet."""

from __future__ import annotations

from functools import partial

from tools.mutations._mutation import Mutation, allow, both, drop, put

_containers = partial(Mutation, "containers")
_databases = partial(Mutation, "databases")
_audit = partial(Mutation, "audit")
_edge = partial(Mutation, "edge")
_events = partial(Mutation, "events")

OF_CORPUS: list[Mutation] = [
    # Containers
    _containers("a container is privileged", put("Task", "ContainerDefinitions/0/Privileged", value=True)),
    _containers("a container runs as root", put("Task", "ContainerDefinitions/0/User", "root")),
    _containers("a container's user is its image's", drop("Task", "ContainerDefinitions/0/User")),
    _containers(
        "a container's root is writable", drop("Task", "ContainerDefinitions/0/ReadonlyRootFilesystem")
    ),
    _containers("a container writes no log", drop("Task", "ContainerDefinitions/0/LogConfiguration")),
    _containers(
        "a container's environment holds a secret",
        put("Task", "ContainerDefinitions/0/Environment", [{"Name": "API_KEY", "Value": "hunter2"}]),
    ),
    _containers("a cluster has no insights", drop("Cluster", "ClusterSettings")),
    _containers("images are mutable", put("Repository", "ImageTagMutability", "MUTABLE")),
    _containers(
        "images are not scanned", put("Repository", "ImageScanningConfiguration/ScanOnPush", value=False)
    ),
    _containers("images have no key", drop("Repository", "EncryptionConfiguration")),
    _containers(
        "everybody pulls images",
        allow("AWS::ECR::Repository", Action="ecr:BatchGetImage", Principal={"AWS": "*"}),
    ),
    # Databases and caches
    _databases("a cluster is not encrypted", put("Cluster", "StorageEncrypted", value=False)),
    _databases(
        "a cluster takes passwords only", put("Cluster", "EnableIAMDatabaseAuthentication", value=False)
    ),
    _databases("one call deletes a cluster", put("Cluster", "DeletionProtection", value=False)),
    _databases("a cluster goes with its stack", put("Cluster", "DeletionPolicy", "Delete")),
    _databases("a cluster writes no log", drop("Cluster", "EnableCloudwatchLogsExports")),
    _databases("a database is public", put("Instance", "PubliclyAccessible", value=True)),
    _databases("a database is not encrypted", put("Instance", "StorageEncrypted", value=False)),
    _databases("a database is in one zone", put("Instance", "MultiAZ", value=False)),
    _databases("a database keeps no backups", put("Instance", "BackupRetentionPeriod", 0)),
    _databases("a database is not patched", put("Instance", "AutoMinorVersionUpgrade", value=False)),
    _databases(
        "a database's password stands in the template", put("Instance", "MasterUserPassword", "hunter2")
    ),
    _databases("nothing backs databases up", put("Selection", "BackupSelection/Resources", [])),
    _databases("a serverless cache has no key", drop("Cache", "KmsKeyId")),
    _databases("a serverless cache keeps no snapshots", put("Cache", "SnapshotRetentionLimit", 0)),
    _databases("a serverless cache lets anybody in", drop("Cache", "UserGroupId")),
    _databases("a serverless cache has the default group", drop("Cache", "SecurityGroupIds")),
    # Audit and detection
    _audit("the trail is off", put("Trail", "IsLogging", value=False)),
    _audit("the trail can be forged", put("Trail", "EnableLogFileValidation", value=False)),
    _audit("the trail covers one region", put("Trail", "IsMultiRegionTrail", value=False)),
    _audit("the trail has no key", drop("Trail", "KMSKeyId")),
    _audit("GuardDuty is off", put("Detector", "Enable", value=False)),
    _audit("GuardDuty looks at no buckets", put("Detector", "Features/0/Status", "DISABLED")),
    _audit("Security Hub holds to nothing", put("Hub", "EnableDefaultStandards", value=False)),
    _audit("Inspector is silenced", put("Inspector", "FilterAction", "SUPPRESS")),
    _audit("Macie is paused", put("Macie", "Status", "PAUSED")),
    # The edge
    _edge("a firewall keeps no log", put("FirewallLogs", "ResourceArn", "arn:aws:wafv2:other")),
    _edge("a load balancer has no firewall", put("BalancerFirewall", "ResourceArn", "arn:aws:other")),
    _edge("a load balancer keeps no log", put("Balancer", "LoadBalancerAttributes/1/Value", "false")),
    _edge("one call deletes a load balancer", put("Balancer", "LoadBalancerAttributes/0/Value", "false")),
    _edge("a load balancer passes bad headers", put("Balancer", "LoadBalancerAttributes/3/Value", "false")),
    _edge("a listener speaks old TLS", put("Listener", "SslPolicy", "ELBSecurityPolicy-2016-08")),
    _edge("a listener speaks plain HTTP", put("Listener", "Protocol", "HTTP")),
    _edge("passwords are weak", put("Users", "Policies/PasswordPolicy/MinimumLength", 6)),
    _edge("one factor is enough", put("Users", "MfaConfiguration", "OFF")),
    _edge("users go with their stack", put("Users", "DeletionPolicy", "Delete")),
    # Events
    _events(
        "a pipe loses what it cannot deliver",
        drop("Pipe", "SourceParameters/KinesisStreamParameters/DeadLetterConfig"),
    ),
    _events("a pipe has no key", drop("Pipe", "KmsKeyIdentifier")),
    _events("anybody calls a function's URL", put("Url", "AuthType", "NONE")),
    _events("any site reads with a user's credentials", put("Url", "Cors/AllowOrigins/0", "*")),
    _events("a service calls a function for anybody", drop("Permission", "SourceArn")),
    _events(
        "the whole world calls a function",
        both(put("Permission", "Principal", "*"), drop("Permission", "SourceArn")),
    ),
]
