"""Account: what is not any one resource's, but what all of them use up together."""

from __future__ import annotations

from dataclasses import dataclass

from cloud_constructs.core import AlarmTarget, Service

SYMMETRIC_REQUESTS = {
    "Service": "KMS",
    "Type": "API",
    "Resource": "CryptographicOperationsSymmetric",
    "Class": "None",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account's quotas in the region, and the reputation of its mail: to be watched once.

    Args:
        sends_mail: Whether the account sends mail through SES.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Account, AlarmSet, AlertTopic

        stack = cdk.Stack(cdk.App(), "Shop")
        alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))
        alarms.watch(Account(sends_mail=True), facts={"concurrency_quota": 3000})
        ```
    """

    sends_mail: bool = False

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the quotas, and the reputation if there is one to lose."""
        name = name or "Account"
        shared = AlarmTarget(name=name, service=Service.ACCOUNT, dimensions={})
        keys = AlarmTarget(name=f"{name}Keys", service=Service.KEY_USAGE, dimensions=SYMMETRIC_REQUESTS)
        mail = AlarmTarget(name=f"{name}Mail", service=Service.EMAIL, dimensions={})
        return [shared, keys, *([mail] if self.sends_mail else [])]
