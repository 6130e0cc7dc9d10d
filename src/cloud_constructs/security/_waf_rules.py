"""What a web ACL looks at: managed rule groups, request rates and countries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

WINDOWS = (60, 120, 300, 600)


class ManagedRules(StrEnum):
    """A rule group that AWS keeps up to date, without a fee of its own.

    https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
    """

    ADMIN_PAGES = "AWSManagedRulesAdminProtectionRuleSet"
    ANONYMOUS_ADDRESSES = "AWSManagedRulesAnonymousIpList"
    COMMON = "AWSManagedRulesCommonRuleSet"
    IP_REPUTATION = "AWSManagedRulesAmazonIpReputationList"
    KNOWN_BAD_INPUTS = "AWSManagedRulesKnownBadInputsRuleSet"
    LINUX = "AWSManagedRulesLinuxRuleSet"
    SQL_INJECTION = "AWSManagedRulesSQLiRuleSet"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """How many requests one address may send; the others get status 403 until it slows down.

    Args:
        requests: Requests in the window, from 10 to 2,000,000,000.
        window_seconds: The window: 60, 120, 300 or 600 seconds.
    """

    requests: int = 2000
    window_seconds: int = 300


@dataclass(frozen=True, slots=True)
class Countries:
    """Where requests may come from: `Countries.only("DE", "FR")` or `Countries.all_but("KP")`.

    Countries are named by two capital letters (ISO 3166).
    """

    codes: tuple[str, ...]
    blocked: bool

    @staticmethod
    def only(*codes: str) -> Countries:
        """Let in requests from these countries alone."""
        return Countries(codes, blocked=False)

    @staticmethod
    def all_but(*codes: str) -> Countries:
        """Let in requests from every other country."""
        return Countries(codes, blocked=True)


def rate_rule(limit: RateLimit) -> dict[str, Any]:
    """Return the rule that blocks an address that asks too often."""
    statement = {
        "aggregateKeyType": "IP",
        "evaluationWindowSec": limit.window_seconds,
        "limit": limit.requests,
    }
    return {"name": "RateLimit", "action": {"block": {}}, "statement": {"rateBasedStatement": statement}}


def country_rule(countries: Countries) -> dict[str, Any]:
    """Return the rule that blocks by country."""
    match = {"geoMatchStatement": {"countryCodes": list(countries.codes)}}
    statement = match if countries.blocked else {"notStatement": {"statement": match}}
    return {"name": "Countries", "action": {"block": {}}, "statement": statement}


def managed_rule(group: ManagedRules, count_only: Iterable[str]) -> dict[str, Any]:
    """Return the rule that asks a managed group, some of whose rules may only count."""
    statement: dict[str, Any] = {"vendorName": "AWS", "name": group.value}
    overrides: list[Any] = [{"name": name, "actionToUse": {"count": {}}} for name in count_only]
    if overrides:
        statement["ruleActionOverrides"] = overrides
    return {
        "name": group.value,
        "overrideAction": {"none": {}},
        "statement": {"managedRuleGroupStatement": statement},
    }
