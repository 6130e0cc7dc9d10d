"""What watches over an account: who did what in it, what threatens it, and whether it keeps to the rules."""

from typing import TYPE_CHECKING

from cloud_constructs._lazily import lazily

if TYPE_CHECKING:
    from cloud_constructs.compliance._audit_events import AuditEvent
    from cloud_constructs.compliance._audit_trail import AuditTrail, TrailInsight
    from cloud_constructs.compliance._config_compliance import ConfigCompliance
    from cloud_constructs.compliance._config_rule import DEFAULT_RULES, ConfigRule
    from cloud_constructs.compliance._data_events import DataEvents
    from cloud_constructs.compliance._findings import FindingSeverity
    from cloud_constructs.compliance._malware_scan import MalwareScan
    from cloud_constructs.compliance._remediation import Remediation
    from cloud_constructs.compliance._threat_detection import (
        ProtectionPlan,
        SecurityStandard,
        ThreatDetection,
        Watcher,
    )

__all__ = [
    "DEFAULT_RULES",
    "AuditEvent",
    "AuditTrail",
    "ConfigCompliance",
    "ConfigRule",
    "DataEvents",
    "FindingSeverity",
    "MalwareScan",
    "ProtectionPlan",
    "Remediation",
    "SecurityStandard",
    "ThreatDetection",
    "TrailInsight",
    "Watcher",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "_audit_events": ("AuditEvent",),
        "_audit_trail": ("AuditTrail", "TrailInsight"),
        "_config_compliance": ("ConfigCompliance",),
        "_config_rule": ("DEFAULT_RULES", "ConfigRule"),
        "_data_events": ("DataEvents",),
        "_findings": ("FindingSeverity",),
        "_malware_scan": ("MalwareScan",),
        "_remediation": ("Remediation",),
        "_threat_detection": ("ProtectionPlan", "SecurityStandard", "ThreatDetection", "Watcher"),
    },
)
