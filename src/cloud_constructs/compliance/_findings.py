"""Of which findings people are told, and in which words."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class FindingSeverity(StrEnum):
    """How bad a finding is, in the words of Security Hub."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"

    @property
    def and_worse(self) -> list[str]:
        """This one and those above."""
        every = list(FindingSeverity)
        return [severity.value for severity in every[every.index(self) :]]

    @property
    def of_guardduty(self) -> int:
        """From which of GuardDuty's numbers on.

        https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
        """
        return {"LOW": 1, "MEDIUM": 4, "HIGH": 7, "CRITICAL": 9}[self.value]


def of_guardduty(at_least: FindingSeverity) -> dict[str, Any]:
    """Return what tells of GuardDuty's findings."""
    return {
        "pattern": {
            "source": ["aws.guardduty"],
            "detail-type": ["GuardDuty Finding"],
            "detail": {"severity": [{"numeric": [">=", at_least.of_guardduty]}]},
        },
        "text": "GuardDuty (severity <severity>): <title>. Finding <id>, in <region>, seen <count> times",
        "fields": {
            "severity": "$.detail.severity",
            "title": "$.detail.title",
            "id": "$.detail.id",
            "region": "$.region",
            "count": "$.detail.service.count",
        },
    }


def of_security_hub(at_least: FindingSeverity) -> dict[str, Any]:
    """Return what tells of new findings of Security Hub, but for those that GuardDuty tells of itself."""
    return {
        "pattern": {
            "source": ["aws.securityhub"],
            "detail-type": ["Security Hub Findings - Imported"],
            "detail": {
                "findings": {
                    "ProductName": [{"anything-but": ["GuardDuty"]}],
                    "RecordState": ["ACTIVE"],
                    "Severity": {"Label": at_least.and_worse},
                    # Who has set a finding to NOTIFIED or SUPPRESSED hears no more of it.
                    "Workflow": {"Status": ["NEW"]},
                }
            },
        },
        "text": "<product> (<severity>): <title>. Resource <resource>, in <region>",
        "fields": {
            "product": "$.detail.findings[0].ProductName",
            "severity": "$.detail.findings[0].Severity.Label",
            "title": "$.detail.findings[0].Title",
            "resource": "$.detail.findings[0].Resources[0].Id",
            "region": "$.region",
        },
    }


def of_access_analyzer() -> dict[str, Any]:
    """Return what tells of resources that somebody outside the account reaches."""
    return {
        "pattern": {
            "source": ["aws.access-analyzer"],
            "detail-type": ["Access Analyzer Finding"],
            "detail": {"status": ["ACTIVE"]},
        },
        "text": "Somebody outside of this account can reach <resource>, in <region>",
        "fields": {"resource": "$.detail.resource", "region": "$.region"},
    }
