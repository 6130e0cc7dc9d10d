"""Who did what in the account, and whether the account keeps to the rules."""

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import (
    AlertTopic,
    AuditTrail,
    ConfigCompliance,
    ConfigRule,
    DataEvents,
    Remediation,
    SecureBucket,
)
from cloud_constructs.compliance import DEFAULT_RULES

from .compute import FILES
from .config import Config
from .data import Tables


class ComplianceStack(cdk.Stack):
    """An audit trail, and rules that are watched and put right, with a key that opens nothing else."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        alerts: AlertTopic,
        files: SecureBucket,
        tables: Tables,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        # What holds what users gave us; what expires by itself is not worth an event for each write.
        personal = (tables.users, tables.nodes, tables.shares)
        self.trail = AuditTrail(
            self,
            "Trail",
            alerts=alerts,
            data_events=[
                DataEvents.of_bucket(files, prefix=FILES),
                *(DataEvents.of_table(table) for table in personal),
            ],
            profile=config.profile,
        )
        self.rules = ConfigCompliance(
            self,
            "Rules",
            alerts=alerts,
            rules=[*DEFAULT_RULES, ConfigRule.required_tags(*config.tags.as_dict())],
            remediate=list(Remediation),
            existing_recorder=config.watched,
        )
